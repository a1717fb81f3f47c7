"""The rows that a template asks for: read from its registry, and chosen by its condition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ..cel import EvaluationError, Expression, ExpressionProblem, compile_rule
from ..context import Context
from ..model import RegistryRow, Report
from ..pointers import join
from .placeholders import Budget
from .registry import Registry, read_registry
from .registry_problems import told

FIELD: Final = "for_each"
#: steps of one evaluation of ``where``: it looks at one row
_STEPS: Final = 100_000


@dataclass(frozen=True, slots=True)
class Row:
    """The columns of a row, and where it stands."""

    place: RegistryRow
    columns: Mapping[str, object]


def read_condition(fields: Mapping[str, object], report: Report) -> Expression | None:
    """The condition; None where there is none, or it cannot be used, which is reported."""
    if "where" not in fields:
        return None
    text = str(fields["where"])
    try:
        return compile_rule(text, ["row"])
    except ExpressionProblem as problem:
        line = text.splitlines()[problem.line - 1][:160]
        report.add(
            "ECC004",
            f"the condition where cannot be used: {problem.message}",
            pointer=join("", FIELD, "where"),
            expected="an expression over row that is true or false",
            found=f"{line!r}, character {problem.column}",
            fix=problem.fix,
            metadata={"keyword": "where"},
        )
        return None


def wanted_rows(
    registry: Registry, where: Expression | None, context: Context, budget: Budget, report: Report
) -> list[Row] | None:
    """The rows that are wanted; None where they cannot be told, which is reported. Raises Exhausted."""
    most = context.limits.template_rows
    place = join("", FIELD)
    found: list[tuple[RegistryRow, Mapping[str, object]]] | None = None
    with told(registry, place, "file", context, report):
        budget.take(context.files.size(registry.path))
        found = read_registry(registry, context, most + 1)
    if found is None:
        return None
    if len(found) > most:
        report.add(
            "ECC004",
            f"the registry has more than {most} rows",
            pointer=join(place, "file"),
            expected=f"at most {most} rows for one template",
            found=f"more than {most}",
            fix="divide the registry, or write a contract over all of its rows",
            metadata={"keyword": "limit"},
        )
        return None
    rows = [Row(place, columns) for place, columns in found]
    return rows if where is None else _chosen(rows, where, report)


def _chosen(rows: Sequence[Row], where: Expression, report: Report) -> list[Row] | None:
    """The rows for which the condition is true; None where it has no value for one of them."""
    chosen: list[Row] = []
    for row in rows:
        try:
            if where.evaluate({"row": row.columns}, _STEPS):
                chosen.append(row)
        except EvaluationError as error:
            report.add(
                "ECC004",
                f"the condition where has no value for {row.place}: {error}",
                pointer=join("", FIELD, "where"),
                expected="true or false for every row",
                found="no value",
                fix="guard what a row need not have: has(row.name) && ...",
                metadata={"keyword": "where"},
            )
            return None
    return chosen
