"""Sources as relations read them: each once in a run, however many relations use it."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from ..errors import FileProblem, LoadError
from .files import SourceFiles, Texts
from .model import Element, Scan, Source, SourceBlocked
from .troubles import SourceUnread, troubles_of

if TYPE_CHECKING:
    from ..context import Context

#: of one source; more are no list that somebody keeps
MOST_ELEMENTS: Final = 1_000_000
#: where a context keeps its readings: that of the git base has others
_KEPT: Final = "sources.readings"


class Readings:
    """What was read in one context, by the definition of the source."""

    def __init__(self, context: Context) -> None:
        self.texts = Texts(context)
        self._scans: dict[str, Scan | SourceUnread] = {}
        #: what readers gave, before any step
        self._read: dict[str, Scan | SourceUnread] = {}

    def scan(self, source: Source) -> Scan:
        """The elements of a source; raises SourceUnread with all that is in the way, CapabilityMissing."""
        known = self._scans.get(source.definition)
        if known is None:
            known = self._scans[source.definition] = self._stepped(source)
        if isinstance(known, SourceUnread):
            raise known.with_traceback(None)
        return known

    def files(self) -> SourceFiles:
        """What one source, or one relation, looks at."""
        return SourceFiles(self.texts, self.scan)

    def _stepped(self, source: Source) -> Scan | SourceUnread:
        """What the steps of a source leave of what its reader gives: that is read once for many steps."""
        known = self._read.get(source.reading)
        if known is None:
            known = self._read[source.reading] = self._given(source)
        if isinstance(known, SourceUnread) or not source.steps:
            return known
        elements = iter(known.elements)
        for step in source.steps:
            elements = step.apply(elements)
        try:
            return known._replace(elements=tuple(elements))
        except SourceBlocked as blocked:
            return SourceUnread(list(troubles_of(blocked, blocked.path)))

    def _given(self, source: Source) -> Scan | SourceUnread:
        files = self.files()
        found: tuple[Element, ...] = ()
        try:
            found = tuple(islice(source.reader.read(files), MOST_ELEMENTS + 1))
        except SourceUnread as unread:
            files.troubles += unread.troubles
        except (FileProblem, LoadError, SourceBlocked) as error:
            files.troubles += troubles_of(error, files.paths[-1] if files.paths else "")
        if len(found) > MOST_ELEMENTS:
            message = f"a source has more than {MOST_ELEMENTS} elements"
            blocked = SourceBlocked("", message, expected="fewer", found="more", fix="divide the source")
            files.troubles += troubles_of(blocked, "")
        if files.troubles:
            return SourceUnread(files.troubles)
        return Scan(found, files.examined, files.paths, len(found), files.unmatched)


def readings(context: Context) -> Readings:
    """The readings of a context."""
    known = context.kept.get(_KEPT)
    if not isinstance(known, Readings):
        known = context.kept[_KEPT] = Readings(context)
    return known
