"""The JSON Canonicalization Scheme (RFC 8785): one byte form for equal JSON data, in every language."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

_quote: Final = json.JSONEncoder(ensure_ascii=False).encode

#: integers beyond this are not exact in the doubles that the scheme is about (RFC 7493, section 2.2)
_SAFE: Final = 2**53 - 1


def jcs_bytes(data: object) -> bytes:
    """The canonical form of JSON data.

    Raises ValueError for what the scheme does not have: NaN, infinity, lone surrogates, and integers that
    are no exact double.
    """
    return "".join(_parts(data)).encode()  # UnicodeEncodeError of a lone surrogate is a ValueError


def _parts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield "{"
        for index, name in enumerate(sorted(value, key=_utf16)):
            yield ("," if index else "") + _quote(name) + ":"
            yield from _parts(value[name])
        yield "}"
    elif isinstance(value, list):
        yield "["
        for index, element in enumerate(value):
            if index:
                yield ","
            yield from _parts(element)
        yield "]"
    elif isinstance(value, str) or value is None or isinstance(value, bool):
        yield _quote(value)
    elif isinstance(value, int | float):
        yield number(value)
    else:
        message = f"{type(value).__name__} is no JSON"
        raise TypeError(message)


def _utf16(name: str) -> bytes:
    """Names sort by UTF-16 code units (section 3.2.3)."""
    return name.encode("utf-16-be")


def number(value: float) -> str:
    """A number as ECMAScript writes it (section 3.2.2.3; ECMA-262, Number::toString)."""
    if isinstance(value, int):
        if abs(value) > _SAFE and int(float(value)) != value:
            message = f"{value} is no exact double"
            raise ValueError(message)
        value = float(value)
    if not math.isfinite(value):
        message = "NaN and infinity are no JSON"
        raise ValueError(message)
    if value == 0:
        return "0"
    sign, digits, exponent = Decimal(repr(value)).as_tuple()
    if not isinstance(exponent, int):  # pragma: no cover - only for what is not finite
        raise TypeError
    text = "".join(map(str, digits)).rstrip("0") or "0"
    point = len(digits) + exponent  # where the decimal point stands, counted from the first digit
    minus = "-" if sign else ""
    return minus + _placed(text, point)


def _placed(digits: str, point: int) -> str:
    """Digits with their point, as a plain decimal from 1e-6 to 1e21 and with an exponent beyond."""
    count = len(digits)
    if count <= point <= 21:  # noqa: PLR2004 - ECMA-262's own bounds, here and below
        return digits + "0" * (point - count)
    if 0 < point <= 21:  # noqa: PLR2004
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:  # noqa: PLR2004
        return "0." + "0" * -point + digits
    mantissa = digits if count == 1 else f"{digits[0]}.{digits[1:]}"
    return f"{mantissa}e{point - 1:+d}"
