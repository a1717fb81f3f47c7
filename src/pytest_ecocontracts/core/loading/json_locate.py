"""Where a value stands in a JSON text, without reading more of it than the way there."""

from __future__ import annotations

import json.decoder
import re
from collections.abc import Callable
from typing import Any, Final

from ..pointers import split
from .positions import array_index

_BLANK: Final = re.compile(r"[ \t\n\r]*")
_read_string: Final[Callable[..., tuple[str, int]]] = json.decoder.scanstring  # type: ignore[attr-defined]


def json_offset(text: str, pointer: str, *, key: bool = False) -> int:
    """Offset of a value, or of its key, in a valid JSON text; of the nearest enclosing value without one.

    Values beside the way are skipped by the standard library's C code. Raises ValueError,
    StopIteration or RecursionError where the text cannot be read.
    """
    walk = _Walk(text)
    offset = key_offset = walk.blank(0)
    for token in split(pointer):
        opener = text[offset : offset + 1]
        found = None
        if opener == "{":
            found = walk.member(offset + 1, token)
        elif opener == "[":
            found = walk.element(offset + 1, array_index(token))
        if found is None:
            return offset
        key_offset, offset = found
    return key_offset if key else offset


class _Walk:
    def __init__(self, text: str) -> None:
        self._text = text
        self._read_value: Callable[[str, int], tuple[Any, int]] = json.decoder.JSONDecoder().scan_once  # type: ignore[attr-defined]

    def blank(self, offset: int) -> int:
        """Offset of the next token."""
        match = _BLANK.match(self._text, offset)
        return match.end() if match else offset

    def member(self, offset: int, name: str) -> tuple[int, int] | None:
        """Offsets of the key and value of this name, in an object whose first member is at ``offset``."""
        while True:
            offset = self.blank(offset)
            if self._text[offset : offset + 1] != '"':
                return None
            key, end = _read_string(self._text, offset + 1)
            value = self.blank(self.blank(end) + 1)
            if key == name:
                return offset, value
            following = self._next(value)
            if following is None:
                return None
            offset = following

    def element(self, offset: int, index: int | None) -> tuple[int, int] | None:
        """Offset, twice, of the element at ``index`` of an array whose first element is at ``offset``."""
        offset = self.blank(offset)
        if index is None or self._text[offset : offset + 1] == "]":
            return None
        for _ in range(index):
            following = self._next(offset)
            if following is None:
                return None
            offset = self.blank(following)
        return offset, offset

    def _next(self, value: int) -> int | None:
        """Offset behind the comma that follows a value, or None at the end of its collection."""
        end = self.blank(self._read_value(self._text, value)[1])
        return end + 1 if self._text[end : end + 1] == "," else None
