"""Keys in DuckDB, which sorts and joins many of them several times faster than SQLite: extra ``tables``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar, Final

import duckdb
import pyarrow as pa

from ..core.errors import CapabilityMissing
from .key_tables import KeyTables
from .scratch import ScratchFolder

#: What does not fit goes to the scratch folder. One thread: the others belong to other work units.
_SETTINGS: Final = {
    "memory_limit": "320MB",
    "threads": "1",
    "preserve_insertion_order": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
_BATCH: Final = 10_000


class DuckdbKeys(KeyTables):
    """Sets of keys in a DuckDB of our own; it neither reads files nor loads extensions."""

    _create_distinct: ClassVar = "CREATE TABLE distinct_{0} (key BLOB, first BIGINT, times BIGINT)"

    def __init__(self, root: str) -> None:
        super().__init__()
        self._folder = ScratchFolder(root)
        with _told():
            self._connection = duckdb.connect(
                ":memory:", config={**_SETTINGS, "temp_directory": f"{self._folder.path}/spilled"}
            )
            self._connection.execute("SET enable_external_access=false")
            self._connection.execute("SET lock_configuration=true")

    def close(self) -> None:
        """See ``core.ports.KeyDatabase``."""
        self._connection.close()
        self._folder.remove()

    def _run(self, statement: str) -> None:
        with _told():
            self._connection.execute(statement)

    def _rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        # A connection holds one result; a cursor is a further connection to the same database.
        with self._connection.cursor() as cursor, _told():
            cursor.execute(query)
            while rows := cursor.fetchmany(_BATCH):
                yield from rows

    def _insert(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        columns = {
            f"c{index}": pa.array(column, pa.binary() if isinstance(column[0], bytes) else pa.int64())
            for index, column in enumerate(zip(*rows, strict=True))
        }
        with _told():
            self._connection.register("batch", pa.table(columns))
            self._connection.execute(f"INSERT INTO {table} SELECT * FROM batch")  # noqa: S608 - our table
            self._connection.unregister("batch")


@contextmanager
def _told() -> Iterator[None]:
    """Say that the machine is not up to it, where that is what the database says: a full disk."""
    try:
        yield
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise CapabilityMissing("disk space for many keys", str(error)) from error
