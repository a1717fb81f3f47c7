"""A budget of a layout: what is measured, where, and how much of it there may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from ....paths.template import PathTemplate
from ....rules.model import Rule

Measure: TypeAlias = Literal[
    "files", "folders", "entries", "lines", "bytes", "depth", "name_length", "path_length"
]
#: what is added up over several paths; of the other measures the largest counts
SUMMED: Final = frozenset({"files", "folders", "entries", "lines", "bytes"})
MEASURES: Final[tuple[Measure, ...]] = (
    "files",
    "folders",
    "entries",
    "lines",
    "bytes",
    "depth",
    "name_length",
    "path_length",
)
#: measures of folders alone
OF_FOLDERS: Final = frozenset({"folders", "entries"})

EACH: Final = "each"
FOLDER: Final = "folder"
TOTAL: Final = "total"
#: one path by itself, all matches of one folder, all matches, or those with equal captures
Per: TypeAlias = str | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Excuse:
    """Paths that may have more: up to ``most``, or without any limit; ``pointer`` is its place."""

    template: PathTemplate
    reason: str
    pointer: str
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """One measure of one entry of ``budgets:``.

    ``pointer`` is the place of the measure, ``text`` the path as written. ``is_folder`` says whether that
    stands for folders. ``deferred`` are limits, exceptions and overrides that stand in data files.
    """

    rule: Rule
    pointer: str
    text: str
    template: PathTemplate
    is_folder: bool
    measure: Measure
    per: Per = EACH
    least: int | None = None
    most: int | None = None
    excuses: tuple[Excuse, ...] = ()
    empty_valid: bool = False
    deferred: Mapping[str, Mapping[str, object]] = field(default_factory=dict)

    @property
    def can_be_overridden(self) -> bool:
        """Whether a more exact budget takes its place: totals all hold, limits of single paths do not."""
        return self.per in (EACH, FOLDER)
