"""What recipes read beside their record: records of other sources, in memory that does not grow with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import Final, Self, TypeAlias

from ..keys import encode
from .counterparts import counterpart_missing
from .finding import Finding
from .normalisers import NoRecipe
from .recipes import Part, Recipe, keys_at
from .showing import show_key
from .streams import Record
from .view import View

#: what a key costs with its place, beside its bytes
_KEY_BYTES: Final = 300

#: gives the records that values are derived for, from the first one on
Records: TypeAlias = Callable[[], Iterator[Record]]


class Taken:
    """The texts that a part takes of other records, by key; when they are many they go to disk."""

    def __init__(self, keys: set[bytes], budget: int) -> None:
        #: where the text of a key is, or why it has none; None where no record was found yet
        self._places: dict[bytes, tuple[int, int] | str | None] = dict.fromkeys(keys)
        self._sought = len(keys)
        self._texts = SpooledTemporaryFile(max_size=budget)  # noqa: SIM115 - closed when this is left
        self._end = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *reason: object) -> None:
        self._texts.close()

    @property
    def is_whole(self) -> bool:
        """Whether there is a record for every key."""
        return not self._sought

    def wants(self, key: bytes) -> bool:
        """Whether a record with this key is still looked for."""
        return key in self._places and self._places[key] is None

    def add(self, key: bytes, text: Callable[[], str]) -> None:
        """Note the text of a key that is wanted, or why there is none."""
        self._sought -= 1
        try:
            data = text().encode("utf-8", "surrogatepass")
        except NoRecipe as problem:
            self._places[key] = str(problem)
            return
        self._texts.seek(self._end)
        self._texts.write(data)
        self._places[key] = (self._end, len(data))
        self._end += len(data)

    def text(self, key: bytes) -> str | None:
        """The text of a key, or None where no record has it. Raises NoRecipe."""
        place = self._places[key]
        if place is None:
            return None
        if isinstance(place, str):
            raise NoRecipe(place)
        start, size = place
        self._texts.seek(start)
        return self._texts.read(size).decode("utf-8", "surrogatepass")


class OtherRecords:
    """The other records of one group of files.

    What is taken of records that are looked up is read for as many records at a time as there is memory for
    their keys: the other side is read once for each such stretch, which mostly is once in all.
    """

    def __init__(self, view: View, recipe: Recipe) -> None:
        self._view = view
        self._recipe = recipe
        self._lookups = [part for part in recipe.parts if part.lookup is not None]
        #: the texts of a part of another source, or why there are none
        self._texts: dict[int, Sequence[str] | NoRecipe] = {}
        self._taken: dict[int, Taken] = {}
        self._needed: Sequence[Part] = ()

    def stretches(self, records: Records) -> Iterator[Iterator[Record]]:
        """The records in stretches; ``missing`` and ``taken`` are about the last one that was given."""
        if not self._lookups:
            yield records()
            return
        start: int | None = 0
        while start is not None:
            wanted, stop = self._wanted(records, start)
            self._needed = [part for part, keys in wanted if keys]
            with ExitStack() as stack:
                for part, keys in wanted:
                    taken = stack.enter_context(Taken(keys, self._view.data.context.limits.key_bytes))
                    self._taken[id(part)] = taken
                    self._take(part, taken)
                yield islice(records(), start, stop)
            start = stop

    def missing(self) -> Sequence[Finding]:
        """The other sides that the records need, and of which no file belongs to these files."""
        parts = {part.source: part for part in self._recipe.parts if part.source}
        needed = [*self._needed, *parts.values()]
        return [finding for part in needed for finding in _missing(self._view, part)]

    def texts(self, part: Part) -> Sequence[str]:
        """The texts of a part of another source; its records are read once for all files of the group."""
        if id(part) not in self._texts:
            records = (record.value for record in self._view.records_of(part.source))
            try:
                self._texts[id(part)] = self._recipe.of_records(part, records)
            except NoRecipe as problem:
                self._texts[id(part)] = problem
        found = self._texts[id(part)]
        if isinstance(found, NoRecipe):
            raise NoRecipe(str(found))
        return found

    def taken(self, part: Part, key: tuple[object, ...]) -> str:
        """The text of the first record with a key. Raises NoRecipe."""
        made = encode(*key)
        text = self._taken[id(part)].text(made)
        if text is None:
            raise _unknown(part, made)
        return text

    def _wanted(self, records: Records, start: int) -> tuple[list[tuple[Part, set[bytes]]], int | None]:
        """The keys that records lead to, from one on up to where memory ends."""
        wanted: list[tuple[Part, set[bytes]]] = [(part, set()) for part in self._lookups]
        budget = self._view.data.context.limits.key_bytes
        for number, record in enumerate(islice(records(), start, None), start + 1):
            for part, keys in wanted:
                for key in keys_at(part.own, record.value, record.captures):
                    made = encode(*key)
                    if made not in keys:
                        keys.add(made)
                        budget -= len(made) + _KEY_BYTES
            if budget < 0:
                return wanted, number
        return wanted, None

    def _take(self, part: Part, taken: Taken) -> None:
        """Look for the records with the keys, and stop behind the last of them."""
        for target in part.lookup.targets if part.lookup is not None else ():
            keys_of = self._view.stream(target).values
            for record in self._view.records_of(target.source) if not taken.is_whole else ():
                for values in keys_of(record):
                    key = encode(*values)
                    if taken.wants(key):
                        taken.add(key, partial(self._recipe.of_other, part, record.value))
                if taken.is_whole:
                    break


class GivenRecords:
    """The other records of a vector, by source: one record, or a list of them."""

    def __init__(self, others: Mapping[str, object], recipe: Recipe) -> None:
        self._others = others
        self._recipe = recipe
        self._by_key: dict[int, Mapping[bytes, object]] = {}

    def texts(self, part: Part) -> Sequence[str]:
        """As ``OtherRecords.texts``."""
        return self._recipe.of_records(part, self._records(part.source))

    def taken(self, part: Part, key: tuple[object, ...]) -> str:
        """As ``OtherRecords.taken``."""
        if id(part) not in self._by_key:
            self._by_key[id(part)] = self._indexed(part)
        made = encode(*key)
        if made not in self._by_key[id(part)]:
            raise _unknown(part, made)
        return self._recipe.of_other(part, self._by_key[id(part)][made])

    def _indexed(self, part: Part) -> Mapping[bytes, object]:
        """The first record with each key."""
        found: dict[bytes, object] = {}
        for target in part.lookup.targets if part.lookup is not None else ():
            for record in self._records(target.source):
                for key in keys_at(target.parts, record, {}):
                    found.setdefault(encode(*key), record)
        return found

    def _records(self, source: str) -> Sequence[object]:
        if source not in self._others:
            message = f"the vector has no others: of {source}"
            raise NoRecipe(message)
        given = self._others[source]
        return given if isinstance(given, list) else [given]


def _unknown(part: Part, key: bytes) -> NoRecipe:
    where = " or ".join(target.text for target in part.lookup.targets) if part.lookup is not None else ""
    return NoRecipe(f"there is no record with {show_key(key)} at {where}")


def _missing(view: View, part: Part) -> Iterator[Finding]:
    """The other sides of a part of which no file belongs to these files."""
    others = [operand for operand in part.operands if operand not in part.own or part.source]
    where = " or ".join(operand.text for operand in others)
    if not any(view.files_of(operand.source) for operand in others):
        yield counterpart_missing(view, where)
        return
    for operand in others:
        for value in view.joined.unmatched.get(operand.source, ()):
            yield counterpart_missing(view, operand.text, value)
