"""Keys of rows: unique, referenced, shared, sorted, without gaps; in memory that does not grow with them."""

from __future__ import annotations

from .encoding import decode, encode
from .intervals import Flaw, Gap, Intervals, Outside, Overlap, Reversed
from .ordering import Disorder, Ordering
from .store import KeySet, KeyStore, Repeat, Shared, Tally, open_keys

__all__ = [
    "Disorder",
    "Flaw",
    "Gap",
    "Intervals",
    "KeySet",
    "KeyStore",
    "Ordering",
    "Outside",
    "Overlap",
    "Repeat",
    "Reversed",
    "Shared",
    "Tally",
    "decode",
    "encode",
    "open_keys",
]
