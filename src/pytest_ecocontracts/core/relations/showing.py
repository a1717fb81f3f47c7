"""Keys and values for people."""

from __future__ import annotations

from ..json_schema.showing import show
from ..keys import decode


def show_key(key: bytes) -> str:
    """The values of a key, short."""
    return ", ".join(show(value) for value in decode(key))
