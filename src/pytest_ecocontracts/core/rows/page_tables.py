"""Rows of the tables of Markdown pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ..context import Context
from ..errors import LoadError, LoadProblem
from ..loading.problems import MOST_PROBLEMS, fail
from ..markdown.model import Page, Table
from ..markdown.parsing import parse_page
from ..markdown.titles import fold
from ..pointers import split
from ..suggestions import suggestion
from .columns import chosen, listed
from .compressed import read_all
from .formats import RowFormat
from .model import Row

#: more digits than any page has tables
_NUMBER_DIGITS: Final = 6


def page_table_rows(
    context: Context,
    path: str,
    format: RowFormat,  # noqa: A002 - the language's own word
    at: str | None,
    columns: Sequence[str] | None,
) -> Iterator[Row]:
    """The rows of one table, as mappings of texts by the names in its header; see ``opening.open_rows``."""
    page = parse_page(read_all(context, path, compressed=format.compressed), context.limits)
    table = _table(page, split(at)[0] if at else None)
    problems = list(_header_problems(table))
    if problems:
        raise LoadError(problems[:MOST_PROBLEMS])
    names = frozenset(chosen(columns, table.header))
    for number, row in enumerate(table.rows, start=1):
        cells = zip(table.header, row.cells, strict=True)
        yield Row(number, {name: cell for name, cell in cells if name in names}, row.line)


def _table(page: Page, wanted: str | None) -> Table:
    """The only table of the page or of a section, or that of a number; raises LoadError."""
    if wanted is None:
        return _only(page.tables, "the page", 1)
    title = fold(wanted)
    sections = [section for section in page.sections() if fold(section.heading.text) == title]
    if len(sections) > 1:
        fail(
            "section-ambiguous",
            f"{len(sections)} sections are called {wanted!r}",
            line=sections[1].heading.line,
            expected="one section of this name",
            found="at the lines " + ", ".join(str(section.heading.line) for section in sections[:10]),
            fix="give the sections different headings, or name the table by its number on the page",
        )
    if sections:
        section = sections[0]
        return _only(section.within(page.tables), f"the section {wanted!r}", section.heading.line)
    is_number = wanted.isascii() and wanted.isdigit() and len(wanted) <= _NUMBER_DIGITS
    if not is_number:
        titles = [section.heading.text for section in page.sections()]
        fail(
            "section-missing",
            f"the page has no section {wanted!r}",
            expected="a heading above the table, or the number of the table",
            found=f"the headings {listed(titles)}",
            fix=suggestion(wanted, titles),
        )
    number = int(wanted)
    if not 1 <= number <= len(page.tables):
        fail(
            "table-missing",
            f"the page has no table {number}",
            expected=f"a number from 1 to {len(page.tables)}" if page.tables else "a table",
            found=_counted(page.tables),
        )
    return page.tables[number - 1]


def _only(tables: Sequence[Table], where: str, line: int) -> Table:
    if not tables:
        fail("table-missing", f"{where} has no table", line=line, expected="a table", found="none")
    if len(tables) > 1:
        fail(
            "table-ambiguous",
            f"{where} has {len(tables)} tables",
            line=tables[1].line,
            expected="one table",
            found="at the lines " + ", ".join(str(table.line) for table in tables[:10]),
            fix="name the heading above the table that is meant, or its number on the page",
        )
    return tables[0]


def _counted(tables: Sequence[Table]) -> str:
    return f"{len(tables)} table" + ("" if len(tables) == 1 else "s")


def _header_problems(table: Table) -> Iterator[LoadProblem]:
    first: dict[str, int] = {}
    for number, name in enumerate(table.header, start=1):
        if not name:
            yield LoadProblem(
                reason="column-unnamed",
                message=f"column {number} has no name",
                line=table.line,
                fix="name the column",
            )
        elif name in first:
            yield LoadProblem(
                reason="duplicate-key",
                message=f"the column name {name!r} occurs twice",
                line=table.line,
                found=f"columns {first[name]} and {number}",
                fix="give every column its own name",
            )
        first.setdefault(name, number)
