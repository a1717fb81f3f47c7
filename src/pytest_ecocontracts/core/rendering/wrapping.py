"""Lines broken to the width of a terminal, with what continues a line indented below its value.

A word is only broken where it is wider than the terminal: editors and people open ``path:line:column``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .width import columns_of, width_of

#: where the values of labelled lines begin
VALUE_COLUMN: Final = 12
#: a labelled line up to its value
LABEL: Final = re.compile(rf"  ([a-z]+) +(?<=^.{{{VALUE_COLUMN}}})(?=[^ ])")
#: how much further the continuation of any other line is indented than the line
_DEEPER: Final = 4
#: where a word begins that is too wide to stand below the value
_MARGIN: Final = 2
#: narrower, a wide character would not fit beside the indent
_NARROWEST: Final = 4

#: a word, or the count at the end of a headline, which would read badly in two parts
_PIECE: Final = re.compile(r"( *)(\(\+[0-9]+ more\)|[^ ]+)")
#: a place is one word, whatever blanks are in the path; what follows it is a JSON Pointer
_PLACE: Final = re.compile(r"  at( +)([^ ].*?)(?=  /|$)")


def wrap(text: str, width: int) -> str:
    """Break every line that takes more than ``width`` columns; only blanks are lost."""
    return "\n".join(part for line in text.split("\n") for part in wrap_line(line, width))


def wrap_line(line: str, width: int) -> list[str]:
    """Break one line."""
    width = max(width, _NARROWEST)
    if width_of(line) <= width:
        return [line]
    hang = min(_hang(line), width // 2)
    done: list[str] = []
    current, room = "", width
    for gap, word in _pieces(line):
        size = width_of(word)
        if len(gap) + size <= room:
            current, room = current + gap + word, room - len(gap) - size
        elif size <= width:
            done += [current] if current else []
            indent = next(indent for indent in (hang, _MARGIN, 0) if indent + size <= width)
            current, room = " " * indent + word, width - indent - size
        else:
            *full, current = _broken(current, gap, word, hang, width)
            done += full
            room = width - width_of(current)
    return [*done, current]


def _broken(current: str, gap: str, word: str, hang: int, width: int) -> list[str]:
    """Lines of a word that is wider than the terminal; it begins where the current line ends."""
    lines = [current + gap]
    room = width - width_of(lines[0])
    for character in word:
        columns = columns_of(character)
        if columns > room:
            lines[-1] = lines[-1].rstrip(" ")
            lines.append(" " * hang)
            room = width - hang
        lines[-1] += character
        room -= columns
    return [line for line in lines if line]


def _pieces(line: str) -> Iterator[tuple[str, str]]:
    """The words of a line, each with the blanks before it."""
    place = _PLACE.match(line)
    if place is not None:
        yield "  ", "at"
        yield place[1], place[2]
    for piece in _PIECE.finditer(line, place.end() if place else 0):
        yield piece[1], piece[2]


def _hang(line: str) -> int:
    if LABEL.match(line):
        return VALUE_COLUMN
    return len(line) - len(line.lstrip(" ")) + _DEEPER
