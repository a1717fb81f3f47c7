"""TOML to data within JSON's model: dates and times become ISO 8601 strings."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime, time
from math import isfinite
from typing import Any, Final

from ..errors import LoadError, LoadProblem
from ..limits import Limits
from .decoding import decode, fail, refuse_byte_order_mark

_PLACE: Final = re.compile(
    r"(?P<message>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)", re.DOTALL
)


def parse(data: bytes, limits: Limits) -> dict[str, object]:
    """Read one TOML document; raises LoadError."""
    text = decode(data)
    refuse_byte_order_mark(text, "TOML")
    not_finite: list[str] = []

    def read_float(number: str) -> float:
        value = float(number)
        if not isfinite(value):
            not_finite.append(number)
        return value

    try:
        document = tomllib.loads(text, parse_float=read_float)
    except RecursionError:
        fail("too-deep", "values are nested too deep to be read", expected=f"at most {limits.depth} levels")
    except ValueError as error:
        raise LoadError([_problem(str(error), text)]) from error
    if not_finite:
        raise LoadError([_not_finite(text, number) for number in not_finite])
    _to_json_model(document, limits)
    return document


def _problem(message: str, text: str) -> LoadProblem:
    if "integer string conversion" in message:
        return LoadProblem(reason="number-too-long", message="an integer has too many digits", fix="quote it")
    place = _PLACE.fullmatch(message)
    if place is None:
        return LoadProblem(reason="syntax", message=f"the TOML cannot be read: {message}")
    words = place["message"]
    duplicate = words.startswith(("Cannot overwrite a value", "Cannot declare")) or "twice" in words
    lines = text.split("\n")
    return LoadProblem(
        reason="duplicate-key" if duplicate else "syntax",
        message=f"the TOML cannot be read: {words[0].lower()}{words[1:]}",
        line=int(place["line"]) if place["line"] else len(lines),
        column=int(place["column"]) if place["column"] else len(lines[-1]) + 1,
    )


def _not_finite(text: str, number: str) -> LoadProblem:
    return LoadProblem(
        reason="not-finite",
        message="NaN, infinity and numbers beyond a double are not allowed",
        found=number[:40],
        fix="leave the key out, or put the value in quotes",
    )


def _to_json_model(document: dict[str, Any], limits: Limits) -> None:
    """Turn dates and times to strings in place; raises LoadError for nesting beyond the limit."""
    level: list[dict[str, Any] | list[Any]] = [document]
    depth = 0
    while level:
        depth += 1
        if depth > limits.depth:
            fail("too-deep", f"values are nested deeper than {limits.depth} levels")
        below: list[dict[str, Any] | list[Any]] = []
        for container in level:
            entries = container.items() if isinstance(container, dict) else enumerate(container)
            for key, value in entries:
                if isinstance(value, (dict, list)):
                    below.append(value)
                elif isinstance(value, (datetime, date, time)):
                    container[key] = value.isoformat()  # type: ignore[index]  # key fits its own container
        level = below
