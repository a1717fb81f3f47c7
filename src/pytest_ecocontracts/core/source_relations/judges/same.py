"""``same``: a value that is repeated in several places is the same in all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...sources.keys import Key, key_of, show
from ...sources.model import Element, Source
from ..fields import MISSING, part, place_of, undeclared
from ..model import Finding
from ..reading import RelationReader
from ..vacuity import proves_nothing
from ..view import View
from ..words import plural


@dataclass(frozen=True, slots=True, kw_only=True)
class Same:
    """All elements of all sources agree, or all those of a ``key``, a pointer into their records.

    What most of them say counts, among equals what comes first; or the first element is right.
    """

    of: Sequence[Source]
    key: str | None
    value: str | None
    first_is_right: bool

    @property
    def sources(self) -> Sequence[Source]:
        """Every source that is read."""
        return self.of

    def judge(self, view: View) -> Iterator[Finding]:
        """Each element that says something else than the others of its key."""
        groups: dict[Key, list[Element]] = {}
        keys: list[tuple[Source, set[Key]]] = []
        for source in self.of:
            keys.append((source, set()))
            for element in view.elements(source):
                name, value = part(element, self.key), part(element, self.value)
                if value is MISSING or (self.key is not None and name is MISSING):
                    yield undeclared(element, self.value if value is MISSING else self.key, "a value")
                    continue
                key = key_of(name) if self.key is not None else ""
                keys[-1][1].add(key)
                groups.setdefault(key, []).append(element)
        for elements in groups.values():
            yield from self._judge(elements)
        for source, own in keys:
            if own and not any(len(groups[key]) > 1 for key in own):
                proves_nothing(
                    source,
                    f"nothing that {source.called} says stands in a second place",
                    expected="at least two places for one value",
                    found=f"{plural(len(own), 'value')}, each alone",
                    fix="correct the sources or the key",
                )

    def _judge(self, elements: Sequence[Element]) -> Iterator[Finding]:
        said: dict[Key, list[Element]] = {}
        for element in elements:
            said.setdefault(key_of(part(element, self.value)), []).append(element)
        if len(said) == 1:
            return
        right = max(said.values(), key=len) if not self.first_is_right else next(iter(said.values()))
        wanted = part(right[0], self.value)
        of = f" for {show(part(elements[0], self.key))}" if self.key is not None else ""
        for dissenters in said.values():
            if dissenters is right:
                continue
            for element in dissenters:
                found = show(part(element, self.value))
                others = plural(len(right), "other place")
                yield Finding(
                    code="ECI013",
                    message=f"{found} stands here{of}, and {show(wanted)} in {others}",
                    place=place_of(element, self.value),
                    expected=show(wanted),
                    found=found,
                    other=("the others first at", right[0].place),
                    metadata={"key": show(part(element, self.key)) if self.key is not None else found},
                )


def parse(read: RelationReader) -> Same:
    """Read ``same: {of: [...], key: ..., value: ..., right: ...}``."""
    return Same(
        of=read.sources("of"),
        key=read.text("key"),
        value=read.text("value"),
        first_is_right=read.text("right") == "first",
    )
