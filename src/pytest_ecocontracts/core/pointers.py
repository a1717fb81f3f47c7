"""JSON Pointers (RFC 6901)."""

from __future__ import annotations

from typing import Final

#: more digits than an array has elements
_INDEX_DIGITS: Final = 18


def escape(token: str) -> str:
    """Escape one reference token (RFC 6901, section 3)."""
    return token.replace("~", "~0").replace("/", "~1")


def join(pointer: str, *tokens: str | int) -> str:
    """Append reference tokens to a pointer."""
    for token in tokens:
        text = str(token)
        pointer = f"{pointer}/{escape(text) if '~' in text or '/' in text else text}"
    return pointer


def split(pointer: str) -> list[str]:
    """Return the unescaped reference tokens; raises ValueError where it is not a pointer."""
    if not pointer:
        return []
    if not pointer.startswith("/"):
        message = f"a JSON Pointer starts with '/' or is empty: {pointer!r}"
        raise ValueError(message)
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer[1:].split("/")]


def array_index(token: str) -> int | None:
    """The number of an element that a token may mean (RFC 6901, section 4); None where it can mean none."""
    is_index = token.isascii() and token.isdigit() and (token == "0" or token[0] != "0")
    return int(token) if is_index and len(token) <= _INDEX_DIGITS else None


def resolve(data: object, pointer: str) -> object:
    """Return the value at a pointer; raises KeyError where there is none."""
    for token in split(pointer):
        if isinstance(data, dict) and token in data:
            data = data[token]
        elif isinstance(data, list) and (index := array_index(token)) is not None and index < len(data):
            data = data[index]
        else:
            raise KeyError(pointer)
    return data
