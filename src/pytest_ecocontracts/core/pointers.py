"""JSON Pointers (RFC 6901)."""

from __future__ import annotations


def escape(token: str) -> str:
    """Escape one reference token (RFC 6901, section 3)."""
    return token.replace("~", "~0").replace("/", "~1")


def join(pointer: str, *tokens: str | int) -> str:
    """Append reference tokens to a pointer."""
    return pointer + "".join(f"/{escape(str(token))}" for token in tokens)


def split(pointer: str) -> list[str]:
    """Return the unescaped reference tokens; raises ValueError where it is not a pointer."""
    if not pointer:
        return []
    if not pointer.startswith("/"):
        message = f"a JSON Pointer starts with '/' or is empty: {pointer!r}"
        raise ValueError(message)
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer[1:].split("/")]


def resolve(data: object, pointer: str) -> object:
    """Return the value at a pointer; raises KeyError where there is none."""
    for token in split(pointer):
        if isinstance(data, dict) and token in data:
            data = data[token]
        elif isinstance(data, list) and token.isascii() and token.isdigit() and int(token) < len(data):
            if token != "0" and token.startswith("0"):
                raise KeyError(pointer)
            data = data[int(token)]
        else:
            raise KeyError(pointer)
    return data
