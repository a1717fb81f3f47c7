"""Where each value of a document stands: a tree of marks beside the tree of values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

from ..pointers import split


class Mark(NamedTuple):
    """The place of one value, and of the key that leads to it; everything counts from 1.

    ``children`` mirrors the value: a dict by key, a list by index, None for a scalar. Where no key
    leads to the value (list elements, the root) the key's place is the value's own.
    """

    line: int
    column: int
    key_line: int
    key_column: int
    children: dict[str, Mark] | list[Mark] | None = None


#: more digits than any list has elements, fewer than Python refuses to convert
_INDEX_DIGITS: Final = 18


def locate_mark(root: Mark, pointer: str, *, key: bool = False) -> tuple[int, int]:
    """(line, column) of the value or key at ``pointer``; of the nearest enclosing value without one."""
    mark = root
    for token in split(pointer):
        children = mark.children
        if isinstance(children, dict):
            child = children.get(token)
        else:
            index = array_index(token)
            in_range = isinstance(children, list) and index is not None and index < len(children)
            child = children[index] if in_range else None  # type: ignore[index]  # both just checked
        if child is None:
            return mark.line, mark.column
        mark = child
    return (mark.key_line, mark.key_column) if key else (mark.line, mark.column)


def array_index(token: str) -> int | None:
    """Read a reference token as an array index (RFC 6901, section 4); None where it is none."""
    is_index = token.isascii() and token.isdigit() and len(token) <= _INDEX_DIGITS
    return int(token) if is_index and (token == "0" or token[0] != "0") else None


@dataclass(slots=True)
class MarkedPositions:
    """Positions from a tree of marks, which may be built when it is first asked for."""

    _marks: Mark | Callable[[], Mark]

    def locate(self, pointer: str, *, key: bool = False) -> tuple[int, int] | None:
        """See ``core.model.Positions``."""
        if not isinstance(self._marks, Mark):
            self._marks = self._marks()
        return locate_mark(self._marks, pointer, key=key)


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Place of the character at ``offset``; lines end at ``\\n``, columns count characters."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
