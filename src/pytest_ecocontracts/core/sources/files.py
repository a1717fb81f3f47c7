"""The files that sources read: each is found, read and decoded once in a run."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from ..errors import FileProblem, LoadError
from ..paths.template import PathTemplate
from .model import Place, SourceBlocked

if TYPE_CHECKING:
    from ..context import Context
    from ..violations import Location

#: bytes of texts that stay in memory between sources; more are read again
_KEPT: Final = 64 * 1024 * 1024


class Texts:
    """Texts and data of files, and the paths that templates find; one for each tree that is looked at."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._texts: dict[str, str] = {}
        self._data: dict[tuple[str, str], object] = {}
        self._found: dict[str, list[tuple[str, dict[str, str]]]] = {}
        self._starts: dict[str, list[int]] = {}
        self._size = 0

    def text(self, path: str) -> str:
        """The text of a file, UTF-8; raises FileProblem, LoadError."""
        known = self._texts.get(path)
        if known is not None:
            return known
        from ..loading.decoding import decode  # noqa: PLC0415 - only sources that read texts need it

        context = self.context
        text = decode(context.files.read(path, context.limits.artifact_bytes))
        self._size += len(text)
        if self._size <= _KEPT:
            self._texts[path] = text
        return text

    def data(self, path: str, format: str) -> object:  # noqa: A002 - the language's own word
        """The data of a file in one of the formats of artifacts; raises FileProblem, LoadError."""
        key = (path, format)
        if key not in self._data:
            from ..rows.whole import whole_value  # noqa: PLC0415 - as above

            self._data[key] = whole_value(self.context, path, format)
        return self._data[key]

    def matching(self, template: PathTemplate) -> list[tuple[str, dict[str, str]]]:
        """Every file that a template matches, without those that git ignores, with its captures."""
        known = self._found.get(template.text)
        if known is None:
            found = template.find(self.context.tree)
            ignored = self._ignored([path for path, _ in found])
            known = [each for each in found if each[0] not in ignored] if ignored else found
            self._found[template.text] = known
        return known

    def _ignored(self, paths: Sequence[str]) -> frozenset[str]:
        git = self.context.git
        if not git.available:
            return frozenset()
        tracked = git.tracked()
        untracked = [path for path in paths if path not in tracked]
        return git.ignored(untracked) if untracked else frozenset()

    def line_of(self, path: str, offset: int) -> tuple[int, int]:
        """Line and column, from 1, of a character of a text that was read."""
        starts = self._starts.get(path)
        text = self.text(path)
        if starts is None:
            starts = [0]
            at = text.find("\n")
            while at >= 0:
                starts.append(at + 1)
                at = text.find("\n", at + 1)
            self._starts[path] = starts
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def location(self, place: Place) -> Location:
        """The place as violations show it."""
        from ..violations import Location  # noqa: PLC0415 - only failures have places

        line, column = place.line, place.column
        try:
            if line is None and place.offset is not None:
                line, column = self.line_of(place.path, place.offset)
            elif line is None and place.pointer:
                line, column = self._locate(place)
        except (FileProblem, LoadError):
            pass
        return Location(path=place.path, pointer=place.pointer, line=line, column=column)

    def _locate(self, place: Place) -> tuple[int | None, int | None]:
        from ..loading.locate import locate  # noqa: PLC0415 - as above
        from ..loading.values import format_of  # noqa: PLC0415

        format_ = format_of(place.path)
        if format_ is None:
            return None, None
        context = self.context
        data = context.files.read(place.path, context.limits.artifact_bytes)
        return locate(format_, data, place.pointer) or (None, None)


class SourceFiles:
    """What one source may look at, and how much of it there was."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts
        self.context = texts.context
        self.examined = 0

    def named(self, selection: FileSelection) -> Iterable[tuple[str, dict[str, str]]]:
        """The files of a selection with the captures of their paths, sorted by path, each once.

        A path that is spelled out and missing raises SourceBlocked.
        """
        found: dict[str, dict[str, str]] = {}
        for template in selection.templates:
            if template.is_literal:
                path = template.render({})
                if self.context.tree.kind(path) not in ("file", "link"):
                    raise SourceBlocked(path, f"there is no file {path!r} to read")
                found.setdefault(path, {})
            else:
                for path, captures in self.texts.matching(template):
                    found.setdefault(path, captures)
        for path in sorted(found):
            if not any(template.match(path) is not None for template in selection.excluded):
                self.examined += 1
                yield path, found[path]


class FileSelection:
    """Which files a source reads: those that a template matches, without those that another one does."""

    def __init__(self, templates: Sequence[PathTemplate], excluded: Sequence[PathTemplate] = ()) -> None:
        self.templates = templates
        self.excluded = excluded
