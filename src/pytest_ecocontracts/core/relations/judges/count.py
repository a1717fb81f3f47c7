"""``count``: how many records, values, bytes, lines or files there are is what is declared."""

from __future__ import annotations

from ..reading import Reader
from ..shares import Share, parse_share
from ..totals import Totals, parse_totals


def parse(read: Reader) -> Totals | Share:
    """Read ``count: {of: ..., by: ..., equals: ...}``, or ``{where: ..., share: ..., max: ...}``."""
    if read.fields.get("share", False) is not False:
        return parse_share(read)
    of = str(read.fields.get("of", "records"))
    words = f"the number of {of}" if not of.startswith(("/", "{", "@")) else f"the number of values at {of}"
    return parse_totals(read, "ECI001", words, adds=False)
