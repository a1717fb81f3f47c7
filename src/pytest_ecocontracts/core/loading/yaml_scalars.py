"""Plain YAML scalars to data: the core schema of YAML 1.2.2 (section 10.3.2), within JSON's model.

Dates, ``on``/``off``/``yes``/``no``, ``1:30`` and ``1_000`` are strings; ``010`` is ten; ``0o17`` and
``0x1F`` are integers. ``.inf`` and ``.nan`` are numbers that JSON does not have.
"""

from __future__ import annotations

import re
from math import isfinite
from typing import Final

#: a plain scalar that starts otherwise, and is not empty, is a string
STARTS: Final = "0123456789+-.~nNtTfF"

#: tags that a document may write out; every other tag would need code of its own
TAG_PREFIX: Final = "tag:yaml.org,2002:"

_WORDS: Final[dict[str, bool | None]] = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NOT_FINITE: Final = frozenset(
    {f"{sign}{word}" for sign in ("", "+", "-") for word in (".inf", ".Inf", ".INF")}
    | {".nan", ".NaN", ".NAN"}
)
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")


class NotFinite(ValueError):
    """A number that a double cannot hold, or that is none."""


def resolve(text: str) -> str | int | float | bool | None:
    """The value of a plain scalar; raises NotFinite, and ValueError for an integer too long to read."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        value = float(text)
        if not isfinite(value):
            raise NotFinite(text)
        return value
    if _OCTAL.fullmatch(text) or _HEXADECIMAL.fullmatch(text):
        return int(text, 0)
    if text in _NOT_FINITE:
        raise NotFinite(text)
    return text
