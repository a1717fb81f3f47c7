"""The body of an ``artifact/v1`` contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ..paths.template import PathTemplate
from ..pointers import join
from .companions import Companion

if TYPE_CHECKING:
    from ..relations.model import Relation

#: formats whose files hold many records, each judged by itself
RECORD_FORMATS: Final = frozenset({"jsonl", "csv", "checksums", "parquet", "sqlite", "markdown-table"})


#: words for listed versions: their place, counted from the end
MARKS: Final = {"latest": -1, "previous": -2}


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRule:
    """Where the data says its schema version (a JSON Pointer), and the versions that are accepted.

    ``versions`` are all that there have been, the oldest first; empty where the contract does not list them.
    """

    at: str
    accept: tuple[str | int, ...]
    versions: tuple[str | int, ...] = ()

    def accepts(self, version: object) -> bool:
        """Whether data of this version is accepted; 1 and 1.0 are one number, True and "1" are not."""
        return version in self.accept and not isinstance(version, bool)

    def knows(self, version: object) -> bool:
        """Whether it is one of the listed versions, accepted or not."""
        return version in self.versions and not isinstance(version, bool)

    def mark(self, version: str | int) -> str | None:
        """``latest`` or ``previous``, where the version is that one of the listed versions."""
        marked = {self.versions[place]: mark for mark, place in MARKS.items() if len(self.versions) >= -place}
        return marked.get(version)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One example of the contract; ``pointer`` is its place in the document.

    ``file`` is None where the data stands in ``value``. ``code`` and ``at`` narrow what a failing example
    must raise.
    """

    pointer: str
    passes: bool
    value: object = None
    file: str | None = None
    code: str | None = None
    at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """What the contract asks of its files.

    ``schema`` is a path or ``$id``, or an inline schema; None where there is none. ``fields`` is the
    shorthand ``required`` and ``optional``: the latter None where other fields are allowed.
    """

    templates: tuple[PathTemplate, ...]
    pointers: tuple[str, ...]
    root: str | None
    required_presence: bool
    empty_valid: bool
    exclusive: bool
    format: str
    schema: object | None
    required: tuple[str, ...]
    optional: tuple[str, ...] | None
    version: VersionRule | None
    examples: tuple[Example, ...]
    companions: tuple[Companion, ...] = ()
    relations: tuple[Relation, ...] = ()
    #: the table of an SQLite file or of a page; None is the only one
    table: str | None = None
    #: names for values that producers put at different pointers, the pointers of each in order
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def at(self) -> str | None:
        """Where in each file its records are, as readers of rows take it."""
        return None if self.table is None else join("", self.table)

    @property
    def captures(self) -> Sequence[str]:
        """The captures that every template has."""
        first, *rest = self.templates
        return [name for name in first.captures if all(name in other.captures for other in rest)]

    @property
    def has_records(self) -> bool:
        """Whether a file holds many records, each judged by itself."""
        return self.format in RECORD_FORMATS
