"""What a change of a contract needs: ``change_policy`` of the catalog file, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, cast

from ..paths.template import PathTemplate
from ..pointers import join
from .model import BOTH, ContractChange, Side
from .releases.supported import MAJOR, Supported, parse_supported

if TYPE_CHECKING:
    from ..model import Report


class Need(StrEnum):
    """What may be asked of a change."""

    VERSION = "version"
    DECISION = "decision"
    MIGRATION = "migration"
    WINDOW = "window"


class View(StrEnum):
    """How schemas are compared: as readers and writers use them, or as sets of data."""

    WRITER_READER = "writer-reader"
    STRICT = "strict"


#: the rule for updates: a version, a decision and a migration note
ANSWERED: Final = (Need.VERSION, Need.DECISION, Need.MIGRATION)
#: what a change is called in the policy, with what it needs there
REQUIRED: Final[Mapping[str, tuple[Need, ...]]] = {
    "patch": (Need.VERSION,),
    "minor": ANSWERED,
    "major": ANSWERED,
    "added": (),
    "removed": (Need.WINDOW, Need.DECISION, Need.MIGRATION),
}
#: where migration notes are looked for, beside the decisions that are new or changed
NOTES: Final = ("docs/migrations/**/*.md",)
#: the parts of a migration note, and the titles or labels by which each is known
PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "changed": ("What changed", "What changes"),
    "detect": ("How to detect affected artifacts", "How to detect"),
    "migrate": (
        "What to regenerate or migrate",
        "What to regenerate",
        "What to migrate",
        "How to migrate",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePolicy:
    """The policy of a catalog; the defaults are those of one that says nothing.

    ``sides`` are those whose breakage makes a change major. Contracts whose status in the base is in
    ``exempt`` promised nothing. ``statuses`` are those of a decision that allows a change; None: those that
    may be cited. ``window_days`` are the days that a deprecation lasts, at least.
    """

    view: View = View.WRITER_READER
    sides: frozenset[Side] = BOTH
    requires: Mapping[str, tuple[Need, ...]] = field(default_factory=lambda: REQUIRED)
    exempt: frozenset[str] = frozenset({"experimental"})
    statuses: frozenset[str] | None = None
    notes: tuple[PathTemplate, ...] = field(default_factory=lambda: tuple(map(PathTemplate.parse, NOTES)))
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: PARTS)
    window_days: int = 0
    supported: Supported = field(default_factory=Supported)

    def is_like(self, other: ChangePolicy) -> bool:
        """Whether both ask for the same."""
        return self._said == other._said

    @property
    def _said(self) -> tuple[object, ...]:
        notes = tuple(template.text for template in self.notes)
        requires = {word: frozenset(needs) for word, needs in self.requires.items()}
        texts = (self.view, self.sides, self.exempt, self.statuses, self.window_days)
        return (*texts, requires, notes, dict(self.parts))

    def is_exempt(self, change: ContractChange) -> bool:
        """Whether the contract was of a status in the base that promises nothing."""
        return change.before is not None and change.before.header.status in self.exempt


def parse_policy(data: Mapping[str, object], pointer: str, report: Report) -> ChangePolicy:
    """Read ``change_policy``, which is valid for its schema; a template that is none is reported."""
    from ..catalog.paths import check_template  # noqa: PLC0415 - few catalogs say more than the default

    requires = dict(REQUIRED)
    for word, needs in cast("Mapping[str, list[str]]", data.get("requires", {})).items():
        requires[word] = tuple(Need(need) for need in needs)
    statuses = data.get("decisions")
    migration = cast("Mapping[str, list[str]]", data.get("migration", {}))
    parts = {name: tuple(migration.get(name, ())) or PARTS[name] for name in PARTS}
    _check_titles(parts, join(pointer, "migration"), report)
    notes: list[PathTemplate] = []
    for index, text in enumerate(migration.get("notes", NOTES)):
        known = len(report.violations)
        check_template(text, join(pointer, "migration", "notes", index), report, keyword="notes")
        if len(report.violations) == known:
            notes.append(PathTemplate.parse(text))
    return ChangePolicy(
        view=View(str(data.get("view", View.WRITER_READER))),
        sides=frozenset(Side(side) for side in cast("list[str]", data.get("sides", list(BOTH)))),
        requires=requires,
        exempt=frozenset(cast("list[str]", data.get("exempt", ["experimental"]))),
        statuses=None if statuses is None else frozenset(cast("list[str]", statuses)),
        notes=tuple(notes),
        parts=parts,
        window_days=cast("int", data.get("window_days", 0)),
        supported=parse_supported(data.get("supported", MAJOR), join(pointer, "supported"), report),
    )


def _check_titles(parts: Mapping[str, tuple[str, ...]], pointer: str, report: Report) -> None:
    """Each title belongs to one part: else what stands under it would answer for two."""
    from ..markdown.titles import fold  # noqa: PLC0415 - as above

    known: dict[str, str] = {}
    for name, titles in parts.items():
        for title in titles:
            other = known.setdefault(fold(title), name)
            if other != name:
                report.add(
                    "ECC010",
                    f"the title {title!r} is that of two parts of a migration note",
                    pointer=join(pointer, name),
                    expected="titles of its own for each part",
                    found=f"{other} and {name}",
                    fix="give one of the parts another title",
                    metadata={"id": title[:200]},
                )
