"""``companion`` and ``exclusive``: what must, or must not, stand with each path."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

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
        """The path for a row; raises ValueError where there can be none."""
        folder = row.path.rpartition("/")[0] if self.is_beside else root
        name = self.template.render(row.values)
        return f"{folder}/{name}" if folder else name

    def exists(self, path: str, context: Context) -> bool:
        """Whether a folder is there, or anything else where no folder is meant."""
        kind = context.tree.kind(path)
        return kind == "folder" if self.is_folder else kind not in (None, "folder")


@dataclass(frozen=True, slots=True)
class Companion:
    """Everything that must be there for each path."""

    neighbours: tuple[Neighbour, ...]

    def judge(self, rows: Sequence[Row], tables: Tables, context: Context) -> Iterator[Finding]:
        """Report the companions that are missing."""
        for row in rows:
            for one in self.neighbours:
                try:
                    path = one.path(row, tables.layout.root)
                except ValueError as error:
                    yield _impossible(row, one, str(error))
                    continue
                if not one.exists(path, context):
                    what = "folder" if one.is_folder else "file"
                    yield Finding(
                        code="ECL042",
                        message=f"'{printable(row.path)}' needs the {what} '{printable(path)}'",
                        path=row.path,
                        expected=printable(path),
                        found="nothing" if context.tree.kind(path) is None else f"no {what}",
                        fix=f"create '{printable(path)}', or remove what needs it",
                        metadata={"path": row.path, "companion": path},
                    )


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
            there = tuple(dict.fromkeys(path for one, path in paths if one.exists(path, context)))
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
