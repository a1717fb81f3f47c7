"""Rows of formats that hold one record after the other: read as a stream, judged as a whole.

A problem does not end the reading: the rest is judged, though not given, so that all is told at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import StringIO
from typing import BinaryIO, Final

from ..context import Context
from ..errors import FileProblem, LoadError, LoadProblem
from ..limits import Limits
from ..loading import checksums_text, csv_text
from ..loading.decoding import decode, without_byte_order_mark
from ..loading.json_text import parse_line
from ..loading.problems import MOST_PROBLEMS
from .columns import chosen
from .compressed import open_stream
from .formats import RowFormat
from .model import Row

_LONGEST_END: Final = len(b"\r\n")


def record_rows(
    context: Context,
    path: str,
    format: RowFormat,  # noqa: A002 - the language's own word
    columns: Sequence[str] | None,
) -> Iterator[Row]:
    """One row for each line, or each row of a CSV file; see ``opening.open_rows``."""
    limits = context.limits
    with open_stream(context, path, compressed=format.compressed) as stream:
        lines = _lines(stream, path, limits.line_bytes)
        if format.name == "jsonl":
            yield from _json_lines(lines, limits)
        elif format.name == "csv":
            yield from _csv_rows(lines, limits, columns)
        elif format.name == "checksums":
            for number, record in checksums_text.table(_texts(lines)):
                yield Row(number, record, number)
        else:
            for number, text in enumerate(_texts(lines), start=1):
                yield Row(number, text, number)


def _lines(stream: BinaryIO, path: str, limit: int) -> Iterator[bytes]:
    """The lines with their ends; raises FileProblem where one is longer than ``limit`` bytes."""
    number = 0
    while line := stream.readline(limit + _LONGEST_END):
        number += 1
        if len(line) > limit and len(line.removesuffix(b"\n").removesuffix(b"\r")) > limit:
            message = f"{path!r} has a line of more than {limit} bytes: line {number}"
            raise FileProblem("too-large", path, message)
        yield line


def _json_lines(lines: Iterator[bytes], limits: Limits) -> Iterator[Row]:
    problems: list[LoadProblem] = []
    for number, line in enumerate(lines, start=1):
        try:
            value = parse_line(line.removesuffix(b"\n").removesuffix(b"\r"), limits)
        except LoadError as error:
            index = number - 1
            problems += (
                replace(problem, line=number, pointer=f"/{index}{problem.pointer}")
                for problem in error.problems
            )
            if len(problems) >= MOST_PROBLEMS:
                break
            continue
        if not problems:
            yield Row(number, value, number)
    if problems:
        raise LoadError(problems)


def _csv_rows(lines: Iterator[bytes], limits: Limits, columns: Sequence[str] | None) -> Iterator[Row]:
    header, records = csv_text.table(_csv_lines(lines), limits.line_bytes + _LONGEST_END)
    names = chosen(columns, header)
    for number, (line, record) in enumerate(records, start=1):
        yield Row(number, record if columns is None else {name: record[name] for name in names}, line)


def _csv_lines(lines: Iterator[bytes]) -> Iterator[str]:
    for text in _decoded(lines):
        # A carriage return ends a line of CSV wherever it stands.
        if "\r" in text.removesuffix("\r\n"):
            yield from StringIO(text, newline="")
        else:
            yield text


def _texts(lines: Iterator[bytes]) -> Iterator[str]:
    """The text of the lines without their ends."""
    return (text.removesuffix("\n").removesuffix("\r") for text in _decoded(lines))


def _decoded(lines: Iterator[bytes]) -> Iterator[str]:
    """The text of the lines, without a byte order mark; raises LoadError with the line's number."""
    for number, line in enumerate(lines, start=1):
        try:
            text = decode(line)
        except LoadError as error:
            raise LoadError([replace(problem, line=number) for problem in error.problems]) from error
        yield without_byte_order_mark(text) if number == 1 else text
