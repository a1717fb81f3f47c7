"""The tree of an expression. ``offset`` and ``end`` are characters of the text, from 0."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a node stands; ``at`` is the character that an error points to."""

    offset: int
    end: int
    at: int


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, string, bool or null."""

    place: Place
    value: bool | int | float | str | None


@dataclass(frozen=True, slots=True)
class Name:
    """A variable or a type; ``root`` (written ``.name``) looks past the variables of macros."""

    place: Place
    name: str
    root: bool = False


@dataclass(frozen=True, slots=True)
class Select:
    """``operand.field``; with ``test`` it is ``has(operand.field)``."""

    place: Place
    operand: Node
    field: str
    test: bool = False


@dataclass(frozen=True, slots=True)
class Index:
    """``operand[key]``."""

    place: Place
    operand: Node
    key: Node


@dataclass(frozen=True, slots=True)
class Call:
    """``function(arguments)`` or ``receiver.function(arguments)``."""

    place: Place
    function: str
    receiver: Node | None
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Unary:
    """``!operand`` or ``-operand``."""

    place: Place
    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Binary:
    """Arithmetic, comparison or ``in``."""

    place: Place
    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Logic:
    """``&&`` or ``||`` over two terms or more."""

    place: Place
    operator: str
    terms: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Conditional:
    """``condition ? then : otherwise``."""

    place: Place
    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class ListLiteral:
    """``[a, b]``."""

    place: Place
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class MapLiteral:
    """``{k: v}``."""

    place: Place
    entries: tuple[tuple[Node, Node], ...]


@dataclass(frozen=True, slots=True)
class Macro:
    """``range.kind(variable, body)``; ``map`` may have a ``condition`` before its body.

    ``number`` is unique in the expression: the slot of the variable while it is evaluated.
    """

    place: Place
    kind: str
    range: Node
    variable: str
    condition: Node | None
    body: Node
    number: int


Node: TypeAlias = (
    Literal
    | Name
    | Select
    | Index
    | Call
    | Unary
    | Binary
    | Logic
    | Conditional
    | ListLiteral
    | MapLiteral
    | Macro
)


def children(node: Node) -> Iterator[Node]:
    """The nodes directly below."""
    match node:
        case Select(_, operand) | Unary(_, _, operand):
            yield operand
        case Index(_, operand, key):
            yield operand
            yield key
        case Call(_, _, receiver, arguments):
            if receiver is not None:
                yield receiver
            yield from arguments
        case Binary(_, _, left, right):
            yield left
            yield right
        case Logic(_, _, terms) | ListLiteral(_, terms):
            yield from terms
        case Conditional(_, condition, then, otherwise):
            yield condition
            yield then
            yield otherwise
        case MapLiteral(_, entries):
            for key, value in entries:
                yield key
                yield value
        case Macro():
            yield node.range
            if node.condition is not None:
                yield node.condition
            yield node.body


def walk(node: Node) -> Iterator[tuple[Node, int]]:
    """Every node with its depth, the root at 1; without recursion."""
    stack = [(node, 1)]
    while stack:
        current, depth = stack.pop()
        yield current, depth
        stack.extend((child, depth + 1) for child in children(current))


def qualified_name(node: Node) -> str | None:
    """``a.b.c`` as text where a node is nothing but names and dots."""
    parts: list[str] = []
    while isinstance(node, Select) and not node.test:
        parts.append(node.field)
        node = node.operand
    if not isinstance(node, Name):
        return None
    return ".".join([node.name, *reversed(parts)])
