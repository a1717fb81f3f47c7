"""JSON texts to data: duplicate keys, NaN, infinities and lone surrogates are errors, integers exact.

``jiter`` (extra ``fast``) decides the common case; what it refuses, and whatever it reads differently
from the standard library, is judged again by the standard library and explained by ``json_scan``.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final, NoReturn

from ..errors import LoadError, LoadProblem
from ..limits import Limits
from .decoding import decode, refuse_byte_order_mark
from .json_scan import problems
from .problems import fail

try:
    from jiter import from_json
except ImportError:
    from_json = None  # type: ignore[assignment]  # what the tests of the other way set, too

#: nesting at which jiter gives up by itself; below this limit our own count is needed
_JITER_DEPTH: Final = 200

# A double overflows only with three digits of exponent or with hundreds before it, since 200 digits
# and an exponent of two stay below 1e308. Strings may look like that too; "json_scan" tells.
# Most letters "e" are settled by the character behind them.
_LARGE_EXPONENT: Final = re.compile(rb"e[+0-9][0-9]{2,}+(?![^\s,\]}])(?<=[0-9]{3})").search
_LARGE_CAPITAL_EXPONENT: Final = re.compile(rb"E[+0-9][0-9]{2,}+(?![^\s,\]}])(?<=[0-9]{3})").search
_DIGITS_ALIKE: Final = bytes.maketrans(b"123456789", b"000000000")
_FOUR_DIGITS: Final = re.compile(rb"0{4,}")
_MAYBE_SURROGATE: Final = re.compile(r"\\u[dD][89a-fA-F]")
_BRACKET_OUTSIDE_STRINGS: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[\]{}]', re.DOTALL)


def parse(data: bytes, limits: Limits) -> object:
    """Read one JSON text (RFC 8259, UTF-8, no byte order mark); raises LoadError with every problem."""
    if from_json is not None and limits.depth >= _JITER_DEPTH:
        try:
            # Keys recur and are worth jiter's cache; most other strings do not, and only fill it.
            value: object = from_json(data, allow_inf_nan=False, catch_duplicate_keys=True, cache_mode="keys")
        except ValueError:
            pass
        else:
            if not _maybe_infinite(data):
                return value
    return parse_exactly(data, limits)


def parse_line(data: bytes, limits: Limits) -> object:
    """Read one line of a JSON Lines file, with or without its end; a blank line is a problem."""
    try:
        return parse(data, limits)
    except LoadError:
        if data.strip():
            raise
        fail(
            "blank-line",
            "a line is blank",
            line=1,
            column=1,
            expected="one JSON value",
            fix="remove the line",
        )


def parse_exactly(data: bytes, limits: Limits) -> object:
    """As ``parse``, by the standard library alone."""
    text = decode(data)
    refuse_byte_order_mark(text, "JSON")
    if _is_deeper(text, limits.depth):
        raise LoadError(problems(text, limits.depth))
    try:
        value: object = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        found = problems(text, limits.depth)
        raise LoadError(found or [LoadProblem(reason="syntax", message=str(error))]) from error
    if _maybe_infinite(data) or _MAYBE_SURROGATE.search(text):
        found = problems(text, limits.depth)
        if found:
            raise LoadError(found)
    return value


def _maybe_infinite(data: bytes) -> bool:
    """Whether some number could overflow a double; two plain patterns are faster than one with a choice."""
    if _LARGE_EXPONENT(data) or (b"E" in data and _LARGE_CAPITAL_EXPONENT(data)):
        return True
    # 200 digits in a row cover four neighbours among every 48th byte, which are sooner searched; what lies
    # between them is looked at only there.
    sample = data[::48].translate(_DIGITS_ALIKE)
    if b"0000" not in sample:
        return False
    return any(
        data[start * 48 : start * 48 + 145].isdigit()
        for found in _FOUR_DIGITS.finditer(sample)
        for start in range(found.start(), found.end() - 3)
    )


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("duplicate key")
    return members


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _is_deeper(text: str, limit: int) -> bool:
    """Whether brackets outside strings nest deeper than the limit."""
    if text.count("[") + text.count("{") <= limit:
        return False
    depth = 0
    for match in _BRACKET_OUTSIDE_STRINGS.finditer(text):
        token = match.group()
        if token in ("[", "{"):
            depth += 1
            if depth > limit:
                return True
        elif token in ("]", "}"):
            depth -= 1
    return False
