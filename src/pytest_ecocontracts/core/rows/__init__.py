"""Rows of artifacts: one interface over every format, streaming, judged as strictly as whole files are."""

from __future__ import annotations

from .formats import (
    PAGE_TABLES,
    ROW_FORMATS,
    SEVERAL_TABLES,
    TABLES,
    RowFormat,
    format_name,
    is_compressed,
    row_format,
)
from .model import Row
from .opening import open_rows
from .places import row_location
from .whole import whole_value

__all__ = [
    "PAGE_TABLES",
    "ROW_FORMATS",
    "SEVERAL_TABLES",
    "TABLES",
    "Row",
    "RowFormat",
    "format_name",
    "is_compressed",
    "open_rows",
    "row_format",
    "row_location",
    "whole_value",
]
