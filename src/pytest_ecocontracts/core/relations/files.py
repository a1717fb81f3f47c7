"""A file that a relation is about: the artifact's own, a companion, or one that a record names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..artifacts.companions import Unresolved, named_path
from ..context import Context
from ..errors import FileProblem
from ..paths.template import PathTemplate, TemplateError
from ..rows.formats import format_name
from .finding import DataFile, Finding, Spot
from .operands import SELF, Operand, OperandProblem, parse_operand
from .reading import Reader
from .streams import Record
from .view import View


@dataclass(frozen=True, slots=True)
class Way:
    """A path that goes on from another: up so many folders, and down by a template over captures."""

    text: str
    up: int
    down: PathTemplate | None

    @property
    def operands(self) -> Sequence[Operand]:
        """The captures of the file's path that it takes."""
        return captures_in(self.down)

    def render(self, captures: Mapping[str, str]) -> str | None:
        """The path for the captures of a file, or None where they make none."""
        try:
            names = [self.down.render(captures)] if self.down is not None else []
        except ValueError:
            return None
        return "/".join([".."] * self.up + names) or "."


def parse_way(text: str) -> Way:
    """Read ``..``, ``memo/{name}.md`` or ``../memo``; raises TemplateError."""
    names = text.split("/")
    up = next((index for index, name in enumerate(names) if name != ".."), len(names))
    rest = "" if text == "." else "/".join(names[up:])
    return Way(text, up, PathTemplate.parse(rest) if rest else None)


def captures_in(template: PathTemplate | None) -> Sequence[Operand]:
    """The captures of a template as operands of the artifact's own path."""
    return [Operand(text=f"{{{name}}}", capture=name) for name in (template.captures if template else ())]


@dataclass(frozen=True, slots=True)
class FileOf:
    """``self``, the name of another source, or a path: the value of an operand, and a ``way`` from there.

    The path is relative to the root, or to the folder of the file that says it.
    """

    source: str = SELF
    path: Operand | None = None
    below_file: bool = False
    way: Way | None = None

    @property
    def operands(self) -> Sequence[Operand]:
        """The operands of the path, or one that stands for the source."""
        if self.path is None and self.way is None:
            return [Operand(text=self.source or "self", source=self.source, measure="files")]
        return [*([self.path] if self.path else ()), *(self.way.operands if self.way else ())]

    def file(self, view: View, record: Record | None, *, folders: bool = False) -> DataFile | Finding:
        """The file, or folder where one may be meant, or why it is not there. Raises Blocked."""
        if self.path is None and self.way is None:
            files = view.files_of(self.source)
            return files[0] if files else missing(view.file.path, Spot(view.file))
        value, spot = view.one(self.path, record) if self.path is not None else ("", Spot(view.file))
        way = self.way.render(view.file.captures) if self.way is not None else ""
        if not isinstance(value, str) or (self.path is not None and not value) or way is None:
            return missing("", spot)
        folder = spot.file.path.rpartition("/")[0] if self.below_file else view.data.root
        named = "/".join(filter(None, (value, way)))
        path = named_path(named, folder, self.path.pointer or "" if self.path else "")
        if isinstance(path, Unresolved):
            return missing(path.found, spot)
        path = "" if path == "." else path
        context = view.data.context
        if not is_file(context, path) and not (folders and context.tree.kind(path) == "folder"):
            return missing(path, spot)
        return view.data.named(path, format_name(path))


def is_file(context: Context, path: str) -> bool:
    """Whether a file is there; a link is one where it leads to one, below the root. Raises FileProblem."""
    kind = context.tree.kind(path)
    if kind != "link":
        return kind == "file"
    try:
        context.files.size(path)
    except FileProblem:
        return False
    return True


def missing(path: str, spot: Spot) -> Finding:
    """A file that is named and is not there."""
    return Finding(
        code="ECI009",
        message=f"{path!r} is named, and is no file" if path else "no file is named",
        spot=spot,
        expected="the path of a file" if not path else f"the file {path}",
        found="nothing",
        metadata={"path": path},
    )


def parse_file(read: Reader, name: str) -> FileOf:
    """Read a file: ``self``, a companion's name, or ``{path: ..., relative_to: ..., name: ...}``."""
    given = read.fields.get(name, "self")
    if isinstance(given, dict):
        inner = read.below(name)
        return FileOf(
            path=inner.operand("path"),
            below_file=given.get("relative_to") == "file",
            way=_way(inner),
        )
    text = str(given)
    if text == "self":
        return FileOf()
    try:
        operand = parse_operand(f"{text}:")
    except OperandProblem:
        read.refuse(name, f"{text!r} names no file", "self, a companion, or {path: /pointer}")
        return FileOf()
    return FileOf(operand.source)


def _way(read: Reader) -> Way | None:
    if "name" not in read.fields:
        return None
    try:
        return parse_way(str(read.fields["name"]))
    except TemplateError as problem:
        read.refuse("name", f"the path cannot be used: {problem}", "a path, with captures in braces")
        return None
