"""Scanning of the text of makefiles: quoted characters, references to variables, words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_BLANKS: Final = re.compile(r"[ \t\r\n]+")
_CLOSING: Final = {"(": ")", "{": "}"}


class LogicalLine(NamedTuple):
    """Physical lines that backslashes join; ``start`` and ``end`` are offsets, without the last newline."""

    text: str
    start: int
    end: int


def logical_lines(text: str) -> Iterator[LogicalLine]:
    """The lines of a makefile as written, with their backslashes and newlines."""
    start, size = 0, len(text)
    while start < size:
        end = text.find("\n", start)
        while end > 0 and _is_escaped(text, end - (text[end - 1] == "\r"), start) and end + 1 < size:
            end = text.find("\n", end + 1)
        end = size if end < 0 else end
        yield LogicalLine(text[start:end].removesuffix("\r"), start, end)
        start = end + 1


def _is_escaped(text: str, at: int, start: int) -> bool:
    """Whether an odd number of backslashes stands before a place."""
    first = at
    while first > start and text[first - 1] == "\\":
        first -= 1
    return (at - first) % 2 == 1


def joined(text: str) -> str:
    """A logical line as make reads it outside of recipes: each joint, with its blanks, is one blank."""
    if "\n" not in text:
        return text
    parts = text.replace("\r\n", "\n").split("\\\n")
    middle = [part.strip(" \t") for part in parts[1:-1]]
    return " ".join([parts[0].rstrip(" \t"), *middle, parts[-1].lstrip(" \t")])


def reference_end(text: str, at: int) -> int:
    """Where a reference that starts with ``$`` ends; brackets of its kind nest, as make counts them."""
    if at + 1 >= len(text):
        return len(text)
    opening = text[at + 1]
    closing = _CLOSING.get(opening)
    if closing is None:
        return at + 2
    depth, place = 0, at + 1
    while place < len(text):
        character = text[place]
        if character == opening:
            depth += 1
        elif character == closing:
            depth -= 1
            if depth == 0:
                return place + 1
        place += 1
    return len(text)


def find(text: str, wanted: str, start: int = 0) -> int:
    """The first of some characters outside of references and not after a backslash; -1 without one."""
    at, size = start, len(text)
    while at < size:
        character = text[at]
        if character in wanted:
            return at
        if character == "$":
            at = reference_end(text, at)
        else:
            at += 2 if character == "\\" else 1
    return -1


def without_comment(text: str) -> tuple[str, str]:
    """A line, and its comment from the first ``#`` on that is not quoted and not inside of a reference."""
    at = find(text, "#")
    line, comment = (text, "") if at < 0 else (text[:at], text[at:])
    return line.replace("\\#", "#"), comment


def words(text: str) -> list[str]:
    """The words of a text; a reference with blanks in it is one word, and so is a blank after a backslash."""
    if "$" not in text and "\\" not in text:
        return [word for word in _BLANKS.split(text) if word]
    found: list[str] = []
    at, size = 0, len(text)
    start = -1
    while at < size:
        character = text[at]
        if character in " \t\n\r":
            if start >= 0:
                found.append(text[start:at])
                start = -1
            at += 1
            continue
        if start < 0:
            start = at
        if character == "$":
            at = reference_end(text, at)
        else:
            at += 2 if character == "\\" else 1
    if start >= 0:
        found.append(text[start:])
    return found
