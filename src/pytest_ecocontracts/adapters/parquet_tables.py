"""Parquet files, which are untrusted input, read in batches of rows: extra ``parquet``."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any, Final

import pyarrow as pa
from pyarrow import parquet

from ..core.errors import LoadError, LoadProblem
from ..core.limits import MEBIBYTE, Limits
from ..core.loading.problems import fail
from ..core.pointers import join
from ..core.rows.columns import chosen
from .arrow_values import Conversion, NotJson, conversion, converted

_BATCH: Final = 1024
#: rows that a small file may hold, whatever its size: columns of one value take almost none
_FEW_ROWS: Final = 1_000_000
_METADATA_BYTES: Final = 64 * MEBIBYTE


class ParquetReader:
    """Implements ``core.ports.TableReader`` over pyarrow."""

    def rows(
        self, place: str, table: str | None, columns: Sequence[str] | None, limits: Limits
    ) -> Iterator[dict[str, object]]:
        """The rows in the file's order; see ``core.ports.TableReader``."""
        try:
            with _open(place) as file:
                names = chosen(columns, file.schema_arrow.names)
                how = _conversions(file.schema_arrow, names, limits)
                _refuse_size(file.metadata, os.path.getsize(place), limits)
                yield from _rows(file, how, limits)
        except MemoryError as error:
            fail("too-large", f"the Parquet file does not fit into memory: {error}")
        except (pa.ArrowException, OSError, UnicodeError) as error:
            words = str(error).partition("\n")[0]
            fail("syntax", f"the Parquet file cannot be read: {words}", expected="a Parquet file")


def _open(place: str) -> Any:
    return parquet.ParquetFile(
        place,
        memory_map=False,
        buffer_size=MEBIBYTE,
        pre_buffer=False,
        thrift_string_size_limit=_METADATA_BYTES,
        thrift_container_size_limit=_METADATA_BYTES,
        page_checksum_verification=True,
    )


def _conversions(schema: Any, names: Sequence[str], limits: Limits) -> dict[str, Conversion]:
    """How to read each column; raises LoadError with every column that cannot be read."""
    problems: list[LoadProblem] = []
    found: dict[str, Conversion] = {}
    for name in dict.fromkeys(names):
        fields = schema.get_all_field_indices(name)
        if len(fields) > 1:
            problems.append(_problem("duplicate-key", f"the column name {name!r} occurs twice", name))
            continue
        try:
            found[name] = conversion(schema.field(fields[0]).type, limits.depth)
        except NotJson as error:
            words = f"the column {name!r} holds {error}, which JSON does not have"
            fix = "name the columns that are wanted, or store another type"
            problems.append(_problem(error.reason, words, name, fix=fix))
    if problems:
        raise LoadError(problems)
    return found


def _problem(reason: str, message: str, column: str, fix: str | None = None) -> LoadProblem:
    return LoadProblem(reason=reason, message=message, pointer=join("", column), fix=fix)


def _refuse_size(metadata: Any, size: int, limits: Limits) -> None:
    """Raise LoadError for a file that says itself that it becomes too large when it is read.

    Nothing is asked of single columns: pyarrow lets no exception out of there, and a file whose metadata
    are broken ends the process.
    """
    if metadata.num_rows > max(_FEW_ROWS, size * limits.expansion):
        fail("too-large", f"{metadata.num_rows} rows are too many for a file of {size} bytes")
    whole = sum(metadata.row_group(index).total_byte_size for index in range(metadata.num_row_groups))
    if whole > max(limits.decompressed_bytes, size * limits.expansion):
        fail("too-large", f"the table has {whole} bytes when it is decompressed, the file {size}")


def _rows(file: Any, how: dict[str, Conversion], limits: Limits) -> Iterator[dict[str, object]]:
    names = list(how)
    count = 0
    for batch in file.iter_batches(batch_size=_BATCH, columns=names, use_threads=False):
        # What a file refers to by number, in dictionaries and lists, may lie outside of what it holds.
        batch.validate(full=True)
        if batch.nbytes > limits.artifact_bytes:
            fail("too-large", f"{batch.num_rows} rows have more than {limits.artifact_bytes} bytes")
        columns = [list(_values(batch.column(name), how[name], name, count)) for name in names]
        if columns:
            for values in zip(*columns, strict=True):
                yield dict(zip(names, values, strict=True))
        else:
            yield from ({} for _ in range(batch.num_rows))
        count += batch.num_rows


def _values(column: Any, how: Conversion, name: str, before: int) -> Iterator[object]:
    index = before
    try:
        for value in converted(column, how):
            yield value
            index += 1
    except NotJson as error:
        words = f"row {index + 1} holds {error} in the column {name!r}"
        fail(error.reason, words, pointer=join("", index, name))
