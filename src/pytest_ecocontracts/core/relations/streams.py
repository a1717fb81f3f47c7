"""The keys of files as a stream: each has its number in its file, by which its place is found again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from ..digests.computing import without
from ..pointers import split
from .data import Data
from .finding import DataFile, Spot
from .operands import Key
from .selecting import places_at


class Record(NamedTuple):
    """One record, or with ``each`` one part of it; ``base`` is the pointer of the part in its row."""

    file: DataFile
    row: int
    value: object
    base: str = ""

    @property
    def captures(self) -> Mapping[str, str]:
        """The captures of its file's path; ``path`` is the path itself where no capture has that name."""
        return {"path": self.file.path, **self.file.captures}

    def spot(self, pointer: str = "") -> Spot:
        """A place in this record."""
        return Spot(self.file, self.row, self.base + pointer)


#: whether a record counts
Condition = Callable[[Record], bool]


class Place(NamedTuple):
    """Where a key stands: the row, and the pointer in it."""

    row: int
    pointer: str


def records_of(data: Data, file: DataFile, each: str = "") -> Iterator[Record]:
    """The records of a file, or the parts of them that ``each`` leads to."""
    tokens = split(each)
    for row in data.rows(file):
        if not tokens:
            yield Record(file, row.number, row.value)
        else:
            for base, value in places_at(tokens, row.value):
                yield Record(file, row.number, value, base)


class Keys:
    """How the keys of one source are made of its records, or of its files where captures alone make them."""

    def __init__(self, key: Key, data: Data, records: Callable[[DataFile], Iterator[Record]]) -> None:
        self._data = data
        self._records = records
        self._parts = [
            (data.aliases.values(part) if part.pointer is not None else None, part.capture or "")
            for part in key.parts
        ]
        self._excluded = [split(pointer) for pointer in key.exclude]
        self._single = self._parts[0][0] if len(self._parts) == 1 and not key.exclude else None
        self._of_files = all(part.pointer is None for part in key.parts)
        of_records = [part for part in key.parts if part.pointer is not None] or key.parts
        #: of a key of several parts, the place of the one with many values, or of the first
        self._shown = next((part for part in of_records if part.is_many), of_records[0])

    def of(self, file: DataFile) -> Iterator[tuple[object, ...]]:
        """The keys of a file, in order; records without a value for a part have none, and null is none."""
        if self._of_files:
            yield from self.values(Record(file, 0, None))
            return
        for record in self._records(file):
            yield from self.values(record)

    def values(self, record: Record) -> Iterator[tuple[object, ...]]:
        """The keys of one record: one for each value of the part with ``*``."""
        if self._single is not None:
            for value in self._single(record.value):
                if value is not None:
                    yield (value,)
            return
        combined: list[tuple[object, ...]] = [()]
        for find, capture in self._parts:
            values = find(record.value) if find is not None else (self._data.capture(record.file, capture),)
            combined = [(*before, value) for before in combined for value in values if value is not None]
        if not self._excluded:
            yield from combined
            return
        for values in combined:
            value = values[-1]
            for tokens in self._excluded:
                value = without(value, tokens)
            yield (*values[:-1], value)

    def places(self, file: DataFile, wanted: set[int]) -> dict[int, Place]:
        """The places of keys of a file by their numbers, counted from 1 as ``of`` gives them."""
        found: dict[int, Place] = {}
        number = 0
        for record in () if self._of_files else self._records(file):
            count = sum(1 for _ in self.values(record))
            hits = wanted.intersection(range(number + 1, number + count + 1)) if count else ()
            if hits:
                places = self._data.aliases.places(self._shown, record.value)
                pointers = [pointer for pointer, value in places if value is not None]
                for hit in hits:
                    found[hit] = Place(record.row, record.base + pointers[hit - number - 1])
            number += count
            if len(found) == len(wanted):
                break
        return found
