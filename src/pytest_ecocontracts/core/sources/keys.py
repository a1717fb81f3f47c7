"""Values as keys: equal exactly where JSON values are equal."""

from __future__ import annotations

import json
from collections.abc import Hashable
from typing import TypeAlias

Key: TypeAlias = Hashable

#: characters of a value that messages show
_SHOWN = 120


def key_of(value: object) -> Key:
    """The value as a key; ``1`` is ``1.0`` and is neither ``true`` nor ``"1"``."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return ("", value)
    if isinstance(value, int | float):
        return (0, value)
    if isinstance(value, list):
        return ("list", *map(key_of, value))
    if isinstance(value, dict):
        return ("map", frozenset((name, key_of(inner)) for name, inner in value.items()))
    return (type(value).__name__, str(value))


def known_as(value: object) -> str:
    """What people call an element: an object by its id or name, where it has one."""
    if isinstance(value, dict):
        for word in ("id", "name", "path"):
            if isinstance(value.get(word), str) and value[word]:
                return show(value[word])
    return show(value)


def show(value: object) -> str:
    """The value as messages show it."""
    if isinstance(value, str):
        text = repr(value)
    elif isinstance(value, list):
        text = "(" + ", ".join(map(show, value)) + ")"
    else:
        text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
