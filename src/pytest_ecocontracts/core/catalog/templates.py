"""A document with ``for_each``: one contract for each row of a registry.

Everything after reading sees ordinary contracts. Their places are those of the template, which is where
they are mended; the row that each was made for goes with its document.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, cast

from ..context import Context
from ..loading.canonical import canonical_bytes, digest
from ..model import Document, RegistryRow, Report
from ..pointers import join
from ..suggestions import suggestion
from ..violations import ContractReference, Violation
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
from .registry_problems import read_place
from .template_rows import FIELD, Row, read_condition, wanted_rows
from .validation import validate_document

_SCHEMA: Final = "template.v1.schema.json"
#: problems of one template that are told
_MOST: Final = 100
_SHOWN: Final = 5
#: characters that a contract counts for, however small it is: each costs time to link and to check
_LEAST: Final = 1000


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
    registry = read_place(fields, base, join("", FIELD), "file", report)
    where = read_condition(fields, report)
    if registry is None or (where is None and "where" in fields):
        return []
    try:
        rows = wanted_rows(registry, where, context, budget, report)
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
    rows: Sequence[Row],
    context: Context,
    budget: Budget,
    report: Report,
) -> list[Document]:
    used = list(placeholders(plan))
    own_size = max(len(canonical_bytes(template)), _LEAST)
    documents: list[Document] = []
    missing: dict[Placeholder, list[Row]] = {}
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


def _has(row: Row, placeholder: Placeholder) -> bool:
    try:
        placeholder.value(row.columns)
    except (KeyError, ValueError):
        return False
    return True


def _report_missing(
    placeholder: Placeholder, lacks: Sequence[Row], rows: Sequence[Row], report: Report
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


def _listed(rows: Sequence[Row]) -> str:
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
