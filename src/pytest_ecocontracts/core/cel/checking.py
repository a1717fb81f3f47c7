"""What can be told about an expression without values: names, forms of call, types of operands.

Variables hold any data, so their types are unknown (``dyn``) and fit everywhere; the types of literals and
of results are known. Only what would fail whatever the data is, is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from ..suggestions import suggestion
from .compiling import span, type_constant
from .functions import CHECKED_LITERALS, ELSEWHERE, FUNCTIONS, UNIVERSAL, Overload, overloads_of
from .operators import ARITHMETIC, COMPARISON, NEGATION, ORDERED
from .parser import MACROS
from .problems import ExpressionProblem, Failure
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
)
from .times import ACCESSORS, part_in_zone
from .values import TYPE_NAMES, Timestamp

DYN: Final = "dyn"
_NUMBERS: Final = frozenset({"int", "double"})
_ORDERED: Final = frozenset(TYPE_NAMES[kind] for kind in ORDERED)
_ARITHMETIC: Final = {
    symbol: {(TYPE_NAMES[left], TYPE_NAMES[right]): result for (left, right), (result, _) in table.items()}
    for symbol, table in ARITHMETIC.items()
}
_NEGATION: Final = {TYPE_NAMES[kind]: result for kind, (result, _) in NEGATION.items()}


def check(root: Node, variables: Iterable[str], members: Mapping[str, Collection[str]]) -> str:
    """The type of an expression's value, ``dyn`` where only the data tells; raises ExpressionProblem.

    ``members`` are the fields of variables of which all are known.
    """
    return _Checker(variables, members).type_of(root, {})


def require_bool(root: Node, kind: str) -> None:
    """Refuse a rule whose value is known not to be a bool; raises ExpressionProblem."""
    if kind not in {DYN, "bool"}:
        place = root.place
        message = f"a rule is true or false; this is {_a(kind)}"
        raise ExpressionProblem(
            message,
            offset=place.offset,
            length=place.end - place.offset,
            fix="compare it with something, such as ... == 0"
            if kind in _NUMBERS
            else "compare it with something",
        )


def _a(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"


def _problem(node: Node, message: str, fix: str | None = None) -> ExpressionProblem:
    offset, length = span(node)
    return ExpressionProblem(message, offset=offset, length=length, fix=fix)


class _Checker:
    """Recursive over a tree whose depth is bounded; ``scope`` holds the variables of the macros around."""

    def __init__(self, variables: Iterable[str], members: Mapping[str, Collection[str]]) -> None:
        self._variables = dict.fromkeys(variables)
        self._members = members

    def type_of(  # noqa: C901, PLR0911, PLR0912 - one case for each kind of node
        self, node: Node, scope: Mapping[str, object]
    ) -> str:
        match node:
            case Literal(_, value):
                return TYPE_NAMES[type(value)]
            case Name():
                return self._name(node, scope)
            case Select():
                return self._select(node, scope)
            case Index():
                return self._index(node, scope)
            case Call():
                return self._call(node, scope)
            case Unary():
                return self._unary(node, scope)
            case Binary():
                return self._binary(node, scope)
            case Logic(_, symbol, terms):
                for term in terms:
                    self._need_bool(term, scope, f"'{symbol}' joins conditions")
                return "bool"
            case Conditional(_, condition, then, otherwise):
                self._need_bool(condition, scope, "'?' follows a condition")
                kinds = {self.type_of(then, scope), self.type_of(otherwise, scope)}
                return kinds.pop() if len(kinds) == 1 else DYN
            case ListLiteral(_, items):
                for item in items:
                    self.type_of(item, scope)
                return "list"
            case MapLiteral():
                return self._map(node, scope)
            case Macro():
                return self._macro(node, scope)

    def _need_bool(self, node: Node, scope: Mapping[str, object], why: str) -> None:
        kind = self.type_of(node, scope)
        if kind not in {DYN, "bool"}:
            place = node.place
            message = f"{why}; this is {_a(kind)}"
            raise ExpressionProblem(message, offset=place.offset, length=place.end - place.offset)

    # --- names -----------------------------------------------------------------------------------------

    def _name(self, node: Name, scope: Mapping[str, object]) -> str:
        if node.name in self._variables or (not node.root and node.name in scope):
            return DYN
        if type_constant(node, {**self._variables, **scope}) is not None:
            return "type"
        known = [*self._variables, *([] if node.root else scope)]
        if node.name in FUNCTIONS or node.name in UNIVERSAL:
            fix = f"call it: {_forms(node.name)[0]}"
        elif node.name in {"True", "False", "None", "TRUE", "FALSE"}:
            fix = f"write {'null' if node.name == 'None' else node.name.lower()}"
        else:
            fix = suggestion(node.name, known)
        raise _problem(node, f"there is no variable {node.name!r}", fix)

    def _select(self, node: Select, scope: Mapping[str, object]) -> str:
        if type_constant(node, {**self._variables, **scope}) is not None:
            return "type"
        name = qualified_name(node)
        if name is not None and name.startswith("google.") and "google" not in self._variables:
            raise _problem(
                node,
                f"there is no type {name!r}",
                "the types with such names are google.protobuf.Timestamp and google.protobuf.Duration",
            )
        kind = self.type_of(node.operand, scope)
        self._check_member(node, scope)
        if kind not in {DYN, "map"}:
            fix = None
            if node.field in FUNCTIONS:
                fix = f"a function needs brackets: .{node.field}(...)"
            raise _problem(node, f"{_a(kind)} has no fields", fix)
        return "bool" if node.test else DYN

    def _check_member(self, node: Select, scope: Mapping[str, object]) -> None:
        """A field of a variable whose fields are known is one of them; macros may take its name."""
        of = node.operand
        if isinstance(of, Name) and of.name in self._members and (of.root or of.name not in scope):
            known = self._members[of.name]
            if node.field not in known:
                message = f"{of.name} has no field {node.field!r}"
                raise _problem(node, message, suggestion(node.field, known))

    def _index(self, node: Index, scope: Mapping[str, object]) -> str:
        kind, key = self.type_of(node.operand, scope), self.type_of(node.key, scope)
        if kind not in {DYN, "map", "list"}:
            raise _problem(
                node, f"{_a(kind)} has no elements", "use charAt or substring" if kind == "string" else None
            )
        allowed = {DYN, "int", "double"} if kind == "list" else {DYN, "int", "double", "string"}
        if key not in allowed:
            what = f"the elements of a {kind}" if kind != DYN else "elements"
            raise _problem(node, f"{_a(key)} finds none of {what}")
        return DYN

    def _map(self, node: MapLiteral, scope: Mapping[str, object]) -> str:
        seen: set[object] = set()
        for key, value in node.entries:
            kind = self.type_of(key, scope)
            if kind not in {DYN, "string", "int"}:
                raise _problem(key, f"a key is a string or an int, not {_a(kind)}")
            if isinstance(key, Literal):
                if key.value in seen:
                    raise _problem(key, f"the key {key.value!r} is there twice")
                seen.add(key.value)
            self.type_of(value, scope)
        return "map"

    # --- operators -------------------------------------------------------------------------------------

    def _unary(self, node: Unary, scope: Mapping[str, object]) -> str:
        if node.operator == "!":
            self._need_bool(node.operand, scope, "'!' turns a condition round")
            return "bool"
        kind = self.type_of(node.operand, scope)
        if kind == DYN:
            return DYN
        if kind not in _NEGATION:
            raise _problem(node, f"'-' does not take {_a(kind)}")
        return _NEGATION[kind]

    def _binary(self, node: Binary, scope: Mapping[str, object]) -> str:
        left, right = self.type_of(node.left, scope), self.type_of(node.right, scope)
        symbol = node.operator
        if symbol in ARITHMETIC:
            return _arithmetic(node, left, right)
        if symbol in {"==", "!="}:
            fits = DYN in {left, right} or left == right or {left, right} <= _NUMBERS
        elif symbol in COMPARISON:
            fits = all(kind == DYN or kind in _ORDERED for kind in (left, right)) and (
                DYN in {left, right} or left == right or {left, right} <= _NUMBERS
            )
        else:
            fits = right in {DYN, "list"} or (right == "map" and left in {DYN, "string", "int", "double"})
        if fits:
            return "bool"
        if symbol in {"==", "!="}:
            raise _problem(node, f"{_a(left)} never equals {_a(right)}")
        fix = "write text.contains(part)" if symbol == "in" and left == right == "string" else None
        raise _problem(node, f"'{symbol}' does not take {left} and {right}", fix)

    # --- calls -----------------------------------------------------------------------------------------

    def _macro(self, node: Macro, scope: Mapping[str, object]) -> str:
        kind = self.type_of(node.range, scope)
        if kind not in {DYN, "list", "map"}:
            raise _problem(node, f"only lists and maps have elements, this is {_a(kind)}")
        inner = {**scope, node.variable: None}
        if node.condition is not None:
            self._need_bool(node.condition, inner, "map with three arguments has a condition in the middle")
        if node.kind == "map":
            self.type_of(node.body, inner)
            return "list"
        self._need_bool(node.body, inner, f"{node.kind} needs a condition")
        return "list" if node.kind == "filter" else "bool"

    def _call(self, node: Call, scope: Mapping[str, object]) -> str:
        name, method = node.function, node.receiver is not None
        if name in UNIVERSAL and not method:
            return self._universal(node, scope)
        forms = overloads_of(name, method=method)
        if not forms:
            raise self._unknown(node)
        nodes = node.arguments if node.receiver is None else (node.receiver, *node.arguments)
        fitting = [form for form in forms if len(form.parameters) == len(nodes)]
        if not fitting:
            shown = len(nodes) - method
            raise _problem(
                node,
                f"{name} does not take {shown} argument{'' if shown == 1 else 's'}",
                _as_forms(name, forms),
            )
        kinds = [self.type_of(argument, scope) for argument in nodes]
        possible = [form for form in fitting if _fits(form, kinds)]
        if not possible:
            raise _problem(node, f"{name} does not take {', '.join(kinds)}", _as_forms(name, fitting))
        self._check_literal(node, nodes, possible[0])
        results = {form.result for form in possible}
        return results.pop() if len(results) == 1 else DYN

    def _universal(self, node: Call, scope: Mapping[str, object]) -> str:
        if len(node.arguments) != 1:
            raise _problem(node, f"{node.function} takes one argument, here are {len(node.arguments)}")
        self.type_of(node.arguments[0], scope)
        return "type" if node.function == "type" else DYN

    def _check_literal(self, node: Call, nodes: Sequence[Node], form: Overload) -> None:
        """Refuse a literal timestamp, duration, pattern or time zone that is none."""
        position = CHECKED_LITERALS.get(node.function)
        if position is None or position >= len(nodes):
            return
        literal = nodes[position]
        if not isinstance(literal, Literal) or not isinstance(literal.value, str):
            return
        try:
            if node.function == "matches":
                form.run("", literal.value)
            elif node.function in ACCESSORS:
                part_in_zone("getFullYear")(Timestamp(0), literal.value)
            else:
                form.run(literal.value)
        except Failure as failure:
            raise _problem(literal, str(failure)) from None

    def _unknown(self, node: Call) -> ExpressionProblem:
        name, method = node.function, node.receiver is not None
        if name in FUNCTIONS or name in UNIVERSAL:
            return _problem(
                node, f"{name} is not called {'on a value' if method else 'like this'}", _as_forms(name)
            )
        if name in MACROS:
            return _problem(node, f"{name} is called on a list or map", f"write x.{name}(e, ...)")
        if name == "has":
            return _problem(node, "has is not called on a value", "write has(x.field)")
        if name in ELSEWHERE:
            return _problem(node, f"there is no function {name!r}", f"here it is {ELSEWHERE[name]}")
        return _problem(
            node, f"there is no function {name!r}", suggestion(name, [*FUNCTIONS, *UNIVERSAL, *MACROS, "has"])
        )


def _fits(form: Overload, kinds: Sequence[str]) -> bool:
    return all(kind in {DYN, wanted} for kind, wanted in zip(kinds, form.parameters, strict=True))


def _forms(name: str) -> list[str]:
    if name in UNIVERSAL:
        return [f"{name}(value)"]
    return [overload.form(name) for overload in FUNCTIONS[name]]


def _as_forms(name: str, forms: Sequence[Overload] | None = None) -> str:
    shown = _forms(name) if forms is None else [form.form(name) for form in forms]
    return f"it is called as {' or '.join(shown[:6])}"


def _arithmetic(node: Binary, left: str, right: str) -> str:
    table = _ARITHMETIC[node.operator]
    results = {
        result for (first, second), result in table.items() if left in {DYN, first} and right in {DYN, second}
    }
    if results:
        return results.pop() if len(results) == 1 else DYN
    fix = None
    if {left, right} == _NUMBERS:
        fix = "write double(...) around the int, or a number with a fraction such as 1.0"
    elif node.operator == "+" and "string" in {left, right}:
        fix = "write string(...) around the other side"
    raise _problem(node, f"'{node.operator}' does not take {left} and {right}", fix)
