"""Sources that are made of other sources: several together, and how many elements there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from ..model import Report
from ..pointers import join, resolve
from .files import SourceFiles
from .keys import Key, key_of
from .model import Element, Place, Reader, Source, SourceBlocked
from .numbers import total
from .troubles import SourceUnread, nothing_found

#: from a name of the contract, or the fields of a source, and its place, to the source; None: it is wrong
Resolve: TypeAlias = Callable[[object, str], Source | None]


class ComposedKind(Protocol):
    """A kind of source that reads other sources."""

    @property
    def name(self) -> str:
        """The key of a source in a contract that asks for this kind."""

    @property
    def options(self) -> frozenset[str]:
        """The further keys that such a source may have."""

    def compose(
        self, fields: Mapping[str, object], pointer: str, report: Report, resolve: Resolve
    ) -> ComposedReader | None:
        """Make the reader of sources that ``resolve`` finds."""


class ComposedReader(Reader, Protocol):
    """A reader of other sources."""

    @property
    def parts(self) -> Sequence[Source]:
        """The sources that are read."""


@dataclass(frozen=True, slots=True)
class Union:
    """The elements of several sources, one source after the other."""

    parts: Sequence[Source]

    def read(self, files: SourceFiles) -> Iterator[Element]:
        """Yield the elements as they are; a part that finds nothing proves nothing, unless it may."""
        for part in self.parts:
            scan = files.part(part)
            if not scan.elements and not part.may_be_empty:
                raise SourceUnread([nothing_found(part, scan)])
            yield from scan.elements


@dataclass(frozen=True, slots=True)
class Count:
    """How many elements a source has: in all, or in each file, folder or group (``per``).

    With ``sum``, the numbers at that pointer of the records are added up instead. ``own`` is the place in
    the contract, where there is no other.
    """

    of: Source
    per: str | None
    own: Place
    sum: str | None = None

    @property
    def parts(self) -> Sequence[Source]:
        """The source that is counted."""
        return (self.of,)

    def read(self, files: SourceFiles) -> Iterator[Element]:
        """Yield the numbers, also 0 for files in which nothing was found; something must be looked at."""
        scan = files.part(self.of)
        if not scan.examined and not self.of.may_be_empty:
            raise SourceUnread([nothing_found(self.of, scan)])
        groups: dict[Key, tuple[object, list[Element]]] = {"": ("", [])} if self.per is None else {}
        by_path = self.per in ("file", "folder")
        for path in scan.paths if by_path else ():
            name = self._of_path(path)
            groups.setdefault(name, (name, []))
        for element in scan.elements:
            group = self._group(element)
            groups.setdefault(key_of(group), (group, []))[1].append(element)
        for key, elements in groups.values():
            place = Place(str(key)) if by_path else elements[0].place if elements else self.own
            value = len(elements) if self.sum is None else _total(elements, self.sum)
            record = {"count": len(elements), "sum": value} if self.sum is not None else {"count": value}
            yield Element(value, place, record if self.per is None else {**record, "key": key})

    def _of_path(self, path: str) -> str:
        return path if self.per == "file" else path.rpartition("/")[0]

    def _group(self, element: Element) -> object:
        path = element.place.path
        if self.per is None:
            return ""
        if self.per in ("file", "folder"):
            return self._of_path(path)
        try:
            group = resolve(element.record, self.per)
        except KeyError:
            group = None
        if group is None:
            raise SourceBlocked(
                path,
                f"there is nothing at {self.per} to count by",
                element.place,
                expected="a value",
                found="nothing",
                fix="leave such elements out with 'where' in the source that is counted",
            )
        return group


def _total(elements: Sequence[Element], pointer: str) -> int | float:
    """The sum of numbers in records, exact for integers; raises SourceBlocked where one has none."""
    numbers: list[int | float] = []
    for element in elements:
        try:
            number = resolve(element.record, pointer)
        except KeyError:
            number = None
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise SourceBlocked(
                element.place.path,
                f"there is no number at {pointer} to add up",
                element.place,
                expected="a number",
                found=repr(number)[:80],
                fix="leave such elements out with 'where' in the source that is counted",
            )
        numbers.append(number)
    try:
        return total(numbers)
    except OverflowError:
        message = f"the numbers at {pointer} add up to more than a number can be"
        raise SourceBlocked(elements[0].place.path, message, elements[0].place) from None


def parse_parts(given: object, pointer: str, resolve: Resolve) -> list[Source] | None:
    """The sources of a field that holds one or a list of them; None where one cannot be used."""
    if isinstance(given, list):
        found = [resolve(each, join(pointer, index)) for index, each in enumerate(given)]
    else:
        found = [resolve(given, pointer)]
    parts = [source for source in found if source is not None]
    return parts if len(parts) == len(found) else None
