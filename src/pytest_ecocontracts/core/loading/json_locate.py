"""Where a value stands in a JSON text, without reading more of it than the way there."""

from __future__ import annotations

import json.decoder
import re
from collections.abc import Callable
from functools import cache
from typing import Any, Final

from ..pointers import array_index, split

_BLANK: Final = re.compile(r"[ \t\n\r]*")

#: elements of an array that are skipped at once
_MANY: Final = 128


@cache
def _elements(*, escapes: bool) -> re.Pattern[str]:
    """So many elements with their commas, in a text that is known to be JSON: strings, balanced brackets.

    Nesting beyond five levels does not match. Every repetition is possessive, so it takes linear time;
    text without any ``escapes`` takes a third of it.
    """
    string = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"' if escapes else '"[^"]*+"'
    nested = "(?!)"
    for _ in range(5):
        nested = rf'[\[{{][^\[\]{{}}"]*+(?:(?:{string}|{nested})[^\[\]{{}}"]*+)*+[\]}}]'
    element = rf'[^\[\]{{}}",]*+(?:(?:{string}|{nested})[^\[\]{{}}",]*+)*+,'
    return re.compile(f"(?:{element}){{{_MANY}}}", re.DOTALL)


_read_string: Final[Callable[..., tuple[str, int]]] = json.decoder.scanstring  # type: ignore[attr-defined]


class JsonPlaces:
    """Finds values in one valid JSON text; values beside the way are skipped by the library's C code.

    What is asked in the order of the text is found in one pass over it.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._read_value: Callable[[str, int], tuple[Any, int]] = json.decoder.JSONDecoder().scan_once  # type: ignore[attr-defined]
        self._escapes = "\\" in text
        #: offset of an array's first element -> index and offset of the last element that was asked for
        self._reached: dict[int, tuple[int, int]] = {}

    def offset(self, pointer: str, *, key: bool = False) -> int:
        """Offset of a value, or of its key; of the nearest enclosing value where nothing is there.

        Raises ValueError, StopIteration or RecursionError where the text cannot be read.
        """
        offset = key_offset = self._blank(0)
        for token in split(pointer):
            opener = self.text[offset : offset + 1]
            found = None
            if opener == "{":
                found = self._member(offset + 1, token)
            elif opener == "[":
                found = self._element(offset + 1, array_index(token))
            if found is None:
                return offset
            key_offset, offset = found
        return key_offset if key else offset

    def _blank(self, offset: int) -> int:
        """Offset of the next token."""
        match = _BLANK.match(self.text, offset)
        return match.end() if match else offset

    def _member(self, offset: int, name: str) -> tuple[int, int] | None:
        """Offsets of the key and value of this name, in an object whose first member is at ``offset``."""
        while True:
            offset = self._blank(offset)
            if self.text[offset : offset + 1] != '"':
                return None
            key, end = _read_string(self.text, offset + 1)
            value = self._blank(self._blank(end) + 1)
            if key == name:
                return offset, value
            following = self._next(value)
            if following is None:
                return None
            offset = following

    def _element(self, first: int, index: int | None) -> tuple[int, int] | None:
        """Offset, twice, of the element at ``index`` of an array whose first element is at ``first``."""
        first = self._blank(first)
        if index is None or self.text[first : first + 1] == "]":
            return None
        reached, offset = self._reached.get(first, (0, first))
        if reached > index:
            reached, offset = 0, first
        single = 0
        while reached < index:
            at_once = single == 0 and index - reached >= _MANY
            many = _elements(escapes=self._escapes).match(self.text, offset) if at_once else None
            if many is not None:
                reached, offset = reached + _MANY, self._blank(many.end())
                continue
            following = self._next(offset)
            if following is None:
                return None
            reached, offset = reached + 1, self._blank(following)
            # Where the elements are nested too deeply for the pattern, it is tried seldom.
            single = (single + 1) % _MANY
        self._reached[first] = (index, offset)
        return offset, offset

    def _next(self, value: int) -> int | None:
        """Offset behind the comma that follows a value, or None at the end of its collection."""
        end = self._blank(self._read_value(self.text, value)[1])
        return end + 1 if self.text[end : end + 1] == "," else None
