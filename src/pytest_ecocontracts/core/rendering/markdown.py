"""Text of others inside of Markdown: it stands there as it is, and cannot mark up, link, mention or embed.

All of it is code: GitHub (GitHub Flavored Markdown, https://github.github.com/gfm/) reads nothing in a code
span or a fenced block, no link, no ``@name``, no ``#1`` and no HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from .printable import printable

#: characters of a text
LONGEST: Final = 300
_TICKS: Final = re.compile("`+")
_NOT_PLAIN: Final = re.compile("[^A-Za-z0-9 ]")


def code(text: str, limit: int = LONGEST) -> str:
    """A code span; what is longer than ``limit`` loses its middle."""
    text = printable(text, limit)
    if not text.strip():
        return f'`"{text}"`'
    ticks = "`" * (1 + max(map(len, _TICKS.findall(text)), default=0))
    # One blank on either side is taken off again; it also keeps the text's own backticks apart.
    blank = " " if len(ticks) > 1 or (text[0] == " " and text[-1] == " ") else ""
    return f"{ticks}{blank}{text}{blank}{ticks}"


def cell(text: str, limit: int = LONGEST) -> str:
    """Code in a cell of a table: a bar there ends the cell, also in a code span."""
    if "|" not in text:
        return code(text, limit)
    return f"<code>{_NOT_PLAIN.sub(_entity, printable(text, limit))}</code>"


def _entity(match: re.Match[str]) -> str:
    return f"&#{ord(match[0])};"


def fenced(lines: Iterable[str], language: str) -> list[str]:
    """A fenced block, whose fence is longer than any inside."""
    kept = [printable(line, LONGEST) for line in lines]
    longest = max((len(ticks) for line in kept for ticks in _TICKS.findall(line)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}{language}", *kept, fence]


def row(cells: Iterable[str]) -> str:
    """A row of a table, of cells that are Markdown."""
    return f"| {' | '.join(cells)} |"


def table(titles: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """A table with a blank line before it."""
    head = list(titles)
    return ["", row(head), row("---" for _ in head), *(row(cells) for cells in rows)]
