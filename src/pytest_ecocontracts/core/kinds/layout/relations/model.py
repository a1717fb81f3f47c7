"""The paths of a named line as a table, and what a relation demands of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from ....rules.model import Rule
from ..lines import Line

if TYPE_CHECKING:
    from ....context import Context
    from ..lines import Layout

#: columns that every table has, beside the captures of its line, which come first
PATH_COLUMNS: Final = ("path", "file", "stem", "suffix", "folder", "parent")


@dataclass(frozen=True, slots=True)
class Row:
    """A path of a named line; ``values`` are its captures and the parts of its path.

    ``path`` is below the root of the repository, the columns are below that of the layout.
    """

    path: str
    values: Mapping[str, str]

    def key(self, columns: Sequence[str]) -> tuple[str, ...]:
        """The values of some columns."""
        return tuple([self.values[column] for column in columns])


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a relation does not find as it should be; ``path`` is where."""

    code: str
    message: str
    path: str
    expected: str
    found: str
    fix: str
    metadata: Mapping[str, str | int] = field(default_factory=dict)


class Tables(Protocol):
    """The tables of a layout, and where it lies."""

    @property
    def layout(self) -> Layout:
        """The layout itself."""

    def rows(self, name: str, context: Context) -> Sequence[Row]:
        """The paths of the line that is called so, sorted."""


class Judge(Protocol):
    """What one kind of relation demands."""

    def judge(self, rows: Sequence[Row], tables: Tables, context: Context) -> Iterator[Finding]:
        """Judge the rows of one table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRelation:
    """One entry of ``relations:``; ``over`` is the line whose paths it is about."""

    rule: Rule
    text: str
    over: Line
    judge: Judge
    empty_valid: bool = False


def columns_of(line: Line) -> tuple[str, ...]:
    """The columns of the table of a line."""
    captures = line.template.captures if line.template else ()
    return tuple(dict.fromkeys((*captures, *PATH_COLUMNS)))


def row_of(path: str, line: Line, root: str) -> Row:
    """The row of a path that the line draws."""
    inside = path[len(root) + 1 :] if root else path
    folder, _, name = inside.rpartition("/")
    stem, dot, suffix = name.partition(".") if not name.startswith(".") else (name, "", "")
    values = {
        "path": inside,
        "file": name,
        "stem": stem,
        "suffix": dot + suffix,
        "folder": folder,
        "parent": folder.rpartition("/")[2],
    }
    captures = (line.template.match(inside) if line.template else None) or {}
    return Row(path, {**values, **captures})
