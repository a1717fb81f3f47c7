"""Limits, exceptions and overrides of budgets that stand in data files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ....model import Contract, Report
from ....paths.captures import CaptureType
from ....pointers import join
from ....violations import Violation
from ..data_files import DataFiles
from .model import Budget
from .parsing import number, read_excuses, read_overrides
from .ranking import report_rivals

if TYPE_CHECKING:
    from ....context import Context


def resolved(
    contract: Contract, budgets: Sequence[Budget], types: Mapping[str, CaptureType], context: Context
) -> tuple[list[Budget], Sequence[Violation]]:
    """The budgets with what their data files say, and what keeps these from being read."""
    if not any(budget.deferred for budget in budgets):
        return list(budgets), ()
    files = DataFiles(contract, context)
    found = [one for budget in budgets for one in _filled(budget, files, types)]
    if not files.report.violations:
        report_rivals(found, files.report)
    return found, files.report.violations


def _filled(budget: Budget, files: DataFiles, types: Mapping[str, CaptureType]) -> Iterator[Budget]:
    report = files.report
    limits = {"min": budget.least, "max": budget.most}
    for name in limits:
        if name in budget.deferred:
            limits[name] = _limit(budget, name, files)
    excuses = budget.excuses
    if "except" in budget.deferred:
        pointer, fields = join(budget.rule.pointer, "except"), budget.deferred["except"]
        given = files.value(fields, pointer)
        _demand(given, list, "a list of exceptions", pointer, fields, report)
        excuses = tuple(read_excuses(given, pointer, types, report, source=str(fields["from"])))
    filled = replace(
        budget, least=limits["min"], most=limits["max"], excuses=(*budget.excuses, *excuses), deferred={}
    )
    yield filled
    if "overrides" in budget.deferred:
        pointer, fields = join(budget.rule.pointer, "overrides"), budget.deferred["overrides"]
        given = files.value(fields, pointer)
        _demand(given, dict, "a mapping of paths to limits", pointer, fields, report)
        if isinstance(given, dict):
            yield from read_overrides(filled, given, pointer, types, report)


def _limit(budget: Budget, name: str, files: DataFiles) -> int | None:
    pointer, fields = join(budget.pointer, name), budget.deferred[name]
    before = len(files.report.violations)
    given = files.value(fields, pointer)
    limit = number(given)
    if limit is None and len(files.report.violations) == before:
        _refuse("a whole number", given, pointer, fields, files.report)
    return limit


def _demand(
    given: object, kind: type, expected: str, pointer: str, fields: Mapping[str, object], report: Report
) -> None:
    if given is not None and not isinstance(given, kind):
        _refuse(expected, given, pointer, fields, report)


def _refuse(expected: str, given: object, pointer: str, fields: Mapping[str, object], report: Report) -> None:
    report.add(
        "ECC004",
        f"what stands at {fields.get('at') or 'the top'} of {fields['from']} cannot be used here",
        pointer=pointer,
        expected=expected,
        found=repr(given)[:200],
        metadata={"keyword": "from"},
    )
