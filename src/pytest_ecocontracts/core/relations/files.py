"""A file that a relation is about: the artifact's own, a companion, or one that a record names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..artifacts.companions import Unresolved, named_path
from ..context import Context
from ..errors import FileProblem
from ..loading.values import format_of
from .finding import DataFile, Finding, Spot
from .operands import SELF, Operand, OperandProblem, parse_operand
from .reading import Reader
from .streams import Record
from .view import View


@dataclass(frozen=True, slots=True)
class FileOf:
    """``self``, the name of another source, or an operand whose value is a path.

    The path is relative to the root, or to the folder of the file that says it; ``name`` goes on from there.
    """

    source: str = SELF
    path: Operand | None = None
    below_file: bool = False
    name: str = ""

    @property
    def operands(self) -> Sequence[Operand]:
        """The operand of the path, or one that stands for the source."""
        return [self.path or Operand(text=self.source or "self", source=self.source, measure="files")]

    def file(self, view: View, record: Record | None, *, folders: bool = False) -> DataFile | Finding:
        """The file, or folder where one may be meant, or why it is not there. Raises Blocked."""
        if self.path is None:
            files = view.files_of(self.source)
            return files[0] if files else missing(view.file.path, Spot(view.file))
        value, spot = view.one(self.path, record)
        if not isinstance(value, str) or not value:
            return missing("", spot)
        folder = spot.file.path.rpartition("/")[0] if self.below_file else view.data.root
        path = named_path(f"{value}/{self.name}" if self.name else value, folder, self.path.pointer or "")
        if isinstance(path, Unresolved):
            return missing(path.found, spot)
        context = view.data.context
        if not is_file(context, path) and not (folders and context.tree.kind(path) == "folder"):
            return missing(path, spot)
        return view.data.named(path, format_of(path))


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
            name=str(given.get("name", "")),
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
