"""Rows of tables that a library reads: Parquet files and SQLite databases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..context import Context
from ..errors import CapabilityMissing
from ..pointers import split
from .compressed import borrow_plain
from .formats import RowFormat
from .model import Row


def table_rows(
    context: Context,
    path: str,
    format: RowFormat,  # noqa: A002 - the language's own word
    at: str | None,
    columns: Sequence[str] | None,
) -> Iterator[Row]:
    """The rows of one table; see ``opening.open_rows``."""
    reader = context.tables.get(format.name)
    if reader is None:
        capability = f"a reader of {format.name} files"
        raise CapabilityMissing(capability, "this run was started without one")
    table = split(at)[0] if at else None
    with borrow_plain(context, path, compressed=format.compressed) as place:
        rows = reader.rows(place, table, columns, context.limits)
        for number, value in enumerate(rows, start=1):
            yield Row(number, value)
