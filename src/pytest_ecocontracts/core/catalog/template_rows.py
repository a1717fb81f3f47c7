"""The rows that a template asks for: read from its registry, and chosen by its condition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from ..cel import EvaluationError, Expression, ExpressionProblem, compile_rule
from ..context import Context
from ..errors import CapabilityMissing, FileProblem, LoadError, LoadProblem
from ..model import RegistryRow, Report
from ..pointers import join
from ..rows.formats import PAGE_TABLES
from ..suggestions import suggestion
from ..violations import ContractReference, Location, Violation
from .paths import path_problem
from .placeholders import Budget
from .registry import FORMATS, Registry, read_registry

FIELD: Final = "for_each"
#: steps of one evaluation of ``where``: it looks at one row
_STEPS: Final = 100_000


@dataclass(frozen=True, slots=True)
class Row:
    """The columns of a row, and where it stands."""

    place: RegistryRow
    columns: Mapping[str, object]


def read_place(fields: Mapping[str, object], base: str, report: Report) -> Registry | None:
    """Where the rows are; None where that cannot be, which is reported."""
    name = str(fields["file"])
    place = join("", FIELD, "file")
    problem = path_problem(name)
    if problem is not None:
        report.add(
            "ECC022",
            problem,
            pointer=place,
            expected="a POSIX path below the root of the catalog",
            found=name[:200],
            metadata={"path": name[:200]},
        )
        return None
    registry = Registry(
        path=f"{base}/{name}" if base else name,
        at=cast("str | None", fields.get("at")),
        table=str(fields["table"]) if "table" in fields else None,
        key=cast("str | None", fields.get("key")),
    )
    if registry.format is None:
        report.add(
            "ECC004",
            f"{name!r} is no registry: its suffix is that of no format that is read",
            pointer=place,
            expected="a file of one of the formats " + ", ".join(FORMATS),
            found=name[:200],
            metadata={"keyword": "file"},
        )
        return None
    if registry.table is not None and registry.format != PAGE_TABLES:
        report.add(
            "ECC004",
            "table: says which table of a Markdown page is meant, and there is none here",
            pointer=join("", FIELD, "table"),
            key=True,
            expected="table: of a Markdown page, without at: and key:",
            found=registry.table[:80],
            fix="remove table:",
            metadata={"keyword": "table"},
        )
        return None
    return registry


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
    place = join("", FIELD, "file")
    try:
        budget.take(context.files.size(registry.path))
        found = read_registry(registry, context, most + 1)
    except FileProblem as problem:
        outside = problem.reason == "outside-root"
        report.add(
            "ECC022" if outside else "ECC005",
            f"the registry cannot be read: {problem.message}",
            pointer=place,
            expected="a file below the root of the catalog",
            found=problem.reason,
            fix=None if outside else _beside(registry.path, context),
            metadata={"path": registry.path, "reason": problem.reason},
        )
        return None
    except LoadError as error:
        report.violations += [_unparsable(problem, registry, report) for problem in error.problems]
        return None
    except CapabilityMissing as missing:
        report.add(
            "ECC008",
            f"the registry needs {missing.capability}: {missing.message}",
            pointer=place,
            expected=missing.capability,
            metadata={"capability": missing.capability},
        )
        return None
    except ValueError as error:
        report.add("ECC004", str(error), pointer=join("", FIELD, "at"), metadata={"keyword": "at"})
        return None
    if len(found) > most:
        report.add(
            "ECC004",
            f"the registry has more than {most} rows",
            pointer=place,
            expected=f"at most {most} rows for one template",
            found=f"more than {most}",
            fix="divide the registry, or write a contract over all of its rows",
            metadata={"keyword": "limit"},
        )
        return None
    rows = [Row(place, columns) for place, columns in found]
    return rows if where is None else _chosen(rows, where, report)


def _beside(path: str, context: Context) -> str | None:
    folder, _, own = path.rpartition("/")
    try:
        names = context.tree.list(folder).files
    except FileProblem:
        return None
    return suggestion(own, names) if own not in names else None


def _unparsable(problem: LoadProblem, registry: Registry, report: Report) -> Violation:
    document = report.document
    return Violation(
        code="ECC003",
        message=f"the registry of the template cannot be read: {problem.message}",
        location=Location(
            path=registry.path, pointer=problem.pointer, line=problem.line, column=problem.column
        ),
        contract=ContractReference(
            id=report.contract_id or "?",
            path=document.path,
            line=document.location(join("", FIELD), key=True).line,
        ),
        expected=problem.expected,
        found=problem.found,
        fix=problem.fix,
        metadata={"reason": problem.reason},
    )


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
