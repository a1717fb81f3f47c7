"""A checked tree to closures. The frame of an evaluation: the budget, the variables, one slot per macro."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from . import calls, closures, loops
from .closures import Run, Span
from .functions import FUNCTIONS, UNIVERSAL, steps_of
from .operators import COMPARISON
from .patterns import matcher
from .problems import EvaluationError
from .syntax import (
    Binary,
    Call,
    Conditional,
    Index,
    ListLiteral,
    Literal,
    Logic,
    Macro,
    MapLiteral,
    Name,
    Node,
    Select,
    Unary,
    qualified_name,
    walk,
)
from .values import TYPE_CONSTANTS, Frame


def _calls() -> dict[tuple[str, bool, int], dict[tuple[type, ...], Callable[..., Any]]]:
    found: dict[tuple[str, bool, int], dict[tuple[type, ...], Callable[..., Any]]] = {}
    for name, overloads in FUNCTIONS.items():
        for overload in overloads:
            key = (name, overload.method, len(overload.parameters))
            found.setdefault(key, {})[overload.key] = overload.run
    return found


#: (name, called on a value?, number of arguments) -> types of the arguments -> what it does
_CALLS: Final = _calls()
_PREDICATES: Final = {"startsWith": str.startswith, "endsWith": str.endswith, "contains": str.__contains__}


def type_constant(node: Node, declared: Mapping[str, object]) -> object | None:
    """The type that a name stands for, such as ``int`` or ``google.protobuf.Timestamp``; else None."""
    name = qualified_name(node)
    if name is None or name.split(".", 1)[0] in declared:
        return None
    return TYPE_CONSTANTS.get(name)


def span(node: Node) -> Span:
    """Where an error of this very node is shown: its operator, field or function."""
    at = node.place.at
    match node:
        case Unary() | Index() | Conditional():
            return at, 1
        case Binary(_, symbol) | Logic(_, symbol):
            return at, len(symbol)
        case Select(_, _, field):
            return at, len(field)
        case Call(_, name):
            return at, len(name)
        case Macro():
            return at, len(node.kind)
    return at, node.place.end - at


@dataclass(frozen=True, slots=True)
class Program:
    """A compiled tree: ``variables`` are those that it reads, ``macros`` the number of slots after theirs."""

    root: Node
    variables: tuple[str, ...]
    compiler: Compiler
    run: Run
    macros: int


def compile_tree(root: Node, declared: Iterable[str]) -> Program:
    """Compile a checked tree over these variables."""
    nodes = [node for node, _ in walk(root)]
    read = {node.name for node in nodes if isinstance(node, Name)}
    variables = tuple([name for name in declared if name in read])
    compiler = Compiler({name: slot for slot, name in enumerate(variables, 1)})
    macros = sum(isinstance(node, Macro) for node in nodes)
    return Program(root, variables, compiler, compiler.compile(root, {}), macros)


class Compiler:
    """Compiles the nodes of one tree; ``slots`` are those of the variables that the caller binds."""

    def __init__(self, slots: Mapping[str, int]) -> None:
        self.slots = slots
        self._first = 1 + len(slots)

    def slot(self, macro: Macro) -> int:
        """The slot of a macro's variable."""
        return self._first + macro.number

    def compile(  # noqa: C901, PLR0911 - one case for each kind of node
        self, node: Node, scope: Mapping[str, int]
    ) -> Run:
        """The closure of a node; ``scope`` holds the slots of the macros around it by name."""
        match node:
            case Literal(_, value):
                return closures.constant(value)
            case Name():
                return self._name(node, scope)
            case Select():
                return self._select(node, scope)
            case Index(_, operand, key):
                return closures.index(self.compile(operand, scope), self.compile(key, scope), span(node))
            case Call():
                return self._call(node, scope)
            case Unary(_, symbol, operand):
                make = closures.negation if symbol == "-" else closures.opposite
                return make(self.compile(operand, scope), span(node))
            case Binary():
                return self._binary(node, scope)
            case Logic(_, symbol, terms):
                return closures.logic(symbol, self._all(terms, scope), [span(term) for term in terms])
            case Conditional(_, condition, then, otherwise):
                test, yes, no = self._all((condition, then, otherwise), scope)
                return closures.conditional(test, yes, no, span(node))
            case ListLiteral(_, items):
                return closures.list_literal(self._all(items, scope))
            case MapLiteral(_, entries):
                return closures.map_literal(
                    [
                        (self.compile(key, scope), self.compile(value, scope), span(key))
                        for key, value in entries
                    ]
                )
            case Macro():
                return self._macro(node, scope)

    def _all(self, nodes: Sequence[Node], scope: Mapping[str, int]) -> list[Run]:
        return [self.compile(node, scope) for node in nodes]

    def _find(self, node: Node, scope: Mapping[str, int]) -> int | None:
        if not isinstance(node, Name):
            return None
        if not node.root and node.name in scope:
            return scope[node.name]
        return self.slots.get(node.name)

    def _constant(self, node: Node, scope: Mapping[str, int]) -> object | None:
        return type_constant(node, {**self.slots, **scope})

    def _name(self, node: Name, scope: Mapping[str, int]) -> Run:
        slot = self._find(node, scope)
        return closures.constant(self._constant(node, scope)) if slot is None else closures.variable(slot)

    def _select(self, node: Select, scope: Mapping[str, int]) -> Run:
        constant = self._constant(node, scope)
        if constant is not None:
            return closures.constant(constant)
        if node.test:
            return closures.has(self.compile(node.operand, scope), node.field, span(node))
        slot = self._find(node.operand, scope)
        if slot is not None:
            return closures.select_of_variable(slot, node.field, span(node))
        return closures.select(self.compile(node.operand, scope), node.field, span(node))

    def _binary(self, node: Binary, scope: Mapping[str, int]) -> Run:
        symbol = node.operator
        left, right = self.compile(node.left, scope), self.compile(node.right, scope)
        place = span(node)
        if symbol in {"==", "!="}:
            wanted = symbol == "=="
            for side, other in ((node.right, left), (node.left, right)):
                if isinstance(side, Literal) and type(side.value) in {str, bool, type(None)}:
                    return closures.equality_with(other, side.value, wanted, place)
            return closures.equality(left, right, wanted, place)
        if symbol == "in":
            return closures.membership(left, right, place)
        if symbol in COMPARISON:
            return closures.ordering(symbol, left, right, place)
        return closures.arithmetic(symbol, left, right, place)

    def _call(self, node: Call, scope: Mapping[str, int]) -> Run:
        nodes = node.arguments if node.receiver is None else (node.receiver, *node.arguments)
        arguments = self._all(nodes, scope)
        place = span(node)
        method = node.receiver is not None
        if node.function in UNIVERSAL:
            return arguments[0] if node.function == "dyn" else calls.type_call(arguments[0], place)
        table = _CALLS[node.function, method, len(nodes)]
        run = calls.call(node.function, method, table, arguments, steps_of(node.function, len(nodes)), place)
        last = nodes[-1]
        text = last.value if isinstance(last, Literal) and isinstance(last.value, str) else None
        if node.function == "matches":
            if text is None:
                return calls.matching_any(arguments[0], arguments[1], method, place)
            return calls.matching(arguments[0], matcher(text).search, run)
        if all(isinstance(argument, Literal) for argument in nodes):
            return _folded(run)
        if node.function in _PREDICATES:
            return calls.predicate(_PREDICATES[node.function], arguments[0], arguments[1], run)
        return run

    def _macro(self, node: Macro, scope: Mapping[str, int]) -> Run:
        slot = self.slot(node)
        items = self.compile(node.range, scope)
        inner = {**scope, node.variable: slot}
        body = self.compile(node.body, inner)
        cost = 1 + sum(1 for _ in walk(node.body))
        if node.condition is None:
            return loops.LOOPS[node.kind](node.kind, items, slot, body, cost, span(node))
        condition = self.compile(node.condition, inner)
        cost += sum(1 for _ in walk(node.condition))
        return loops.mapped_if(condition, items, slot, body, cost, span(node))


_FOLDING_STEPS: Final = 1_000


def _folded(run: Run) -> Run:
    """A call of literals is worked out once; where it fails it stays a call, which fails each time."""
    frame: Frame = [_FOLDING_STEPS]
    try:
        value = run(frame)
    except EvaluationError:
        return run
    # A list is made anew each time: nobody may change the expression's own.
    return run if isinstance(value, list) else closures.constant(value)
