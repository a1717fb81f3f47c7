"""What calls of functions become; see ``closures``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from .closures import Run, Span, a_type
from .patterns import Matcher, matcher
from .problems import EvaluationError, Failure
from .values import TYPE_NAMES, Frame, spend, type_name, type_of

#: characters that cost one step where a text is read
_CHARACTERS: Final = 64
#: steps for each character of a pattern that is compiled
_PATTERN_STEPS: Final = 20


def call(
    name: str,
    method: bool,
    table: dict[tuple[type, ...], Callable[..., Any]],
    arguments: Sequence[Run],
    place: Span,
) -> Run:
    """A function: the overload is chosen by the types of the arguments."""

    def run(frame: Frame) -> Any:
        values = [argument(frame) for argument in arguments]
        found = table.get(tuple([type(value) for value in values]))
        if found is None:
            raise _no_form(name, method, values, place)
        first = values[0]
        if type(first) is str and len(first) >= _CHARACTERS:
            spend(frame, len(first) // _CHARACTERS)
        try:
            result = found(*values)
        except Failure as failure:
            raise EvaluationError(str(failure), *place) from None
        if type(result) is list or (type(result) is str and len(result) >= _CHARACTERS):
            spend(frame, len(result) // 8)
        return result

    return run


def _no_form(name: str, method: bool, values: Sequence[object], place: Span) -> EvaluationError:
    names = [type_name(value) for value in values]
    form = f"{names[0]}.{name}({', '.join(names[1:])})" if method else f"{name}({', '.join(names)})"
    return EvaluationError(f"there is no {form}", *place)


def predicate(operation: Callable[[str, str], bool], operand: Run, literal: str, otherwise: Run) -> Run:
    """``x.startsWith('...')`` and its like with a literal, with fewer calls; ``otherwise`` tells errors."""

    def run(frame: Frame) -> Any:
        value = operand(frame)
        if type(value) is str and len(value) < _CHARACTERS:
            return operation(value, literal)
        return otherwise(frame)

    return run


def matching(operand: Run, found: Matcher, otherwise: Run) -> Run:
    """``x.matches('...')`` with a literal pattern; ``otherwise`` tells errors."""
    search, steps = found.search, found.steps

    def run(frame: Frame) -> Any:
        value = operand(frame)
        if type(value) is not str:
            return otherwise(frame)
        frame[0] -= steps * len(value) >> 3
        if frame[0] < 0:
            spend(frame, 0)
        return search(value)

    return run


def matching_any(operand: Run, pattern: Run, method: bool, place: Span) -> Run:
    """``x.matches(y)`` with a pattern that is worked out."""

    def run(frame: Frame) -> bool:
        text, expression = operand(frame), pattern(frame)
        if type(text) is not str or type(expression) is not str:
            raise _no_form("matches", method, [text, expression], place)
        spend(frame, len(expression) * _PATTERN_STEPS)
        try:
            found = matcher(expression)
        except Failure as failure:
            raise EvaluationError(str(failure), *place) from None
        spend(frame, found.steps * len(text) >> 3)
        return found.search(text)

    return run


def type_call(operand: Run, place: Span) -> Run:
    """``type(x)``."""

    def run(frame: Frame) -> Any:
        value = operand(frame)
        if type(value) not in TYPE_NAMES:
            message = f"{a_type(value)} is no value of this language"
            raise EvaluationError(message, *place)
        return type_of(value)

    return run
