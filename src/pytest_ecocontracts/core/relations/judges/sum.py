"""``sum``: the values add up to what is declared."""

from __future__ import annotations

from ..reading import Reader
from ..totals import Totals, parse_totals


def parse(read: Reader) -> Totals:
    """Read ``sum: {of: ..., by: ..., equals: ...}``."""
    return parse_totals(read, "ECI007", f"the sum of {read.fields.get('of')}", adds=True)
