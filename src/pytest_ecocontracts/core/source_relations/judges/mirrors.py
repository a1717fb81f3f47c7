"""``mirrors``: a listing has an entry for everything that it lists, and for nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...sources.model import Source
from ..comparing import Codes, Side, differences, first_disorder
from ..model import Finding
from ..reading import RelationReader
from ..view import View

_CODES = Codes(surplus="ECI002", missing="ECI049")


@dataclass(frozen=True, slots=True)
class Mirrors:
    """The entries ``of`` a listing, and what it ``lists``: several sources are one after the other."""

    of: Source
    lists: Sequence[Source]
    ordered: bool

    @property
    def sources(self) -> Sequence[Source]:
        """Every source that is read."""
        return (self.of, *self.lists)

    def judge(self, view: View) -> Iterator[Finding]:
        """What the listing leaves out, has too much, or has at another place; told in the listing."""
        listed = Side(self.of.called, view.elements(self.of))
        there = Side(
            " and ".join(source.called for source in self.lists),
            [element for source in self.lists for element in view.elements(source)],
        )
        found = [
            *differences(listed, there, _CODES, mend=None),
            *differences(there, listed, _CODES, mend="other", in_order=self.ordered),
        ]
        yield from found
        if self.ordered and not found:
            yield from first_disorder(listed, there, "ECI011")


def parse(read: RelationReader) -> Mirrors:
    """Read ``mirrors: {of: ..., lists: ..., ordered: ...}``."""
    return Mirrors(read.source("of"), read.sources("lists"), read.is_set("ordered"))
