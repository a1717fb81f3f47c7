"""Compressed files: as their content, and never without bound."""

from __future__ import annotations

import gzip
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.rows.files import Folder
from tests.fakes import MemoryFiles, make_context

from pytest_ecocontracts.core.errors import FileProblem, LoadError
from pytest_ecocontracts.core.limits import Limits
from pytest_ecocontracts.core.rows.opening import open_rows


def test_parts_that_were_compressed_apart_are_one_file(folder: Folder) -> None:
    name = folder.write("a.jsonl.gz", gzip.compress(b"1\n2") + gzip.compress(b"3\n") + gzip.compress(b""))
    assert folder.rows(name) == [(1, 1, 1), (2, 23, 2)]


def test_zeros_behind_the_end_are_padding(folder: Folder) -> None:
    assert folder.values(folder.write("a.jsonl.gz", gzip.compress(b"1\n") + bytes(100))) == [1]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b'{"a": 1}', id="not compressed"),
        pytest.param(gzip.compress(b"1\n" * 1000)[:-9], id="cut off"),
        pytest.param(gzip.compress(b"1\n")[:-8] + bytes(8), id="wrong checksum"),
        pytest.param(gzip.compress(b"1\n") + b"garbage", id="garbage behind the end"),
        pytest.param(b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xff\xff\xff", id="broken inside"),
    ],
)
@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.json.gz", "a.csv.gz", "a.sqlite.gz"])
def test_what_cannot_be_decompressed_is_told(folder: Folder, name: str, data: bytes) -> None:
    assert folder.reasons(folder.write(name, data)) == ["compression"]


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.csv.gz", "a.txt.gz", "a.json.gz", "a.sqlite.gz"])
def test_a_bomb_is_refused(folder: Folder, name: str) -> None:
    folder.context.limits = Limits(decompressed_bytes=100_000, expansion=100)
    folder.write(name, gzip.compress(b"1\n" * 5_000_000))
    with pytest.raises(FileProblem) as failure:
        folder.rows(name)
    assert failure.value.reason == "too-large"


def test_a_stream_may_grow_as_far_as_ordinary_data_does(folder: Folder) -> None:
    folder.context.limits = Limits(decompressed_bytes=1000, expansion=100)
    lines = b"".join(b"%d\n" % (number * 7919 % 99_991) for number in range(2000))
    name = folder.write("a.jsonl.gz", gzip.compress(lines))
    assert len(folder.rows(name)) == 2000


def test_a_document_is_bounded_whatever_its_ratio(folder: Folder) -> None:
    folder.context.limits = Limits(artifact_bytes=1000)
    folder.write("a.json.gz", gzip.compress(b"[" + b"1234," * 200 + b"0]"))
    with pytest.raises(FileProblem) as failure:
        folder.rows("a.json.gz")
    assert failure.value.reason == "too-large"


def test_nothing_of_a_decompressed_table_stays(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    folder.database("a.sqlite", "CREATE TABLE t (id TEXT); INSERT INTO t VALUES ('x')")
    assert folder.values(folder.compress("a.sqlite")) == [{"id": "x"}]
    assert folder.reasons(folder.write("b.sqlite.gz", gzip.compress(b"no database"))) == ["syntax"]
    assert os.listdir(temporary) == []


@given(st.binary(max_size=60), st.integers(0, 80), st.integers(0, 255))
def test_a_damaged_file_is_a_problem_or_reads_as_it_was(data: bytes, place: int, byte: int) -> None:
    damaged = bytearray(gzip.compress(data))
    damaged[min(place, len(damaged) - 1)] = byte
    context = make_context(MemoryFiles({"a.txt.gz": bytes(damaged)}))
    try:
        rows = [row.value for row in open_rows(context, "a.txt.gz")]
    except LoadError:
        return
    plain = make_context(MemoryFiles({"a.txt": data}))
    assert rows == [row.value for row in open_rows(plain, "a.txt")]
