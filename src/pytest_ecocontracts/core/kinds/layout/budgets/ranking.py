"""Which of several budgets a path is measured by, and where that cannot be said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final

from ....model import Report
from ....paths.automaton import Budget as Effort
from ....paths.automaton import TooComplex
from ....paths.overlap import witness
from ....paths.segments import Deep, Literal
from ....paths.template import PathTemplate
from ..lines import DEEP, LITERAL, PATTERN, is_settled
from .model import FOLDER, Budget

#: budgets of one measure that are compared with each other
MAXIMUM_BUDGETS: Final = 2_000
MAXIMUM_COST: Final = 100_000


def family(budget: Budget) -> tuple[object, ...]:
    """Budgets of one family measure the same of a path, so one of them takes the place of the others.

    Per folder, what is counted in it must be the same: ``*.py`` and ``*.sh`` are two limits.
    """
    counted = budget.template.text.rpartition("/")[2] if budget.per == FOLDER else ""
    apart = budget.pointer if not budget.can_be_overridden else ""
    return (budget.measure, budget.is_folder, budget.per, counted, apart)


def rank(template: PathTemplate) -> tuple[object, ...]:
    """The smaller, the more exact: folder by folder (a name, a pattern, ``**``), then by its letters."""
    exactness = []
    letters = 0
    for segment in template.segments:
        if isinstance(segment, Deep):
            exactness.append(DEEP)
            continue
        exactness.append(LITERAL if is_settled(segment) else PATTERN)
        letters += sum(len(part.text) for part in segment.parts if isinstance(part, Literal))
    return (tuple(exactness), -letters)


def report_rivals(budgets: Sequence[Budget], report: Report) -> None:
    """Report two budgets of one measure for one path, neither of which is more exact."""
    if len(budgets) > MAXIMUM_BUDGETS:
        report.add(
            "ECC004",
            f"{len(budgets)} limits in one layout; at most {MAXIMUM_BUDGETS} are compared with each other",
            pointer=budgets[0].rule.pointer,
            key=True,
            fix="write patterns, and exceptions for the few that need more",
            metadata={"keyword": "budgets"},
        )
        return
    groups: dict[tuple[object, ...], list[Budget]] = defaultdict(list)
    for budget in budgets:
        groups[(*family(budget), rank(budget.template))].append(budget)
    effort = Effort(MAXIMUM_COST)
    for group in groups.values():
        pair = next(_rivals(group, effort), None)  # one path is enough to mend it
        if pair is not None:
            _report(*pair, report)


def _rivals(group: Sequence[Budget], effort: Effort) -> Iterator[tuple[Budget, Budget, str]]:
    """Pairs of equally exact budgets with a path that both are for, as far as the effort goes."""
    literals: dict[str, Budget] = {}
    for budget in group:
        other = literals.setdefault(budget.template.text, budget)
        if budget.template.is_literal and other is not budget:
            yield other, budget, budget.template.text
    patterns = [budget for budget in group if not budget.template.is_literal]
    for one, other in combinations(patterns, 2):
        try:
            path = witness(one.template, other.template, effort)
        except TooComplex:
            return  # then the first in the contract counts
        if path is not None:
            yield one, other, path


def _report(one: Budget, other: Budget, path: str, report: Report) -> None:
    place = report.document.location(one.pointer, key=True)
    report.add(
        "ECC015",
        f"{other.text!r} contradicts {one.text!r} of line {place.line}: both limit the {other.measure} of "
        "this path, and neither is more exact",
        pointer=other.pointer,
        key=True,
        expected="one limit for each path",
        found=path,
        fix="make one of them more exact, or join the two",
        metadata={"witness": path, "line": other.text, "other": one.text},
    )
