"""The value of a file, read as a whole."""

from __future__ import annotations

from ..context import Context
from ..loading.values import read_value
from .formats import TABLES, is_compressed
from .opening import open_rows


def whole_value(context: Context, path: str, format: str, at: str | None = None) -> object:  # noqa: A002
    """What ``read_value`` gives of a file, decompressed where it is compressed; of a table the list of rows.

    Raises as ``open_rows``; memory grows with the file, which is bounded where it is no table.
    """
    if format in TABLES:
        return [row.value for row in open_rows(context, path, format, at)]
    from .compressed import read_all  # noqa: PLC0415 - only the reader that is needed

    data = read_all(context, path, compressed=is_compressed(path))
    return read_value(format, data, context.limits)
