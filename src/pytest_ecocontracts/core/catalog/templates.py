"""A document with ``for_each``: one contract for each row of a registry.

Everything after reading sees ordinary contracts. Their places are those of the template, which is where
they are mended; the row that each was made for goes with its document.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, cast

from ..cel import EvaluationError, Expression, ExpressionProblem, compile_rule
from ..context import Context
from ..errors import CapabilityMissing, FileProblem, LoadError, LoadProblem
from ..loading.canonical import canonical_bytes, digest
from ..model import Document, RegistryRow, Report
from ..pointers import join
from ..rows.formats import PAGE_TABLES
from ..suggestions import suggestion
from ..violations import ContractReference, Location, Violation
from .paths import path_problem
from .placeholders import (
    Budget,
    Exhausted,
    Parts,
    Placeholder,
    PlaceholderProblem,
    Plan,
    fill,
    is_key,
    parse,
    placeholders,
)
from .registry import FORMATS, Registry, read_registry
from .validation import validate_document

FIELD: Final = "for_each"
_SCHEMA: Final = "template.v1.schema.json"
#: steps of one evaluation of ``where``: it looks at one row
_STEPS: Final = 100_000
#: problems of one template that are told
_MOST: Final = 100
_SHOWN: Final = 5
#: characters that a contract counts for, however small it is: each costs time to link and to check
_LEAST: Final = 1000


@dataclass(frozen=True, slots=True)
class _Row:
    place: RegistryRow
    columns: Mapping[str, object]


def instantiate(
    document: Document, context: Context, base: str, budget: Budget, report: Report
) -> list[Document]:
    """One document for each row, in the order of the registry; none where anything is reported.

    ``base`` is the folder that the registry's path is relative to; ``budget`` bounds what all templates of a
    file read and make. Rows that give the same id, alone, do not take the others along.
    """
    template = dict(cast("dict[str, object]", document.data))
    given = {FIELD: template.pop(FIELD)}
    validate_document(given, context.schemas.own(_SCHEMA), _SCHEMA, report)
    if str(template.get("contract")).startswith("catalog/"):
        report.add(
            "ECC004",
            "a catalog is one document, and no template",
            pointer=join("", FIELD),
            key=True,
            expected="for_each in contracts of other kinds",
            found=str(template["contract"])[:80],
            fix="remove for_each",
            metadata={"keyword": FIELD},
        )
    if report.violations:
        return []
    plan = _plan(template, "", report)
    fields = cast("dict[str, object]", given[FIELD])
    registry = _registry(fields, base, report)
    where = _condition(fields, report)
    if registry is None or (where is None and "where" in fields):
        return []
    try:
        rows = _rows(registry, where, context, budget, report)
    except Exhausted:
        _report_exhausted(registry.path, context, report)
        return []
    if rows is None:
        return []
    if not rows and fields.get("empty", "invalid") == "invalid":
        report.add(
            "ECC009",
            "the registry has no row for the template"
            + (" for which where is true" if where is not None else ""),
            pointer=join("", FIELD),
            key=True,
            expected=f"rows in {registry.path}, or empty: valid",
            found="none",
            fix="add rows, or say empty: valid where none is fine",
            metadata={"check": FIELD},
        )
    documents = _filled(document, template, plan, rows, context, budget, report)
    return [] if report.violations else _unique(documents, report)


def _registry(fields: Mapping[str, object], base: str, report: Report) -> Registry | None:
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


def _condition(fields: Mapping[str, object], report: Report) -> Expression | None:
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


def _rows(
    registry: Registry, where: Expression | None, context: Context, budget: Budget, report: Report
) -> list[_Row] | None:
    """The rows that are wanted; None where they cannot be told, which is reported."""
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
    rows = [_Row(place, columns) for place, columns in found]
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


def _chosen(rows: Sequence[_Row], where: Expression, report: Report) -> list[_Row] | None:
    """The rows for which the condition is true; None where it has no value for one of them."""
    chosen: list[_Row] = []
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


def _plan(value: object, pointer: str, report: Report) -> Plan:
    """What of the template is filled in; placeholders that cannot be read are reported."""
    if isinstance(value, str):
        return _text_plan(value, pointer, report)
    plans: dict[str | int, Plan] = {}
    if isinstance(value, list):
        entries: Iterator[tuple[str | int, object]] = iter(enumerate(value))
    elif isinstance(value, dict):
        entries = iter(value.items())
    else:
        return None
    for key, inner in entries:
        if isinstance(key, str) and is_key(key):
            report.add(
                "ECC004",
                "placeholders stand in values, and not in the keys of a mapping",
                pointer=join(pointer, key),
                key=True,
                expected="a key without ${",
                found=key[:80],
                metadata={"keyword": FIELD},
            )
        plan = _plan(inner, join(pointer, key), report)
        if plan is not None:
            plans[key] = plan
    return plans or None


def _text_plan(text: str, pointer: str, report: Report) -> Parts | None:
    try:
        return parse(text, pointer)
    except PlaceholderProblem as problem:
        report.add(
            "ECC004",
            str(problem),
            pointer=pointer,
            expected="${column}, or $${ for the characters ${ themselves",
            found=text[:120],
            metadata={"keyword": FIELD},
        )
        return None


def _filled(
    document: Document,
    template: Mapping[str, object],
    plan: Plan,
    rows: Sequence[_Row],
    context: Context,
    budget: Budget,
    report: Report,
) -> list[Document]:
    used = list(placeholders(plan))
    own_size = max(len(canonical_bytes(template)), _LEAST)
    documents: list[Document] = []
    missing: dict[Placeholder, list[_Row]] = {}
    for row in rows:
        try:
            # Each document is validated and digested whole, so what it shares with the template counts, too.
            budget.take(own_size)
            lacking = [each for each in used if not _has(row, each)]
            if lacking:
                for each in lacking:
                    missing.setdefault(each, []).append(row)
                continue
            data = fill(template, plan, row.columns, budget)
        except Exhausted:
            _report_exhausted(str(row.place), context, report)
            break
        except PlaceholderProblem as problem:
            report.add(
                "ECC004",
                f"{problem} ({row.place})",
                pointer=problem.pointer,
                expected="a text, a number or a boolean, or the placeholder alone",
                metadata={"keyword": FIELD},
            )
            if len(report.violations) >= _MOST:
                break
            continue
        documents.append(replace(document, data=data, digest=digest(data), row=row.place))
    for placeholder, lacks in list(missing.items())[:_MOST]:
        _report_missing(placeholder, lacks, rows, report)
    return documents


def _report_exhausted(at: str, context: Context, report: Report) -> None:
    report.add(
        "ECC004",
        "the templates of the file read or make more than they may",
        pointer=join("", FIELD),
        key=True,
        expected=f"at most {context.limits.template_characters} characters together",
        found=f"more, at {at}",
        fix="divide the file, or write a contract over all rows of the registry",
        metadata={"keyword": "limit"},
    )


def _has(row: _Row, placeholder: Placeholder) -> bool:
    try:
        placeholder.value(row.columns)
    except (KeyError, ValueError):
        return False
    return True


def _report_missing(
    placeholder: Placeholder, lacks: Sequence[_Row], rows: Sequence[_Row], report: Report
) -> None:
    columns = sorted({name for row in lacks[:_MOST] for name in row.columns})
    everywhere = len(lacks) == len(rows)
    where = lacks[0].place.path if everywhere else _listed(lacks)
    report.add(
        "ECC005",
        f"there is no column for {str(placeholder)[:80]} in {where}",
        pointer=placeholder.pointer,
        expected="a column of the registry",
        found=str(placeholder)[:80],
        fix=suggestion(placeholder.name, columns),
        metadata={"id": placeholder.name[:80]},
    )


def _listed(rows: Sequence[_Row]) -> str:
    numbers = ", ".join(str(row.place.number) for row in rows[:_SHOWN])
    more = f" and {len(rows) - _SHOWN} more" if len(rows) > _SHOWN else ""
    return f"row{'s' if len(rows) > 1 else ''} {numbers}{more} of {rows[0].place.path}"


def _unique(documents: Sequence[Document], report: Report) -> list[Document]:
    """The documents whose id no other row gives; the others are reported."""
    groups: dict[object, list[Document]] = {}
    for document in documents:
        name = cast("dict[str, object]", document.data).get("id")
        # what is no text is told by the header's schema
        groups.setdefault(name if isinstance(name, str) else id(document), []).append(document)
    for name, group in groups.items():
        if len(group) == 1:
            continue
        rows = [cast("RegistryRow", document.row) for document in group]
        place = report.document.location("/id")
        report.violations.append(
            Violation(
                code="ECC010",
                message=f"{len(rows)} rows of {rows[0].path} give the id {str(name)[:120]!r}",
                location=place,
                contract=ContractReference(id=str(name)[:120], path=place.path, line=place.line),
                expected="an id that differs from row to row",
                found="at the rows " + ", ".join(str(row.number) for row in rows[:_SHOWN]),
                fix="put a column into id: that differs, or remove the repeated row",
                metadata={"id": str(name)[:120]},
            )
        )
    return [group[0] for group in groups.values() if len(group) == 1]
