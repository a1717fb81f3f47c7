"""Rows of artifacts: one interface over every format, streaming, judged as strictly as whole files are."""

from __future__ import annotations

from .formats import ROW_FORMATS, RowFormat, row_format
from .model import Row
from .opening import open_rows
from .places import row_location

__all__ = ["ROW_FORMATS", "Row", "RowFormat", "open_rows", "row_format", "row_location"]
