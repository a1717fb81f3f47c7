"""Every place where keys can be kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from pytest_ecocontracts.adapters.sqlite_keys import SqliteKeys
from pytest_ecocontracts.core.ports import KeyDatabase

ROOT = "/repository"
NEVER = 1 << 40


def no_database() -> KeyDatabase:
    raise AssertionError("nothing should be too large here")


def databases() -> list[tuple[str, int, Callable[[], KeyDatabase]]]:
    found: list[tuple[str, int, Callable[[], KeyDatabase]]] = [
        ("memory", NEVER, no_database),
        ("sqlite", 0, partial(SqliteKeys, ROOT)),
        ("sqlite, later", 700, partial(SqliteKeys, ROOT)),
    ]
    try:
        from pytest_ecocontracts.adapters.duckdb_keys import DuckdbKeys
    except ImportError:
        return found
    return [
        *found,
        ("duckdb", 0, partial(DuckdbKeys, ROOT)),
        ("duckdb, later", 700, partial(DuckdbKeys, ROOT)),
    ]


#: name, bytes that are kept in memory, database
WAYS = databases()
