"""JSON values for people: short, on one line, and harmless on a terminal."""

from __future__ import annotations

import json
import math
from typing import Final

#: characters of a value that are shown
LONGEST: Final = 80


def show(value: object, longest: int = LONGEST) -> str:
    """A value as short JSON: long ones are cut, texts at ``longest``; control characters stay escaped."""
    if isinstance(value, str):
        text = value if len(value) <= longest else value[: longest - 3] + "..."
        return json.dumps(text, ensure_ascii=not text.isprintable())
    if isinstance(value, dict):
        return _short_object(value)
    if isinstance(value, list):
        return _short_list(value)
    return _scalar(value)


def _scalar(value: object) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return repr(value)
    text = json.dumps(value) if value is None or isinstance(value, bool | int | float) else repr(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


def _short_object(value: dict[str, object]) -> str:
    if not value:
        return "{}"
    if len(value) == 1:
        ((key, inner),) = value.items()
        return "{" + f"{show(key)}: {_shallow(inner)}" + "}"
    return f"an object of {len(value)} properties"


def _short_list(value: list[object]) -> str:
    if len(value) > 3 or any(isinstance(item, list | dict) for item in value):  # noqa: PLR2004
        return f"an array of {len(value)} items" if len(value) != 1 else "an array of 1 item"
    return "[" + ", ".join(show(item) for item in value) + "]"


def _shallow(value: object) -> str:
    return "..." if isinstance(value, list | dict) else show(value)


def type_of(value: object) -> str:
    """The JSON type of a value, as schemas name it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    for types, name in _TYPES:
        if isinstance(value, types):
            return name
    return type(value).__name__


_TYPES: Final[tuple[tuple[type, str], ...]] = (
    (str, "string"),
    (int, "integer"),
    (float, "number"),
    (dict, "object"),
    (list, "array"),
)
