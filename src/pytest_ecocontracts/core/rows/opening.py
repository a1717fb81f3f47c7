"""The one way to rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..context import Context
from .formats import DOCUMENTS, PAGE_TABLES, RECORDS, ROW_FORMATS, place_problem, row_format
from .model import Row


def open_rows(
    context: Context,
    path: str,
    format: str | None = None,  # noqa: A002 - the language's own word
    at: str | None = None,
    columns: Sequence[str] | None = None,
) -> Iterator[Row]:
    """Yield the rows of a file, in its order; ``.gz`` of any format is decompressed on the way.

    - ``jsonl``, ``csv``, ``text``, ``checksums``: one row for each record; memory does not grow with the
      file.
    - ``json``, ``yaml``, ``toml``, ``markdown`` (its front matter): the elements of the array at the JSON
      Pointer ``at`` ("" is the whole document); without ``at`` the document is the row, and each document
      of a YAML file is one.
    - ``parquet``: one row for each of the table. ``sqlite``: the rows of the table at ``/<table>``, by
      rowid; without ``at`` those of the only table.
    - ``markdown-table`` (never by suffix): the rows of the table below the heading ``/<heading>``, or of the
      table ``/<number>`` of the page, from 1; without ``at`` those of the only table.

    ``format`` is by default that of the suffix. ``columns`` names the columns that are wanted of a csv,
    parquet, sqlite or page's table; other formats give whole values.

    Raises, while it is iterated: LoadError with the problems of the whole file (rows before the first bad
    one have been given), FileProblem, CapabilityMissing where the format takes a library that is not
    installed. Raises ValueError, at once, for a format or a place that does not exist.
    """
    found = row_format(path, format)
    if found is None or found.name not in ROW_FORMATS:
        message = f"no format of rows: {format or path!r}"
        raise ValueError(message)
    words = place_problem(found.name, at)
    if words is not None:
        raise ValueError(words)
    if found.name in RECORDS:
        from .records import record_rows  # noqa: PLC0415 - as below: only the reader that is needed

        return record_rows(context, path, found, columns)
    if found.name in DOCUMENTS:
        from .documents import document_rows  # noqa: PLC0415

        return document_rows(context, path, found, at)
    if found.name == PAGE_TABLES:
        from .page_tables import page_table_rows  # noqa: PLC0415

        return page_table_rows(context, path, found, at, columns)
    from .tables import table_rows  # noqa: PLC0415

    return table_rows(context, path, found, at, columns)
