"""Uniqueness and references of ids, by the readers and key stores that relations use.

Run as a script, ``python key_sets.py sqlite|duckdb FOLDER``, over ``events.jsonl`` and ``references.jsonl``
of a folder. Prints the CPU seconds of each step, and last the number of defects.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

from pytest_ecocontracts.adapters.engines import default_engine
from pytest_ecocontracts.adapters.filesystem import LocalFileSystem
from pytest_ecocontracts.adapters.git import LocalGit
from pytest_ecocontracts.core.context import Context
from pytest_ecocontracts.core.keys import KeySet, encode, open_keys
from pytest_ecocontracts.core.limits import Limits
from pytest_ecocontracts.core.memory import collector_paused
from pytest_ecocontracts.core.paths.tree import Tree
from pytest_ecocontracts.core.ports import KeyDatabase
from pytest_ecocontracts.core.rows.opening import open_rows
from pytest_ecocontracts.core.schemas import SchemaStore


def main() -> None:
    """Check one folder."""
    way, folder = sys.argv[1:]
    context = _context(folder, _database(way, folder))
    with open_keys(context) as store, collector_paused():
        events, references = store.keys(), store.keys()
        _fill(events, context, "events.jsonl")
        _fill(references, context, "references.jsonl")
        defects = _count("repeated", events.repeated) + _count(
            "dangling", lambda: references.missing_from(events)
        )
        print("on disk" if store.on_disk else "in memory")
    print(defects)


def _fill(keys: KeySet, context: Context, path: str) -> None:
    start = time.process_time()
    for number, value, _ in open_rows(context, path):
        keys.add(encode(value["event_id"]), number)  # type: ignore[index]
    print(f"{path}: {time.process_time() - start:.2f} s")


def _count(name: str, ask: Callable[[], object]) -> int:
    start = time.process_time()
    count = sum(1 for _ in ask())  # type: ignore[attr-defined]
    print(f"{name}: {time.process_time() - start:.2f} s")
    return count


def _database(way: str, folder: str) -> Callable[[], KeyDatabase]:
    if way == "duckdb":
        from pytest_ecocontracts.adapters.duckdb_keys import DuckdbKeys

        return lambda: DuckdbKeys(folder)
    from pytest_ecocontracts.adapters.sqlite_keys import SqliteKeys

    return lambda: SqliteKeys(folder)


def _context(folder: str, key_database: Callable[[], KeyDatabase]) -> Context:
    files, engine, limits = LocalFileSystem(folder), default_engine(), Limits()
    return Context(
        files=files,
        tree=Tree(files),
        git=LocalGit(folder),
        engine=engine,
        schemas=SchemaStore(files, engine, limits),
        as_of=datetime.now(UTC).date(),
        limits=limits,
        key_database=key_database,
    )


if __name__ == "__main__":
    main()
