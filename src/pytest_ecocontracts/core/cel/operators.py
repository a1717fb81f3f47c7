"""The operators on values: arithmetic that overflows loudly, ordering, and which types they take."""

from __future__ import annotations

import operator
from collections.abc import Callable
from math import copysign, inf, isnan, nan
from typing import Any, Final

from .problems import Failure
from .text import concatenate
from .times import add_durations, between, earlier, later, subtract_durations
from .values import INT_MAX, INT_MIN, Duration, Timestamp

#: elements of a list that an expression makes
MAXIMUM_ELEMENTS: Final = 1_000_000


def _int(value: int) -> int:
    if INT_MIN <= value <= INT_MAX:
        return value
    raise Failure("the result overflows int64")


def _add(left: int, right: int) -> int:
    return _int(left + right)


def _subtract(left: int, right: int) -> int:
    return _int(left - right)


def _multiply(left: int, right: int) -> int:
    return _int(left * right)


def _divide(left: int, right: int) -> int:
    """Toward zero."""
    if not right:
        raise Failure("division by zero")
    quotient = abs(left) // abs(right)
    return _int(quotient if (left < 0) == (right < 0) else -quotient)


def _remainder(left: int, right: int) -> int:
    """With the sign of the left side; the one quotient that overflows has no remainder either."""
    if not right:
        raise Failure("remainder of a division by zero")
    if right == -1:
        _int(-left)
    rest = abs(left) % abs(right)
    return -rest if left < 0 else rest


def _divide_doubles(left: float, right: float) -> float:
    """As IEEE 754 does: no error, but infinities and NaN."""
    if right:
        return left / right
    if not left or isnan(left) or isnan(right):
        return nan
    return copysign(inf, left) * copysign(1.0, right)


def _negate(value: int) -> int:
    return _int(-value)


def _join_lists(left: list[Any], right: list[Any]) -> list[Any]:
    if len(left) + len(right) > MAXIMUM_ELEMENTS:
        message = f"the list would be longer than {MAXIMUM_ELEMENTS:,} elements"
        raise Failure(message)
    return left + right


#: operator -> types of both sides -> (type of the result, what it does)
ARITHMETIC: Final[dict[str, dict[tuple[type, type], tuple[str, Callable[..., Any]]]]] = {
    "+": {
        (int, int): ("int", _add),
        (float, float): ("double", operator.add),
        (str, str): ("string", concatenate),
        (list, list): ("list", _join_lists),
        (Timestamp, Duration): ("timestamp", later),
        (Duration, Timestamp): ("timestamp", lambda length, moment: later(moment, length)),
        (Duration, Duration): ("duration", add_durations),
    },
    "-": {
        (int, int): ("int", _subtract),
        (float, float): ("double", operator.sub),
        (Timestamp, Timestamp): ("duration", between),
        (Timestamp, Duration): ("timestamp", earlier),
        (Duration, Duration): ("duration", subtract_durations),
    },
    "*": {(int, int): ("int", _multiply), (float, float): ("double", operator.mul)},
    "/": {(int, int): ("int", _divide), (float, float): ("double", _divide_doubles)},
    "%": {(int, int): ("int", _remainder)},
}
NEGATION: Final[dict[type, tuple[str, Callable[[Any], Any]]]] = {
    int: ("int", _negate),
    float: ("double", operator.neg),
}
COMPARISON: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
#: types that have an order; numbers have one across int and double
ORDERED: Final = frozenset({bool, int, float, str, Timestamp, Duration})


def compare(symbol: str, left: Any, right: Any) -> bool | None:
    """The verdict of an ordering operator; None where it has no such overload.

    An int is rounded to a double before it is compared with one, as CEL does; NaN is in no order.
    """
    kind, other = type(left), type(right)
    if kind is other:
        return COMPARISON[symbol](left, right) if kind in ORDERED else None
    if (kind is int and other is float) or (kind is float and other is int):
        return COMPARISON[symbol](_double(left), _double(right))
    return None


def _double(value: float) -> float:
    try:
        return float(value)
    except OverflowError:  # an integer of the data beyond every double
        return inf if value > 0 else -inf
