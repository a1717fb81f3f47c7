"""The functions on strings: those of the specification and of its strings extension.

(cel-spec, doc/langdef.md and doc/extensions/strings.md.) Positions count code points. Nothing here makes
a text longer than ``MAXIMUM_TEXT``.
"""

from __future__ import annotations

from typing import Any, Final

from .problems import Failure
from .values import type_name

#: characters of a text that an expression makes
MAXIMUM_TEXT: Final = 4_000_000
#: Unicode's White_Space; Python's strip() would take the separators U+001C to U+001F as well
_WHITE: Final = "".join(
    map(
        chr,
        [
            *range(9, 14),
            32,
            0x85,
            0xA0,
            0x1680,
            *range(0x2000, 0x200B),
            0x2028,
            0x2029,
            0x202F,
            0x205F,
            0x3000,
        ],
    )
)
_UPPER: Final = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_LOWER: Final = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


def bounded(length: int) -> None:
    """Raise Failure where a text of that length may not be made."""
    if length > MAXIMUM_TEXT:
        message = f"the text would be longer than {MAXIMUM_TEXT:,} characters"
        raise Failure(message)


def concatenate(left: str, right: str) -> str:
    """One text after the other."""
    bounded(len(left) + len(right))
    return left + right


def char_at(text: str, position: int) -> str:
    """The character at a position; none at the very end."""
    _within(text, position)
    return text[position : position + 1]


def index_of(text: str, part: str, start: int = 0) -> int:
    """The first position of ``part`` at or after ``start``, or -1."""
    _within(text, start)
    return text.find(part, start)


def last_index_of(text: str, part: str) -> int:
    """The last position of ``part``, or -1."""
    return text.rfind(part)


def last_index_of_before(text: str, part: str, start: int) -> int:
    """The last position of ``part`` at or before ``start``, or -1."""
    _within(text, start)
    return text.rfind(part, 0, start + len(part))


def lower_ascii(text: str) -> str:
    """A to Z as a to z, everything else as it is."""
    return text.translate(_LOWER)


def upper_ascii(text: str) -> str:
    """A to z as A to Z, everything else as it is."""
    return text.translate(_UPPER)


def replace(text: str, old: str, new: str, count: int = -1) -> str:
    """Replace the first ``count`` places (negative: all)."""
    found = text.count(old)
    if 0 <= count < found:
        found = count
    bounded(len(text) + found * (len(new) - len(old)))
    return text.replace(old, new, max(count, -1))


def split(text: str, separator: str, count: int = -1) -> list[str]:
    """Split into at most ``count`` parts (negative: as many as there are); characters without a separator."""
    if count == 0:
        return []
    if separator:
        return text.split(separator, count - 1 if count > 0 else -1)
    if not text:
        return [""]
    if count < 0 or count >= len(text):
        return list(text)
    return [*text[: count - 1], text[count - 1 :]]


def substring(text: str, start: int) -> str:
    """From ``start`` to the end."""
    _within(text, start)
    return text[start:]


def substring_between(text: str, start: int, end: int) -> str:
    """From ``start`` up to, not including, ``end``."""
    _within(text, start)
    _within(text, end)
    if end < start:
        message = f"the end {end} lies before the start {start}"
        raise Failure(message)
    return text[start:end]


def trim(text: str) -> str:
    """Without white space at both ends."""
    return text.strip(_WHITE)


def reverse(text: str) -> str:
    """The characters from the last to the first."""
    return text[::-1]


def join(parts: list[Any], separator: str = "") -> str:
    """The texts of a list, one after the other."""
    length = max(len(parts) - 1, 0) * len(separator)
    for index, part in enumerate(parts):
        if type(part) is not str:
            message = f"join needs a list of strings; element {index} is {type_name(part)}"
            raise Failure(message)
        length += len(part)
    bounded(length)
    return separator.join(parts)


def _within(text: str, position: int) -> None:
    if not 0 <= position <= len(text):
        message = f"position {position} is not within a text of {len(text)} characters"
        raise Failure(message)
