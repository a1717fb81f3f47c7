"""CSV (RFC 4180) as data: a list of rows, each a mapping from column name to text."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from ..errors import LoadError, LoadProblem
from ..limits import Limits
from .decoding import decode, without_byte_order_mark
from .problems import MOST_PROBLEMS, fail


def rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (line where the row starts, fields); raises LoadError where quoting is broken."""
    return _rows(StringIO(text, newline=""), len(text))


def parse(data: bytes, limits: Limits) -> list[dict[str, str]]:  # noqa: ARG001 - as every reader
    """Read the rows below the header; raises LoadError with every problem.

    Reasons: ``empty`` (no header), ``duplicate-key`` and ``column-unnamed`` in the header,
    ``ragged-row``, ``blank-line``, ``syntax``, ``too-large`` (a field above the csv module's limit).
    """
    text = without_byte_order_mark(decode(data))
    _, records = table(StringIO(text, newline=""), len(text))
    return [record for _, record in records]


def table(lines: Iterable[str], limit: int) -> tuple[list[str], Iterator[tuple[int, dict[str, str]]]]:
    """The column names, and (line, record) for each row below them; no row is longer than ``limit``.

    The lines keep their ends. Raises LoadError where there is no header. Iterating the records raises it
    with all other problems of the table, those of the header included; what comes before the first is
    given, what comes after it is judged only.
    """
    found = _rows(lines, limit)
    _, header = next(found, (1, []))
    if not header:
        fail("empty", "the file has no header row", line=1, column=1, expected="a row of column names")
    return header, _records(header, found)


def _rows(lines: Iterable[str], limit: int) -> Iterator[tuple[int, list[str]]]:
    size = 0

    def counted() -> Iterator[str]:
        nonlocal size
        for text in lines:
            size += len(text)
            if size > limit:
                fail("too-large", f"a row has more than {limit} characters", line=start)
            yield text

    start = 1
    reader = csv.reader(counted(), strict=True)
    try:
        for fields in reader:
            yield start, fields
            start = reader.line_num + 1
            size = 0
    except csv.Error as error:
        reason = "too-large" if "field limit" in str(error) else "syntax"
        fail(reason, f"a row cannot be read: {error}", line=start, fix="quote fields as RFC 4180 says")


def _records(
    header: list[str], found: Iterator[tuple[int, list[str]]]
) -> Iterator[tuple[int, dict[str, str]]]:
    problems = _header_problems(header)
    try:
        for index, (line, fields) in enumerate(found):
            if len(problems) >= MOST_PROBLEMS:
                break
            if len(fields) != len(header):
                problems.append(_row_problem(line, index, fields, header))
            elif not problems:
                yield line, dict(zip(header, fields, strict=True))
    except LoadError as error:
        problems += error.problems
    if problems:
        raise LoadError(problems)


def _header_problems(header: list[str]) -> list[LoadProblem]:
    problems: list[LoadProblem] = []
    first: dict[str, int] = {}
    for number, name in enumerate(header, start=1):
        if not name:
            words = f"column {number} has no name"
            problems.append(
                LoadProblem(reason="column-unnamed", message=words, line=1, fix="name the column")
            )
        elif name in first:
            problem = LoadProblem(
                reason="duplicate-key",
                message=f"the column name {name!r} occurs twice",
                line=1,
                found=f"columns {first[name]} and {number}",
                fix="give every column its own name",
            )
            problems.append(problem)
        first.setdefault(name, number)
    return problems[:MOST_PROBLEMS]


def _row_problem(line: int, index: int, fields: list[str], header: list[str]) -> LoadProblem:
    if not fields:
        return LoadProblem(
            reason="blank-line",
            message="a line is blank",
            line=line,
            pointer=f"/{index}",
            fix="remove the line",
        )
    return LoadProblem(
        reason="ragged-row",
        message=f"a row has {len(fields)} fields, the header has {len(header)}",
        line=line,
        pointer=f"/{index}",
        expected=f"{len(header)} fields",
        found=f"{len(fields)} fields",
        fix="quote fields that hold commas or line breaks, and write empty fields as nothing between commas",
    )
