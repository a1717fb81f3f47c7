"""``count``: how many records, values, bytes, lines or files there are is what is declared."""

from __future__ import annotations

from ..reading import Reader
from ..totals import Totals, parse_totals


def parse(read: Reader) -> Totals:
    """Read ``count: {of: ..., by: ..., equals: ...}``."""
    of = str(read.fields.get("of", "records"))
    what = "share" if read.fields.get("share") else "number"
    words = f"the {what} of {of}" if not of.startswith(("/", "{")) else f"the {what} of values at {of}"
    return parse_totals(read, "ECI001", words, adds=False)
