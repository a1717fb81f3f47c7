"""Tables of pages: known by their columns, their rows judged as objects of texts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from math import isfinite
from typing import Final

from ..artifacts.validators import finding_of
from ..context import Context
from ..errors import ContractsInvalid, SchemaProblem
from ..markdown.model import Page, Row, Table
from ..markdown.titles import fold
from ..model import Contract
from ..pointers import join
from ..ports import CompiledSchema
from ..violations import Location
from .findings import Findings
from .model import TableRule
from .sections import sections_by_title

#: types of JSON Schema that a cell's text may be read as
_READ: Final = {"integer": int, "number": int | float, "boolean": bool, "null": type(None)}


class Tables:
    """The tables that one rule asks for."""

    def __init__(self, rule: TableRule, contract: Contract, context: Context) -> None:
        self._rule = rule
        self._schema = None if rule.schema is None else _compiled(rule, contract, context)
        properties = (rule.schema or {}).get("properties")
        self._properties: Mapping[str, object] = properties if isinstance(properties, dict) else {}

    def judge(self, path: str, page: Page, findings: Findings) -> int:
        """Judge the tables of a page that have the columns; return how many rows they have."""
        rule = self._rule
        section = sections_by_title(page).get(fold(rule.section)) if rule.section is not None else None
        if rule.section is not None and section is None:
            candidates: tuple[Table, ...] = ()
        else:
            candidates = section.within(page.tables) if section is not None else page.tables
        wanted = {fold(column) for column in rule.columns}
        tables = [table for table in candidates if wanted <= {fold(name) for name in table.header}]
        if not tables:
            self._missing(path, candidates, section.heading.line if section else 1, findings)
        for table in tables:
            self._judge_table(path, table, findings)
        return sum(len(table.rows) for table in tables)

    def _missing(self, path: str, candidates: tuple[Table, ...], line: int, findings: Findings) -> None:
        wanted = {fold(column): column for column in self._rule.columns}
        nearest = max(
            candidates, key=lambda table: len(wanted.keys() & set(map(fold, table.header))), default=None
        )
        lacking = [] if nearest is None else [wanted[n] for n in wanted if n not in map(fold, nearest.header)]
        where = f" in the section {self._rule.section!r}" if self._rule.section is not None else ""
        findings.add(
            self._rule.rule,
            "ECD016",
            f"there is no table with the columns that are asked for{where}",
            location=Location(path=path, line=nearest.line if nearest else line),
            expected="the columns " + ", ".join(self._rule.columns),
            found="no table" if nearest is None else "the columns " + ", ".join(nearest.header),
            fix="add " + ", ".join(lacking) if lacking else None,
            metadata={"columns": ", ".join(self._rule.columns)},
        )

    def _judge_table(self, path: str, table: Table, findings: Findings) -> None:
        rule = self._rule
        if len(table.rows) < rule.rows:
            findings.add(
                rule.rule,
                "ECD014",
                "the table holds fewer rows than asked for",
                location=Location(path=path, line=table.line),
                expected=f"at least {rule.rows} rows",
                found=str(len(table.rows)),
                metadata={"section": rule.section, "what": "rows"},
            )
        if self._schema is None:
            return
        spelt = {fold(column): column for column in rule.columns}
        names = [spelt.get(fold(name), name) for name in table.header]
        for row in table.rows:
            record = self._record(names, row)
            if self._schema.is_valid(record):
                continue
            for error in self._schema.errors(record):
                finding = finding_of(error)
                findings.add(
                    rule.rule,
                    finding.code,
                    finding.message,
                    location=Location(path=path, pointer=finding.pointer, line=row.line),
                    expected=finding.expected,
                    found=finding.found,
                    fix=finding.fix,
                    metadata=finding.metadata,
                )

    def _record(self, names: list[str], row: Row) -> dict[str, object]:
        return {
            name: _read(cell, self._properties.get(name)) for name, cell in zip(names, row.cells, strict=True)
        }


def _read(cell: str, schema: object) -> object:
    """The cell's text, or the number or boolean that it is where the schema of its column asks for one."""
    kind = _READ.get(str(schema.get("type"))) if isinstance(schema, dict) else None
    if kind is None:
        return cell
    try:
        value: object = json.loads(cell, parse_constant=lambda _: cell)
    except (ValueError, RecursionError):
        return cell
    infinite = isinstance(value, float) and not isfinite(value)
    return value if isinstance(value, kind) and not infinite else cell


def _compiled(rule: TableRule, contract: Contract, context: Context) -> CompiledSchema:
    try:
        return context.schemas.compile_value(
            rule.schema, base_path=contract.document.path, name=f"{contract.id}{rule.rule.pointer}"
        )
    except SchemaProblem as failure:
        place = join(rule.rule.pointer, "schema")
        raise ContractsInvalid(
            [
                contract.violation(
                    problem.code,
                    problem.message,
                    pointer=place + problem.pointer if problem.resource is None else place,
                    rule=rule.rule.id,
                    expected=problem.expected,
                    found=problem.found,
                    fix=problem.fix,
                    metadata={"pointer": problem.pointer},
                )
                for problem in (failure, *failure.others)
            ]
        ) from failure
