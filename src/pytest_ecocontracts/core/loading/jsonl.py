"""JSON Lines: one JSON text per line, in a file small enough to hold at once.

Files that are not go line by line through ``json_text.parse_line``.
"""

from __future__ import annotations

from dataclasses import replace

from ..errors import LoadError, LoadProblem
from ..limits import Limits
from .decoding import decode
from .json_text import parse_line
from .problems import MOST_PROBLEMS


def parse(data: bytes, limits: Limits) -> list[object]:
    """The values of all lines; raises LoadError with the problems of every line."""
    decode(data)  # what is not text at all is one problem, not one per line
    lines = data.split(b"\n")
    if not lines[-1]:
        lines.pop()
    values: list[object] = []
    problems: list[LoadProblem] = []
    for index, line in enumerate(lines):
        try:
            values.append(parse_line(line, limits))
        except LoadError as error:
            if len(problems) >= MOST_PROBLEMS:
                break
            problems += (
                replace(problem, line=index + 1, pointer=f"/{index}{problem.pointer}")
                for problem in error.problems
            )
    if problems:
        raise LoadError(problems)
    return values
