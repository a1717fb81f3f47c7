"""Intervals that together should cover a range once: no overlap, no gap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, TypeAlias

if TYPE_CHECKING:
    from ..ports import KeyDatabase

#: what an interval costs in a list beside its bytes
_INTERVAL_BYTES: Final = 200
_BATCH: Final = 20_000

#: start, end (not included) and place
Interval: TypeAlias = tuple[bytes, bytes, int]


class Reversed(NamedTuple):
    """An interval that does not start before it ends."""

    start: bytes
    end: bytes
    place: int


class Outside(NamedTuple):
    """The part [start, end) of an interval that lies below the lower or above the upper bound."""

    start: bytes
    end: bytes
    place: int


class Overlap(NamedTuple):
    """An interval that starts, at ``place``, before the one at ``other`` ends; both hold [start, end)."""

    start: bytes
    end: bytes
    place: int
    other: int


class Gap(NamedTuple):
    """What no interval covers: [start, end), before the one at ``place`` and behind the one at ``other``.

    ``other`` is None at the lower bound, ``place`` at the upper one.
    """

    start: bytes
    end: bytes
    place: int | None
    other: int | None


Flaw: TypeAlias = Reversed | Outside | Overlap | Gap


class _Store(Protocol):
    def take(self, size: int) -> None: ...


class Intervals:
    """Intervals from a start up to an end that is not included; both are keys, compared as bytes."""

    def __init__(self, store: _Store) -> None:
        self._store = store
        self._held: list[Interval] = []
        self._database: KeyDatabase | None = None
        self._number = -1
        self._size = 0

    def __len__(self) -> int:
        """How many intervals were added."""
        return self._size

    def add(self, start: bytes, end: bytes, place: int) -> None:
        """Note an interval that was met at a place."""
        self._size += 1
        self._held.append((start, end, place))
        if self._database is None:
            self._store.take(len(start) + len(end) + _INTERVAL_BYTES)
        elif len(self._held) >= _BATCH:
            self._flush(self._database)

    def flaws(self, lower: bytes | None = None, upper: bytes | None = None) -> Iterator[Flaw]:
        """Everything that keeps the intervals from covering [lower, upper) once, sorted by start.

        Without a bound nothing is asked of what lies before the first, or behind the last interval.
        Without intervals, and with both bounds, all between them is one gap.
        """
        if self._database is None:
            return flaws(sorted(self._held), lower, upper)
        self._flush(self._database)
        return flaws(self._database.intervals(self._number), lower, upper)

    def move(self, database: KeyDatabase) -> None:
        """Move to the database; called by the store."""
        self._database, self._number = database, database.create_intervals()
        self._flush(database)

    def _flush(self, database: KeyDatabase) -> None:
        if self._held:
            database.add_intervals(self._number, self._held)
            self._held = []


def flaws(intervals: Iterable[Interval], lower: bytes | None, upper: bytes | None) -> Iterator[Flaw]:
    """As ``Intervals.flaws``, of intervals that are sorted; memory does not grow with their number."""
    reached, last = lower, None
    for start, end, place in intervals:
        if start >= end:
            yield Reversed(start, end, place)
            continue
        if lower is not None and start < lower:
            yield Outside(start, min(end, lower), place)
        if upper is not None and end > upper:
            yield Outside(max(start, upper), end, place)
        if reached is not None and reached < (stop := start if upper is None else min(start, upper)):
            yield Gap(reached, stop, place, last)
        elif reached is not None and start < reached and last is not None:
            yield Overlap(start, min(end, reached), place, last)
        if reached is None or end > reached:
            reached, last = end, place
    if upper is not None and reached is not None and reached < upper:
        yield Gap(reached, upper, None, last)
