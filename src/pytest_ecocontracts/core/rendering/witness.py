"""A value that proves a break, as a small JSON document with the failing places marked.

What leads to a mark is shown line by line, whatever is beside it in one line each, the rest is counted:
every ``...`` says how much it stands for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from ..pointers import join, split
from .json_text import brief, shown
from .printable import printable
from .text import counted
from .width import GAP, width_of

#: members shown of an object or a list that leads to a mark, beside those that lead to it
_BESIDE: Final = 4
#: objects and lists around the deepest mark that are shown; further out a pointer says where they are
_AROUND: Final = 8
#: marks that are shown
MARKS: Final = 3
#: columns of a document, which stands a little indented in a terminal of 80
WIDTH: Final = 72
_INDENT: Final = "  "
#: columns that a text beside a mark has at least, whatever the width
_BESIDE_MARK: Final = 30
#: columns of a mark whose text would not fit into the line
_SHORT: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What is wrong at a JSON Pointer; ``name`` is the member that is meant, where it is about one."""

    pointer: str
    text: str
    name: str | None = None


@dataclass(slots=True)
class _Node:
    """The marks at a value and inside of it."""

    here: list[Mark] = field(default_factory=list)
    inside: dict[str, _Node] = field(default_factory=dict)


def witness_lines(value: object, marks: Sequence[Mark], width: int = WIDTH) -> list[str]:
    """The lines of the document; a mark is a line of ``^`` with its text below what it is about."""
    kept = marks[:MARKS]
    focus, value = _focus(value, kept)
    root = _Node()
    for mark in kept:
        tokens = split(mark.pointer)
        if tokens[: len(focus)] == focus:
            _placed(root, value, tokens[len(focus) :], mark)
    lines = list(_Document(width).lines(value, root, "", "", ""))
    if focus:
        lines.insert(0, f"{GAP} at {printable(join('', *focus))}, {counted(len(focus), 'level')} down:")
    if len(marks) > MARKS:
        lines.append(f"{GAP} and {counted(len(marks) - MARKS, 'more problem')} with it")
    return lines


def _focus(value: object, marks: Sequence[Mark]) -> tuple[list[str], object]:
    """Where to begin: at the top, or not too far above the first mark."""
    tokens = split(marks[0].pointer) if marks else []
    focus = tokens[: max(0, len(tokens) - _AROUND)]
    for index, token in enumerate(focus):
        inner = _member(value, token)
        if inner is None:
            return focus[:index], value
        (value,) = inner
    return focus, value


def _placed(node: _Node, value: object, tokens: Sequence[str], mark: Mark) -> None:
    """Put a mark where its pointer leads, or as far as there is something."""
    for token in tokens[: 2 * _AROUND]:
        inner = _member(value, token)
        if inner is None:
            break
        (value,) = inner
        node = node.inside.setdefault(token, _Node())
    if len(tokens) <= 2 * _AROUND and mark.name is not None and _member(value, mark.name) is not None:
        node = node.inside.setdefault(mark.name, _Node())
    node.here.append(mark)


def _member(value: object, token: str) -> tuple[object] | None:
    """The value that a token of a pointer leads to, None where there is none."""
    if isinstance(value, dict):
        return (value[token],) if token in value else None
    if isinstance(value, list) and token.isdecimal() and len(token) < 10 and int(token) < len(value):  # noqa: PLR2004 - no list is longer
        return (value[int(token)],)
    return None


@dataclass(frozen=True, slots=True)
class _Document:
    width: int

    def lines(self, value: object, node: _Node, indent: str, head: str, end: str) -> Iterator[str]:
        """The lines of a value that comes after ``head`` on its line; ``end`` comes after it."""
        room = self.width - width_of(indent + head) - len(end)
        if not node.inside or not isinstance(value, dict | list):
            yield from self._leaf(shown(value, room), node, indent, head, end)
            return
        brackets = "{}" if isinstance(value, dict) else "[]"
        yield indent + head + brackets[0]
        yield from self._marks(node, indent, head, brackets[0])
        yield from self._members(value, node, indent + _INDENT)
        yield indent + brackets[1] + end

    def _leaf(self, text: str, node: _Node, indent: str, head: str, end: str) -> Iterator[str]:
        yield indent + head + text + end
        yield from self._marks(node, indent, head, text)

    def _members(self, value: dict[str, object] | list[object], node: _Node, indent: str) -> Iterator[str]:
        members = (
            [(name, f"{_key(name)}: ", inner) for name, inner in value.items()]
            if isinstance(value, dict)
            else [(str(index), "", inner) for index, inner in enumerate(value)]
        )
        noun = "key" if isinstance(value, dict) else "item"
        beside = _BESIDE
        hidden = 0
        for index, (token, head, inner) in enumerate(members):
            known = node.inside.get(token)
            if known is None and beside == 0:
                hidden += 1
                continue
            if hidden:
                yield f"{indent}{GAP} {counted(hidden, f'more {noun}')}"
                hidden = 0
            beside -= known is None
            end = "," if index + 1 < len(members) else ""
            yield from self.lines(inner, known or _Node(), indent, head, end)
        if hidden:
            yield f"{indent}{GAP} {counted(hidden, f'more {noun}')}"

    def _marks(self, node: _Node, indent: str, head: str, text: str) -> Iterator[str]:
        """The marks of a value below its line: below the value, or below its key where that is meant."""
        for mark in node.here:
            blanks, size = width_of(indent + head), width_of(text)
            if mark.name is not None and head.startswith(_key(mark.name)):
                blanks, size = width_of(indent), width_of(_key(mark.name))
            yield from self._mark(min(blanks, self.width // 2), size, printable(mark.text, 300))

    def _mark(self, blanks: int, size: int, text: str) -> Iterator[str]:
        if blanks + size + 1 + width_of(text) > self.width:
            size = min(size, _SHORT)
        line = " " * blanks + "^" * size
        for part in _wrapped(text, max(self.width - len(line) - 1, _BESIDE_MARK)):
            yield f"{line} {part}"
            line = " " * len(line)


def _key(name: str) -> str:
    return brief(name, 60) or shown(name, 60)


def _wrapped(text: str, room: int) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        if line and width_of(line) + 1 + width_of(word) > room:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line
