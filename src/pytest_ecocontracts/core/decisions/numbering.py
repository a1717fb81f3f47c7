"""The numbers of decisions: each once, none left out, and dates that grow with them where asked."""

from __future__ import annotations

from typing import Final

from ..pages.findings import Findings
from ..violations import Location
from .model import Decision, DecisionsBody
from .reading import Decisions

#: numbers left out that are told one by one
_TOLD: Final = 100


def judge_numbering(body: DecisionsBody, decisions: Decisions, findings: Findings) -> None:
    """Judge the numbers of all decisions."""
    findings.examined += len(decisions)
    by_number: dict[int, list[Decision]] = {}
    for decision in decisions:
        by_number.setdefault(decision.number, []).append(decision)
    _judge_unique(by_number, body, findings)
    if body.numbering.missing is not None and not decisions.unreadable:
        _judge_gaps(by_number, body.numbering.missing, body, findings)
    if body.numbering.chronological:
        _judge_dates(decisions, body, findings)


def _judge_unique(by_number: dict[int, list[Decision]], body: DecisionsBody, findings: Findings) -> None:
    for number, group in by_number.items():
        for decision in group[1:]:
            findings.add(
                body.rules["ids"],
                "ECD023",
                f"the number {number} belongs to {len(group)} decisions",
                location=Location(path=decision.path, line=1),
                expected="a number of its own",
                found=", ".join(other.path for other in group if other is not decision)[:500],
                fix=f"take the next free number, {max(by_number) + 1}",
                metadata={"decision": decision.id},
            )


def _judge_gaps(
    by_number: dict[int, list[Decision]], missing: frozenset[int], body: DecisionsBody, findings: Findings
) -> None:
    rule, first = body.rules["ids"], body.numbering.first
    expected = first
    told = 0
    for number in sorted(by_number):
        decision = by_number[number][0]
        if number < first or number in missing:
            findings.add(
                rule,
                "ECD024",
                f"{decision.id} should not be there: "
                + ("it is said to be missing" if number in missing else f"numbers begin at {first}"),
                location=Location(path=decision.path, line=1),
                expected=f"numbers from {first} on, without those in gaps",
                found=decision.id,
                fix="correct ids of the contract, or the number",
                metadata={"decision": decision.id},
            )
        # A number far away is one finding, not a million.
        for gap in range(expected, min(number, expected + _TOLD)):
            if gap not in missing and told < _TOLD:
                told += 1
                width = len(decision.captures[body.form.capture])
                lacking = body.form.render(str(gap).zfill(width))
                findings.add(
                    rule,
                    "ECD024",
                    f"{lacking} is missing",
                    location=Location(path=decision.path, line=1),
                    expected=f"{lacking} before {decision.id}",
                    found="no page",
                    fix="numbers are not given twice: restore the page, or list the number in gaps",
                    metadata={"decision": lacking},
                )
        expected = max(expected, number + 1)


def _judge_dates(decisions: Decisions, body: DecisionsBody, findings: Findings) -> None:
    latest: Decision | None = None
    for decision in decisions:
        if decision.date is None:
            continue
        if latest is not None and latest.date is not None and decision.date < latest.date:
            findings.add(
                body.rules["ids"],
                "ECD022",
                f"{decision.id} is dated before {latest.id}, which has a lower number",
                location=Location(path=decision.path, line=decision.line_of("date")),
                expected=f"a day from {latest.date} on",
                found=str(decision.date),
                metadata={"decision": decision.id},
            )
        else:
            latest = decision
