"""How many columns of a terminal a text takes, and texts cut to fit some."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

#: what stands for text that was cut out
GAP: Final = "..."

#: vowels and final consonants of Hangul are drawn into the column of the syllable's first letter
_JAMO: Final = range(0x1160, 0x1200)


def width_of(text: str) -> int:
    """Columns that a text takes: East Asian wide characters two (Unicode TR 11), combining marks none.

    The text is printable: what a terminal acts on counts like a letter.
    """
    return len(text) if text.isascii() else sum(map(columns_of, text))


@lru_cache(1024)
def columns_of(character: str) -> int:
    """Columns that one character takes: 0, 1 or 2."""
    if unicodedata.category(character) in ("Mn", "Me", "Cf") or ord(character) in _JAMO:
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("F", "W") else 1


def shortened(text: str, width: int) -> str:
    """Cut the middle out of what takes more than ``width`` columns (3 or more): both ends tell it apart."""
    if width_of(text) <= width:
        return text
    room = width - len(GAP)
    return _prefix(text, room - room // 2) + GAP + _prefix(text[::-1], room // 2)[::-1]


def cut(text: str, width: int) -> str:
    """Cut the end off what takes more than ``width`` columns (3 or more)."""
    return text if width_of(text) <= width else _prefix(text, width - len(GAP)) + GAP


def _prefix(text: str, width: int) -> str:
    """The longest beginning that takes at most ``width`` columns."""
    used = 0
    for index, character in enumerate(text):
        used += columns_of(character)
        if used > width:
            return text[:index]
    return text
