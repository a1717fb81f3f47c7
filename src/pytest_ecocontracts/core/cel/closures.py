"""What each kind of node becomes: a function from the frame of an evaluation to a value.

Every factory takes the functions of the parts and ``place``, the (offset, length) that an error points to.
This is the inner loop of the language: the common types are tried first, messages are made only on failure.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any, Final, TypeAlias

from .operators import ARITHMETIC, COMPARISON, NEGATION, ORDERED, compare
from .problems import BudgetExceeded, EvaluationError, Failure
from .values import (
    INT_MAX,
    INT_MIN,
    LONG_TEXT,
    SCALARS,
    TYPE_NAMES,
    Frame,
    contains,
    equal,
    map_key,
    spend,
    spend_text,
    type_name,
)

Run: TypeAlias = Callable[[Frame], Any]
Span: TypeAlias = tuple[int, int]

#: keys of a map among which a wrong one is looked for
_MOST_KEYS: Final = 5_000
#: characters of a text that is made without a charge
_SHORT: Final = 200
_QUICK: Final = {"+": operator.add, "-": operator.sub, "*": operator.mul}


def constant(value: object) -> Run:
    """A literal."""
    return lambda _: value


def variable(slot: int) -> Run:
    """A variable, of the caller or of a macro."""
    return lambda frame: frame[slot]


# --- fields and elements -------------------------------------------------------------------------------


def select(operand: Run, field: str, place: Span) -> Run:
    """``operand.field``."""

    def run(frame: Frame) -> Any:
        value = operand(frame)
        if type(value) is dict:
            try:
                return value[field]
            except KeyError:
                pass
        raise _no_field(value, field, place)

    return run


def select_of_variable(slot: int, field: str, place: Span) -> Run:
    """``select(variable(slot), ...)`` with one call less."""

    def run(frame: Frame) -> Any:
        value = frame[slot]
        if type(value) is dict:
            try:
                return value[field]
            except KeyError:
                pass
        raise _no_field(value, field, place)

    return run


def has(operand: Run, field: str, place: Span) -> Run:
    """``has(operand.field)``."""

    def run(frame: Frame) -> bool:
        value = operand(frame)
        if type(value) is dict:
            return field in value
        raise _no_field(value, field, place)

    return run


def index(operand: Run, key: Run, place: Span) -> Run:
    """``operand[key]``."""

    def run(frame: Frame) -> Any:
        value, wanted = operand(frame), key(frame)
        kind = type(value)
        if kind is dict:
            if type(wanted) is str and wanted in value:
                return value[wanted]
            found = map_key(wanted)
            if found is not None and found in value:
                return value[found]
            if found is None and type(wanted) is not float:
                message = f"a map has no keys of type {type_name(wanted)}"
                raise EvaluationError(message, *place)
            raise _no_field(value, wanted, place)
        if kind is not list:
            message = f"{a_type(value)} has no elements"
            raise EvaluationError(message, *place)
        position = map_key(wanted)
        if type(position) is not int:
            message = f"a list has no element {_shown(wanted)}"
            raise EvaluationError(message, *place)
        if 0 <= position < len(value):
            return value[position]
        message = f"the list has {len(value)} elements, none at {position}"
        raise EvaluationError(message, *place)

    return run


def a_type(value: object) -> str:
    """The name of a value's type with its article."""
    name = type_name(value)
    return f"an {name}" if name[0] in "aeiou" else f"a {name}"


def _shown(key: object) -> str:
    return repr(key) if type(key) in {str, int, float} else f"of type {type_name(key)}"


def _no_field(value: Any, field: object, place: Span) -> EvaluationError:
    if type(value) is not dict:
        return EvaluationError(f"{a_type(value)} has no field {field!r}", *place)

    def hint() -> str | None:
        from ..suggestions import suggestion  # noqa: PLC0415 - only failures need it

        return (
            suggestion(field, [key for key in islice(value, _MOST_KEYS) if type(key) is str])
            if isinstance(field, str)
            else None
        )

    return EvaluationError(f"there is no key {field!r}", *place, hint=hint)


def list_literal(items: Sequence[Run]) -> Run:
    """``[a, b]``."""
    return lambda frame: [item(frame) for item in items]


def map_literal(entries: Sequence[tuple[Run, Run, Span]]) -> Run:
    """``{k: v}``; keys are strings or ints, each once."""

    def run(frame: Frame) -> dict[Any, Any]:
        made: dict[Any, Any] = {}
        for key, value, place in entries:
            name = key(frame)
            if type(name) is not str and type(name) is not int:
                message = f"a key is a string or an int, not {a_type(name)}"
                raise EvaluationError(message, *place)
            if name in made:
                message = f"the key {name!r} is there twice"
                raise EvaluationError(message, *place)
            made[name] = value(frame)
        return made

    return run


# --- operators -----------------------------------------------------------------------------------------


def _no_overload(symbol: str, left: object, right: object, place: Span) -> EvaluationError:
    return EvaluationError(f"'{symbol}' does not take {type_name(left)} and {type_name(right)}", *place)


def arithmetic(symbol: str, left: Run, right: Run, place: Span) -> Run:
    """``+ - * / %``; ints and, for ``+``, short texts are tried first."""
    table = ARITHMETIC[symbol]
    quick = _QUICK.get(symbol)
    joins = symbol == "+"

    def run(frame: Frame) -> Any:
        a, b = left(frame), right(frame)
        kind, other = type(a), type(b)
        if kind is other and quick is not None:
            if kind is int:
                result = quick(a, b)
                if INT_MIN <= result <= INT_MAX:
                    return result
            elif kind is str and joins and len(a) + len(b) < _SHORT:
                return a + b
        found = table.get((kind, other))
        if found is None:
            raise _no_overload(symbol, a, b, place)
        try:
            result = found[1](a, b)
        except Failure as failure:
            raise EvaluationError(str(failure), *place) from None
        if kind is str:
            spend(frame, len(result) // 8)
        elif kind is list:
            spend(frame, len(result))
        return result

    return run


def negation(operand: Run, place: Span) -> Run:
    """``-x``."""

    def run(frame: Frame) -> Any:
        value = operand(frame)
        found = NEGATION.get(type(value))
        if found is None:
            message = f"'-' does not take {a_type(value)}"
            raise EvaluationError(message, *place)
        try:
            return found[1](value)
        except Failure as failure:
            raise EvaluationError(str(failure), *place) from None

    return run


def opposite(operand: Run, place: Span) -> Run:
    """``!x``."""

    def run(frame: Frame) -> bool:
        value = operand(frame)
        if value is True:
            return False
        if value is False:
            return True
        message = f"'!' does not take {a_type(value)}"
        raise EvaluationError(message, *place)

    return run


def equality(left: Run, right: Run, wanted: bool, place: Span) -> Run:
    """``==``, or ``!=`` where ``wanted`` is False."""

    def run(frame: Frame) -> bool:
        a, b = left(frame), right(frame)
        kind = type(a)
        if kind is type(b) and kind in SCALARS:
            if kind is str and len(a) >= LONG_TEXT:
                spend_text(frame, a)
            return (a == b) is wanted
        try:
            return equal(a, b, frame) is wanted
        except Failure as failure:
            raise EvaluationError(str(failure), *place) from None

    return run


def equality_with(operand: Run, literal: object, wanted: bool, place: Span) -> Run:
    """``x == literal`` for a string, bool or null, or ``!=`` where ``wanted`` is False."""
    kind = type(literal)

    def run(frame: Frame) -> bool:
        value = operand(frame)
        if type(value) is kind:
            return (value == literal) is wanted
        if type(value) in TYPE_NAMES:
            return not wanted
        message = f"{a_type(value)} is no value of this language"
        raise EvaluationError(message, *place)

    return run


def ordering(symbol: str, left: Run, right: Run, place: Span) -> Run:
    """``< <= > >=``."""
    operation = COMPARISON[symbol]

    def run(frame: Frame) -> bool:
        a, b = left(frame), right(frame)
        kind = type(a)
        if kind is type(b) and kind in ORDERED:
            if kind is str and len(a) >= LONG_TEXT:
                spend_text(frame, a)
            return operation(a, b)
        verdict = compare(symbol, a, b)
        if verdict is None:
            raise _no_overload(symbol, a, b, place)
        return verdict

    return run


def membership(left: Run, right: Run, place: Span) -> Run:
    """``x in y``."""

    def run(frame: Frame) -> bool:
        member, container = left(frame), right(frame)
        try:
            verdict = contains(container, member, frame)
        except Failure as failure:
            raise EvaluationError(str(failure), *place) from None
        if verdict is None:
            raise _no_overload("in", member, container, place)
        return verdict

    return run


def logic(symbol: str, terms: Sequence[Run], places: Sequence[Span]) -> Run:
    """``&&`` and ``||``: a term that decides wins over errors in the others, wherever it stands."""
    deciding = symbol == "||"
    known = tuple(terms)

    def run(frame: Frame) -> bool:
        failure: EvaluationError | None = None
        for term in known:
            try:
                value: object = term(frame)
            except BudgetExceeded:
                raise
            except EvaluationError as error:
                failure = failure or error
                continue
            if value is deciding:
                return deciding
            if value is not True and value is not False and failure is None:
                place = places[known.index(term)]
                failure = EvaluationError(f"'{symbol}' does not take {a_type(value)}", *place)
        if failure is not None:
            raise failure
        return not deciding

    return run


def conditional(condition: Run, then: Run, otherwise: Run, place: Span) -> Run:
    """``c ? a : b``."""

    def run(frame: Frame) -> Any:
        verdict = condition(frame)
        if verdict is True:
            return then(frame)
        if verdict is False:
            return otherwise(frame)
        message = f"the condition is {a_type(verdict)}, not a bool"
        raise EvaluationError(message, *place)

    return run
