"""The words of commands without their quotes; expansions stay as they are written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tree_sitter import Node

_ESCAPED: Final = re.compile(r"\\(\n|.)", re.DOTALL)
_ESCAPED_IN_QUOTES: Final = re.compile(r'\\([\n"\\$`])')
_ANSI: Final = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "v": "\v"}


def unquoted(node: Node, data: bytes) -> str:
    """The text of a word of a script."""
    parts: list[str] = []
    stack = [node]
    while stack:
        each = stack.pop()
        text = data[each.start_byte : each.end_byte].decode("utf-8", "replace")
        kind = each.type
        if kind in ("concatenation", "command_name"):
            stack += reversed(each.children)
        elif kind == "word":
            parts.append(_ESCAPED.sub(_kept, text))
        elif kind == "string":
            parts.append(_ESCAPED_IN_QUOTES.sub(_kept, text[1:-1]))
        elif kind == "translated_string":
            parts.append(_ESCAPED_IN_QUOTES.sub(_kept, text[2:-1]))
        elif kind == "raw_string":
            parts.append(text[1:-1])
        elif kind == "ansi_c_string":
            parts.append(_ESCAPED.sub(_ansi, text[2:-1]))
        else:
            parts.append(text)
    return "".join(parts)


def _kept(match: re.Match[str]) -> str:
    return "" if match[1] == "\n" else match[1]


def _ansi(match: re.Match[str]) -> str:
    return _ANSI.get(match[1], match[1])
