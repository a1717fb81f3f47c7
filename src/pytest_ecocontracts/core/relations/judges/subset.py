"""``subset``: as ``references``, in the words of sets."""

from __future__ import annotations

from ..reading import Reader
from .references import References
from .references import parse as parse_references


def parse(read: Reader) -> References:
    """Read ``subset: {of: ..., in: ...}``."""
    return parse_references(read)
