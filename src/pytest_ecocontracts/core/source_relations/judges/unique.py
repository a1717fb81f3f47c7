"""``unique``: no value of a source comes twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...sources.keys import Key, key_of, show
from ...sources.model import Element, Source
from ..model import Finding
from ..reading import RelationReader
from ..view import View


@dataclass(frozen=True, slots=True)
class Unique:
    """Values that come once, in all files together or in each of them."""

    of: Source
    per_file: bool

    @property
    def sources(self) -> Sequence[Source]:
        """Every source that is read."""
        return (self.of,)

    def judge(self, view: View) -> Iterator[Finding]:
        """Each element whose value came before."""
        first: dict[Key, Element] = {}
        for element in view.elements(self.of):
            key = key_of(element.value)
            if self.per_file:
                key = (element.place.path, key)
            before = first.setdefault(key, element)
            if before is element:
                continue
            shown = show(element.value)
            yield Finding(
                code="ECI003",
                message=f"{shown} stands more than once in {self.of.called}",
                place=element.place,
                expected="each value once",
                found=shown,
                other=("first at", before.place),
                metadata={"key": shown},
            )


def parse(read: RelationReader) -> Unique:
    """Read ``unique: {of: ..., within: file}``."""
    return Unique(read.source("of"), read.fields.get("within") == "file")
