"""``equal``: two or more sources say the same, as sets, as lists, or key by key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...sources.keys import Key
from ...sources.model import Source
from ..comparing import Codes, Entry, Side, differences, entries, first_disorder, other_values
from ..model import Finding
from ..reading import RelationReader
from ..view import View

_CODES = Codes()


@dataclass(frozen=True, slots=True, kw_only=True)
class Equal:
    """Each source is held against the first one.

    ``ordered``: as lists. ``key`` and ``value`` are pointers into the records: what stands under a key is the
    same. ``mend`` is the side that is to be corrected, left or right of the comparison; by default a value
    that stands on one side alone is told where it stands, and of two values under one key that of the right.
    """

    of: Sequence[Source]
    ordered: bool
    key: str | None
    value: str | None
    mend: str | None

    @property
    def sources(self) -> Sequence[Source]:
        """Every source that is read."""
        return self.of

    def judge(self, view: View) -> Iterator[Finding]:
        """Both directions, for each pair."""
        left, *others = [Side(source.called, view.elements(source)) for source in self.of]
        for right in others:
            yield from self._judge_values(left, right) if self.key is not None else self._judge(left, right)

    def _judge(self, left: Side, right: Side) -> Iterator[Finding]:
        found = [*_both_ways(left, right, self.mend)]
        yield from found
        if self.ordered and not found:
            if self.mend == "left":
                left, right = right, left
            yield from first_disorder(right, left, "ECI013")

    def _judge_values(self, left: Side, right: Side) -> Iterator[Finding]:
        mine: dict[Key, Entry] = {}
        theirs: dict[Key, Entry] = {}
        yield from entries(left, self.key or "", self.value, mine)
        yield from entries(right, self.key or "", self.value, theirs)
        yield from _both_ways(
            Side(left.name, [entry.element for entry in mine.values()]),
            Side(right.name, [entry.element for entry in theirs.values()]),
            self.mend,
        )
        if self.mend == "left":
            yield from other_values(left, mine, theirs, right, "ECI013")
        else:
            yield from other_values(right, theirs, mine, left, "ECI013")


def _both_ways(left: Side, right: Side, mend: str | None) -> Iterator[Finding]:
    yield from differences(left, right, _CODES, mend="other" if mend == "right" else None)
    yield from differences(right, left, _CODES, mend="other" if mend == "left" else None)


def parse(read: RelationReader) -> Equal:
    """Read ``equal: {of: ..., to: ..., ordered: ..., key: ..., value: ..., fix_in: ...}``."""
    of = [*read.sources("of"), *(read.sources("to") if "to" in read.fields else ())]
    if len(of) == 1:
        read.refuse("of", "one source has nothing to be equal to", "two sources, in 'of' and 'to'")
    return Equal(
        of=of,
        ordered=read.is_set("ordered"),
        key=read.text("key"),
        value=read.text("value"),
        mend=read.text("fix_in"),
    )
