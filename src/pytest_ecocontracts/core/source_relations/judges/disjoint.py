"""``disjoint``: no value of one source is a value of another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...sources.keys import Key, key_of, show
from ...sources.model import Element, Source
from ..model import Finding
from ..reading import RelationReader
from ..view import View


@dataclass(frozen=True, slots=True)
class Disjoint:
    """Sources that are kept apart; ``mends_left``: told in the earlier of two sources, not in the later."""

    of: Sequence[Source]
    mends_left: bool

    @property
    def sources(self) -> Sequence[Source]:
        """Every source that is read."""
        return self.of

    def judge(self, view: View) -> Iterator[Finding]:
        """Each element whose value stands in another source, too."""
        sides = [(source.called, view.elements(source)) for source in self.of]
        owners: dict[Key, tuple[int, str, Element]] = {}
        for number, (name, elements) in enumerate(reversed(sides) if self.mends_left else sides):
            for element in elements:
                owner, other, first = owners.setdefault(key_of(element.value), (number, name, element))
                if owner == number:
                    continue
                shown = show(element.value)
                yield Finding(
                    code="ECI010",
                    message=f"{shown} of {name} stands in {other}, too",
                    place=element.place,
                    expected=f"a value that is not in {other}",
                    found=shown,
                    other=("also at", first.place),
                    metadata={"key": shown},
                )


def parse(read: RelationReader) -> Disjoint:
    """Read ``disjoint: {of: [...], fix_in: ...}``; ``from`` names the others."""
    of = [*read.sources("of"), *(read.sources("from") if "from" in read.fields else ())]
    if len(of) == 1:
        read.refuse("of", "one source has nothing to stay apart from", "two sources, in 'of' and 'from'")
    return Disjoint(of, read.text("fix_in") == "left")
