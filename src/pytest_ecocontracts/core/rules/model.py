"""A rule of a contract: who says so, how loud, since when, and its own examples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from ..model import Contract
from ..violations import UNWAIVABLE, Location, MetadataValue, Severity, Violation


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleExample:
    """Data on which the rule must hold, or must fail; ``pointer`` is its place in the contract."""

    pointer: str
    passes: bool
    data: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """The fields that every rule has; ``pointer`` is the place of the rule in the contract.

    ``refs`` are the clauses of the source that the rule enforces, ``failure_class`` the ecosystem's own
    class. Before the day ``since`` a violation is a warning; after the day ``until`` nothing is judged.
    """

    id: str
    pointer: str
    refs: tuple[str, ...] = ()
    severity: Severity = Severity.ERROR
    failure_class: str | None = None
    message: str | None = None
    decisions: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    examples: tuple[RuleExample, ...] = ()

    def is_over(self, as_of: date) -> bool:
        """Whether the rule no longer holds on a day."""
        return self.until is not None and as_of > self.until

    def severity_on(self, as_of: date) -> Severity:
        """How loud a violation is on a day: what is announced for later only warns."""
        return Severity.WARNING if self.since is not None and as_of < self.since else self.severity

    def violation(
        self,
        contract: Contract,
        as_of: date,
        code: str,
        message: str,
        *,
        location: Location | None = None,
        expected: str | None = None,
        found: str | None = None,
        fix: str | None = None,
        excerpt: tuple[str, ...] = (),
        metadata: Mapping[str, MetadataValue] | None = None,
    ) -> Violation:
        """A violation of this rule; its own message, where it has one, comes before what was found."""
        made = contract.violation(
            code,
            self._said(message),
            pointer=self.pointer,
            location=location,
            rule=self.id,
            expected=expected,
            found=found,
            fix=fix,
            severity=self.severity_on(as_of),
            metadata=metadata,
        )
        decisions = tuple(dict.fromkeys((*self.decisions, *made.decisions)))
        return replace(
            made,
            decisions=decisions,
            refs=self.refs,
            failure_class=self.failure_class,
            excerpt=excerpt,
        )

    def carried_by(self, violation: Violation, as_of: date) -> Violation:
        """A violation that a check has made, with what this rule, which has the check's name, says of it.

        A rule inside of the check keeps its own clauses and class. What says that a contract is wrong, or
        that the check could not run, stays an error.
        """
        inner = violation.refs if violation.rule != self.id else ()
        quiet = not violation.code.startswith(UNWAIVABLE) and self.severity_on(as_of) is Severity.WARNING
        return replace(
            violation,
            message=self._said(violation.message),
            severity=Severity.WARNING if quiet else violation.severity,
            refs=inner or tuple(dict.fromkeys((*self.refs, *violation.refs))),
            failure_class=violation.failure_class or self.failure_class,
            decisions=tuple(dict.fromkeys((*self.decisions, *violation.decisions))),
        )

    def _said(self, message: str) -> str:
        return f"{self.message.rstrip('.')}: {message}" if self.message else message


def refs_of(rules: Iterable[Rule]) -> tuple[str, ...]:
    """The clauses that some rules enforce, each once."""
    return tuple(dict.fromkeys(ref for rule in rules for ref in rule.refs))
