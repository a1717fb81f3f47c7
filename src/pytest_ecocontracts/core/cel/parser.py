"""Tokens to a tree, by the grammar of the CEL specification (cel-spec, doc/langdef.md, "Syntax").

Recursive descent; levels of binary operators by precedence climbing. Everything is bounded, because texts
come from pull requests: length, nesting of brackets, depth and number of nodes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NoReturn

from .lexer import Token, tokens
from .problems import ExpressionProblem
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
    Place,
    Select,
    Unary,
    walk,
)
from .values import INT_MAX

MAXIMUM_LENGTH: Final = 20_000
#: brackets, calls and prefixes inside of each other
MAXIMUM_NESTING: Final = 50
#: of the tree; a chain of 100 additions is a tree of this depth
MAXIMUM_DEPTH: Final = 100
MAXIMUM_NODES: Final = 4_000

_BINARY: Final = {
    "||": 1,
    "&&": 2,
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">=", "in"), 3),
    **dict.fromkeys(("+", "-"), 4),
    **dict.fromkeys(("*", "/", "%"), 5),
}
_CONSTANTS: Final[dict[str, bool | None]] = {"true": True, "false": False, "null": None}
_RESERVED: Final = frozenset(
    ["as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop"]
).union(["package", "namespace", "return", "var", "void", "while"])
#: macro -> the numbers of arguments that it may have
MACROS: Final = {
    "all": (2,),
    "exists": (2,),
    "exists_one": (2,),
    "existsOne": (2,),
    "map": (2, 3),
    "filter": (2,),
}
_KEYWORDS: Final = {"and": "&&", "or": "||", "not": "!", "is": "==", "elif": "? :", "None": "null"}
_CAPITALS: Final = {"True": "true", "False": "false", "None": "null", "TRUE": "true", "FALSE": "false"}


def parse(text: str) -> Node:
    """Parse an expression; raises ExpressionProblem."""
    if len(text) > MAXIMUM_LENGTH:
        message = f"the expression is longer than {MAXIMUM_LENGTH:,} characters"
        raise ExpressionProblem(message, offset=MAXIMUM_LENGTH)
    if not text.strip():
        raise ExpressionProblem("the expression is empty", fix="write a condition, such as size(self) > 0")
    root = _Parser(text).parse()
    for count, (node, depth) in enumerate(walk(root), 1):
        if depth > MAXIMUM_DEPTH or count > MAXIMUM_NODES:
            what = "is nested too deep" if depth > MAXIMUM_DEPTH else "has too many parts"
            message = f"the expression {what} (at most {MAXIMUM_DEPTH} levels, {MAXIMUM_NODES:,} parts)"
            raise ExpressionProblem(
                message,
                offset=node.place.offset,
                fix="split it into several rules",
            )
    return root


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = tokens(text)
        self._next = 0
        self._depth = 0
        self._macros = 0

    # --- tokens ----------------------------------------------------------------------------------------

    @property
    def _token(self) -> Token:
        return self._tokens[self._next]

    def _is(self, text: str) -> bool:
        token = self._token
        return token.text == text and token.kind in {"operator", "name"}

    def _take(self, text: str) -> Token | None:
        if not self._is(text):
            return None
        token = self._token
        self._next += 1
        return token

    def _need(self, text: str, opened: Token | None = None) -> Token:
        token = self._take(text)
        if token is not None:
            return token
        if opened is not None and self._token.kind == "end":
            message = f"{opened.text!r} is never closed"
            raise ExpressionProblem(message, offset=opened.offset, fix=f"add {text!r}")
        return self._unexpected(f"{text!r}")

    def _unexpected(self, expected: str) -> NoReturn:
        token = self._token
        if token.kind == "end":
            message = f"the expression ends where {expected} should follow"
            raise ExpressionProblem(message, offset=token.offset)
        fix = None
        if token.kind == "name" and token.text in _KEYWORDS:
            fix = f"write {_KEYWORDS[token.text]!r}"
        message = f"{token.text!r} stands where {expected} should"
        raise ExpressionProblem(
            message,
            offset=token.offset,
            length=len(token.text),
            fix=fix,
        )

    def _deeper(self, token: Token) -> None:
        self._depth += 1
        if self._depth > MAXIMUM_NESTING:
            message = f"the expression is nested more than {MAXIMUM_NESTING} deep"
            raise ExpressionProblem(message, offset=token.offset)

    # --- grammar ---------------------------------------------------------------------------------------

    def parse(self) -> Node:
        node = self._expression()
        if self._token.kind != "end":
            self._unexpected("an operator or the end")
        return node

    def _expression(self) -> Node:
        self._deeper(self._token)
        condition = self._binary(1)
        question = self._take("?")
        if question is not None:
            then = self._binary(1)
            self._need(":")
            otherwise = self._expression()
            place = Place(offset=condition.place.offset, end=otherwise.place.end, at=question.offset)
            condition = Conditional(place, condition, then, otherwise)
        self._depth -= 1
        return condition

    def _binary(self, least: int) -> Node:
        left = self._unary()
        while True:
            token = self._token
            level = _BINARY.get(token.text, 0) if token.kind in {"operator", "name"} else 0
            if level < least or not level:
                return left
            self._next += 1
            right = self._binary(level + 1)
            place = Place(offset=left.place.offset, end=right.place.end, at=token.offset)
            if token.text not in {"&&", "||"}:
                left = Binary(place, token.text, left, right)
            elif isinstance(left, Logic) and left.operator == token.text:
                left = Logic(place, token.text, (*left.terms, right))
            else:
                left = Logic(place, token.text, (left, right))

    def _unary(self) -> Node:
        token = self._token
        if token.kind != "operator" or token.text not in {"!", "-"}:
            return self._member()
        self._next += 1
        following = self._token
        if token.text == "-" and following.kind in {"int", "double"}:
            return self._member(negative=token)
        self._one_sign(token, following)
        self._deeper(token)
        operand = self._unary()
        self._depth -= 1
        place = Place(offset=token.offset, end=operand.place.end, at=token.offset)
        return Unary(place, token.text, operand)

    def _one_sign(self, token: Token, following: Token) -> None:
        """Refuse ``!-x`` and ``-!x``: the grammar (cel-spec, Unary) repeats one sign, or is a number's."""
        if following.kind != "operator" or following.text not in {"!", "-"} or following.text == token.text:
            return
        if following.text == "-" and self._tokens[self._next + 1].kind in {"int", "double"}:
            return
        message = f"{following.text!r} cannot stand behind {token.text!r}"
        raise ExpressionProblem(
            message,
            offset=following.offset,
            fix=f"write {token.text}({following.text}x)",
        )

    def _member(self, negative: Token | None = None) -> Node:
        node = self._primary(negative)
        while True:
            token = self._token
            if token.kind != "operator":
                return node
            if token.text == ".":
                self._next += 1
                node = self._dotted(node)
            elif token.text == "[":
                self._next += 1
                key = self._expression()
                end = self._need("]", token).end
                node = Index(Place(offset=node.place.offset, end=end, at=token.offset), node, key)
            elif token.text == "{":
                raise ExpressionProblem(
                    "messages cannot be built in this language",
                    offset=token.offset,
                    fix="write a map: {'key': value}",
                )
            else:
                return node

    def _dotted(self, operand: Node) -> Node:
        token = self._token
        if token.kind not in {"name", "quoted"} or token.text in {*_CONSTANTS, "in"}:
            if token.kind == "name":
                message = f"{token.text!r} cannot follow a dot"
                raise ExpressionProblem(
                    message,
                    offset=token.offset,
                    length=len(token.text),
                    fix=f"write ['{token.text}'] instead",
                )
            self._unexpected("a field's name")
        self._next += 1
        name = str(token.value)
        opening = self._take("(") if token.kind == "name" else None
        if opening is None:
            place = Place(offset=operand.place.offset, end=token.end, at=token.offset)
            return Select(place, operand, name)
        arguments, end = self._arguments(opening, ")")
        place = Place(offset=operand.place.offset, end=end, at=token.offset)
        if name in MACROS:
            return self._macro(place, name, operand, arguments)
        return Call(place, name, operand, arguments)

    def _arguments(self, opening: Token, closing: str) -> tuple[tuple[Node, ...], int]:
        found: list[Node] = []
        while True:
            end = self._take(closing)
            if end is not None and (not found or closing == "]" or self._tokens[self._next - 2].text != ","):
                return tuple(found), end.end
            if end is not None:
                self._next -= 1
                self._unexpected("a value")
            found.append(self._expression())
            if not self._take(",") and not self._is(closing):
                self._need(closing, opening)

    def _macro(self, place: Place, kind: str, operand: Node, arguments: tuple[Node, ...]) -> Node:
        if len(arguments) not in MACROS[kind]:
            form = f"{kind}(x, ...)" if kind != "map" else "map(x, value) or map(x, condition, value)"
            message = (
                f"{kind} takes {' or '.join(map(str, MACROS[kind]))} arguments, here are {len(arguments)}"
            )
            raise ExpressionProblem(
                message,
                offset=place.at,
                length=len(kind),
                fix=f"write {form}, x being a name for the element",
            )
        variable = arguments[0]
        if not isinstance(variable, Name) or variable.root:
            message = f"the first argument of {kind} is a name for the element"
            raise ExpressionProblem(
                message,
                offset=variable.place.offset,
                length=variable.place.end - variable.place.offset,
                fix=f"write {kind}(x, ...) and use x for the element",
            )
        self._macros += 1
        return Macro(
            place,
            "exists_one" if kind == "existsOne" else kind,
            operand,
            variable.name,
            arguments[1] if len(arguments) == 3 else None,  # noqa: PLR2004 - map with a condition
            arguments[-1],
            self._macros - 1,
        )

    def _primary(self, negative: Token | None) -> Node:  # noqa: PLR0911 - one case for each beginning
        token = self._token
        self._next += 1
        if token.kind in {"int", "double", "string"}:
            return self._literal(token, negative)
        if token.kind == "name":
            return self._name(token)
        if token.text == "." and self._token.kind == "name":
            name = self._token
            self._next += 1
            return self._name(name, root=token)
        if token.text == "(":
            inner = self._expression()
            end = self._need(")", token).end
            return replace(inner, place=Place(offset=token.offset, end=end, at=inner.place.at))
        if token.text == "[":
            items, end = self._arguments(token, "]")
            return ListLiteral(Place(offset=token.offset, end=end, at=token.offset), items)
        if token.text == "{":
            return self._map(token)
        self._next -= 1
        return self._unexpected("a value")

    def _literal(self, token: Token, negative: Token | None) -> Node:
        value = token.value
        offset = token.offset if negative is None else negative.offset
        if negative is not None and not isinstance(value, str):
            value = -value
        if isinstance(value, int) and not -INT_MAX - 1 <= value <= INT_MAX:
            raise ExpressionProblem(
                "this number does not fit int64", offset=offset, length=token.end - offset
            )
        return Literal(Place(offset=offset, end=token.end, at=offset), value)

    def _name(self, token: Token, root: Token | None = None) -> Node:
        name = token.text
        offset = token.offset if root is None else root.offset
        place = Place(offset=offset, end=token.end, at=token.offset)
        if root is None and name in _CONSTANTS:
            return Literal(place, _CONSTANTS[name])
        opening = self._take("(")
        if opening is not None and name != "in":
            return self._call(token, opening, offset)
        if name == "in" or name in _RESERVED:
            message = f"{name!r} is reserved and cannot be a name"
            raise ExpressionProblem(message, offset=token.offset, length=len(name))
        return Name(place, name, root is not None)

    def _call(self, token: Token, opening: Token, offset: int) -> Node:
        arguments, end = self._arguments(opening, ")")
        place = Place(offset=offset, end=end, at=token.offset)
        if token.text != "has":
            return Call(place, token.text, None, arguments)
        field = arguments[0] if len(arguments) == 1 else None
        if not isinstance(field, Select) or field.test:
            raise ExpressionProblem(
                "has() takes one field, such as has(self.name)",
                offset=token.offset,
                length=len("has"),
                fix="for other keys write 'key' in self",
            )
        return Select(Place(offset=offset, end=end, at=field.place.at), field.operand, field.field, test=True)

    def _map(self, opening: Token) -> Node:
        entries: list[tuple[Node, Node]] = []
        while True:
            end = self._take("}")
            if end is not None:
                place = Place(offset=opening.offset, end=end.end, at=opening.offset)
                return MapLiteral(place, tuple(entries))
            key = self._expression()
            self._need(":", opening)
            entries.append((key, self._expression()))
            if not self._take(",") and not self._is("}"):
                self._need("}", opening)
