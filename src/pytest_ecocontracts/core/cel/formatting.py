"""``string.format(list)`` of the strings extension (cel-spec, doc/extensions/strings.md)."""

from __future__ import annotations

import re
from math import isfinite, isnan
from typing import Any, Final

from .conversions import text_of_bool, text_of_double, text_of_int
from .problems import Failure
from .text import bounded
from .times import duration_text, timestamp_text
from .values import Duration, Timestamp, TypeValue, type_name

_CLAUSE: Final = re.compile(r"%(?:\.([0-9]+))?(.)?", re.DOTALL)
_MOST_DIGITS: Final = 1_000
_MOST_DEPTH: Final = 50
_DEFAULT_DIGITS: Final = 6


def format_text(template: str, arguments: list[Any]) -> str:
    """Fill the clauses of a template; raises Failure."""
    parts = _Parts()
    position = index = 0
    for clause in _CLAUSE.finditer(template):
        parts.add(template[position : clause.start()])
        position = clause.end()
        digits, letter = clause.groups()
        if letter == "%" and digits is None:
            parts.add("%")
            continue
        if letter is None:
            raise Failure("the format ends in '%'; write '%%' for the character itself")
        if index >= len(arguments):
            message = f"the format has more clauses than the list has elements ({len(arguments)})"
            raise Failure(message)
        _clause(parts, letter, digits, arguments[index])
        index += 1
    parts.add(template[position:])
    return "".join(parts.texts)


class _Parts:
    """Texts that together stay within the bound."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._length = 0

    def add(self, text: str) -> None:
        self._length += len(text) + 1
        bounded(self._length)
        self.texts.append(text)


def _clause(parts: _Parts, letter: str, digits: str | None, value: object) -> None:
    if digits is not None and (
        letter not in "ef" or len(digits) > len(str(_MOST_DIGITS)) or int(digits) > _MOST_DIGITS
    ):
        message = f"'%.{digits[:9]}{letter}' is no clause; a precision goes up to {_MOST_DIGITS}, for e and f"
        raise Failure(message)
    if letter == "s":
        _plain(parts, value, 0)
    elif letter in "ef":
        parts.add(_number(value, letter, _DEFAULT_DIGITS if digits is None else int(digits)))
    elif letter in "doxXb":
        parts.add(_whole(value, letter))
    else:
        message = f"'%{letter}' is no clause; there are %s %d %f %e %x %X %o %b and %%"
        raise Failure(message)


def _number(value: object, letter: str, digits: int) -> str:
    if type(value) is not int and type(value) is not float:
        message = f"'%{letter}' needs a number, not {type_name(value)}"
        raise Failure(message)
    if type(value) is float and not isfinite(value):
        return text_of_double(value)
    try:
        return f"{value:.{digits}{letter}}"
    except OverflowError:  # an integer of the data beyond every double
        raise Failure("the number does not fit a double") from None


def _whole(value: object, letter: str) -> str:
    if letter == "d" and type(value) is float:
        return text_of_double(value)
    if type(value) is int:
        return text_of_int(value) if letter == "d" else format(value, letter)
    if letter in "xX" and type(value) is str:
        text = value.encode("utf-8", "surrogatepass").hex()
        return text.upper() if letter == "X" else text
    if letter == "b" and type(value) is bool:
        return "1" if value else "0"
    message = f"'%{letter}' needs a whole number, not {type_name(value)}"
    raise Failure(message)


def plain_text(value: object) -> str | None:  # noqa: PLR0911 - one line for each type
    """A value as ``%s`` writes it, None for lists and maps."""
    kind = type(value)
    if kind is str:
        return value  # type: ignore[return-value]
    if kind is bool:
        return text_of_bool(value)  # type: ignore[arg-type]
    if kind is int:
        return text_of_int(value)  # type: ignore[arg-type]
    if kind is float:
        return "NaN" if isnan(value) else text_of_double(value)  # type: ignore[arg-type]
    if value is None:
        return "null"
    if isinstance(value, Timestamp):
        return timestamp_text(value)
    if isinstance(value, Duration):
        return duration_text(value)
    return value.name if isinstance(value, TypeValue) else None


def _plain(parts: _Parts, value: object, depth: int) -> None:
    """Write a value; keys of maps are sorted by their texts."""
    text = plain_text(value)
    if text is not None:
        parts.add(text)
        return
    if depth >= _MOST_DEPTH:
        message = f"a value nested more than {_MOST_DEPTH} deep cannot be written as text"
        raise Failure(message)
    if type(value) is list:
        parts.add("[")
        for index, element in enumerate(value):
            if index:
                parts.add(", ")
            _plain(parts, element, depth + 1)
        parts.add("]")
    elif type(value) is dict:
        parts.add("{")
        for index, (key, element) in enumerate(sorted(value.items(), key=lambda entry: str(entry[0]))):
            parts.add(f", {key}: " if index else f"{key}: ")
            _plain(parts, element, depth + 1)
        parts.add("}")
    else:
        message = f"{type_name(value)} cannot be written as text"
        raise Failure(message)
