"""JSON values to bytes: equal bytes for equal values, and bytes that sort as the values do.

Equality is that of JSON Schema (2020-12, section 4.2.2): numbers by their mathematical value, so ``1`` and
``1.0`` and ``-0.0`` and ``0`` are equal; strings by code points, not normalised; booleans are no numbers;
objects without the order of their members. null < false < true < numbers < strings < lists < objects.
"""

from __future__ import annotations

import json
from typing import Any, Final

from ..loading.canonical import canonical_bytes

_NULL, _FALSE, _TRUE, _NUMBER, _STRING, _LIST, _OBJECT = (bytes((tag,)) for tag in range(1, 8))
_CONSTANTS: Final[dict[bytes, object]] = {_NULL: None, _FALSE: False, _TRUE: True}

_NEGATIVE, _ZERO, _POSITIVE = b"\x01", b"\x02", b"\x03"
#: bytes of a number's binary exponent, and what is added so that it sorts as an unsigned integer
_EXPONENT_BYTES: Final = 2
_EXPONENT_BIAS: Final = 1 << 15
_COMPLEMENT: Final = bytes(range(255, -1, -1))


def encode(*values: object) -> bytes:
    """The key of a JSON value, or of several values together (compare only keys of equally many).

    Raises OverflowError for integers of more than 32,767 bits, which no loader gives.
    """
    # A zero byte ends a part: what follows it is a tag, never 255.
    if len(values) == 1:
        return _encode(values[0]).replace(b"\0", b"\0\xff")
    return b"\0".join([_encode(value).replace(b"\0", b"\0\xff") for value in values])


def decode(key: bytes) -> list[Any]:
    """The values that a key was made of; integral floats come back as integers."""
    parts: list[bytes] = []
    for piece in key.split(b"\0"):
        if piece[:1] == b"\xff":
            parts[-1] += b"\0" + piece[1:]
        else:
            parts.append(piece)
    return [_decode(part) for part in parts]


def _encode(value: object) -> bytes:
    if isinstance(value, str):
        return _STRING + value.encode("utf-8", "surrogatepass")
    if value is None:
        return _NULL
    if isinstance(value, bool):
        return _TRUE if value else _FALSE
    if isinstance(value, int | float):
        return _NUMBER + _number(value)
    return (_LIST if isinstance(value, list) else _OBJECT) + canonical_bytes(_integral(value))


def _number(value: float) -> bytes:
    """Sign, binary exponent, and the bits from the highest to the lowest that is set."""
    if value == 0:
        return _ZERO
    numerator, denominator = value.as_integer_ratio()
    magnitude = abs(numerator)
    size = magnitude.bit_length()
    exponent = size - denominator.bit_length() + 1
    bits = (magnitude << (-size % 8)).to_bytes((size + 7) // 8).rstrip(b"\0")
    scale = (exponent + _EXPONENT_BIAS).to_bytes(_EXPONENT_BYTES)
    if numerator > 0:
        return _POSITIVE + scale + bits
    # Of two negative numbers the one with more bits is the lesser: the end must sort above every bit.
    ended = scale + bits.replace(b"\0", b"\0\xff") + b"\0\0"
    return _NEGATIVE + ended.translate(_COMPLEMENT)


def _integral(value: object) -> object:
    """The value with integral floats as integers; one frame for each level, of which loaders allow 500."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        members = {}
        for name, member in value.items():
            members[name] = _integral(member)
        return members
    if isinstance(value, list):
        elements = []
        for element in value:
            elements.append(_integral(element))  # noqa: PERF401 - a comprehension is a second frame
        return elements
    return value


def _decode(part: bytes) -> object:
    tag, content = part[:1], part[1:]
    if tag in _CONSTANTS:
        return _CONSTANTS[tag]
    if tag == _STRING:
        return content.decode("utf-8", "surrogatepass")
    if tag == _NUMBER:
        return _decode_number(content)
    return json.loads(content.decode("utf-8", "surrogatepass"))


def _decode_number(content: bytes) -> float:
    sign, content = content[:1], content[1:]
    if sign == _ZERO:
        return 0
    if sign == _NEGATIVE:
        content = content.translate(_COMPLEMENT)
        scale, bits = content[:_EXPONENT_BYTES], content[_EXPONENT_BYTES:-2].replace(b"\0\xff", b"\0")
    else:
        scale, bits = content[:_EXPONENT_BYTES], content[_EXPONENT_BYTES:]
    shift = int.from_bytes(scale) - _EXPONENT_BIAS - 8 * len(bits)
    magnitude = int.from_bytes(bits)
    value: float
    if shift >= 0:
        value = magnitude << shift
    else:
        whole, rest = divmod(magnitude, 1 << -shift)
        value = whole if not rest else magnitude / (1 << -shift)
    return -value if sign == _NEGATIVE else value
