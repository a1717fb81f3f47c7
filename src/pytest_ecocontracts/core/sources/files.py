"""The files that sources read: each is found, read and decoded once in a run."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, TypeVar, cast

from ..errors import FileProblem, LoadError
from ..paths.template import PathTemplate
from .model import Element, Place, Scan, Source, SourceBlocked
from .troubles import Trouble, troubles_of
from .visible import VisiblePaths, fitting

if TYPE_CHECKING:
    from ..context import Context
    from ..markdown.model import Page
    from ..model import Positions
    from ..violations import Location

#: bytes of files that stay in memory between sources, in each form that is asked for; more are read again
_KEPT: Final = 64 * 1024 * 1024
#: how much larger than its text that is which a parser makes of it, about
_PARSED_SIZE: Final = 8

_BYTE_ORDER_MARK: Final = "\ufeff"
#: bytes in which git looks for a NUL
_HEAD: Final = 8000
#: files whose positions stay in memory for the next finding
_LOCATED: Final = 8

_Parsed = TypeVar("_Parsed")


class Texts:
    """Texts and data of files, and the paths that templates find; one for each tree that is looked at."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._texts: dict[str, str] = {}
        self._data: dict[tuple[str, str], Sequence[object]] = {}
        self._pages: dict[str, Page] = {}
        self._parsed: dict[tuple[str, object], object] = {}
        self._found: dict[tuple[str, bool], list[tuple[str, dict[str, str]]]] = {}
        self.visible = VisiblePaths(context)
        self._starts: dict[str, list[int]] = {}
        self._positions: dict[str, Sequence[Positions]] = {}
        self._size = 0

    def text(self, path: str) -> str:
        """The text of a file, UTF-8, whose lines end in a line feed however they do in it.

        A byte order mark is no part of it. Raises FileProblem, LoadError.
        """
        known = self._texts.get(path)
        if known is not None:
            return known
        from ..loading.decoding import decode  # noqa: PLC0415 - only sources that read texts need it

        context = self.context
        text = decode(context.files.read(path, context.limits.artifact_bytes))
        text = text.removeprefix(_BYTE_ORDER_MARK).replace("\r\n", "\n")
        if self._may_keep(len(text)):
            self._texts[path] = text
        return text

    def is_binary(self, path: str) -> bool:
        """Whether a file is no text, as git tells it: a NUL among its first bytes; raises FileProblem."""
        data = self.context.files.read(path, self.context.limits.artifact_bytes)
        return b"\0" in data[:_HEAD]

    def _may_keep(self, size: int) -> bool:
        if self._size + size > _KEPT:
            return False
        self._size += size
        return True

    def data(self, path: str, format: str) -> Sequence[object]:  # noqa: A002 - the language's own word
        """The data of a file in one of the formats of rows: each document of YAML, else one value.

        Raises FileProblem, LoadError, CapabilityMissing.
        """
        key = (path, format)
        known = self._data.get(key)
        if known is None:
            known = _documents(self.context, path, format)
            if self._may_keep(self.context.files.size(path)):
                self._data[key] = known
        return known

    def page(self, path: str) -> Page:
        """A Markdown page; raises FileProblem, LoadError."""
        known = self._pages.get(path)
        if known is None:
            from ..markdown.parsing import parse_page  # noqa: PLC0415 - as above

            limits = self.context.limits
            data = self.context.files.read(path, limits.page_bytes)
            known = parse_page(data, limits)
            if self._may_keep(len(data)):
                self._pages[path] = known
        return known

    def parsed(self, path: str, parse: Callable[[str], _Parsed]) -> _Parsed:
        """What a function makes of the text of a file, once for all sources; raises as ``text`` does."""
        key = (path, parse)
        if key in self._parsed:
            return cast("_Parsed", self._parsed[key])
        text = self.text(path)
        found = parse(text)
        if self._may_keep(len(text) * _PARSED_SIZE):
            self._parsed[key] = found
        return found

    def matching(self, template: PathTemplate, *, folders: bool = False) -> list[tuple[str, dict[str, str]]]:
        """The files, or folders, that a template matches, with its captures; none that git ignores."""
        key = (template.text, folders)
        if key not in self._found:
            self._found[key] = self.visible.find(template, folders=folders)
        return self._found[key]

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
            elif line is None and (place.pointer or place.document):
                line, column = self._locate(place)
            elif line is not None and column is None and place.text:
                column = self._column(place.path, line, place.text)
        except (FileProblem, LoadError):
            pass
        return Location(path=place.path, pointer=place.pointer, line=line, column=column)

    def _column(self, path: str, line: int, text: str) -> int | None:
        """Where a text stands in a line, None where it does not, or more than once."""
        content = self.text(path)
        self.line_of(path, 0)
        starts = self._starts[path]
        if line > len(starts):
            return None
        end = starts[line] if line < len(starts) else len(content)
        content = content[starts[line - 1] : end]
        return content.index(text) + 1 if content.count(text) == 1 else None

    def _locate(self, place: Place) -> tuple[int | None, int | None]:
        known = self._positions.get(place.path, ())
        if len(known) <= place.document:
            if len(self._positions) >= _LOCATED:
                del self._positions[next(iter(self._positions))]
            known = self._positions[place.path] = _positions(self.context, place)
        found = known[min(place.document, len(known) - 1)].locate(place.pointer, key=place.is_key)
        return found or (None, None)


def _positions(context: Context, place: Place) -> Sequence[Positions]:
    """The positions of the values of a file, or, where a later one is asked for, of each of its documents."""
    from ..loading.locate import positions  # noqa: PLC0415 - only failures have places
    from ..loading.positions import START, MarkedPositions  # noqa: PLC0415 - as above
    from ..loading.values import format_of  # noqa: PLC0415 - as above

    format_ = format_of(place.path)
    if format_ is None:
        return [_Nowhere()]
    data = context.files.read(place.path, context.limits.artifact_bytes)
    if not place.document:
        return [positions(format_, data)]
    from ..loading.yaml_text import parse_documents  # noqa: PLC0415 - as above

    documents = parse_documents(data, context.limits, marks=True)
    return [MarkedPositions(document.marks or START) for document in documents]


class _Nowhere:
    """The positions of a file whose format is not known."""

    def locate(self, pointer: str, *, key: bool = False) -> None:
        """None: nothing is known."""


def _documents(context: Context, path: str, format: str) -> Sequence[object]:  # noqa: A002 - as above
    """The data of a file: one value, or those of each document of a YAML file."""
    from ..rows.whole import whole_value  # noqa: PLC0415 - only sources that read data need it

    try:
        return (whole_value(context, path, format),)
    except LoadError as error:
        if format != "yaml" or error.problems[0].reason != "several-documents":
            raise
    from ..loading.yaml_text import parse_documents  # noqa: PLC0415 - as above

    data = context.files.read(path, context.limits.artifact_bytes)
    return tuple(document.data for document in parse_documents(data, context.limits, marks=False))


class SourceFiles:
    """What one source may look at, and how much of it there was."""

    def __init__(self, texts: Texts, scan: Callable[[Source], Scan]) -> None:
        self.texts = texts
        #: reads another source, for one that is made of others
        self._scan = scan
        self.context = texts.context
        self.examined = 0
        #: the files that were looked at, in order
        self.paths: list[str] = []
        #: the templates of files that no file matches
        self.unmatched: list[str] = []
        #: why some of them could not be read
        self.troubles: list[Trouble] = []

    def part(self, source: Source) -> Scan:
        """What another source gives; what it looked at counts for this one, too. Raises as its reader."""
        scan = self._scan(source)
        self.examined += scan.examined
        self.paths += scan.paths
        if not source.may_be_empty:
            self.unmatched += scan.unmatched
        return scan

    def each(
        self, selection: FileSelection, read: Callable[[str, dict[str, str]], Iterable[Element]]
    ) -> Iterator[Element]:
        """What ``read`` gives for each file; why some of them cannot be read is kept in ``troubles``."""
        for path, captures in self.named(selection):
            try:
                yield from read(path, captures)
            except (FileProblem, LoadError, SourceBlocked) as error:
                self.troubles += troubles_of(error, path)

    def named(self, selection: FileSelection) -> Iterable[tuple[str, dict[str, str]]]:
        """The files of a selection with the captures of their paths, sorted by path, each once.

        That a path is spelled out and missing is kept in ``troubles``.
        """
        found: dict[str, dict[str, str]] = {}
        for template in selection.templates:
            if template.is_literal:
                path = template.render({})
                if self.context.tree.kind(path) not in ("file", "link"):
                    self.troubles += troubles_of(self._missing(path), path)
                else:
                    found.setdefault(path, {})
            else:
                matching = self.texts.matching(template)
                for path, captures in matching:
                    found.setdefault(path, captures)
                if not matching:
                    self.unmatched.append(template.text)
        for path in sorted(found):
            if not selection.leaves_out(path):
                self.examined += 1
                self.paths.append(path)
                yield path, found[path]

    def _missing(self, path: str) -> SourceBlocked:
        from ..suggestions import near_file  # noqa: PLC0415 - only failures need it

        folder, _, name = path.rpartition("/")
        try:
            listing = self.context.tree.list(folder)
        except FileProblem:
            listing = None
        if listing is not None and name in (*listing.folders, *listing.others):
            what = "a folder" if name in listing.folders else "neither a file nor a folder"
            message = f"{path!r} is {what}, and cannot be read"
            return SourceBlocked(path, message, expected="a file", found=what, fix="correct the path")
        near = near_file(name, (*listing.files, *listing.links)) if listing is not None else None
        choice = f"did you mean {near!r}? Else " if near else ""
        fix = f"{choice}create it, or correct the path"
        message = f"there is no file {path!r} to read"
        return SourceBlocked(path, message, expected="the file", found="nothing", fix=fix)


class FileSelection:
    """Which files a source reads: those that a template matches, without those that another one does."""

    def __init__(self, templates: Sequence[PathTemplate], excluded: Sequence[PathTemplate] = ()) -> None:
        self.templates = templates
        self._excludes = [fitting(template) for template in excluded]

    def leaves_out(self, path: str) -> bool:
        """Whether a path is one of those that are left out."""
        return any(excludes(path) for excludes in self._excludes)
