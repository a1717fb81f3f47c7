"""What every source gives: elements, each with its value, its place and the record around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from ..model import Report
    from .files import SourceFiles


class Place(NamedTuple):
    """Where an element stands.

    ``line`` and ``column`` count from 1 where the reader knew them. Otherwise they are looked up, only for
    what is shown: by ``offset``, in characters of the text, or by ``pointer`` in the data of the file.
    ``document`` counts the documents of a YAML file from 0, and ``is_key`` means the key at the pointer
    instead of its value. ``text`` stands in the line: its column is looked up where it stands there once.
    """

    path: str
    line: int | None = None
    column: int | None = None
    offset: int | None = None
    pointer: str = ""
    document: int = 0
    is_key: bool = False
    text: str = ""


class Element(NamedTuple):
    """One element of a source.

    ``value`` is what relations compare, JSON data. ``record`` is what expressions read as ``self``: the
    object, row, captures or groups that the value was taken from, or else the value itself.
    """

    value: object
    place: Place
    record: object


class Scan(NamedTuple):
    """What a reader has read: the elements, and how many files (or other things) were looked at for them.

    ``paths`` are those files, in order, also where they gave no element. ``given`` is how many elements
    there were before the steps of the source. ``unmatched`` are templates that no file matches.
    """

    elements: Sequence[Element]
    examined: int
    paths: Sequence[str] = ()
    given: int = 0
    unmatched: Sequence[str] = ()


class Reader(Protocol):
    """Reads the elements of one source; what it needs to know came from the contract."""

    def read(self, files: SourceFiles) -> Iterator[Element]:
        """Yield the elements in the order of their files and places.

        Counts in ``files`` what it looks at. Raises FileProblem, LoadError, CapabilityMissing and
        ``SourceBlocked`` where something cannot be read; ``files.each`` goes on with the other files, so
        that all is told at once.
        """


class SourceKind(Protocol):
    """One way to read a source; a module of ``readers`` for each, and a hook adds more."""

    @property
    def name(self) -> str:
        """The key of a source in a contract that asks for this kind: ``make`` in ``make: Makefile``."""

    @property
    def options(self) -> frozenset[str]:
        """The further keys that such a source may have."""

    def parse(self, fields: Mapping[str, object], pointer: str, report: Report) -> Reader | None:
        """Make the reader; report what is wrong with the fields, which the schema has allowed."""


class SourceBlocked(Exception):
    """What a source needs is not there, or cannot be read; ECX001."""

    def __init__(
        self,
        path: str,
        message: str,
        place: Place | None = None,
        *,
        expected: str | None = None,
        found: str | None = None,
        fix: str | None = None,
    ) -> None:
        self.path = path
        self.message = message
        self.place = place or Place(path)
        self.expected = expected
        self.found = found
        self.fix = fix
        super().__init__(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One source of a contract, as its relations use it.

    ``name`` is "" for a source that is written inside of a relation; ``text`` is what messages call it then.
    ``steps`` narrow and change what the reader gives, in order. ``may_be_empty``: no element is an answer.
    """

    name: str
    pointer: str
    kind: str
    reader: Reader
    steps: Sequence[Step] = ()
    may_be_empty: bool = False
    text: str = field(default="", compare=False)
    #: what identifies the source: two of the same definition are read once
    definition: str = field(default="", compare=False)
    #: what identifies what is read, without the steps
    reading: str = field(default="", compare=False)

    @property
    def called(self) -> str:
        """What messages call it: its name, or in short what it reads."""
        return self.name or self.text


class Step(Protocol):
    """Narrows or changes the elements of a source: ``where``, ``value``, ``normalise``."""

    def apply(self, elements: Iterator[Element]) -> Iterator[Element]:
        """Yield what is left of the elements."""
