"""What this machine has for tables and for many keys; nothing is imported before it is used."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from ..core.errors import CapabilityMissing
from ..core.limits import Limits
from ..core.ports import KeyDatabase, TableReader


def open_key_database(root: str) -> KeyDatabase:
    """Open an empty database outside of the repository at ``root``.

    It is DuckDB where the extra ``tables`` is installed, else SQLite. Raises CapabilityMissing where there is
    neither, or no place for its files.
    """
    try:
        from .duckdb_keys import DuckdbKeys  # noqa: PLC0415 - takes a tenth of a second, and few runs need it
    except ImportError:
        try:
            from .sqlite_keys import SqliteKeys  # noqa: PLC0415 - as above
        except ImportError as error:
            message = f"this Python was built without SQLite ({error}); install the extra 'tables'"
            raise CapabilityMissing("a database for many keys", message) from error
        return SqliteKeys(root)
    return DuckdbKeys(root)


class _Lazy:
    """A reader whose library is imported when the first row is asked for."""

    def __init__(self, load: Callable[[], TableReader], capability: str, fix: str) -> None:
        self._load = load
        self._capability = capability
        self._fix = fix

    def rows(
        self, place: str, table: str | None, columns: Sequence[str] | None, limits: Limits
    ) -> Iterator[dict[str, object]]:
        """See ``core.ports.TableReader``."""
        try:
            reader = self._load()
        except ImportError as error:
            raise CapabilityMissing(self._capability, f"{error}; {self._fix}") from error
        return reader.rows(place, table, columns, limits)


def _parquet() -> TableReader:
    from .parquet_reader import ParquetReader  # noqa: PLC0415 - few runs need it

    return ParquetReader()


def _sqlite() -> TableReader:
    from .sqlite_tables import SqliteReader  # noqa: PLC0415 - few runs need it

    return SqliteReader()


#: readers by format
TABLE_READERS: Final[Mapping[str, TableReader]] = {
    "parquet": _Lazy(
        _parquet, "a reader of Parquet files", "install the extra: pip install 'pytest-ecocontracts[parquet]'"
    ),
    "sqlite": _Lazy(_sqlite, "a reader of SQLite databases", "this Python was built without SQLite"),
}
