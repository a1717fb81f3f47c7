"""Timestamps and durations: their texts, their arithmetic, and the parts of a date in a time zone.

Texts are RFC 3339 for timestamps and, for durations, Go's ``1h30m5.5s``; both are written as Protocol
Buffers' JSON mapping does. The bounds are those of google.protobuf.Timestamp and Duration.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from .problems import Failure, quoted
from .values import INT_MAX, INT_MIN, Duration, Timestamp

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_SECOND: Final = 1_000_000_000
_DAY: Final = 86_400 * _SECOND
_EPOCH_DAY: Final = date(1970, 1, 1).toordinal()
_FIRST: Final = (1 - _EPOCH_DAY) * _DAY
_LAST: Final = (date(9999, 12, 31).toordinal() + 1 - _EPOCH_DAY) * _DAY - 1
#: google.protobuf.Duration: 10,000 years
_LONGEST: Final = 315_576_000_000 * _SECOND
_TIMESTAMP: Final = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?"
    r"(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))"
)
_DURATION: Final = re.compile(
    r"([+-]?)(?:0|((?:[0-9]+\.?[0-9]*(?:h|ms|m|s|us|ns)|\.[0-9]+(?:h|ms|m|s|us|ns))+))"
)
_TERM: Final = re.compile(r"([0-9]*)\.?([0-9]*)(h|ms|m|s|us|ns)")
_UNITS: Final = {"h": 3600 * _SECOND, "m": 60 * _SECOND, "s": _SECOND, "ms": 1_000_000, "us": 1_000, "ns": 1}
_OFFSET: Final = re.compile(r"([+-]?)([0-9]{2}):([0-9]{2})")
_MOST_CHARACTERS: Final = 100


def timestamp(nanoseconds: int) -> Timestamp:
    """A timestamp; raises Failure outside of the years 1 to 9999."""
    if not _FIRST <= nanoseconds <= _LAST:
        raise Failure("the timestamp is not within the years 1 to 9999")
    return Timestamp(nanoseconds)


def parse_timestamp(text: str) -> Timestamp:
    """Read an RFC 3339 timestamp; digits beyond nanoseconds are dropped. Raises Failure."""
    match = _TIMESTAMP.fullmatch(text) if len(text) <= _MOST_CHARACTERS else None
    if match is None:
        message = f"{quoted(text)} is not an RFC 3339 timestamp such as 2026-01-31T12:00:00Z"
        raise Failure(message)
    year, month, day, hour, minute, second, fraction, sign, hours, minutes = match.groups()
    if year == "0000":
        raise Failure("the timestamp is not within the years 1 to 9999")
    try:
        ordinal = date(int(year), int(month), int(day)).toordinal()
    except ValueError:
        message = f"{quoted(text)} is not a day of the calendar"
        raise Failure(message) from None
    # A leap second, :60, is the first second of the next minute.
    if hour > "23" or minute > "59" or second > "60" or (hours or "00") > "23" or (minutes or "00") > "59":
        message = f"{quoted(text)} is not a time of the day"
        raise Failure(message)
    seconds = (ordinal - _EPOCH_DAY) * 86_400 + int(hour) * 3600 + int(minute) * 60 + int(second)
    if sign is not None:
        offset = int(hours) * 3600 + int(minutes) * 60
        seconds += offset if sign == "-" else -offset
    nanoseconds = int(fraction[:9].ljust(9, "0")) if fraction is not None else 0
    return timestamp(seconds * _SECOND + nanoseconds)


def timestamp_of_seconds(seconds: int) -> Timestamp:
    """The instant that many seconds after 1970 began; raises Failure."""
    return timestamp(seconds * _SECOND)


def timestamp_text(value: Timestamp) -> str:
    """RFC 3339 in UTC, with 0, 3, 6 or 9 digits of fraction."""
    days, rest = divmod(value.nanoseconds, _DAY)
    seconds, fraction = divmod(rest, _SECOND)
    minutes, second = divmod(seconds, 60)
    day = date.fromordinal(days + _EPOCH_DAY).isoformat()
    return f"{day}T{minutes // 60:02}:{minutes % 60:02}:{second:02}{_fraction(fraction)}Z"


def parse_duration(text: str) -> Duration:
    """Read a duration such as ``1h30m`` or ``-1.5s``, with units h, m, s, ms, us, ns; raises Failure."""
    match = _DURATION.fullmatch(text) if len(text) <= _MOST_CHARACTERS else None
    if match is None:
        message = f"{quoted(text)} is not a duration such as 1h30m or 5.5s"
        raise Failure(message)
    total = 0
    for whole, fraction, unit in _TERM.findall(match[2] or ""):
        size = _UNITS[unit]
        total += int(whole or "0") * size
        if fraction:
            total += int(fraction) * size // 10 ** len(fraction)
    if total > _LONGEST:
        raise Failure("the duration is longer than 10,000 years")
    return Duration(-total if match[1] == "-" else total)


def duration_text(value: Duration) -> str:
    """Seconds with 0, 3, 6 or 9 digits of fraction and ``s``."""
    seconds, fraction = divmod(abs(value.nanoseconds), _SECOND)
    sign = "-" if value.nanoseconds < 0 else ""
    return f"{sign}{seconds}{_fraction(fraction)}s"


def _fraction(nanoseconds: int) -> str:
    if not nanoseconds:
        return ""
    digits = f"{nanoseconds:09}"
    while digits.endswith("000"):
        digits = digits[:-3]
    return f".{digits}"


# --- arithmetic ----------------------------------------------------------------------------------------


def _duration(nanoseconds: int) -> Duration:
    """As CEL asks, arithmetic on durations is bounded by int64 nanoseconds, about 292 years."""
    if not INT_MIN <= nanoseconds <= INT_MAX:
        raise Failure("the duration overflows: it is longer than 292 years")
    return Duration(nanoseconds)


def add_durations(left: Duration, right: Duration) -> Duration:
    """Sum of two lengths."""
    return _duration(left.nanoseconds + right.nanoseconds)


def subtract_durations(left: Duration, right: Duration) -> Duration:
    """Difference of two lengths."""
    return _duration(left.nanoseconds - right.nanoseconds)


def later(left: Timestamp, right: Duration) -> Timestamp:
    """The instant a length after another."""
    return timestamp(left.nanoseconds + right.nanoseconds)


def earlier(left: Timestamp, right: Duration) -> Timestamp:
    """The instant a length before another."""
    return timestamp(left.nanoseconds - right.nanoseconds)


def between(left: Timestamp, right: Timestamp) -> Duration:
    """The length from ``right`` to ``left``."""
    return _duration(left.nanoseconds - right.nanoseconds)


# --- parts ---------------------------------------------------------------------------------------------


def seconds_of(value: Timestamp) -> int:
    """Whole seconds since 1970 began, rounded down."""
    return value.nanoseconds // _SECOND


#: the calendar repeats itself after this many days, weekdays included
_CYCLE_DAYS: Final = 146_097
_CYCLE_YEARS: Final = 400


def _day(days: int) -> tuple[int, date]:
    """The year and, in the same place of the calendar, a date: a zone may lead out of the years 1 to 9999."""
    if days < _FIRST // _DAY:
        day = date.fromordinal(days + _EPOCH_DAY + _CYCLE_DAYS)
        return day.year - _CYCLE_YEARS, day
    if days > _LAST // _DAY:
        day = date.fromordinal(days + _EPOCH_DAY - _CYCLE_DAYS)
        return day.year + _CYCLE_YEARS, day
    day = date.fromordinal(days + _EPOCH_DAY)
    return day.year, day


def _day_of_year(days: int) -> int:
    _, day = _day(days)
    return day.toordinal() - date(day.year, 1, 1).toordinal()


#: accessor -> what it makes of the days since 1970 and the nanoseconds of the day
_PARTS: Final[dict[str, Callable[[int, int], int]]] = {
    "getFullYear": lambda days, _: _day(days)[0],
    "getMonth": lambda days, _: _day(days)[1].month - 1,
    "getDate": lambda days, _: _day(days)[1].day,
    "getDayOfMonth": lambda days, _: _day(days)[1].day - 1,
    "getDayOfWeek": lambda days, _: (days + 4) % 7,
    "getDayOfYear": lambda days, _: _day_of_year(days),
    "getHours": lambda _, rest: rest // (3600 * _SECOND),
    "getMinutes": lambda _, rest: rest // (60 * _SECOND) % 60,
    "getSeconds": lambda _, rest: rest // _SECOND % 60,
    "getMilliseconds": lambda _, rest: rest // 1_000_000 % 1000,
}
ACCESSORS: Final = tuple(_PARTS)


def part(name: str) -> Callable[[Timestamp], int]:
    """The accessor of that name in UTC."""
    pick = _PARTS[name]

    def read(value: Timestamp) -> int:
        return pick(*divmod(value.nanoseconds, _DAY))

    return read


def part_in_zone(name: str) -> Callable[[Timestamp, str], int]:
    """The accessor of that name in a time zone; raises Failure for an unknown one."""
    pick = _PARTS[name]

    def read(value: Timestamp, zone: str) -> int:
        return pick(*divmod(value.nanoseconds + _offset(value, zone) * _SECOND, _DAY))

    return read


def _units(size: int) -> Callable[[Duration], int]:
    def read(value: Duration) -> int:
        count = abs(value.nanoseconds) // size
        return -count if value.nanoseconds < 0 else count

    return read


def _milliseconds(value: Duration) -> int:
    count = abs(value.nanoseconds) // 1_000_000 % 1000
    return -count if value.nanoseconds < 0 else count


#: accessor -> what it makes of a duration
DURATION_PARTS: Final[dict[str, Callable[[Duration], int]]] = {
    "getHours": _units(_UNITS["h"]),
    "getMinutes": _units(_UNITS["m"]),
    "getSeconds": _units(_SECOND),
    "getMilliseconds": _milliseconds,
}


def _offset(value: Timestamp, zone: str) -> int:
    """Seconds that clocks in ``zone`` are ahead of UTC at that instant."""
    match = _OFFSET.fullmatch(zone)
    if match is not None:
        sign, hours, minutes = match.groups()
        if hours > "23" or minutes > "59":
            message = f"{zone!r} is not an offset from UTC"
            raise Failure(message)
        offset = int(hours) * 3600 + int(minutes) * 60
        return -offset if sign == "-" else offset
    known = _zone(zone)
    if known is None:
        return 0
    # At the ends of the calendar the zone is asked a day further in: Python has no dates beyond.
    nanoseconds = min(max(value.nanoseconds, _FIRST + _DAY), _LAST - _DAY)
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=nanoseconds // _SECOND)
    difference = moment.astimezone(known).utcoffset()
    return 0 if difference is None else round(difference.total_seconds())


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo | None:
    """The zone of that name in the IANA database; None is UTC. Raises Failure."""
    if name == "UTC":
        return None
    from zoneinfo import (  # noqa: PLC0415 - few rules need it
        ZoneInfo,
        ZoneInfoNotFoundError,
        available_timezones,
    )

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    if not available_timezones():
        raise Failure("there is no time zone database here; install the package tzdata")
    from ..suggestions import did_you_mean  # noqa: PLC0415 - only failures need it

    closest = did_you_mean(name, available_timezones()) if len(name) <= _MOST_CHARACTERS else None
    advice = f"did you mean {closest!r}?" if closest else "write a name such as 'Europe/Paris' or '+02:00'"
    message = f"{quoted(name)} is not a time zone; {advice}"
    raise Failure(message)
