"""Sources as relations read them: each once in a run, however many relations use it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from .files import SourceFiles, Texts
from .model import Scan, Source

if TYPE_CHECKING:
    from ..context import Context

#: one for each context: the run's own, and that of the git base where it is looked at
_READINGS: WeakKeyDictionary[Context, Readings] = WeakKeyDictionary()


class Readings:
    """What was read in one context, by the definition of the source."""

    def __init__(self, context: Context) -> None:
        self.texts = Texts(context)
        self._scans: dict[str, Scan] = {}

    def scan(self, source: Source) -> Scan:
        """The elements of a source. Raises FileProblem, LoadError, CapabilityMissing, SourceBlocked."""
        known = self._scans.get(source.definition)
        if known is None:
            files = SourceFiles(self.texts)
            elements = source.reader.read(files)
            for step in source.steps:
                elements = step.apply(elements)
            known = Scan(tuple(elements), files.examined)
            self._scans[source.definition] = known
        return known


def readings(context: Context) -> Readings:
    """The readings of a context."""
    known = _READINGS.get(context)
    if known is None:
        known = _READINGS[context] = Readings(context)
    return known
