"""``exists``: the file or folder that each element names is there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from ...errors import FileProblem, LoadError
from ...sources.model import Element, Source, SourceBlocked
from ...suggestions import near_file, suggestion
from ..model import Finding
from ..named_files import Naming, Unnamed, kind_of, parse_naming
from ..reading import RelationReader
from ..view import View
from ..words import Nearest

if TYPE_CHECKING:
    from ...context import Context

_PAGES: Final = (".md", ".markdown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exists:
    """Paths of a ``kind``: file, folder or any.

    ``anchors`` says what follows a ``#``: None for part of the path, "" for nothing that matters, or the
    style in which headings make anchors. ``executable``: the file may be run.
    """

    of: Source
    naming: Naming
    kind: str
    anchors: str | None
    executable: bool

    @property
    def sources(self) -> Sequence[Source]:
        """Every source that is read."""
        return (self.of,)

    def judge(self, view: View) -> Iterator[Finding]:
        """Each element whose file is not there, or is not what it should be."""
        there = _There(view.context)
        for element in view.elements(self.of):
            value, anchor = element.value, ""
            if self.anchors is not None and isinstance(value, str):
                value, _, anchor = value.partition("#")
            try:
                path = self._path(element, value)
            except Unnamed as problem:
                yield _missing(element, str(problem), str(element.value), "a path below the root")
                continue
            yield from self._judge(there, element, path, unquote(anchor) if self.anchors else "")

    def _path(self, element: Element, value: object) -> str:
        if value == "" and self.anchors is not None and self.naming.template == "{value}":
            return element.place.path
        return self.naming.path(element._replace(value=value))

    def _judge(self, there: _There, element: Element, path: str, anchor: str) -> Iterator[Finding]:
        kind = there.kind(path)
        if kind is None:
            wanted = "file or folder" if self.kind == "any" else self.kind
            message = f"{path!r} is named, and there is no such {wanted}"
            yield _missing(element, message, path, f"the {wanted} {path}", there.nearest(path))
            return
        problem: tuple[str, str, str | None] | None = None
        fix: str | None = None
        if self.kind not in ("any", kind):
            problem = f"{path!r} is a {kind}, and should be a {self.kind}", f"a {self.kind}", None
        elif self.executable and not there.is_executable(path):
            problem = (
                f"{path!r} is not executable",
                "a file that may be run",
                f"git update-index --chmod=+x {path}",
            )
        elif anchor and kind == "file" and path.lower().endswith(_PAGES):
            known = there.anchors(path, self.anchors or "github")
            if anchor not in known:
                fix = suggestion(anchor, known) if known else "the page has no headings"
                problem = f"{path!r} has no heading #{anchor}", f"the anchor #{anchor}", fix
        if problem is not None:
            message, expected, fix = problem
            yield Finding(
                code="ECI042",
                message=message,
                place=element.place,
                expected=expected,
                found=f"{path}#{anchor}" if anchor else path,
                fix=fix,
                metadata={"path": path},
            )


@dataclass(slots=True)
class _There:
    """What is in the tree; everything is looked at once."""

    context: Context
    _kinds: dict[str, str | None] = field(default_factory=dict)
    _anchors: dict[str, frozenset[str]] = field(default_factory=dict)
    _names: dict[str, Nearest] = field(default_factory=dict)

    def kind(self, path: str) -> str | None:
        if path not in self._kinds:
            self._kinds[path] = kind_of(self.context, path)
        return self._kinds[path]

    def is_executable(self, path: str) -> bool:
        """Git's word where it tracks the file, else that of the disk."""
        git = self.context.git
        tracked = git.tracked().get(path) if git.available else None
        return tracked == "100755" if tracked else bool(self.context.files.mode(path) & 0o100)

    def anchors(self, path: str, style: str) -> frozenset[str]:
        if path not in self._anchors:
            from ...markdown.anchors import anchors  # noqa: PLC0415 - only relations over links need it
            from ...markdown.parsing import parse_page  # noqa: PLC0415 - as above

            context = self.context
            try:
                page = parse_page(context.files.read(path, context.limits.page_bytes), context.limits)
            except (FileProblem, LoadError) as problem:
                raise SourceBlocked(path, f"{path!r} cannot be read: {problem}") from None
            self._anchors[path] = anchors(page, style)
        return self._anchors[path]

    def nearest(self, path: str) -> str | None:
        """A name like it in the same folder."""
        folder, _, name = path.rpartition("/")
        if folder not in self._names:
            try:
                listing = self.context.tree.list(folder)
            except FileProblem:
                return f"there is no folder {folder!r} either"
            self._names[folder] = Nearest((*listing.files, *listing.folders, *listing.links), near_file)
        return self._names[folder].fix(name)


def _missing(element: Element, message: str, path: str, expected: str, fix: str | None = None) -> Finding:
    return Finding(
        code="ECI009",
        message=message,
        place=element.place,
        expected=expected,
        found="nothing",
        fix=fix,
        metadata={"path": path},
    )


def parse(read: RelationReader) -> Exists:
    """Read ``exists: {of: ..., path: ..., relative_to: ..., kind: ..., anchors: ..., executable: ...}``."""
    anchors = read.fields.get("anchors")
    kind = read.text("kind") or "file"
    if read.is_set("executable") and kind != "file":
        read.refuse("executable", f"only files are executable, and kind is {kind}", "kind: file")
    return Exists(
        of=read.source("of"),
        naming=parse_naming(read),
        kind=kind,
        anchors=None if anchors is None else "" if anchors == "ignored" else str(anchors),
        executable=read.is_set("executable"),
    )
