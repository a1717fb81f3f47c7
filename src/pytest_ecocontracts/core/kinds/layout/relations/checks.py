"""Relations of a layout as checks: one test item for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from ....model import MAXIMUM_VIOLATIONS, Check, Chunk, Contract, Outcome
from ....violations import Location
from ..entries import entries_of
from ..lines import Layout
from ..seeing import seen
from ..walking import Findings
from .model import LineRelation, Row, row_of

if TYPE_CHECKING:
    from ....context import Context


def line_relation_checks(contract: Contract, layout: Layout) -> Sequence[Check]:
    """A check for each relation, under the name of its rule."""
    tables = LineTables(contract, layout)
    return [
        Check(
            name=relation.rule.id,
            run=partial(_run, contract, relation, tables),
            pointer=relation.rule.pointer,
            may_be_empty=relation.empty_valid,
            until=relation.rule.until,
            summary=relation.text,
            refs=relation.rule.refs,
        )
        for relation in layout.relations
    ]


@dataclass(slots=True)
class LineTables:
    """The paths of every named line, gathered in one walk for all relations of a contract."""

    contract: Contract
    layout: Layout
    _context: Context | None = None
    _rows: dict[str, list[Row]] = field(default_factory=dict)

    def rows(self, name: str, context: Context) -> Sequence[Row]:
        """The paths of the line that is called so, sorted."""
        if self._context is not context:
            self._rows = self._gathered(context)
            self._context = context
        return self._rows.get(name, [])

    def _gathered(self, context: Context) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        unlisted = Findings(context)  # the check of the tree says what cannot be listed
        for visit in seen(self.contract, self.layout, context, unlisted):
            for entry in entries_of(visit):
                if entry.line is not None and entry.line.name is not None:
                    row = row_of(entry.path, entry.line, self.layout.root)
                    found.setdefault(entry.line.name, []).append(row)
        return {name: sorted(rows, key=lambda row: row.path) for name, rows in found.items()}


def _run(
    contract: Contract,
    relation: LineRelation,
    tables: LineTables,
    context: Context,
    chunk: Chunk,  # noqa: ARG001
) -> Outcome:
    rows = tables.rows(str(relation.over.name), context)
    found = list(relation.judge.judge(rows, tables, context))
    violations = tuple(
        relation.rule.violation(
            contract,
            context.as_of,
            one.code,
            one.message,
            location=Location(path=one.path),
            expected=one.expected,
            found=one.found,
            fix=one.fix,
            metadata=one.metadata,
        )
        for one in found[:MAXIMUM_VIOLATIONS]
    )
    omitted = max(len(found) - MAXIMUM_VIOLATIONS, 0)
    return Outcome(violations=violations, examined=len(rows), omitted=omitted)
