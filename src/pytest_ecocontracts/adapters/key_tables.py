"""Sets of keys as tables of an SQL database: what SQLite and DuckDB are told in the same words."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Final

# {0} and {1} are the numbers of sets: integers of our own.
_CREATE: Final = "CREATE TABLE keys_{0} (key BLOB, place BIGINT)"
_CREATE_INTERVALS: Final = "CREATE TABLE intervals_{0} (lower BLOB, upper BLOB, place BIGINT)"
_FILL: Final = "INSERT INTO distinct_{0} SELECT key, min(place), count(*) FROM keys_{0} GROUP BY key"
_FORGET: Final = "DROP TABLE distinct_{0}"
_REPEATED: Final = """
    SELECT key, place, first FROM (
        SELECT key, place, min(place) OVER (PARTITION BY key) AS first,
            row_number() OVER (PARTITION BY key ORDER BY place) AS turn
        FROM keys_{0} WHERE key IN (SELECT key FROM distinct_{0} WHERE times > 1)
    ) again WHERE turn > 1 ORDER BY place, key"""
_TALLIES: Final = "SELECT key, first, times FROM distinct_{0} ORDER BY first, key"
_MISSING: Final = """
    SELECT d.key, d.first, d.times FROM distinct_{0} d
    WHERE NOT EXISTS (SELECT 1 FROM distinct_{1} o WHERE o.key = d.key) ORDER BY d.first, d.key"""
_SHARED: Final = """
    SELECT d.key, d.first, o.first FROM distinct_{0} d JOIN distinct_{1} o ON o.key = d.key
    ORDER BY d.first, d.key"""
_INTERVALS: Final = "SELECT lower, upper, place FROM intervals_{0} ORDER BY lower, upper, place"


class KeyTables(ABC):
    """Implements ``core.ports.KeyDatabase`` over the database of an engine.

    Keys are appended as they come. When the first question is asked of a set, one sort makes the table of
    its distinct keys; the answers come from there.
    """

    #: how the engine is to keep a table (key, first place, times) that is filled once and asked by key
    _create_distinct: ClassVar[str]

    def __init__(self) -> None:
        self._count = 0
        self._distinct: set[int] = set()

    @abstractmethod
    def close(self) -> None:
        """See ``core.ports.KeyDatabase``."""

    @abstractmethod
    def _run(self, statement: str) -> None:
        """Run a statement that answers nothing."""

    @abstractmethod
    def _rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, in memory that does not grow with their number."""

    @abstractmethod
    def _insert(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Append rows to a table."""

    def create(self) -> int:
        """See ``core.ports.KeyDatabase``."""
        self._count += 1
        self._run(_CREATE.format(self._count))
        return self._count

    def add(self, number: int, entries: Sequence[tuple[bytes, int]]) -> None:
        """See ``core.ports.KeyDatabase``."""
        if number in self._distinct:
            self._distinct.remove(number)
            self._run(_FORGET.format(number))
        self._insert(f"keys_{number}", entries)

    def repeated(self, number: int) -> Iterator[tuple[bytes, int, int]]:
        """See ``core.ports.KeyDatabase``."""
        return self._ask(_REPEATED, number)

    def tallies(self, number: int) -> Iterator[tuple[bytes, int, int]]:
        """See ``core.ports.KeyDatabase``."""
        return self._ask(_TALLIES, number)

    def missing(self, number: int, other: int) -> Iterator[tuple[bytes, int, int]]:
        """See ``core.ports.KeyDatabase``."""
        return self._ask(_MISSING, number, other)

    def shared(self, number: int, other: int) -> Iterator[tuple[bytes, int, int]]:
        """See ``core.ports.KeyDatabase``."""
        return self._ask(_SHARED, number, other)

    def create_intervals(self) -> int:
        """See ``core.ports.KeyDatabase``."""
        self._count += 1
        self._run(_CREATE_INTERVALS.format(self._count))
        return self._count

    def add_intervals(self, number: int, entries: Sequence[tuple[bytes, bytes, int]]) -> None:
        """See ``core.ports.KeyDatabase``."""
        self._insert(f"intervals_{number}", entries)

    def intervals(self, number: int) -> Iterator[tuple[bytes, bytes, int]]:
        """See ``core.ports.KeyDatabase``."""
        return self._rows(_INTERVALS.format(number))

    def _ask(self, query: str, *numbers: int) -> Iterator[tuple[bytes, int, int]]:
        for number in numbers:
            if number not in self._distinct:
                self._run(self._create_distinct.format(number))
                self._run(_FILL.format(number))
                self._distinct.add(number)
        return self._rows(query.format(*numbers))
