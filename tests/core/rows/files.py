"""Files of every format for tests of rows, in a real folder."""

from __future__ import annotations

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.fakes import make_context

from pytest_ecocontracts.adapters.filesystem import LocalFileSystem
from pytest_ecocontracts.core.context import Context
from pytest_ecocontracts.core.errors import LoadError
from pytest_ecocontracts.core.rows.opening import open_rows


class Folder:
    """A repository in a folder; ``rows`` and ``problems`` read one of its files."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.context: Context = make_context(LocalFileSystem(str(path)))

    def write(self, name: str, data: bytes | str) -> str:
        (self.path / name).write_bytes(data.encode() if isinstance(data, str) else data)
        return name

    def compress(self, name: str) -> str:
        return self.write(f"{name}.gz", gzip.compress((self.path / name).read_bytes()))

    def database(self, name: str, script: str) -> str:
        with closing(sqlite3.connect(self.path / name)) as connection:
            connection.executescript(script)
            connection.commit()
        return name

    def rows(self, name: str, **options: object) -> list[tuple[int, object, int | None]]:
        return [tuple(row) for row in open_rows(self.context, name, **options)]  # type: ignore[arg-type,misc]

    def values(self, name: str, **options: object) -> list[object]:
        return [value for _, value, _ in self.rows(name, **options)]

    def reasons(self, name: str, **options: object) -> list[str]:
        """The reasons of the problems that reading ends with."""
        try:
            self.rows(name, **options)
        except LoadError as error:
            return [problem.reason for problem in error.problems]
        return []
