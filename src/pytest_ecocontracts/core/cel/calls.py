"""What calls of functions become; see ``closures``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from .closures import Run, Span, a_type
from .patterns import MAXIMUM_STATES, Search, matcher
from .problems import EvaluationError, Failure
from .values import TYPE_NAMES, Frame, spend, type_name, type_of

#: characters that cost one step where a text is read
_CHARACTERS: Final = 64
#: characters of a text that is looked through without a charge
_SHORT: Final = 500
#: steps for each state of a pattern that is compiled
_PATTERN_STEPS: Final = 20


def call(
    name: str,
    method: bool,
    table: dict[tuple[type, ...], Callable[..., Any]],
    arguments: Sequence[Run],
    steps: int,
    place: Span,
) -> Run:
    """A function: the overload is chosen by the types of the arguments; ``steps`` is what a call costs."""

    def run(frame: Frame) -> Any:
        values = [argument(frame) for argument in arguments]
        found = table.get(tuple([type(value) for value in values]))
        if found is None:
            raise _no_form(name, method, values, place)
        first = values[0]
        if type(first) is str:
            frame[0] -= steps + len(first) // _CHARACTERS
        else:
            frame[0] -= steps + len(first) if name == "join" else steps
        if frame[0] < 0:
            spend(frame, 0)
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


def predicate(operation: Callable[[str, str], bool], operand: Run, part: Run, otherwise: Run) -> Run:
    """``x.startsWith(y)`` and its like, with fewer calls; ``otherwise`` is for long texts and for errors."""

    def run(frame: Frame) -> Any:
        value, wanted = operand(frame), part(frame)
        if type(value) is str and type(wanted) is str and len(value) < _SHORT:
            return operation(value, wanted)
        return otherwise(frame)

    return run


def matching(operand: Run, search: Search, otherwise: Run) -> Run:
    """``x.matches('...')`` with a literal pattern; ``otherwise`` tells errors."""

    def run(frame: Frame) -> Any:
        value = operand(frame)
        return search(value, frame) if type(value) is str else otherwise(frame)

    return run


def matching_any(operand: Run, pattern: Run, method: bool, place: Span) -> Run:
    """``x.matches(y)`` with a pattern that is worked out; compiling it costs the same each time."""

    def run(frame: Frame) -> bool:
        text, expression = operand(frame), pattern(frame)
        if type(text) is not str or type(expression) is not str:
            raise _no_form("matches", method, [text, expression], place)
        spend(frame, len(expression))
        try:
            found = matcher(expression)
        except Failure as failure:
            spend(frame, _PATTERN_STEPS * MAXIMUM_STATES)
            raise EvaluationError(str(failure), *place) from None
        spend(frame, _PATTERN_STEPS * found.states)
        return found.search(text, frame)

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
