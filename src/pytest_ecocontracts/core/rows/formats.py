"""Which formats hold rows, and what a place inside a file of each may be."""

from __future__ import annotations

from typing import Final, NamedTuple

from ..loading.values import FORMATS, format_of
from ..pointers import split

#: one value or a few: read as a whole; ``at`` leads to an array whose elements are the rows
DOCUMENTS: Final = frozenset({"json", "yaml", "toml", "markdown"})
#: one record after the other: read as a stream
RECORDS: Final = frozenset({"jsonl", "csv", "text", "checksums"})
#: tables of a page: the same files as markdown, asked for by this name
PAGE_TABLES: Final = "markdown-table"
#: tables, whose rows only a library can tell
TABLES: Final = frozenset({"parquet", "sqlite", PAGE_TABLES})
#: formats whose files may hold several tables; ``at`` is "/<table>"
SEVERAL_TABLES: Final = frozenset({"sqlite", PAGE_TABLES})

ROW_FORMATS: Final = FORMATS | TABLES

_SUFFIXES: Final = {
    "parquet": "parquet",
    "pq": "parquet",
    "sqlite": "sqlite",
    "sqlite3": "sqlite",
    "db": "sqlite",
}
_COMPRESSED: Final = ".gz"


def is_compressed(path: str) -> bool:
    """Whether a file is compressed with gzip, by its name."""
    return path[-len(_COMPRESSED) :].lower() == _COMPRESSED


class RowFormat(NamedTuple):
    """A format, and whether the file is compressed with gzip."""

    name: str
    compressed: bool


def row_format(path: str, format: str | None = None) -> RowFormat | None:  # noqa: A002 - the language's own word
    """The format of a file by its suffix (``.jsonl``, ``.csv.gz``), or None where that says nothing.

    A ``format`` that is given stands for what is inside of the compression.
    """
    compressed = is_compressed(path)
    name = path[: -len(_COMPRESSED)] if compressed else path
    stem, _, suffix = name.rpartition("/")[2].rpartition(".")
    found = format or format_of(name) or (_SUFFIXES.get(suffix.lower()) if stem else None)
    return None if found is None else RowFormat(found, compressed)


def format_name(path: str) -> str | None:
    """The name of the format that a file's suffix stands for, or None where it says nothing."""
    found = row_format(path)
    return None if found is None else found.name


def place_problem(format: str, at: str | None) -> str | None:  # noqa: A002 - as above
    """Why ``at`` cannot be a place of rows in a file of this format, in words; None where it can."""
    if at is None:
        return None
    try:
        tokens = split(at)
    except ValueError as error:
        return str(error)
    if format in RECORDS or format == "parquet":
        return (
            f"a {format} file is one sequence of rows, there is nothing at {at!r} in it" if tokens else None
        )
    if format == "sqlite" and len(tokens) != 1:
        return f"rows of an SQLite file are at '/<table>', not at {at!r}"
    if format == PAGE_TABLES and len(tokens) != 1:
        return f"rows of a page's table are at '/<heading>' or '/<number>', not at {at!r}"
    return None
