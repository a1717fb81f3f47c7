"""Where each value of a document stands: a tree of marks beside the tree of values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from ..pointers import array_index, split

#: line and column of a value, both from 1, and the marks of what is inside it. A plain tuple: there
#: is one per value, and the garbage collector forgets tuples of numbers.
Mark: TypeAlias = "tuple[int, int, Children]"
#: of a mapping: the marks of key and value by key; of a list: those of its elements
Children: TypeAlias = "dict[str, tuple[Mark, Mark]] | list[Mark] | None"


START: Final[Mark] = (1, 1, None)


def locate_mark(root: Mark, pointer: str, *, key: bool = False) -> tuple[int, int]:
    """(line, column) of the value or key at ``pointer``; of the nearest enclosing value without one.

    Where no key leads to a value (a list's element, the root) its own place stands for the key's.
    """
    key_mark = mark = root
    for token in split(pointer):
        children = mark[2]
        found: tuple[Mark, Mark] | None = None
        if isinstance(children, dict):
            found = children.get(token)
        elif isinstance(children, list):
            index = array_index(token)
            if index is not None and index < len(children):
                found = (children[index], children[index])
        if found is None:
            return mark[:2]
        key_mark, mark = found
    return key_mark[:2] if key else mark[:2]


@dataclass(slots=True)
class MarkedPositions:
    """Positions from a tree of marks, which may be built when it is first asked for."""

    _marks: Mark | Callable[[], Mark]

    def locate(self, pointer: str, *, key: bool = False) -> tuple[int, int] | None:
        """See ``core.model.Positions``."""
        if callable(self._marks):
            self._marks = self._marks()
        return locate_mark(self._marks, pointer, key=key)


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Place of the character at ``offset``; lines end at LF, columns count characters."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
