"""Texts of other languages inside of a shell script, which the grammar of the shell must not read.

References of make and expressions of workflows are moved, character by character, to a private plane of
Unicode, where the grammar takes them for letters of a word, and moved back in what was read.
"""

from __future__ import annotations

from typing import Final

_PLANE: Final = 0xF0000
_LAST: Final = 0xFFFD


def clean(text: str) -> str:
    """A text without characters that ``reveal`` would take for protected ones; as long as before."""
    if text.isascii():
        return text
    return "".join("\ufffd" if ord(character) >= _PLANE else character for character in text)


def protect(text: str) -> str:
    """A text that is one word for the shell, or a part of one."""
    return "".join(chr(_PLANE + min(ord(character), _LAST)) for character in text)


def reveal(text: str) -> str:
    """The text as it was before ``protect``, wherever it stands now."""
    if text.isascii():
        return text
    return "".join(chr(ord(c) - _PLANE) if _PLANE <= ord(c) <= _PLANE + _LAST else c for c in text)
