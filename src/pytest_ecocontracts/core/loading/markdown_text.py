"""Markdown pages: the front matter between two ``---`` lines is data, the rest explains it."""

from __future__ import annotations

import re
from typing import Final

from ..limits import Limits
from . import yaml_text
from .decoding import decode, without_byte_order_mark
from .problems import fail

_OPENING: Final = re.compile(r"---[ \t]*\r?(?:\n|\Z)")
_CLOSING: Final = re.compile(r"^---[ \t]*\r?$", re.MULTILINE)


def front_matter(data: bytes) -> bytes:
    """The YAML of the front matter, its opening fence made a blank line so that lines stay right.

    Raises LoadError: ``front-matter-missing``, ``front-matter-unclosed``.
    """
    text = without_byte_order_mark(decode(data))
    opening = _OPENING.match(text)
    if opening is None:
        fail(
            "front-matter-missing",
            "the page does not start with front matter",
            line=1,
            column=1,
            expected="'---' as the first line",
            fix="put the data between two '---' lines at the top of the page",
        )
    closing = _CLOSING.search(text, opening.end())
    if closing is None:
        fail(
            "front-matter-unclosed",
            "the front matter is not closed",
            line=1,
            column=1,
            expected="a second '---' line",
            fix="end the front matter with a line of three dashes",
        )
    return b"\n" + text[opening.end() : closing.start()].encode()


def parse(data: bytes, limits: Limits) -> object:
    """The data of the page's front matter; raises LoadError with every problem."""
    return yaml_text.parse(front_matter(data), limits)
