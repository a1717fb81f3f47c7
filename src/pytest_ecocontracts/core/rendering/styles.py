"""Lines of text with a word for the role of each part; whoever writes them knows the colours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, Literal, TypeAlias

from .width import width_of

Style: TypeAlias = Literal["plain", "code", "label", "place", "fix", "bad", "warning", "excused"]

#: the parts of one line, in order
Line: TypeAlias = "list[tuple[str, Style]]"

_INDENT: Final = "    "


def plain(line: Line) -> str:
    """The text of a line."""
    return "".join(text for text, _ in line)


def joined(facts: Sequence[tuple[str, Style]], width: int) -> Iterator[Line]:
    """The facts with commas between them, broken between two of them where a line would be too wide."""
    line: Line = [facts[0]]
    for text, style in facts[1:]:
        if width_of(f"{plain(line)}, {text},") > width:
            yield [*line, (",", "plain")]
            line = [(_INDENT, "plain"), (text, style)]
        else:
            line += [(", ", "plain"), (text, style)]
    yield line
