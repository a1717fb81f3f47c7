"""What a change obliges to, and how far that is done: the checklist, and its violations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...violations import Violation
from ..model import ContractChange, Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """One line of the checklist: what is asked, and what is there; met where nothing is wrong with it.

    ``need`` is what is asked in two or three words, for tables.
    """

    need: str
    asked: str
    found: str
    violations: Sequence[Violation] = ()

    @property
    def met(self) -> bool:
        """Whether it is done."""
        return not self.violations


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A change of a contract with its level, the step of its version, and what it obliges to.

    ``step`` is None where the version went down; ``exempt`` is the status that promised nothing.
    """

    change: ContractChange
    level: Level
    step: Level | None
    obligations: Sequence[Obligation] = ()
    exempt: str | None = None

    @property
    def violations(self) -> tuple[Violation, ...]:
        """Everything that is missing or too small."""
        return tuple(violation for one in self.obligations for violation in one.violations)
