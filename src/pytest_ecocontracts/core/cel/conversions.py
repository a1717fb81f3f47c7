"""``int``, ``double``, ``string`` and ``bool`` as functions."""

from __future__ import annotations

import re
from math import isinf, isnan
from typing import Final

from .problems import Failure, quoted
from .values import INT_MAX, INT_MIN

_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,40}")
_DECIMAL: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_SPECIAL: Final = {"nan", "inf", "infinity"}
_TRUE: Final = frozenset({"true", "True", "TRUE", "t", "1"})
_FALSE: Final = frozenset({"false", "False", "FALSE", "f", "0"})
_MOST_CHARACTERS: Final = 1_000
#: Python refuses to write integers of more than 4,300 digits
_MOST_BITS: Final = 14_000
#: powers of ten that are written without an exponent, as ``%g`` does
_LEAST_PLAIN: Final = -4
_FIRST_SCIENTIFIC: Final = 6


def checked_int(value: int) -> int:
    """The number itself; raises Failure outside of int64."""
    if INT_MIN <= value <= INT_MAX:
        return value
    raise Failure("the number does not fit int64")


def int_of_text(text: str) -> int:
    """Decimal digits with an optional sign; raises Failure."""
    if _INTEGER.fullmatch(text) is None:
        message = f"{quoted(text)} is not a whole number"
        raise Failure(message)
    return checked_int(int(text))


def int_of_double(value: float) -> int:
    """Without its fraction; raises Failure beyond int64 and at its ends, which no double tells apart."""
    if isnan(value) or not INT_MIN < value < INT_MAX:
        raise Failure("the number does not fit int64")
    return int(value)


def double_of_int(value: int) -> float:
    """The nearest double; raises Failure for integers of the data beyond int64."""
    return float(checked_int(value))


def double_of_text(text: str) -> float:
    """A decimal number, ``NaN`` or ``Infinity`` in any case; raises Failure."""
    if len(text) <= _MOST_CHARACTERS and (
        _DECIMAL.fullmatch(text) or text.removeprefix("-").removeprefix("+").lower() in _SPECIAL
    ):
        return float(text)
    message = f"{quoted(text)} is not a number"
    raise Failure(message)


def bool_of_text(text: str) -> bool:
    """The spellings of true and false that CEL knows; raises Failure."""
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    message = f"{quoted(text)} is neither true nor false"
    raise Failure(message)


def text_of_int(value: int) -> str:
    """Decimal digits; raises Failure for integers of the data that Python would not write."""
    if value.bit_length() > _MOST_BITS:
        raise Failure("the number has too many digits")
    return str(value)


def text_of_double(value: float) -> str:
    """The shortest digits that give the number again, in the form of C's ``%g``."""
    if isnan(value):
        return "NaN"
    if isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    shortest = repr(value).lower().partition("e")[0]
    count = len(shortest.replace("-", "").replace(".", "").strip("0")) or 1
    scientific = f"{value:.{count - 1}e}"
    exponent = int(scientific.rpartition("e")[2])
    if _LEAST_PLAIN <= exponent < _FIRST_SCIENTIFIC:
        return f"{value:.{max(count - 1 - exponent, 0)}f}"
    return scientific


def text_of_bool(value: bool) -> str:
    """``true`` or ``false``."""
    return "true" if value else "false"
