"""What a differ may look at: both editions of a contract, and the two trees that they stand in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from ...pointers import join
from ..bases.filling import filled
from ..model import ABSENT, Change
from ..policy import View

if TYPE_CHECKING:
    from ...context import Context
    from ...model import Contract
    from ..schemas.edition import SchemaProver


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparing:
    """One contract under comparison; each context sees its own tree, and has its own catalog."""

    before: Contract
    after: Contract
    base: Context
    now: Context
    prover: SchemaProver
    view: View = View.WRITER_READER
    _data: list[tuple[Mapping[str, object], Mapping[str, object]]] = field(default_factory=list, init=False)

    @property
    def data(self) -> tuple[Mapping[str, object], Mapping[str, object]]:
        """What the two editions say, with the values that stand in data files."""
        if not self._data:
            self._data.append((filled(self.before, self.base), filled(self.after, self.now)))
        return self._data[0]

    @property
    def written(self) -> tuple[Mapping[str, object], Mapping[str, object]]:
        """What stands in the two documents themselves."""
        return (
            cast("Mapping[str, object]", self.before.document.data),
            cast("Mapping[str, object]", self.after.document.data),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A value of a contract before and after; ABSENT where it was, or is, not there."""

    pointer: str
    before: object
    after: object
    comparing: Comparing

    @property
    def name(self) -> str:
        """The last name of the pointer."""
        return self.pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")

    def inner(self, *tokens: str | int, before: object = ABSENT, after: object = ABSENT) -> Pair:
        """A pair of parts of the two values."""
        pointer = join(self.pointer, *tokens)
        return Pair(pointer=pointer, before=before, after=after, comparing=self.comparing)

    def members(self) -> Iterator[Pair]:
        """The members that differ between two mappings, in the order of the new one."""
        old = self.before if isinstance(self.before, dict) else {}
        new = self.after if isinstance(self.after, dict) else {}
        for name in dict.fromkeys((*new, *old)):
            before, after = old.get(name, ABSENT), new.get(name, ABSENT)
            if not same(before, after):
                yield self.inner(name, before=before, after=after)

    def entries(self, key: str) -> Iterator[tuple[str, Pair]]:
        """The entries of two lists that differ, by the member that names each; what is gone comes last."""
        old, new = _by(key, self.before), _by(key, self.after)
        for name, (index, entry) in new.items():
            before = old[name][1] if name in old else ABSENT
            if not same(before, entry):
                yield name, self.inner(index, before=before, after=entry)
        for name, (index, entry) in old.items():
            if name not in new:
                yield name, self.inner(index, before=entry)

    def change(self, why: str, **more: object) -> Change:
        """A change of this value; ``subject`` is its name unless another is given."""
        given = {"subject": self.name, "before": self.before, "after": self.after, **more}
        return Change(pointer=self.pointer, why=why, **given)  # type: ignore[arg-type]


def _by(key: str, entries: object) -> dict[str, tuple[int, object]]:
    """The entries of a list with their places; of two that are called alike the first."""
    found: dict[str, tuple[int, object]] = {}
    for index, entry in enumerate(entries if isinstance(entries, list) else []):
        if isinstance(entry, dict):
            found.setdefault(str(entry.get(key)), (index, entry))
    return found


def same(before: object, after: object) -> bool:
    """Whether two values are one in JSON: 1 and true are not."""
    if isinstance(before, dict) and isinstance(after, dict):
        return before.keys() == after.keys() and all(same(before[name], after[name]) for name in before)
    if isinstance(before, list) and isinstance(after, list):
        return len(before) == len(after) and all(map(same, before, after))
    return isinstance(before, bool) == isinstance(after, bool) and before == after
