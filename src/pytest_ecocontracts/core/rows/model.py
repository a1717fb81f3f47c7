"""What every reader of rows gives."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """One record of a file: ``number`` counts from 1; ``line`` is where it starts, or None if unknown.

    Lines are known where the format has them for nothing (JSON Lines, CSV, text, tables of pages);
    ``places.row_location`` finds the others when a violation needs them.
    """

    number: int
    value: object
    line: int | None = None
