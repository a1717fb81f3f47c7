"""Times of day and dates that a program writes when it says when it ran: in names, and in text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_MONTHS: Final = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_DATE: Final = r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_CLOCK: Final = r"(?:[01]\d|2[0-3])[:.]?[0-5]\d"
_SPELLED_CLOCK: Final = r"(?:\d\d:\d\d(?::\d\d)?\ (?:[A-Z]{3,4}\ )?)?"
#: ten digits are seconds from 2001 to 2286, thirteen the same in milliseconds
_EPOCH: Final = r"[1-9]\d{9}(?:\d{3})?"

_CLOCK_INSIDE: Final = re.compile(r"\d[T ]?\d\d:?\d\d|:")
#: what is no part of a longer word or number
_TEXT: Final = re.compile(
    rf"""(?<![\w.-])(?:
      (?P<date>{_DATE}(?:[T ]{_CLOCK}(?::?[0-5]\d)?(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)?)
    | (?P<compact>(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])T?{_CLOCK}(?:[0-5]\d)?Z?)
    | (?P<spelled>(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?\s)?
        (?:\d{{1,2}}\ (?:{_MONTHS})[a-z]*\ (?:19|20)\d\d
          |(?:{_MONTHS})[a-z]*\ {{1,2}}\d{{1,2}},?\ {_SPELLED_CLOCK}(?:19|20)\d\d))
    )(?![\w-])""",
    re.VERBOSE,
)
_KEYED: Final = re.compile(
    rf"""(?<!\w)["']?(?P<key>[A-Za-z_]*(?:_at|_on|_time|timestamp|epoch|mtime|Time|Timestamp|At)
      |ts|time|date|built|created|generated|updated)["']?
    \s*[:=]\s*["']?(?P<epoch>{_EPOCH}(?:\.\d+)?)(?![\w.])""",
    re.VERBOSE,
)
_NAME: Final = re.compile(
    rf"""(?<![0-9])(?:
      {_DATE}(?:[T_. -]?{_CLOCK}(?:[:.]?[0-5]\d)?Z?)?
    | (?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[T_.-]?{_CLOCK}(?:[0-5]\d)?Z?)?
    | 1[5-9]\d{{8}}(?:\d{{3}})?
    )(?![0-9])""",
    re.VERBOSE,
)
#: every time in a text has one of these pairs of digits or words in it, so most lines need no closer look
_HINT: Final = re.compile(rf"(?:19|20)\d\d|[1-9]\d{{9}}|{_MONTHS}")


_HINT_IN_BYTES: Final = re.compile(_HINT.pattern.encode("ascii"))


class Timestamp(NamedTuple):
    """A time that was found: ``start`` counts characters from 0, ``what`` says what sort it is."""

    start: int
    text: str
    what: str


def in_name(name: str) -> Timestamp | None:
    """The first time in a path."""
    found = _NAME.search(name)
    return None if found is None else Timestamp(found.start(), found[0], "a time")


def may_hold_time(data: bytes) -> bool:
    """Whether a text needs a closer look, line by line."""
    return _HINT_IN_BYTES.search(data) is not None


def in_line(line: str) -> Iterator[Timestamp]:
    """Each time in a line of text, from left to right.

    Dates, with or without a time of day; and seconds of the epoch, where a key before them says so.
    """
    if _HINT.search(line) is None:
        return
    found = [Timestamp(one.start(), one[0], _sort(one[0])) for one in _TEXT.finditer(line)]
    found += [
        Timestamp(one.start("epoch"), one["epoch"], f"seconds of the epoch, by the key {one['key']!r}")
        for one in _KEYED.finditer(line)
    ]
    yield from sorted(found)


def _sort(text: str) -> str:
    return "a time" if _CLOCK_INSIDE.search(text) else "a date"
