"""Where a value of a row stands: read again, and only for what is shown."""

from __future__ import annotations

from itertools import islice

from ..context import Context
from ..errors import FileProblem, LoadError
from ..pointers import join
from ..violations import Location
from .formats import DOCUMENTS, PAGE_TABLES, RowFormat, row_format
from .model import Row
from .opening import open_rows


def row_location(
    context: Context,
    path: str,
    row: Row,
    pointer: str = "",
    *,
    format: str | None = None,  # noqa: A002 - the language's own word
    at: str | None = None,
    key: bool = False,
) -> Location:
    """The place of the value at ``pointer`` inside of a row, or of its key.

    ``format`` and ``at`` are those with which the row was read. The location's pointer counts from the
    start of the file (of the line in JSON Lines). Line and column take another look at the file; where
    that fails they are what the row itself knows.
    """
    found = row_format(path, format)
    if found is None:
        return Location(path=path, pointer=pointer, line=row.line)
    inside = _pointer(found.name, at, row, pointer)
    is_document = found.name in DOCUMENTS and at is None
    try:
        if found.name == PAGE_TABLES and row.line is None:
            row = next(islice(open_rows(context, path, format, at), row.number - 1, None), row)
        place = _place(context, path, found, row, inside, key=key, is_document=is_document)
    except (FileProblem, LoadError):
        place = None
    line, column = place or (row.line, None)
    return Location(path=path, pointer=inside, line=line, column=column)


def _pointer(format: str, at: str | None, row: Row, pointer: str) -> str:  # noqa: A002 - as above
    if format == "jsonl" or (format in DOCUMENTS and at is None):
        return pointer
    return join(at or "", row.number - 1) + pointer


def _place(
    context: Context,
    path: str,
    format: RowFormat,  # noqa: A002 - as above
    row: Row,
    pointer: str,
    *,
    key: bool,
    is_document: bool,
) -> tuple[int, int | None] | None:
    from ..loading.locate import locate  # noqa: PLC0415 - only violations need a place
    from .compressed import open_stream, read_all  # noqa: PLC0415

    if format.name == "jsonl":
        with open_stream(context, path, compressed=format.compressed) as stream:
            line = next(islice(stream, row.number - 1, None), b"")
        place = locate("json", line.rstrip(b"\r\n"), pointer, key=key)
        return row.number, place[1] if place else None
    if format.name not in DOCUMENTS and format.name != "csv":
        return None
    data = read_all(context, path, compressed=format.compressed)
    if is_document and row.number > 1:
        from ..loading.positions import START, locate_mark  # noqa: PLC0415
        from ..loading.yaml_text import parse_documents  # noqa: PLC0415 - only YAML has several documents

        marks = parse_documents(data, context.limits, marks=True)[row.number - 1].marks
        return locate_mark(marks or START, pointer, key=key)
    return locate(format.name, data, pointer, key=key)
