"""Tables of SQLite databases, which are untrusted input: read-only, and nothing in them is run.

Opened as immutable, so that no lock, journal or shared memory file appears beside the database; each
statement is judged by an authorizer that allows to read one table. Sources: sqlite.org/security.html
("Untrusted SQLite Database Files"), sqlite.org/uri.html, sqlite.org/fileformat2.html (journal header).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from math import isfinite
from typing import Any, Final
from urllib.parse import quote

from ..core.errors import LoadError
from ..core.limits import Limits
from ..core.loading.problems import fail
from ..core.pointers import join
from ..core.rows.columns import chosen, listed
from ..core.suggestions import suggestion

_JOURNAL_MAGIC: Final = bytes.fromhex("d9d505f920a163d7")
_LONGEST_STATEMENT: Final = 1_000_000
_COMPUTED_INDEXES: Final = """
    SELECT 1 FROM pragma_index_list(?) found, pragma_index_xinfo(found.name) part
    WHERE found.partial OR part.cid = -2"""
_BROKEN: Final = "a page of the table belongs to it twice"
#: what table_xinfo says in "hidden" of a generated column that is not stored
_COMPUTED: Final = 2
#: names of the rowid, of which a column of the same name hides one
_ROWIDS: Final = ("rowid", "_rowid_", "oid")


class SqliteReader:
    """Implements ``core.ports.TableReader`` over the standard library's sqlite3."""

    def rows(
        self, place: str, table: str | None, columns: Sequence[str] | None, limits: Limits
    ) -> Iterator[dict[str, object]]:
        """The rows of a table by rowid; see ``core.ports.TableReader``.

        Text is text, also where it holds JSON; a BLOB, an infinite number and text that is not UTF-8 are
        problems. So are views, virtual tables, and generated columns that are not stored.
        """
        _refuse_pending_changes(place)
        try:
            with closing(_open(place, limits)) as connection:
                yield from _table(connection, table, columns).rows()
        except LoadError:
            raise
        except (sqlite3.Error, sqlite3.Warning, UnicodeError) as error:
            reason = "too-large" if isinstance(error, sqlite3.DataError) else "syntax"
            words = " ".join(str(error).split()) or type(error).__name__
            fail(reason, f"the SQLite file cannot be read: {words}", expected="an SQLite database")


def _refuse_pending_changes(place: str) -> None:
    """Raise LoadError where changes that belong to the database lie in a file beside it."""
    pending = [f"{place}-wal"] if _size(f"{place}-wal") else []
    if _size(f"{place}-journal"):
        with open(f"{place}-journal", "rb") as journal:
            pending += [f"{place}-journal"] if journal.read(8) == _JOURNAL_MAGIC else []
    for path in pending:
        name = os.path.basename(path)
        fail(
            "not-at-rest",
            f"the database is not at rest: {name} beside it holds changes that are not in it yet",
            expected="a database that nobody writes",
            found=name,
            fix="close the program that writes it, or run PRAGMA wal_checkpoint(TRUNCATE)",
        )


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0


def _open(place: str, limits: Limits) -> sqlite3.Connection:
    address = f"file:{quote(os.fsencode(place))}?mode=ro&immutable=1"
    connection = sqlite3.connect(address, uri=True, isolation_level=None)
    for limit, value in (
        (sqlite3.SQLITE_LIMIT_LENGTH, limits.line_bytes),
        (sqlite3.SQLITE_LIMIT_SQL_LENGTH, _LONGEST_STATEMENT),
        (sqlite3.SQLITE_LIMIT_ATTACHED, 0),
        (sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, 0),
    ):
        connection.setlimit(limit, value)
    for setting in (
        "trusted_schema=OFF",
        "query_only=ON",
        "cell_size_check=ON",
        "mmap_size=0",
        "temp_store=FILE",
    ):
        connection.execute(f"PRAGMA {setting}")
    return connection


class _Table:
    """A table that is there, with the columns that are wanted of it."""

    def __init__(self, connection: sqlite3.Connection, name: str, columns: Sequence[str] | None) -> None:
        self._connection = connection
        self._name = name
        found = connection.execute(
            "SELECT name, hidden FROM pragma_table_xinfo(?) WHERE hidden <> 1 ORDER BY cid", (name,)
        ).fetchall()
        self._columns = chosen(columns, [column for column, _ in found])
        self._computed = [column for column, hidden in found if hidden == _COMPUTED]
        _refuse_computed(self._computed, self._columns)
        taken = {column.lower() for column, _ in found}
        self._rowid = next((word for word in _ROWIDS if word not in taken), None)

    def rows(self) -> Iterator[dict[str, object]]:
        """Yield the rows by rowid, or as they are stored where it has none: by the primary key."""
        last: int | None = None
        for index, (rowid, *values) in enumerate(self._select()):
            if rowid is not None and last is not None and rowid <= last:
                raise sqlite3.DatabaseError(_BROKEN)
            last = rowid
            row = dict(zip(self._columns, values, strict=True))
            if not all(map(_is_json, values)):
                _refuse_values(row, self._name, index)
            yield row

    def _select(self) -> sqlite3.Cursor:
        columns = [_quoted(column) for column in self._columns]
        # Never by an index, which may hold other rows than a broken table does.
        table = f"main.{_quoted(self._name)} NOT INDEXED"
        if self._rowid is not None:
            names = ", ".join([self._rowid, *columns])
            try:
                self._connection.set_authorizer(_only(self._name))
                query = f"SELECT {names} FROM {table} ORDER BY {self._rowid}"  # noqa: S608 - quoted names
                return self._connection.execute(query)
            except sqlite3.OperationalError as error:
                if "no such column" not in str(error):
                    raise
                self._connection.set_authorizer(None)
        self._check_pages()
        self._connection.set_authorizer(_only(self._name))
        names = ", ".join(["NULL", *columns])
        return self._connection.execute(f"SELECT {names} FROM {table}")  # noqa: S608 - as above

    def _check_pages(self) -> None:
        """Without rowids to compare, only the pages themselves tell whether one is linked twice.

        SQLite's check computes generated columns and indexes, so there may be none. (Its quick_check is
        wrong about primary keys that are not in the order of the columns, in SQLite 3.40.)
        """
        _refuse_computed(self._computed, self._computed)
        if self._connection.execute(_COMPUTED_INDEXES, (self._name,)).fetchone():
            fail("index-computed", "a table without rowids has an index that is computed or partial")
        self._connection.execute("PRAGMA ignore_check_constraints=ON")
        (verdict,) = self._connection.execute(
            f"PRAGMA main.integrity_check({_quoted(self._name)})"
        ).fetchone()
        if verdict != "ok":
            raise sqlite3.DatabaseError(verdict)


def _table(connection: sqlite3.Connection, name: str | None, columns: Sequence[str] | None) -> _Table:
    """Find the table; raises LoadError where it is not there, is none, or where one must be chosen."""
    entries: dict[str, tuple[str, bool]] = {
        entry: (kind, bool(root))
        for entry, kind, root in connection.execute(
            "SELECT name, type, rootpage FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY name"
        )
    }
    tables = [entry for entry, (kind, stored) in entries.items() if kind == "table" and stored]
    if name is None:
        own = [entry for entry in tables if not entry.startswith("sqlite_")]
        if len(own) != 1:
            fail(
                "table-unnamed",
                f"the database has {len(own)} tables, so the one that is meant must be named",
                expected="one table",
                found=listed(own),
            )
        name = own[0]
    if name not in tables:
        kind, _ = entries.get(name, ("", False))
        what = {"": "there is no table", "view": "a view is not read as a table:"}
        fail(
            "table-missing",
            f"{what.get(kind, 'a virtual table is not read as a table:')} {name!r}",
            expected=f"a table {name!r}",
            found=f"the tables {listed(tables)}",
            fix=suggestion(name, tables),
        )
    return _Table(connection, name, columns)


def _refuse_computed(computed: Sequence[str], wanted: Sequence[str]) -> None:
    """Raise LoadError for columns that are computed when they are read: that is code, which costs time."""
    found = [name for name in wanted if name in computed]
    if found:
        fail(
            "column-computed",
            f"a column is computed when it is read: {listed(found)}",
            expected="stored columns",
            fix="name the columns that are wanted, or declare it STORED",
        )


def _only(table: str) -> Callable[..., int]:
    """Allow to read the table and nothing else: no function, no other table, no view or trigger."""

    def judge(action: int, first: str | None, _: str | None, database: str | None, source: str | None) -> int:
        reads = action == sqlite3.SQLITE_READ and first == table and database == "main" and source is None
        return sqlite3.SQLITE_OK if reads or action == sqlite3.SQLITE_SELECT else sqlite3.SQLITE_DENY

    return judge


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _is_json(value: Any) -> bool:
    return not isinstance(value, bytes) and not (isinstance(value, float) and not isfinite(value))


def _refuse_values(row: dict[str, Any], table: str, index: int) -> None:
    for name, value in row.items():
        pointer = join("", table, index, name)
        if isinstance(value, bytes):
            fail(
                "binary",
                f"row {index + 1} holds a BLOB in the column {name!r}, which JSON does not have",
                found=f"{len(value)} bytes",
                fix="name the columns that are wanted, or store text",
                pointer=pointer,
            )
        if not _is_json(value):
            words = f"row {index + 1} holds a number in the column {name!r} that is not finite"
            fail("not-finite", words, found=str(value), fix="store NULL or text instead", pointer=pointer)
