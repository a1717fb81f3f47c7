"""Sets of keys that answer the questions of relations: in Python's memory, or on disk when they are many.

Both ways give the same answers in the same order: that of the places at which the keys were met.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from typing import Final, NamedTuple, Self

from ..context import Context
from ..ports import KeyDatabase
from .intervals import Intervals

#: what a key costs in a dictionary beside its bytes: object, slot, place
_KEY_BYTES: Final = 150
_BATCH: Final = 20_000


class Repeat(NamedTuple):
    """A key that was met before: here, and first there."""

    key: bytes
    place: int
    first: int


class Tally(NamedTuple):
    """A distinct key: where it was first met, and how often in all."""

    key: bytes
    place: int
    times: int


class Shared(NamedTuple):
    """A key of two sets, and where each met it first."""

    key: bytes
    place: int
    other: int


class KeyStore:
    """The sets of keys and the intervals of one relation.

    As long as all of them together take less than ``budget`` bytes they are in memory; then all of them
    move to the database. Use it as a context manager: leaving it removes what is on disk.
    """

    def __init__(self, budget: int, open_database: Callable[[], KeyDatabase]) -> None:
        self._budget = budget
        self._open_database = open_database
        self._database: KeyDatabase | None = None
        self._used = 0
        self._members: list[KeySet | Intervals] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *reason: object) -> None:
        if self._database is not None:
            self._database.close()

    @property
    def on_disk(self) -> bool:
        """Whether the keys have moved to the database."""
        return self._database is not None

    def keys(self) -> KeySet:
        """Make an empty set of keys."""
        made = KeySet(self)
        self._add(made)
        return made

    def intervals(self) -> Intervals:
        """Make an empty list of intervals."""
        made = Intervals(self)
        self._add(made)
        return made

    def take(self, size: int) -> None:
        """Note that a member grew by so many bytes; past the budget all of them move to disk."""
        self._used += size
        if self._used > self._budget and self._database is None:
            self._database = self._open_database()
            for member in self._members:
                member.move(self._database)

    def _add(self, member: KeySet | Intervals) -> None:
        self._members.append(member)
        if self._database is not None:
            member.move(self._database)


class KeySet:
    """A set of keys, each with the places where it was met; places are integers from 0 below 2**63."""

    def __init__(self, store: KeyStore) -> None:
        self._store = store
        self._first: dict[bytes, int] = {}
        self._repeats: list[Repeat] = []
        self._pending: list[tuple[bytes, int]] = []
        self._database: KeyDatabase | None = None
        self._number = -1
        self._size = 0

    def __len__(self) -> int:
        """How many keys were added, equal ones counted each time."""
        return self._size

    def add(self, key: bytes, place: int) -> None:
        """Note that a key was met at a place; places come in ascending order."""
        self._size += 1
        if self._database is not None:
            self._pending.append((key, place))
            if len(self._pending) >= _BATCH:
                self._flush()
            return
        held = len(self._first)
        first = self._first.setdefault(key, place)
        if len(self._first) == held:
            self._repeats.append(Repeat(key, place, first))
        self._store.take(len(key) + _KEY_BYTES)

    def repeated(self) -> Iterator[Repeat]:
        """Every place at which a key comes again, with the place where it came first."""
        database = self._flush()
        if database is None:
            yield from sorted(self._repeats, key=_by_place)
        else:
            yield from map(Repeat._make, database.repeated(self._number))

    def tallies(self) -> Iterator[Tally]:
        """Every distinct key."""
        database = self._flush()
        if database is None:
            yield from self._tallied(self._first)
        else:
            yield from map(Tally._make, database.tallies(self._number))

    def missing_from(self, other: KeySet) -> Iterator[Tally]:
        """Every distinct key that the other set, of the same store, does not hold."""
        database = self._flush()
        other._flush()
        if database is None:
            held = other._first
            yield from self._tallied({key: place for key, place in self._first.items() if key not in held})
        else:
            yield from map(Tally._make, database.missing(self._number, other._number))

    def shared_with(self, other: KeySet) -> Iterator[Shared]:
        """Every distinct key that the other set, of the same store, holds too."""
        database = self._flush()
        other._flush()
        if database is None:
            held = other._first
            for key, place in sorted(self._first.items(), key=_by_place):
                if key in held:
                    yield Shared(key, place, held[key])
        else:
            yield from map(Shared._make, database.shared(self._number, other._number))

    def move(self, database: KeyDatabase) -> None:
        """Move to the database; called by the store."""
        self._database, self._number = database, database.create()
        held = chain(self._first.items(), ((key, place) for key, place, _ in self._repeats))
        while batch := list(islice(held, _BATCH)):
            database.add(self._number, batch)
        self._first, self._repeats = {}, []

    def _flush(self) -> KeyDatabase | None:
        if self._database is not None and self._pending:
            self._database.add(self._number, self._pending)
            self._pending = []
        return self._database

    def _tallied(self, chosen: dict[bytes, int]) -> Iterator[Tally]:
        again: dict[bytes, int] = {}
        for repeat in self._repeats:
            again[repeat.key] = again.get(repeat.key, 0) + 1
        for key, place in sorted(chosen.items(), key=_by_place):
            yield Tally(key, place, 1 + again.get(key, 0))


def _by_place(entry: tuple[bytes, int] | Repeat) -> tuple[int, bytes]:
    """How the database sorts, too: several keys may have been met at one place."""
    return entry[1], entry[0]


@contextmanager
def open_keys(context: Context) -> Iterator[KeyStore]:
    """A store with the limits and the database of a run."""
    with KeyStore(context.limits.key_bytes, context.key_database) as store:
        yield store
