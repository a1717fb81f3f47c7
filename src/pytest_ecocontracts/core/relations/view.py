"""What one relation sees of one group of files: its records, their keys, and the values on the other side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Protocol

from ..keys import KeySet, KeyStore, encode
from .data import Data
from .finding import Blocked, DataFile, Spot
from .operands import SELF, Key, Operand
from .selecting import ABSENT
from .streams import Condition, Keys, Record, records_of


class FilesOf(Protocol):
    """Gives the files of another artifact that belong to a group."""

    @property
    def unmatched(self) -> Mapping[str, Sequence[str]]:
        """What a ``join`` names, by source, for which the source has no file."""

    def __call__(self, source: str) -> Sequence[DataFile]:
        """The files of a source. Raises Blocked."""


class View:
    """The files of the artifact that belong together, and how a relation looks at them.

    The counters say what was examined: ``records_read`` were read, ``compared`` values were judged.
    """

    def __init__(
        self,
        data: Data,
        files: Sequence[DataFile],
        joined: FilesOf,
        store: KeyStore,
        *,
        each: str = "",
        where: Condition | None = None,
    ) -> None:
        self.data = data
        self.files = files
        self.joined = joined
        self.store = store
        self.each = each
        self._where = where
        self.records_read = 0
        self.compared = 0

    # --- records ----------------------------------------------------------------------------------------

    def records(self) -> Iterator[Record]:
        """The artifact's records that the relation is about, in order."""
        for file in self.files:
            yield from self._own(file)

    def records_of(self, source: str) -> Iterator[Record]:
        """The records of a source: of the artifact itself, of a companion, or of another artifact."""
        if source == SELF:
            yield from self.records()
        else:
            for file in self.files_of(source):
                yield from records_of(self.data, file)

    def considered(self) -> Iterator[Record]:
        """All records of the artifact's files, in order, those that a filter leaves out, too."""
        for file in self.files:
            for record in records_of(self.data, file, self.each):
                self.records_read += 1
                yield record

    def counts(self, record: Record) -> bool:
        """Whether the relation is about a record."""
        return self._where is None or self._where(record)

    def _own(self, file: DataFile) -> Iterator[Record]:
        where = self._where
        for record in records_of(self.data, file, self.each):
            self.records_read += 1
            if where is None or where(record):
                yield record

    def files_of(self, source: str) -> Sequence[DataFile]:
        """The files of a source that belong to the group. Raises Blocked where a required one is missing."""
        if source == SELF:
            return self.files
        if self.data.is_companion(source):
            beside = (self.data.beside(one, source) for one in self.files)
            return list({one.number: one for one in beside if one is not None}.values())
        return self.joined(source)

    # --- many values: keys ------------------------------------------------------------------------------

    def stream(self, key: Key) -> Keys:
        """The keys of a source's files, one after the other."""
        own = key.source == SELF
        return Keys(key, self.data, self._own if own else partial(records_of, self.data))

    def keys(self, *keys: Key) -> KeySet:
        """Every key of a source, or of several; ``spot`` says where one of them stands."""
        found = self.store.keys()
        add, place = found.add, self.data.place
        for key in keys:
            stream = self.stream(key)
            before = len(found)
            for file in self.files_of(key.source):
                for number, values in enumerate(stream.of(file), 1):
                    add(encode(*values), place(file, number))
            if key.source == SELF:
                self.compared += len(found) - before
        return found

    def spot(self, place: int, key: Key) -> Spot:
        """The place of a key; it is looked for when it is shown."""
        file, number = self.data.at(place)
        return Spot(file, number=number, find=partial(self.stream(key).places, file), stream=key.text)

    # --- one value, of a group of one file ---------------------------------------------------------------

    @property
    def file(self) -> DataFile:
        """The file of a group that is one file."""
        return self.files[0]

    def one(self, operand: Operand, record: Record | None = None) -> tuple[object, Spot]:
        """The value of an operand for the file, or one record of it, with its place; else ABSENT.

        Raises Blocked where the file that should hold it cannot be read, or where it stands for many values.
        """
        if operand.source == SELF and record is not None and operand.pointer is not None:
            return self._only(operand, record)
        holders = self.files_of(operand.source)
        if len(holders) != 1:
            raise Blocked(self.file.path, f"{operand.text!r} stands for {len(holders)} files, not for one")
        holder = holders[0]
        if operand.capture is not None:
            value = self.data.capture(holder, operand.capture)
            return (ABSENT if value is None else value), Spot(holder)
        if operand.measure is not None:
            return self.measure(operand), Spot(holder)
        return self._only(operand, Record(holder, 1, self.data.document(holder)))

    def _only(self, operand: Operand, record: Record) -> tuple[object, Spot]:
        found = list(self.data.aliases.places(operand, record.value))
        if len(found) > 1:
            raise Blocked(record.file.path, f"{operand.text!r} stands for {len(found)} values, not for one")
        if not found:
            return ABSENT, self.place(operand, record)
        return found[0][1], record.spot(found[0][0])

    def place(self, operand: Operand, record: Record) -> Spot:
        """Where the one value of an operand stands in a record of its source, or would."""
        return record.spot(self.data.aliases.place(operand, record.value))

    def measure(self, operand: Operand) -> int:
        """How many records, bytes, lines or files of a source there are."""
        files = self.files_of(operand.source)
        if operand.measure == "files":
            return len(files)
        if operand.measure == "bytes":
            return sum(self.data.size(one) for one in files)
        if operand.measure == "lines":
            return sum(self.data.lines(one) for one in files)
        return sum(1 for _ in self.records_of(operand.source))
