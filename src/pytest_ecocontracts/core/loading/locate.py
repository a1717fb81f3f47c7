"""From a JSON Pointer to a line and a column, in the bytes of an artifact that failed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from itertools import accumulate
from typing import Final, TypeAlias

from ..errors import LoadError
from ..limits import Limits
from ..model import Positions
from ..pointers import array_index, split
from .decoding import decode, without_byte_order_mark
from .json_locate import JsonPlaces
from .positions import START, Mark, MarkedPositions, line_and_column

Place: TypeAlias = tuple[int, int]

_FIRST_LINE: Final = (1, 1)
_CSV_FIELD: Final = re.compile(r'"(?:[^"]|"")*"|[^,\r\n]*')


def locate(
    format: str,  # noqa: A002 - the language's own word
    data: bytes,
    pointer: str,
    *,
    key: bool = False,
) -> Place | None:
    """(line, column) of the value at ``pointer``, or of the key that leads to it; both count from 1.

    Where there is nothing at the pointer it is the nearest enclosing value; None where the data cannot
    be read. For several places in the same data use ``positions``.
    """
    return positions(format, data).locate(pointer, key=key)


def positions(format: str, data: bytes) -> Positions:  # noqa: A002 - as above
    """The positions of a whole artifact, one of ``values.FORMATS``; nothing is read before it is asked."""
    return _Guarded(_POSITIONS[format](data))


@dataclass(frozen=True, slots=True)
class _Guarded:
    """Knows no places where the data cannot be read; that it cannot is told elsewhere."""

    _inner: Positions

    def locate(self, pointer: str, *, key: bool = False) -> Place | None:
        try:
            return self._inner.locate(pointer, key=key)
        except (LoadError, ValueError, StopIteration, RecursionError):
            return None


@dataclass(slots=True)
class _JsonPositions:
    _data: bytes
    _places: JsonPlaces | None = None

    def locate(self, pointer: str, *, key: bool = False) -> Place:
        places = self._places = self._places or JsonPlaces(decode(self._data))
        return line_and_column(places.text, places.offset(pointer, key=key))


@dataclass(slots=True)
class _JsonLinesPositions:
    _data: bytes
    _lines: list[bytes] | None = None

    def locate(self, pointer: str, *, key: bool = False) -> Place:
        first, _, rest = pointer.removeprefix("/").partition("/")
        index = array_index(first)
        lines = self._lines = self._lines or self._data.split(b"\n")
        if index is None or index >= len(lines):
            return _FIRST_LINE
        inner = f"/{rest}" if rest or pointer.endswith("/") else ""
        place = _Guarded(_JsonPositions(lines[index])).locate(inner, key=key)
        return index + 1, place[1] if place else 1


@dataclass(frozen=True, slots=True)
class _TextPositions:
    _data: bytes

    def locate(self, pointer: str, *, key: bool = False) -> Place:
        index = array_index(split(pointer)[0]) if pointer else None
        count = self._data.count(b"\n") + 1
        return (index + 1, 1) if index is not None and index < count else _FIRST_LINE


@dataclass(slots=True)
class _CsvPositions:
    _data: bytes
    _rows: _CsvRows | None = None

    def locate(self, pointer: str, *, key: bool = False) -> Place:
        found = self._rows = self._rows or _CsvRows(without_byte_order_mark(decode(self._data)))
        row, *column = split(pointer) or [""]
        index = array_index(row)
        if index is None:
            return _FIRST_LINE
        number = 0 if key and column else index + 1
        if number >= len(found.lines):
            return _FIRST_LINE
        line = found.lines[number]
        return line, found.column(line, column)


class _CsvRows:
    """Where the rows of a CSV text are, as far as it can be read."""

    def __init__(self, text: str) -> None:
        from .csv_text import rows  # noqa: PLC0415 - as above

        self.text = text
        self.header: list[str] = []
        #: the line of each row, the header first
        self.lines: list[int] = []
        try:
            for line, fields in rows(text):
                self.header = self.header or fields
                self.lines.append(line)
        except LoadError:
            pass  # what comes before is known
        #: where each line starts
        self._starts = [0, *accumulate(map(len, StringIO(text, newline="")))]

    def column(self, line: int, column: list[str]) -> int:
        """Where a column's field starts in the row of a line; 1 where it cannot be told or spans lines."""
        if not column or column[0] not in self.header:
            return 1
        start = offset = self._starts[line - 1]
        for _ in range(self.header.index(column[0])):
            match = _CSV_FIELD.match(self.text, offset)
            offset = match.end() + 1 if match else offset
        return 1 if "\n" in self.text[start:offset] else offset - start + 1


def _yaml_marks(data: bytes) -> Mark:
    from .yaml_text import parse_documents  # noqa: PLC0415 - as above

    documents = parse_documents(data, Limits(), marks=True)
    return (documents[0].marks if documents else None) or START


def _markdown_marks(data: bytes) -> Mark:
    from .markdown_text import front_matter  # noqa: PLC0415 - as above

    return _yaml_marks(front_matter(data))


def _toml_marks(data: bytes) -> Mark:
    from .toml_scan import marks  # noqa: PLC0415 - as above

    return marks(decode(data))


def _marked(marks: Callable[[bytes], Mark]) -> Callable[[bytes], Positions]:
    return lambda data: MarkedPositions(lambda: marks(data))


_POSITIONS: Final[dict[str, Callable[[bytes], Positions]]] = {
    "json": _JsonPositions,
    "jsonl": _JsonLinesPositions,
    "yaml": _marked(_yaml_marks),
    "markdown": _marked(_markdown_marks),
    "toml": _marked(_toml_marks),
    "csv": _CsvPositions,
    "text": _TextPositions,
    "checksums": _TextPositions,
}
