"""What a judge sees: the elements of its sources, and a count of what it looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..sources.model import Element, Scan, Source
from ..sources.reading import Readings, readings
from ..sources.troubles import SourceUnread, nothing_found, unmatched

if TYPE_CHECKING:
    from ..context import Context


class View:
    """The elements of the sources of one relation, in one context."""

    def __init__(self, context: Context) -> None:
        self.context = context
        #: how many elements, or files where there are none, were looked at
        self.examined = 0

    @property
    def readings(self) -> Readings:
        """What is read in the context."""
        return readings(self.context)

    def elements(self, source: Source) -> Sequence[Element]:
        """The elements of a source; raises SourceUnread where there must be some."""
        scan = self._scan(source)
        self.examined += len(scan.elements)
        if not scan.elements and not source.may_be_empty:
            raise SourceUnread([nothing_found(source, scan)])
        if not scan.elements:
            self.examined += scan.examined
        return scan.elements

    def any_elements(self, source: Source) -> Sequence[Element]:
        """The elements of a source of which none are wanted, or any number; files must have been looked at.

        Raises SourceUnread where not even a file was.
        """
        scan = self._scan(source)
        self.examined += max(len(scan.elements), scan.examined)
        if not scan.elements and not scan.examined and not source.may_be_empty:
            raise SourceUnread([nothing_found(source, scan)])
        return scan.elements

    def _scan(self, source: Source) -> Scan:
        scan = self.readings.scan(source)
        troubles = list(unmatched(source, scan))
        if troubles:
            raise SourceUnread(troubles)
        return scan

    def paths(self, source: Source) -> Sequence[str]:
        """The files that a source looked at, also those without an element."""
        return self.readings.scan(source).paths
