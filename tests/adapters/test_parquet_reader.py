"""Parquet files are read by another process, which may die of them without harm to the run."""

from __future__ import annotations

import os
import resource
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow", reason="the extra parquet is not installed")
parquet = pytest.importorskip("pyarrow.parquet", reason="the extra parquet is not installed")

from pytest_ecocontracts.adapters import parquet_reader  # noqa: E402
from pytest_ecocontracts.core.errors import CapabilityMissing, LoadError  # noqa: E402
from pytest_ecocontracts.core.limits import Limits  # noqa: E402


@pytest.fixture(autouse=True)
def no_worker() -> Iterator[None]:
    """Each test starts, and leaves, without a worker."""
    parquet_reader._stop_all()
    yield
    parquet_reader._stop_all()


def rows(path: Path, columns: list[str] | None = None) -> Iterator[dict[str, object]]:
    return parquet_reader.ParquetReader().rows(str(path), None, columns, Limits())


def file(path: Path, count: int, **options: Any) -> Path:
    parquet.write_table(pa.table({"n": range(count)}), str(path), **options)
    return path


def test_one_worker_reads_file_after_file(tmp_path: Path) -> None:
    place = file(tmp_path / "a.parquet", 3)
    assert list(rows(place)) == [{"n": 0}, {"n": 1}, {"n": 2}]
    (worker,) = parquet_reader._idle
    assert len(list(rows(place))) == 3
    with pytest.raises(LoadError):
        list(rows(tmp_path / "missing.parquet"))
    assert parquet_reader._idle == [worker]


def test_files_can_be_read_side_by_side(tmp_path: Path) -> None:
    one, other = file(tmp_path / "a.parquet", 2000), file(tmp_path / "b.parquet", 2000)
    assert all(left == right for left, right in zip(rows(one), rows(other), strict=True))


def test_a_reading_that_is_given_up_leaves_no_rest_behind(tmp_path: Path) -> None:
    large, small = file(tmp_path / "a.parquet", 100_000), file(tmp_path / "b.parquet", 2)
    reading = rows(large)
    assert next(reading) == {"n": 0}
    reading.close()  # type: ignore[attr-defined]
    assert list(rows(small)) == [{"n": 0}, {"n": 1}]


def test_a_file_that_ends_the_worker_is_a_problem_and_the_next_one_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large, small = file(tmp_path / "a.parquet", 300_000), file(tmp_path / "b.parquet", 2)
    started = []
    start = parquet_reader._start
    monkeypatch.setattr(parquet_reader, "_start", lambda: started.append(start()) or started[-1])
    reading = rows(large)
    next(reading)
    started[0].send_signal(signal.SIGABRT)
    with pytest.raises(LoadError, match="ended the process that read it, with signal 6"):
        list(reading)
    assert len(list(rows(small))) == 2
    assert len(started) == 2


@pytest.mark.parametrize(
    "column",
    [
        pytest.param(
            lambda: pa.DictionaryArray.from_arrays(pa.array([0] * 5000), pa.array(["x" * 8_000_000])),
            id="text",
        ),
        pytest.param(lambda: pa.array([pa.array([1]).to_pylist() * 20_000_000]), id="list"),
    ],
)
def test_a_bomb_takes_no_memory_of_the_run(tmp_path: Path, column: Any) -> None:
    place = tmp_path / "a.parquet"
    options = {"compression": "zstd", "dictionary_pagesize_limit": 100_000_000, "store_schema": False}
    parquet.write_table(pa.table({"a": column()}), str(place), **options)
    assert place.stat().st_size < 2000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(LoadError) as failure:
        list(rows(place))
    assert [problem.reason for problem in failure.value.problems] == ["too-large"]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


def test_modules_of_the_repository_under_test_are_not_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("json", "resource", "pyarrow"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    place = file(tmp_path / "a.parquet", 1)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.syspath_prepend(str(tmp_path))
    assert list(rows(place)) == [{"n": 0}]
    assert not (tmp_path / "ran").exists()


def test_a_pyarrow_that_does_not_start_is_a_missing_capability(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = file(tmp_path / "a.parquet", 1)
    monkeypatch.setattr(parquet_reader, "_PROGRAM", "import sys; sys.exit(1)")
    with pytest.raises(CapabilityMissing, match="does not start"):
        list(rows(place))


def test_a_mistake_of_the_worker_is_no_problem_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = file(tmp_path / "a.parquet", 1)
    broken = parquet_reader._PROGRAM.replace("main()", "main.__globals__.update(chosen=None); main()")
    monkeypatch.setattr(parquet_reader, "_PROGRAM", broken)
    with pytest.raises(RuntimeError, match="NoneType"):
        list(rows(place))
    assert parquet_reader._idle == []


def test_no_worker_outlives_its_run() -> None:
    worker = parquet_reader._start()
    assert worker.stdin is not None
    worker.stdin.close()
    assert worker.wait(timeout=20) == 0
    assert not os.path.exists(f"/proc/{worker.pid}") or sys.platform != "linux"
    assert worker.stdout is not None
    worker.stdout.close()
