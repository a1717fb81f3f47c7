"""Reads Parquet files for ``parquet_reader``, in a process of its own: extra ``parquet``.

A file of 700 bytes can stand for any number of long rows, and pyarrow makes them before it says how many
there are; broken metadata can end the process. Here neither harms the run.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any, Final

import pyarrow as pa
from pyarrow import parquet

from ..core.errors import LoadError, LoadProblem
from ..core.limits import MEBIBYTE, Limits
from ..core.loading.problems import fail
from ..core.pointers import join
from ..core.rows.columns import chosen
from .arrow_values import Conversion, NotJson, conversion, converted

_BATCH: Final = 256
_ANSWER_BYTES: Final = 4 * MEBIBYTE
#: what the process may take beside its code
_MOST_MEMORY: Final = 1536 * MEBIBYTE
#: rows that a small file may hold, whatever its size: columns of one value take almost none
_FEW_ROWS: Final = 1_000_000
_METADATA_BYTES: Final = 64 * MEBIBYTE


def main() -> None:
    """Answer each request on standard input by lines of rows, and at last a line with the problems."""
    _bound_memory()
    for line in sys.stdin.buffer:
        request = json.loads(line)
        limits = Limits(**request["limits"])
        try:
            for rows in read(request["place"], request["columns"], limits):
                _answer(rows)
            _answer({"problems": []})
        except LoadError as error:
            _answer({"problems": [asdict(problem) for problem in error.problems]})
        except MemoryError:
            words = f"{_BATCH} rows of the Parquet file do not fit into {_MOST_MEMORY // MEBIBYTE} MiB"
            _answer({"problems": [asdict(LoadProblem(reason="too-large", message=words))]})
        except Exception:  # noqa: BLE001 - whatever it is, the run must know
            _answer({"crash": traceback.format_exc()})


def read(place: str, columns: Sequence[str] | None, limits: Limits) -> Iterator[list[dict[str, object]]]:
    """Yield the rows of a file in lists that are bounded in bytes; raises LoadError and MemoryError."""
    try:
        with _open(place) as file:
            names = chosen(columns, file.schema_arrow.names)
            how = _conversions(file.schema_arrow, names, limits)
            _refuse_size(file.metadata, os.path.getsize(place), limits)
            yield from _rows(file, how, limits)
    except MemoryError:
        raise
    except (pa.ArrowException, OSError, UnicodeError) as error:
        words = str(error).partition("\n")[0]
        fail("syntax", f"the Parquet file cannot be read: {words}", expected="a Parquet file")


def _bound_memory() -> None:
    for limit, most in ((resource.RLIMIT_DATA, _MOST_MEMORY), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(limit)[1]
        resource.setrlimit(limit, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _answer(message: object) -> None:
    sys.stdout.buffer.write(json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    sys.stdout.buffer.flush()


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


def _rows(file: Any, how: dict[str, Conversion], limits: Limits) -> Iterator[list[dict[str, object]]]:
    names = list(how)
    count = 0
    for batch in file.iter_batches(batch_size=_BATCH, columns=names, use_threads=False):
        # What a file refers to by number, in dictionaries and lists, may lie outside of what it holds.
        batch.validate(full=True)
        for part in _parts(batch, limits.line_bytes, count):
            columns = [list(_values(part.column(name), how[name], name, count)) for name in names]
            if columns:
                yield [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]
            else:
                yield [{} for _ in range(part.num_rows)]
            count += part.num_rows


def _parts(batch: Any, most: int, before: int) -> Iterator[Any]:
    """The rows of a batch in parts of a few megabytes; raises LoadError where one row is too large."""
    rows = max(1, batch.num_rows * _ANSWER_BYTES // max(batch.get_total_buffer_size(), 1))
    for start in range(0, batch.num_rows, rows):
        part = batch.slice(start, rows)
        if part.nbytes > most:
            fail("too-large", f"row {before + start + 1}, or one soon after it, has more than {most} bytes")
        yield part


def _values(column: Any, how: Conversion, name: str, before: int) -> Iterator[object]:
    index = before
    try:
        for value in converted(column, how):
            yield value
            index += 1
    except NotJson as error:
        words = f"row {index + 1} holds {error} in the column {name!r}"
        fail(error.reason, words, pointer=join("", index, name))
