"""TOML to data within JSON's model: dates and times become ISO 8601 strings."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime, time
from math import isfinite
from typing import Any, Final

from ..errors import LoadError, LoadProblem
from ..limits import Limits
from ..pointers import join
from . import toml_scan
from .decoding import decode, refuse_byte_order_mark
from .positions import line_and_column, locate_mark
from .problems import MOST_PROBLEMS, fail

_PLACE: Final = re.compile(
    r"(?P<message>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)", re.DOTALL
)
_LONG_INTEGER: Final = re.compile(r"[0-9_]{4300,}")
_PART: Final = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_DOTTED_KEY: Final = re.compile(rf"(?:^|[{{,])[\[ \t]*({_PART}(?:[ \t]*\.[ \t]*{_PART})+)", re.MULTILINE)
_MOST_PARTS: Final = 100
#: hexadecimal integers may go beyond, but Python would refuse to write them in decimal
_TOO_LONG: Final = 10**4300


def parse(data: bytes, limits: Limits) -> dict[str, object]:
    """Read one TOML document; raises LoadError. An empty file is an empty table."""
    text = decode(data)
    refuse_byte_order_mark(text, "TOML")
    _refuse_long_keys(text)
    try:
        document = tomllib.loads(text)
    except RecursionError:
        fail("too-deep", "values are nested too deep to be read", expected=f"at most {limits.depth} levels")
    except ValueError as error:
        raise LoadError([_problem(str(error), text)]) from error
    bad_numbers = _to_json_model(document, limits)
    if bad_numbers:
        marks = toml_scan.marks(text)
        raise LoadError(
            [
                _bad_number(value, pointer, locate_mark(marks, pointer))
                for value, pointer in bad_numbers[:MOST_PROBLEMS]
            ]
        )
    return document


def _refuse_long_keys(text: str) -> None:
    """Raise LoadError for dotted keys of very many parts, for which tomllib takes quadratic time."""
    for key in _DOTTED_KEY.finditer(text):
        if len(re.findall(_PART, key[1])) > _MOST_PARTS:
            line, column = line_and_column(text, key.start(1))
            fail("too-deep", f"a dotted key has more than {_MOST_PARTS} parts", line=line, column=column)


def _problem(message: str, text: str) -> LoadProblem:
    number = _LONG_INTEGER.search(text) if "integer string conversion" in message else None
    if number is not None:
        line, column = line_and_column(text, number.start())
        return LoadProblem(
            reason="number-too-long",
            message="an integer has too many digits",
            line=line,
            column=column,
            found=f"{number.group()[:37]}...",
            fix="put the value in quotes",
        )
    place = _PLACE.fullmatch(message)
    if place is None:
        return LoadProblem(reason="syntax", message=f"the TOML cannot be read: {message}")
    words = place["message"]
    duplicate = words.startswith(("Cannot overwrite a value", "Cannot declare")) or "twice" in words
    line, column = line_and_column(text, len(text))
    return LoadProblem(
        reason="duplicate-key" if duplicate else "syntax",
        message=f"the TOML cannot be read: {words[0].lower()}{words[1:]}",
        line=int(place["line"] or line),
        column=int(place["column"] or column),
    )


def _bad_number(value: float, pointer: str, place: tuple[int, int]) -> LoadProblem:
    if isinstance(value, int):
        reason, message = "number-too-long", "an integer has too many digits"
    else:
        reason, message = "not-finite", "NaN, infinity and numbers beyond a double are not allowed"
    return LoadProblem(
        reason=reason,
        message=message,
        line=place[0],
        column=place[1],
        pointer=pointer,
        fix="leave the key out, or put the value in quotes",
    )


def _to_json_model(document: dict[str, Any], limits: Limits) -> list[tuple[float, str]]:
    """Turn dates and times to strings in place; return the numbers that JSON's model does not have.

    Raises LoadError for nesting beyond the limit; dotted keys can nest tables to any depth.
    """
    bad_numbers: list[tuple[float, str]] = []
    level: list[tuple[str, Any]] = [("", document)]
    depth = 0
    while level:
        depth += 1
        if depth > limits.depth:
            fail("too-deep", f"values are nested deeper than {limits.depth} levels")
        below: list[tuple[str, Any]] = []
        for pointer, collection in level:
            entries = collection.items() if isinstance(collection, dict) else enumerate(collection)
            for key, value in entries:
                if isinstance(value, (dict, list)):
                    below.append((join(pointer, key), value))
                elif isinstance(value, (datetime, date, time)):
                    collection[key] = value.isoformat()
                elif isinstance(value, (int, float)) and not _is_usable(value):
                    bad_numbers.append((value, join(pointer, key)))
        level = below
    return bad_numbers


def _is_usable(value: float) -> bool:
    return -_TOO_LONG < value < _TOO_LONG if isinstance(value, int) else isfinite(value)
