"""What a relation finds, and where: places are looked up afterwards, and only for what is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from ..violations import NO_METADATA, MetadataValue

if TYPE_CHECKING:
    from .streams import Place

#: finds the places of keys by their numbers
FindPlaces: TypeAlias = "Callable[[set[int]], dict[int, Place]]"


@dataclass(frozen=True, slots=True, eq=False)
class DataFile:
    """One file that a relation reads; ``number`` counts the files of the run from 0."""

    path: str
    captures: Mapping[str, str]
    format: str
    number: int
    #: where in the file its rows are, as readers of rows take it
    at: str | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a file: a row by its number from 1 (0: the whole file), and a pointer in it.

    Of a key only its ``number`` in its file and ``stream`` is known; ``find`` looks for the row.
    """

    file: DataFile
    row: int = 0
    pointer: str = ""
    number: int = 0
    stream: str = ""
    find: FindPlaces | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One way in which a relation does not hold.

    ``other`` is the other side: a word for it, and its place, which ``found`` is shown with.
    """

    code: str
    message: str
    spot: Spot
    expected: str | None = None
    found: str | None = None
    fix: str | None = None
    other: tuple[str, Spot] | None = None
    excerpt: tuple[str, ...] = ()
    metadata: Mapping[str, MetadataValue] = field(default_factory=lambda: NO_METADATA)


class Blocked(Exception):
    """What a relation needs and cannot have: a file that is missing or cannot be read; ECX001."""

    def __init__(self, path: str, message: str) -> None:
        self.path = path
        self.message = message
        super().__init__(message)
