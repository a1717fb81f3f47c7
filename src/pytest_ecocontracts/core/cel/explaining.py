"""Why an expression is not true: walks the tree again, with the values, towards the part that decided."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ..rendering.printable import printable
from .compiling import Program, span, type_constant
from .explanation import Element, Explanation, Part, Path
from .formatting import plain_text
from .problems import BudgetExceeded, EvaluationError, Failure
from .syntax import (
    Binary,
    Call,
    Conditional,
    Index,
    Logic,
    Macro,
    Name,
    Node,
    Select,
    Unary,
    children,
    walk,
)
from .values import Duration, Frame, Timestamp, type_name

MAXIMUM_PARTS: Final = 12
_MOST_ITEMS: Final = 8
_MOST_LEVELS: Final = 3
_MOST_TEXT: Final = 160
_NAMED: Final = 5
#: a macro's variable by name -> where its element lies in the data
_Paths = Mapping[str, Path]


class Explainer:
    """One explanation; the frame is that of an evaluation that has just begun."""

    def __init__(self, text: str, program: Program, frame: Frame) -> None:
        self._text = text
        self._root = program.root
        self._compiler = program.compiler
        self._frame = frame
        # Parts are evaluated again and again, each at most as often as the tree is deep.
        self._frame[0] *= 4
        self._parts: dict[str, Part] = {}
        self._elements: list[Element] = []
        self._focus: tuple[int, int] | None = None
        self._reason = ""

    def explain(self) -> Explanation:
        """The explanation; where it takes too many steps it ends with what is known by then."""
        error: EvaluationError | None = None
        value = None
        try:
            value = self._value(self._root, {})
        except BudgetExceeded as exceeded:
            error = exceeded
        except EvaluationError as failure:
            error = failure
        with contextlib.suppress(BudgetExceeded):
            if value is True or value is False:
                self._why(self._root, {}, {}, wanted=not value)
            elif error is None:
                self._leaf(self._root, {}, {}, f"the value is {type_name(value)}, not bool")
            elif not isinstance(error, BudgetExceeded):
                self._blame(self._root, {}, {})
        if error is not None:
            self._reason = error.message
            self._focus = (error.offset, error.length) if error.offset >= 0 else None
        offset, length = self._focus or _range(self._root)
        return Explanation(
            text=self._text,
            offset=offset,
            length=length,
            reason=self._reason or "the expression is false",
            parts=tuple(self._parts.values()),
            elements=tuple(self._elements),
            error=error is not None,
            fix=error.fix if error is not None else None,
        )

    # --- values ----------------------------------------------------------------------------------------

    def _value(self, node: Node, scope: Mapping[str, int]) -> Any:
        return self._compiler.compile(node, scope)(self._frame)

    def _attempt(self, node: Node, scope: Mapping[str, int]) -> Any:
        """The value, or the error itself."""
        try:
            return self._value(node, scope)
        except BudgetExceeded:
            raise
        except EvaluationError as error:
            return error

    def _words(self, node: Node) -> str:
        text = " ".join(self._text[node.place.offset : node.place.end].split())
        return printable(text, _MOST_TEXT)

    def _set(self, node: Node, reason: str) -> None:
        """The first decision is the one that the caret shows."""
        if self._focus is None:
            self._focus = _range(node)
            self._reason = reason

    # --- bools -----------------------------------------------------------------------------------------

    def _why(self, node: Node, scope: Mapping[str, int], paths: _Paths, *, wanted: bool) -> None:
        """Explain why a node, which has a value, is not ``wanted``."""
        match node:
            case Unary(_, "!", operand):
                self._why(operand, scope, paths, wanted=not wanted)
            case Logic():
                self._why_logic(node, scope, paths, wanted=wanted)
            case Conditional(_, condition, then, otherwise):
                self._note(condition, scope, paths)
                branch = then if self._value(condition, scope) is True else otherwise
                self._why(branch, scope, paths, wanted=wanted)
            case Macro() if node.kind in {"all", "exists", "exists_one"}:
                self._why_macro(node, scope, paths, wanted=wanted)
            case Select(_, operand, field, test=True):
                self._set(node, f"{self._words(operand)} has {'no' if wanted else 'a'} key {field!r}")
                self._note(operand, scope, paths)
            case _:
                self._leaf(node, scope, paths, f"{self._words(node)} is {'false' if wanted else 'true'}")

    def _leaf(self, node: Node, scope: Mapping[str, int], paths: _Paths, reason: str) -> None:
        self._set(node, reason)
        if isinstance(node, (Name, Select, Index)):
            self._note(node, scope, paths)
        else:
            self._note_below(node, scope, paths)

    def _why_logic(self, node: Logic, scope: Mapping[str, int], paths: _Paths, *, wanted: bool) -> None:
        deciding = node.operator == "||"
        values = [self._attempt(term, scope) for term in node.terms]
        if wanted is not deciding:  # one term was enough
            decided = [term for term, value in zip(node.terms, values, strict=True) if value is deciding]
        else:  # every term took part
            self._set(node, "no side of '||' is true" if deciding else "every side of '&&' is true")
            decided = list(node.terms)
        for term in decided:
            self._why(term, scope, paths, wanted=wanted)

    def _why_macro(self, node: Macro, scope: Mapping[str, int], paths: _Paths, *, wanted: bool) -> None:
        container = self._value(node.range, scope)
        counted = node.kind == "exists_one"
        # The elements that matter: those that break an "all", or those that satisfy the others.
        decisive = node.kind != "all"
        slot = self._compiler.slot(node)
        inner = {**scope, node.variable: slot}
        body = self._compiler.compile(node.body, inner)
        found: list[tuple[int | str, Any]] = []
        total = 0
        for key, value in _items(container):
            total += 1
            self._frame[slot] = value
            try:
                verdict = body(self._frame)
            except BudgetExceeded:
                raise
            except EvaluationError:
                continue
            if verdict is decisive:
                found.append((key, value))
                if not counted or len(found) > MAXIMUM_PARTS:
                    break
        words = self._words(node.range)
        if found and not (counted and wanted):
            if counted:
                self._set(node, f"exactly one element of {words} fits")
            key, value = found[0]
            self._frame[slot] = value
            deeper = self._enter(node, key, value, scope, paths)
            self._why(node.body, inner, deeper, wanted=not decisive)
            return
        if found:
            positions = ", ".join(f"[{key!r}]" for key, _ in found[:_NAMED])
            more = "" if len(found) <= _NAMED else " and more"
            self._set(node, f"more than one element of {words} fits: {positions}{more}")
            for key, value in found[:2]:
                self._enter(node, key, value, scope, paths)
            return
        verb = "breaks" if node.kind == "all" else "fits"
        self._set(
            node, f"{words} is empty" if not total else f"none of the {total} elements of {words} {verb}"
        )
        self._note(node.range, scope, paths)
        self._note_outside(node, scope, paths)

    def _enter(
        self, node: Macro, key: int | str, value: Any, scope: Mapping[str, int], paths: _Paths
    ) -> dict[str, Path]:
        """Note an element and give the paths for the body of the macro."""
        above = self._path(node.range, scope, paths)
        path = (*above, key) if above else ()
        element = Element(
            macro=node.kind,
            range_text=self._words(node.range),
            variable=node.variable,
            key=key,
            shown=show(value),
            path=path,
        )
        self._elements.append(element)
        return {**paths, node.variable: path}

    # --- errors ----------------------------------------------------------------------------------------

    def _blame(self, node: Node, scope: Mapping[str, int], paths: _Paths) -> None:
        """Follow an error down to where it arose, noting the elements on the way."""
        if isinstance(node, Macro):
            if isinstance(self._attempt(node.range, scope), EvaluationError):
                self._blame(node.range, scope, paths)
            else:
                self._blame_element(node, scope, paths)
            return
        if isinstance(node, Conditional):
            verdict = self._attempt(node.condition, scope)
            branches = {True: node.then, False: node.otherwise}
            taken = branches.get(verdict, node.condition) if isinstance(verdict, bool) else node.condition
            if isinstance(self._attempt(taken, scope), EvaluationError):
                self._blame(taken, scope, paths)
            else:
                self._note(node.condition, scope, paths)
            return
        for child in children(node):
            if isinstance(self._attempt(child, scope), EvaluationError):
                self._blame(child, scope, paths)
                return
        self._note_below(node, scope, paths)

    def _blame_element(self, node: Macro, scope: Mapping[str, int], paths: _Paths) -> None:
        slot = self._compiler.slot(node)
        inner = {**scope, node.variable: slot}
        for key, value in _items(self._value(node.range, scope)):
            self._frame[slot] = value
            tested = [] if node.condition is None else [node.condition]
            for part in [*tested, node.body]:
                verdict = self._attempt(part, inner)
                if isinstance(verdict, EvaluationError):
                    self._blame(part, inner, self._enter(node, key, value, scope, paths))
                    return
                if part is node.condition and verdict is not True:
                    break

    # --- parts -----------------------------------------------------------------------------------------

    def _note(self, node: Node, scope: Mapping[str, int], paths: _Paths) -> None:
        """Note the value of a part, and before it those of the parts that it is worked out from."""
        if len(self._parts) >= MAXIMUM_PARTS or not any(isinstance(part, Name) for part, _ in walk(node)):
            return  # what holds no name is the same for all data
        if type_constant(node, {**self._compiler.slots, **scope}) is not None:
            return
        if isinstance(node, (Binary, Call, Unary, Logic, Conditional)):
            self._note_below(node, scope, paths)
        elif isinstance(node, Index):
            self._note(node.key, scope, paths)
        value = self._attempt(node, scope)
        words = self._words(node)
        if isinstance(value, EvaluationError) or words in self._parts:
            return
        self._parts[words] = Part(
            text=words, value=value, shown=show(value), path=self._path(node, scope, paths)
        )

    def _note_below(self, node: Node, scope: Mapping[str, int], paths: _Paths) -> None:
        if not isinstance(node, Macro):
            for child in children(node):
                self._note(child, scope, paths)

    def _note_outside(self, macro: Macro, scope: Mapping[str, int], paths: _Paths) -> None:
        """Note what the body of a macro takes from outside of it: what its elements were compared with."""
        stack = [macro.body]
        while stack:
            node = stack.pop()
            if isinstance(node, (Select, Index)):
                names = {part.name for part, _ in walk(node) if isinstance(part, Name)}
                if macro.variable not in names:
                    self._note(node, scope, paths)
            elif not isinstance(node, Macro):
                stack.extend(reversed(list(children(node))))

    def _path(self, node: Node, scope: Mapping[str, int], paths: _Paths) -> Path:
        match node:
            case Name(_, name, root):
                if not root and name in paths:
                    return paths[name]
                return (name,) if name in self._compiler.slots else ()
            case Select(_, operand, field, test=False):
                above = self._path(operand, scope, paths)
                return (*above, field) if above else ()
            case Index(_, operand, key):
                above = self._path(operand, scope, paths)
                place = self._attempt(key, scope)
                return (*above, place) if above and type(place) in {str, int} else ()
        return ()


def _range(node: Node) -> tuple[int, int]:
    return node.place.offset, max(node.place.end - node.place.offset, span(node)[1])


def _items(container: object) -> Iterator[tuple[int | str, Any]]:
    """Keys or positions with what a macro's variable holds there."""
    if isinstance(container, list):
        yield from enumerate(container)
    elif isinstance(container, dict):
        yield from ((key, key) for key in container)


def show(value: object) -> str:
    """A value as short JSON; timestamps and durations as the calls that give them."""
    return printable(_json(value, 0), _MOST_TEXT)


def _json(value: object, level: int) -> str:
    if isinstance(value, str):
        return json.dumps(
            value if len(value) <= 2 * _MOST_TEXT else value[: 2 * _MOST_TEXT], ensure_ascii=False
        )
    if isinstance(value, (Timestamp, Duration)):
        return f"{type_name(value)}({plain_text(value)!r})"
    if isinstance(value, (list, dict)) and value and level >= _MOST_LEVELS:
        return "[...]" if isinstance(value, list) else "{...}"
    if isinstance(value, list):
        shown = [_json(element, level + 1) for element in value[:_MOST_ITEMS]]
        more = [f"... {len(value) - _MOST_ITEMS} more"] if len(value) > _MOST_ITEMS else []
        return f"[{', '.join(shown + more)}]"
    if isinstance(value, dict):
        entries = list(value.items())[:_MOST_ITEMS]
        shown = [f"{_json(key, level + 1)}: {_json(element, level + 1)}" for key, element in entries]
        more = [f"... {len(value) - _MOST_ITEMS} more"] if len(value) > _MOST_ITEMS else []
        return "{" + ", ".join(shown + more) + "}"
    try:
        text = plain_text(value)
    except Failure as failure:  # a number of thousands of digits
        text = f"({failure})"
    return text if text is not None else f"a Python {type(value).__name__}"
