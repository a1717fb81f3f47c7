"""From a JSON Pointer to a line and a column, in the bytes of an artifact that failed."""

from __future__ import annotations

import re
from json.decoder import JSONDecoder, scanstring
from typing import Final

from ..errors import LoadError
from ..limits import Limits
from ..pointers import split
from .decoding import decode, without_byte_order_mark
from .positions import array_index, line_and_column, locate_mark

_SPACE: Final = re.compile(r"[ \t\n\r]*")


def locate(
    format: str,  # noqa: A002 - the language's own word
    data: bytes,
    pointer: str,
    *,
    key: bool = False,
) -> tuple[int, int] | None:
    """(line, column) of the value at ``pointer``, or of the key that leads to it; both count from 1.

    Where there is nothing at the pointer it is the nearest enclosing value. None where the format
    gives no places, or the data cannot be read at all.
    """
    try:
        return _LOCATORS[format](data, pointer, key)
    except (LoadError, ValueError, RecursionError):
        return None


def _locate_json(data: bytes, pointer: str, key: bool) -> tuple[int, int]:
    text = decode(data)
    return line_and_column(text, json_offset(text, pointer, key=key))


def json_offset(text: str, pointer: str, *, key: bool = False) -> int:
    """Offset of a value or key in a valid JSON text; values beside the path are skipped at C speed.

    Raises ValueError or RecursionError where the text cannot be read.
    """
    skip_value = JSONDecoder().scan_once
    offset = key_offset = _SPACE.match(text).end()
    for token in split(pointer):
        opener = text[offset : offset + 1]
        found = None
        if opener == "{":
            found = _member(text, offset + 1, token, skip_value)
        elif opener == "[":
            found = _element(text, offset + 1, array_index(token), skip_value)
        if found is None:
            return offset
        key_offset, offset = found
    return key_offset if key else offset


def _member(text, offset, name, skip_value):
    while True:
        offset = _SPACE.match(text, offset).end()
        if text[offset : offset + 1] != '"':
            return None
        key, end = scanstring(text, offset + 1, True)
        value = _SPACE.match(text, _SPACE.match(text, end).end() + 1).end()
        if key == name:
            return offset, value
        end = _SPACE.match(text, skip_value(text, value)[1]).end()
        if text[end : end + 1] != ",":
            return None
        offset = end + 1


def _element(text, offset, index, skip_value):
    if index is None:
        return None
    offset = _SPACE.match(text, offset).end()
    if text[offset : offset + 1] == "]":
        return None
    for _ in range(index):
        end = _SPACE.match(text, skip_value(text, offset)[1]).end()
        if text[end : end + 1] != ",":
            return None
        offset = _SPACE.match(text, end + 1).end()
    return offset, offset


def _locate_yaml(data: bytes, pointer: str, key: bool) -> tuple[int, int] | None:
    from .yaml_text import parse_documents

    marks = parse_documents(data, Limits(), marks=True)[0].marks
    return locate_mark(marks, pointer, key=key) if marks else None


def _locate_markdown(data: bytes, pointer: str, key: bool) -> tuple[int, int] | None:
    from .markdown_text import front_matter

    return _locate_yaml(front_matter(data), pointer, key)


def _locate_line(data: bytes, pointer: str, key: bool) -> tuple[int, int] | None:
    tokens = split(pointer)
    index = array_index(tokens[0]) if tokens else 0
    return None if index is None else (index + 1, 1)


def _locate_row(data: bytes, pointer: str, key: bool) -> tuple[int, int] | None:
    from .csv_text import rows

    tokens = split(pointer)
    index = array_index(tokens[0]) if tokens else None
    if index is None:
        return 1, 1
    for number, (line, _) in enumerate(rows(without_byte_order_mark(decode(data)))):
        if number == index + 1:
            return line, 1
    return 1, 1


def _locate_jsonl(data: bytes, pointer: str, key: bool) -> tuple[int, int] | None:
    tokens = split(pointer)
    index = array_index(tokens[0]) if tokens else None
    if index is None:
        return 1, 1
    lines = data.split(b"\n")
    if index >= len(lines):
        return 1, 1
    place = _locate_json(lines[index], pointer[len(tokens[0]) + 1 :], key)
    return index + 1, place[1]


def _locate_nothing(data: bytes, pointer: str, key: bool) -> tuple[int, int] | None:
    return None


_LOCATORS: Final = {
    "json": _locate_json,
    "jsonl": _locate_jsonl,
    "yaml": _locate_yaml,
    "markdown": _locate_markdown,
    "csv": _locate_row,
    "text": _locate_line,
    "toml": _locate_nothing,
}
