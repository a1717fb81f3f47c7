"""Plain YAML scalars to data: the core schema of YAML 1.2.2 (section 10.3.2), within JSON's model.

Dates, ``on``/``off``/``yes``/``no``, ``1:30`` and ``1_000`` are strings; ``010`` is ten; ``0o17`` and
``0x1F`` are integers. ``.inf`` and ``.nan`` are numbers that JSON does not have.
"""

from __future__ import annotations

import re
from math import isfinite
from typing import Final

#: a plain scalar that starts otherwise, and is not empty, is a string
STARTS: Final = "0123456789+-.~nNtTfF<"

#: the tags of the core schema start with this
TAG_PREFIX: Final = "tag:yaml.org,2002:"


class NotFinite(ValueError):
    """A number that a double cannot hold, or that is none."""


class MergeKey(ValueError):
    """The plain scalar ``<<``: YAML 1.1's merge key where it stands as a key, else a string."""


_WORDS: Final[dict[str, bool | None]] = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INFINITIES: Final = {f"{sign}{word}" for sign in ("", "+", "-") for word in (".inf", ".Inf", ".INF")}
_NOT_FINITE: Final = _INFINITIES | {".nan", ".NaN", ".NAN"}

_NUMBER: Final = re.compile(
    r"([-+]?[0-9]+)"
    r"|([-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)"
    r"|(0o[0-7]+|0x[0-9a-fA-F]+)"
)
#: Python reads any power-of-two base, but would refuse to write the longest ones in decimal
_LONGEST_RADIX: Final = 1000
_INTEGER, _FLOAT = 1, 2  # groups of the expression


def resolve(text: str) -> str | int | float | bool | None:
    """The value of a plain scalar.

    Raises NotFinite, MergeKey, and another ValueError for an integer too long for Python to read.
    """
    if text in _WORDS:
        return _WORDS[text]
    number = _NUMBER.fullmatch(text)
    if number is None:
        if text == "<<":
            raise MergeKey
        if text in _NOT_FINITE:
            raise NotFinite
        return text
    if number.lastindex == _INTEGER:
        return int(text)
    if number.lastindex == _FLOAT:
        value = float(text)
        if not isfinite(value):
            raise NotFinite
        return value
    if len(text) > _LONGEST_RADIX:
        raise ValueError(text)
    return int(text, 0)
