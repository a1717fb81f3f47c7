"""``companion`` and ``exclusive``: what must, or must not, stand with each path."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ....errors import FileProblem
from ....paths.segments import Capture, Segment, Star
from ....paths.template import PathTemplate
from ....rendering.printable import printable
from .model import Finding, Row, Tables

if TYPE_CHECKING:
    from ....context import Context


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A path that follows from a row: beside it, or below the root of the layout."""

    template: PathTemplate
    text: str
    is_beside: bool
    is_folder: bool

    def path(self, row: Row, root: str) -> str:
        """The path for a row, with a ``*`` as it stands; raises ValueError where there can be none."""
        folder = row.path.rpartition("/")[0] if self.is_beside else root
        *above, last = self.template.segments
        if isinstance(last, Segment) and Star() in last.parts:
            way = [replace(self.template, segments=tuple(above)).render(row.values)] if above else []
            name = "/".join([*way, last.text])
        else:
            name = self.template.render(row.values)
        return f"{folder}/{name}" if folder else name

    def exists(self, path: str, row: Row, context: Context) -> bool:
        """Whether a folder is there, or anything else where no folder is meant."""
        last = self.template.segments[-1]
        if not (isinstance(last, Segment) and Star() in last.parts):
            kind = context.tree.kind(path)
            return kind == "folder" if self.is_folder else kind not in (None, "folder")
        try:
            listing = context.tree.list(path.rpartition("/")[0])
        except FileProblem:
            return False
        bound = Segment(last.text, last.parts, inherited=tuple(_captures(last)))
        names = (*listing.files, *listing.links, *listing.others)
        return any(bound.match(name, row.values) is not None for name in names)


def _captures(segment: Segment) -> list[str]:
    return list(dict.fromkeys(part.name for part in segment.parts if isinstance(part, Capture)))


@dataclass(frozen=True, slots=True)
class Companion:
    """Everything that must be there for each path."""

    neighbours: tuple[Neighbour, ...]
    one_is_enough: bool = False

    def judge(self, rows: Sequence[Row], tables: Tables, context: Context) -> Iterator[Finding]:
        """Report the companions that are missing."""
        for row in rows:
            missing: list[Finding] = []
            for one in self.neighbours:
                try:
                    path = one.path(row, tables.layout.root)
                except ValueError as error:
                    missing.append(_impossible(row, one, str(error)))
                    continue
                if not one.exists(path, row, context):
                    missing.append(_missing(row, one, path, context))
            if not self.one_is_enough:
                yield from missing
            elif len(missing) == len(self.neighbours):
                yield _none(row, missing)


@dataclass(frozen=True, slots=True)
class Exclusive:
    """Paths of which there may be one for each row."""

    neighbours: tuple[Neighbour, ...]

    def judge(self, rows: Sequence[Row], tables: Tables, context: Context) -> Iterator[Finding]:
        """Report alternatives that stand together, once."""
        told: set[tuple[str, ...]] = set()
        for row in rows:
            try:
                paths = [(one, one.path(row, tables.layout.root)) for one in self.neighbours]
            except ValueError:
                continue  # no such path can be
            there = tuple(dict.fromkeys(path for one, path in paths if one.exists(path, row, context)))
            if len(there) < 2 or there in told:  # noqa: PLR2004 - one may be
                continue
            told.add(there)
            for other in there[1:]:
                yield Finding(
                    code="ECL043",
                    message=f"'{printable(there[0])}' and '{printable(other)}' exclude each other",
                    path=other,
                    expected="one of " + ", ".join(printable(path) for _, path in paths),
                    found=", ".join(map(printable, there)),
                    fix="remove one of them",
                    metadata={"path": other, "other": there[0]},
                )


def _missing(row: Row, one: Neighbour, path: str, context: Context) -> Finding:
    what = "folder" if one.is_folder else "file"
    return Finding(
        code="ECL042",
        message=f"'{printable(row.path)}' needs the {what} '{printable(path)}'",
        path=row.path,
        expected=printable(path),
        found="nothing" if context.tree.kind(path) is None else f"no {what}",
        fix=f"create '{printable(path)}', or remove what needs it",
        metadata={"path": row.path, "companion": path},
    )


def _none(row: Row, missing: Sequence[Finding]) -> Finding:
    """None of several companions is there, of which one is enough."""
    wanted = " or ".join(one.expected for one in missing)
    return Finding(
        code="ECL042",
        message=f"'{printable(row.path)}' needs one of several files, and none is there",
        path=row.path,
        expected=wanted,
        found="nothing",
        fix="create one of them, or remove what needs it",
        metadata={"path": row.path, "companion": wanted},
    )


def _impossible(row: Row, one: Neighbour, why: str) -> Finding:
    return Finding(
        code="ECL042",
        message=f"'{printable(row.path)}' can have no {one.text!r}: {why}",
        path=row.path,
        expected=one.text,
        found="no such path",
        fix="rename it",
        metadata={"path": row.path, "companion": one.text},
    )
