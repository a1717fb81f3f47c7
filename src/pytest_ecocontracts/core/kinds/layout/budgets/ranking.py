"""Which of several budgets a path is measured by, and where that cannot be said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
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
    groups: dict[tuple[object, ...], list[Budget]] = defaultdict(list)
    for budget in budgets:
        groups[(*family(budget), rank(budget.template))].append(budget)
    effort = Effort(MAXIMUM_COST)
    for group in groups.values():
        for one, other in combinations(group[:MAXIMUM_BUDGETS], 2):
            path = _shared(one.template, other.template, effort)
            if path is not None:
                _report(one, other, path, report)
                break


def _shared(one: PathTemplate, other: PathTemplate, effort: Effort) -> str | None:
    if one.is_literal and other.is_literal:
        return one.text if one.text == other.text else None
    try:
        return witness(one, other, effort)
    except TooComplex:
        return None  # then the first in the contract counts


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
