"""Lines of an explanation: facts below each other, sections, and nothing that a terminal would act on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from ..model import Fact
from ..rendering.printable import printable

#: characters of one line; what is longer loses its middle
MAXIMUM_LINE: Final = 2000
_LABEL: Final = 11


def shown(lines: Iterable[str]) -> str:
    """The lines as one text that is safe to show."""
    return "".join(f"{printable(line, MAXIMUM_LINE)}\n" for line in lines)


def facts(entries: Iterable[Fact], indent: str = "") -> list[str]:
    """A line for each fact; a label stands only where it changes."""
    lines: list[str] = []
    before = None
    for label, text in entries:
        lines.append(f"{indent}{'' if label == before else label:<{_LABEL}} {text}".rstrip())
        before = label
    return lines


def section(title: str, lines: Sequence[str]) -> list[str]:
    """A titled part, after an empty line; nothing where it has no lines."""
    return ["", title, *(f"  {line}" if line else "" for line in lines)] if lines else []


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows whose columns stand below each other."""
    if not rows:
        return []
    widths = [min(max(len(row[index]) for row in rows), 60) for index in range(len(rows[0]))]
    return [
        "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
