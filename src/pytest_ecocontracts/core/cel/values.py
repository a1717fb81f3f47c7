"""The values of the language: JSON's, as Python has them, and timestamps, durations and types.

``bool``, ``int``, ``float``, ``str``, ``None``, ``list`` and ``dict`` stand for themselves. Types are told
apart exactly (``type(value) is int``), because Python takes ``True`` for an int; nothing else of a Python
object is ever looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from .problems import BudgetExceeded, Failure

INT_MIN: Final = -(2**63)
INT_MAX: Final = 2**63 - 1


@dataclass(frozen=True, slots=True, order=True)
class Timestamp:
    """An instant, in nanoseconds since 1970-01-01T00:00:00Z; from year 1 to 9999."""

    nanoseconds: int


@dataclass(frozen=True, slots=True, order=True)
class Duration:
    """A signed length of time in nanoseconds."""

    nanoseconds: int


@dataclass(frozen=True, slots=True)
class TypeValue:
    """A type as a value: what ``type(x)`` gives and what the name ``int`` stands for."""

    name: str


#: the slots of one evaluation: what is left of the budget, then variables, then one slot per macro
Frame: TypeAlias = list[Any]

#: Python type -> name of the type in the language
TYPE_NAMES: Final[dict[type, str]] = {
    bool: "bool",
    int: "int",
    float: "double",
    str: "string",
    type(None): "null_type",
    list: "list",
    dict: "map",
    Timestamp: "timestamp",
    Duration: "duration",
    TypeValue: "type",
}
#: how the specification writes the types whose names are qualified
_QUALIFIED: Final = {"timestamp": "google.protobuf.Timestamp", "duration": "google.protobuf.Duration"}
#: names of types that stand for a value
TYPE_CONSTANTS: Final = {
    name: TypeValue(name) for name in (_QUALIFIED.get(plain, plain) for plain in TYPE_NAMES.values())
}
_NUMBERS: Final = {int, float}
#: characters from which on comparing texts is charged, and how many are compared in one step
LONG_TEXT: Final = 4_096
_COMPARED: Final = 1_024
#: types whose values Python compares as the language does, as long as both are of the same one
SCALARS: Final = frozenset({bool, int, float, str, type(None), Timestamp, Duration, TypeValue})


def type_name(value: object) -> str:
    """The name of a value's type, for people."""
    return TYPE_NAMES.get(type(value), f"Python's {type(value).__name__}")


def type_of(value: object) -> TypeValue:
    """The type of a value as a value."""
    name = TYPE_NAMES[type(value)]
    return TYPE_CONSTANTS[_QUALIFIED.get(name, name)]


def spend(frame: Frame, steps: int) -> None:
    """Take steps off the budget of an evaluation; raises BudgetExceeded."""
    frame[0] -= steps
    if frame[0] < 0:
        raise BudgetExceeded("the evaluation takes more steps than it may")


def spend_text(frame: Frame, text: str, times: int = 1) -> None:
    """Pay for comparing a long text ``times`` times; raises BudgetExceeded."""
    if len(text) >= LONG_TEXT:
        spend(frame, len(text) // _COMPARED * times)


def same_number(left: float, right: float) -> bool:
    """Whether an int and a double are equal: the int is rounded to a double, as CEL does."""
    try:
        return float(left) == float(right)
    except OverflowError:  # an integer of the data beyond every double
        return False


def equal(left: object, right: object, frame: Frame) -> bool:
    """Equality of any two values; values of different types are unequal, except equal numbers.

    Works without recursion, because data may be nested deeper than Python's stack; every comparison inside
    of lists and maps is a step.
    """
    kind, other = type(left), type(right)
    if kind is other and kind in SCALARS:
        return left == right
    pending: list[tuple[Any, Any]] = [(left, right)]
    while pending:
        a, b = pending.pop()
        kind, other = type(a), type(b)
        if kind not in TYPE_NAMES or other not in TYPE_NAMES:
            raise _foreign(a if kind not in TYPE_NAMES else b)
        if kind is not other:
            if {kind, other} != _NUMBERS or not same_number(a, b):
                return False
        elif kind is list or kind is dict:
            inner = _pairs(a, b)
            if inner is None:
                return False
            spend(frame, len(inner) + 1)
            pending.extend(inner)
        else:
            if kind is str:
                spend_text(frame, a)
            if a != b:
                return False
    return True


def _pairs(left: Any, right: Any) -> list[tuple[Any, Any]] | None:
    """What must be equal for two lists or two maps to be; None where they are not in any case."""
    if len(left) != len(right):
        return None
    if type(left) is list:
        return list(zip(left, right, strict=True))
    if left.keys() != right.keys():
        return None
    return [(value, right[key]) for key, value in left.items()]


def _foreign(value: object) -> Failure:
    return Failure(f"{type_name(value)} is no value of this language")


def contains(container: object, member: object, frame: Frame) -> bool | None:
    """Whether a list holds an equal element or a map the key; None where ``in`` has no such overload."""
    if type(container) is list:
        spend(frame, 1 + (len(container) >> 2))
        if type(member) is str:  # no value of another type equals a Python str
            spend_text(frame, member, len(container))
            return member in container
        return any(equal(member, element, frame) for element in container)
    if type(container) is dict:
        key = map_key(member)
        if key is None:
            return False if type(member) in {float, bool} else None
        return key in container
    return None


def map_key(value: object) -> str | int | None:
    """A value as it is a key in a map: a double without a fraction is an int; None where none equals it."""
    kind = type(value)
    if kind is str or kind is int:
        return value  # type: ignore[return-value]
    if kind is float and value.is_integer():  # type: ignore[attr-defined]
        return int(value)  # type: ignore[call-overload, no-any-return]
    return None
