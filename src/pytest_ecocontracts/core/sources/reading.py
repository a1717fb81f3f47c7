"""Sources as relations read them: each once in a run, however many relations use it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from ..errors import FileProblem, LoadError
from .files import SourceFiles, Texts
from .model import Element, Scan, Source, SourceBlocked
from .troubles import SourceUnread, troubles_of

if TYPE_CHECKING:
    from ..context import Context

#: one for each context: the run's own, and that of the git base where it is looked at
_READINGS: WeakKeyDictionary[Context, Readings] = WeakKeyDictionary()


class Readings:
    """What was read in one context, by the definition of the source."""

    def __init__(self, context: Context) -> None:
        self.texts = Texts(context)
        self._scans: dict[str, Scan | SourceUnread] = {}

    def scan(self, source: Source) -> Scan:
        """The elements of a source; raises SourceUnread with all that is in the way, CapabilityMissing."""
        known = self._scans.get(source.definition)
        if known is None:
            known = self._scans[source.definition] = self._read(source)
        if isinstance(known, SourceUnread):
            raise known
        return known

    def files(self) -> SourceFiles:
        """What one source, or one relation, looks at."""
        return SourceFiles(self.texts, self.scan)

    def _read(self, source: Source) -> Scan | SourceUnread:
        files = self.files()
        elements = source.reader.read(files)
        for step in source.steps:
            elements = step.apply(elements)
        found: tuple[Element, ...] = ()
        try:
            found = tuple(elements)
        except SourceUnread as unread:
            files.troubles += unread.troubles
        except (FileProblem, LoadError, SourceBlocked) as error:
            files.troubles += troubles_of(error, files.paths[-1] if files.paths else "")
        if files.troubles:
            return SourceUnread(files.troubles)
        return Scan(found, files.examined, files.paths)


def readings(context: Context) -> Readings:
    """The readings of a context."""
    known = _READINGS.get(context)
    if known is None:
        known = _READINGS[context] = Readings(context)
    return known
