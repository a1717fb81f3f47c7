"""The page that lists the decisions: all of them, each with a link, in order."""

from __future__ import annotations

from ..markdown.model import Link, Page, Table
from ..markdown.titles import fold
from ..pages.findings import Findings
from ..pages.links import Links
from ..pages.sections import sections_by_title
from ..violations import Location
from .model import Decision, DecisionsBody, IdForm, IndexRule
from .reading import Decisions


def judge_index(
    page: Page, index: IndexRule, body: DecisionsBody, decisions: Decisions, links: Links, findings: Findings
) -> None:
    """Compare the links of the index with the decisions that are there."""
    findings.examined += len(decisions)
    listed, tables = page.links, page.tables
    if index.section is not None:
        section = sections_by_title(page).get(fold(index.section))
        if section is None:
            message = f"the index has no section {index.section!r}"
            _add(body, index, 1, message, "the section that lists the decisions", "", findings)
            return
        listed, tables = section.within(listed), section.within(tables)
    entries: dict[str, Link] = {}
    for link in listed:
        path = links.path(index.path, link.target)
        if path in decisions.by_path:
            entries.setdefault(path or "", link)
    unlisted = [decision for decision in decisions if decision.path not in entries]
    lines = _named(page, body.form) if unlisted else {}
    for decision in unlisted:
        named = lines.get(decision.id)
        _add(
            body,
            index,
            named or 1,
            f"{decision.id} is named without a link" if named else f"{decision.id} is not listed",
            f"a link to {decision.path}",
            f"line {named}" if named else "nothing",
            findings,
            decision=decision.id,
        )
    _judge_order(entries, index, body, decisions, findings)
    if index.status is not None:
        _judge_statuses(entries, tables, index.status, index, body, decisions, findings)


def _named(page: Page, form: IdForm) -> dict[str, int]:
    """The first line of each id that the page names."""
    found: dict[str, int] = {}
    for block in page.blocks:
        for number, line in enumerate(block.text.split("\n"), start=block.line):
            for one in form.find(line):
                found.setdefault(one, number)
    return found


def _judge_order(
    entries: dict[str, Link], index: IndexRule, body: DecisionsBody, decisions: Decisions, findings: Findings
) -> None:
    if index.order == "any":
        return
    newest_first = index.order == "newest-first"
    before: Decision | None = None
    for path, link in entries.items():
        decision = decisions.by_path[path]
        if before is not None and (decision.number > before.number) == newest_first:
            _add(
                body,
                index,
                link.line,
                f"{decision.id} stands after {before.id}",
                "the newest first" if newest_first else "the oldest first",
                f"{before.id}, then {decision.id}",
                findings,
                decision=decision.id,
            )
        else:
            before = decision


def _judge_statuses(
    entries: dict[str, Link],
    tables: tuple[Table, ...],
    column: str,
    index: IndexRule,
    body: DecisionsBody,
    decisions: Decisions,
    findings: Findings,
) -> None:
    """The column of the table repeats the status of the decision that the row links to."""
    cells: dict[int, str] = {}
    for table in tables:
        names = [fold(name) for name in table.header]
        if fold(column) in names:
            place = names.index(fold(column))
            cells.update((row.line, row.cells[place]) for row in table.rows)
    for path, link in entries.items():
        decision = decisions.by_path[path]
        said = cells.get(link.line)
        if decision.status is not None and fold(said or "") != fold(decision.status):
            _add(
                body,
                index,
                link.line,
                f"the index does not say the status of {decision.id} as its page does",
                decision.status,
                "no status" if said is None else said[:200],
                findings,
                decision=decision.id,
            )


def _add(
    body: DecisionsBody,
    index: IndexRule,
    line: int,
    message: str,
    expected: str,
    found: str,
    findings: Findings,
    *,
    decision: str | None = None,
) -> None:
    findings.add(
        body.rules["index"],
        "ECD026",
        message,
        location=Location(path=index.path, line=line),
        expected=expected,
        found=found or None,
        fix="let the index say what is there",
        metadata={"decision": decision},
    )
