"""``table: PAGE(s)``: the rows of tables of Markdown pages, known by their columns or their section."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, cast

from ...model import Report
from ...pointers import join
from ...suggestions import did_you_mean
from ..model import Reader, SourceBlocked
from ..pages import parse_pages

if TYPE_CHECKING:
    from ...markdown.model import Table
    from ..pages import Part


class TableKind:
    """The kind of source ``table``."""

    name: Final = "table"
    options: Final = frozenset({"except", "section", "missing", "columns", "column"})

    def parse(self, fields: Mapping[str, object], pointer: str, report: Report) -> Reader | None:
        """Read ``table``, a template or a list of them, and the ``columns`` that its tables have."""
        column = cast("str | None", fields.get("column"))
        columns = list(cast("Sequence[str]", fields.get("columns", ())))
        if column is not None and columns and column not in columns:
            report.add(
                "ECC004",
                f"the column {column!r} is none of columns",
                pointer=join(pointer, "column"),
                expected=f"one of {', '.join(columns)}",
                found=column,
                metadata={"keyword": "table"},
            )
            return None
        wanted = columns or ([column] if column is not None else [])
        must = fields.get("missing") != "none"

        def things(part: Part, path: str) -> Iterator[tuple[object, int, Mapping[str, object]]]:
            return _rows(part, path, wanted, column, must=must)

        return parse_pages(fields, self.name, pointer, report, things)


def _rows(
    part: Part, path: str, wanted: Sequence[str], column: str | None, *, must: bool
) -> Iterator[tuple[object, int, Mapping[str, object]]]:
    from ...markdown.titles import fold  # noqa: PLC0415 - only sources that read pages need it

    spelt = {fold(name): name for name in wanted}
    tables = list(part.of(part.page.tables))
    fitting = [table for table in tables if spelt.keys() <= set(map(fold, table.header))]
    if not fitting and must and part.spans != []:
        raise _missing(path, wanted, tables)
    for table in fitting:
        names = [spelt.get(fold(name), name) for name in table.header]
        for row in table.rows:
            record: dict[str, object] = {}
            for name, cell in zip(names, row.cells, strict=True):
                record.setdefault(name, cell)
            yield record if column is None else record[column], row.line, record


def _missing(path: str, wanted: Sequence[str], tables: Sequence[Table]) -> SourceBlocked:
    headers = ["; ".join(table.header) for table in tables[:5]]
    return SourceBlocked(
        path,
        f"{path!r} has no table with the columns that are asked for" if wanted else f"{path!r} has no table",
        expected=f"the columns {', '.join(wanted)}" if wanted else "a table",
        found=f"tables of {' | '.join(headers)}" if headers else "no table",
        fix=f"{_near(wanted, tables)}write 'missing: none' where pages may be without it",
    )


def _near(wanted: Sequence[str], tables: Sequence[Table]) -> str:
    """What columns are probably called, or should be."""
    there = {name for table in tables for name in table.header}
    pairs = [(name, did_you_mean(name, there)) for name in wanted if name not in there]
    near = [f"{name!r} is {found!r} there" for name, found in pairs if found]
    return f"{', '.join(near)}: correct one of them; or " if near else "add the table; or "


KIND: Final = TableKind()
