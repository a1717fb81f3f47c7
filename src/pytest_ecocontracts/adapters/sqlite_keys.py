"""Keys in a temporary SQLite file, with the standard library alone."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar, Final

from ..core.errors import CapabilityMissing
from .key_tables import KeyTables
from .scratch import ScratchFolder

#: Nothing is worth recovering. Negative sizes are kibibytes; the cache also bounds the runs of a sort.
_SETTINGS: Final = (
    "PRAGMA page_size=8192",
    "PRAGMA journal_mode=OFF",
    "PRAGMA synchronous=OFF",
    "PRAGMA locking_mode=EXCLUSIVE",
    "PRAGMA temp_store=FILE",
    "PRAGMA cache_size=-65536",
)
#: error codes that are about the machine, not about what we ask of it
_MACHINE: Final = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_NOMEM,
    }
)


class SqliteKeys(KeyTables):
    """Sets of keys in a file that has no name any more once it is open: it goes with the process."""

    _create_distinct: ClassVar = (
        "CREATE TABLE distinct_{0} (key BLOB PRIMARY KEY, first BIGINT, times BIGINT) WITHOUT ROWID"
    )

    def __init__(self, root: str) -> None:
        super().__init__()
        folder = ScratchFolder(root)
        try:
            with _told():
                self._connection = sqlite3.connect(f"{folder.path}/keys", isolation_level=None)
                for statement in _SETTINGS:
                    self._connection.execute(statement)
                # The first page is written, so that the file is there to be forgotten.
                self._connection.execute("CREATE TABLE opened (unused INTEGER)")
                os.unlink(f"{folder.path}/keys")
        finally:
            folder.remove()

    def close(self) -> None:
        """See ``core.ports.KeyDatabase``."""
        self._connection.close()

    def _run(self, statement: str) -> None:
        with _told():
            self._connection.execute(statement)

    def _rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        with _told():
            yield from self._connection.execute(query)

    def _insert(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        marks = ", ".join("?" * len(rows[0]))
        with _told():
            self._connection.execute("BEGIN")
            self._connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - our table
            self._connection.execute("COMMIT")


@contextmanager
def _told() -> Iterator[None]:
    """Say that the machine is not up to it, where that is what the database says: a full disk."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in _MACHINE:
            raise
        raise CapabilityMissing("disk space for many keys", str(error)) from error
