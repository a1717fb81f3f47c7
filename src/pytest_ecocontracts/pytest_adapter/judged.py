"""The outcome of a work unit at the edge of its item: what stands, what is waived, what only warns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ..core.model import Outcome
from ..core.violations import Severity, Violation

if TYPE_CHECKING:
    from ..core.waiving import Waived


class Judged:
    """An outcome, and its violations by what becomes of them."""

    __slots__ = ("outcome", "standing", "waived", "warnings")

    def __init__(self, outcome: Outcome, standing: Sequence[Violation], waived: list[Waived]) -> None:
        self.outcome = _excused(outcome, waived)
        self.standing = [v for v in standing if v.severity is Severity.ERROR]
        self.warnings = [v for v in standing if v.severity is not Severity.ERROR]
        self.waived = waived


def shown_outcome(outcome: Outcome, shown: Callable[[str], str]) -> Outcome:
    """The outcome with the paths of changed contracts as people know them."""
    if not outcome.changes:
        return outcome
    from ..core.changes.telling.entries import moved

    return replace(outcome, changes=tuple(moved(change, shown) for change in outcome.changes))


def _excused(outcome: Outcome, waived: Sequence[Waived]) -> Outcome:
    """The outcome, whose changed contracts know what is waived of what they lack."""
    if not outcome.changes or not waived:
        return outcome
    from ..core.changes.telling.entries import settled

    found = [entry.violation for entry in waived]
    return replace(outcome, changes=tuple(settled(change, found) for change in outcome.changes))
