"""``absent``: a source finds nothing, although there were files to look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...sources.keys import show
from ...sources.model import Source
from ..model import Finding
from ..reading import RelationReader
from ..view import View


@dataclass(frozen=True, slots=True)
class Absent:
    """Elements that must not be there."""

    of: Source

    @property
    def sources(self) -> Sequence[Source]:
        """Every source that is read."""
        return (self.of,)

    def judge(self, view: View) -> Iterator[Finding]:
        """Each element there is."""
        for element in view.any_elements(self.of):
            shown = show(element.value)
            yield Finding(
                code="ECI040",
                message=f"{shown} of {self.of.called} must not be there",
                place=element.place,
                expected="nothing",
                found=shown,
                fix="remove it",
                metadata={"key": shown},
            )


def parse(read: RelationReader) -> Absent:
    """Read ``absent: {of: ...}``."""
    return Absent(read.source("of"))
