"""Collects what is wrong with pages, each finding in the name of a rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from ..model import MAXIMUM_VIOLATIONS, Contract, Outcome
from ..rules.model import Rule
from ..violations import Location, MetadataValue, Violation

#: findings for which the nearest word is looked for: it takes long, and nobody reads a thousand of them
_ADVISED: Final = 100


class Findings:
    """The violations of one work unit, bounded; ``examined`` counts what was looked at."""

    def __init__(self, contract: Contract, as_of: date) -> None:
        self.contract = contract
        self.as_of = as_of
        self.examined = 0
        self._violations: list[Violation] = []
        self._omitted = 0

    def add(
        self,
        rule: Rule,
        code: str,
        message: str,
        *,
        location: Location | None,
        expected: str | None = None,
        found: str | None = None,
        fix: str | Callable[[], str | None] | None = None,
        metadata: Mapping[str, MetadataValue] | None = None,
    ) -> None:
        """Keep a violation; without a location it stands at the rule in the contract.

        A ``fix`` that is looked for is only asked for while there are few.
        """
        if rule.is_over(self.as_of):
            return
        if len(self._violations) >= MAXIMUM_VIOLATIONS:
            self._omitted += 1
            return
        if callable(fix):
            fix = fix() if len(self._violations) < _ADVISED else None
        self._violations.append(
            rule.violation(
                self.contract,
                self.as_of,
                code,
                message,
                location=location,
                expected=expected,
                found=found,
                fix=fix,
                metadata=metadata,
            )
        )

    def outcome(self, **details: int) -> Outcome:
        """Everything found so far."""
        return Outcome(
            violations=tuple(self._violations),
            examined=self.examined,
            omitted=self._omitted,
            details=details,
        )
