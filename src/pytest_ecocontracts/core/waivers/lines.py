"""Exceptions in a plain text file: ``path # owner=..; why=..; until=..``, one a line."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from ..loading.decoding import decode

_NOTE: Final = re.compile(r"(?:^|\s)#")
_PAIR: Final = re.compile(r"([A-Za-z][A-Za-z0-9_-]*)\s*=\s*([^;]*)")


class Line(NamedTuple):
    """One exception: its fields by name, ``line`` for what stands before the note, and where each stands."""

    number: int
    fields: dict[str, str]
    columns: dict[str, int]


def read_lines(data: bytes) -> list[Line]:
    """Every line that is neither empty nor only a comment; raises LoadError where the bytes are no text."""
    found: list[Line] = []
    for number, text in enumerate(decode(data).split("\n"), start=1):
        note = _NOTE.search(text)
        subject = text[: note.start()] if note else text
        if not subject.strip():
            continue
        fields = {"line": subject.strip()}
        columns = {"": 1, "line": len(subject) - len(subject.lstrip()) + 1}
        start = note.end() if note else len(text)
        for part in re.finditer(r"[^;]+", text[start:]):
            pair = _PAIR.fullmatch(part[0].strip())
            if pair is not None and pair[1] not in fields:
                fields[pair[1]] = pair[2].strip()
                columns[pair[1]] = start + part.start() + len(part[0]) - len(part[0].lstrip()) + 1
        found.append(Line(number, fields, columns))
    return found
