"""JSON values in one line for people: valid JSON that no terminal acts on, and cut where it is too long.

A value is never walked further than what is shown of it, so it may be as large and as deep as can be.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

from .printable import UNSAFE
from .text import counted
from .width import GAP, width_of

#: columns that a value always has: those of ``{... 12 keys}``
SMALLEST: Final = 16


def shown(value: object, room: int) -> str:
    """The value, or its beginning, or what it is, in about ``room`` columns; never less than 16."""
    room = max(room, SMALLEST)
    whole = brief(value, room)
    if whole is not None:
        return whole
    if isinstance(value, dict):
        return f"{{{GAP} {counted(len(value), 'key')}}}"
    if isinstance(value, list | tuple):
        return f"[{GAP} {counted(len(value), 'item')}]"
    if isinstance(value, str):
        return _cut(value, room)
    return scalar(value)[: room - len(GAP)] + GAP


def brief(value: object, room: int) -> str | None:
    """The whole value in at most ``room`` columns; None where it takes more."""
    if isinstance(value, dict):
        return _joined("{}", ((f"{scalar(str(name))}: ", inner) for name, inner in value.items()), room)
    if isinstance(value, list | tuple):
        return _joined("[]", (("", inner) for inner in value), room)
    if isinstance(value, str) and len(value) > room:
        return None
    text = scalar(value)
    return text if width_of(text) <= room else None


def scalar(value: object) -> str:
    """The JSON text of a scalar; what a terminal would act on is escaped as JSON escapes it."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _joined(brackets: str, parts: Iterable[tuple[str, object]], room: int) -> str | None:
    text = brackets[0]
    for head, inner in parts:
        text += head if len(text) == 1 else f", {head}"
        rest = room - width_of(text) - 1
        told = brief(inner, rest) if rest > 0 else None
        if told is None:
            return None
        text += told
    text += brackets[1]
    return text if width_of(text) <= room else None


def _cut(text: str, room: int) -> str:
    """The beginning of a text, and how long all of it is."""
    end = f'{GAP}" ({counted(len(text), "character")})'
    kept = 0
    while kept < room and width_of(scalar(text[: kept + 1])) - 1 + len(end) <= room:
        kept += 1
    return scalar(text[:kept])[:-1] + end
