"""Lists of checksums, as ``sha256sum`` and its relatives write them: a digest and a path on each line.

The format is that of GNU coreutils: the digest, a blank, a blank or an asterisk (binary mode), the path.
A line that is a digest and nothing else, as in a file beside the only file that it is about, has no path.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from ..errors import LoadError, LoadProblem
from ..limits import Limits
from .problems import MOST_PROBLEMS
from .text import parse as parse_lines

#: MD5, the shortest that anybody writes, has 32 digits; a backslash before the line means an escaped path
_LINE: Final = re.compile(r"(?P<digest>[0-9A-Fa-f]{32,})(?: [ *](?P<path>.+))?", re.ASCII)


def parse(data: bytes, limits: Limits) -> list[dict[str, str]]:
    """Read ``{digest, path}`` of each line; raises LoadError with every problem (``syntax``)."""
    return [record for _, record in table(parse_lines(data, limits))]


def table(lines: Iterable[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Give (line, record) for each line, without its end; raises LoadError with all problems at the end.

    What comes before the first problem is given, what comes after it is judged only.
    """
    problems: list[LoadProblem] = []
    for number, line in enumerate(lines, start=1):
        match = _LINE.fullmatch(line)
        if match is None:
            problems.append(_problem(line, number))
            if len(problems) >= MOST_PROBLEMS:
                break
        elif not problems:
            yield number, {name: text for name, text in match.groupdict().items() if text is not None}
    if problems:
        raise LoadError(problems)


def _problem(line: str, number: int) -> LoadProblem:
    return LoadProblem(
        reason="syntax",
        message="a line is no checksum",
        line=number,
        pointer=f"/{number - 1}",
        expected="a digest in hexadecimal, two blanks, and a path",
        found=repr(line[:80]) if line else "a blank line",
        fix="write the list as sha256sum does; paths with line ends or backslashes have no line in it",
    )
