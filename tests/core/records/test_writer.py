"""A record is there whole or not at all, and nothing of anybody else's is touched."""

from __future__ import annotations

import errno
import json
import os
import stat
import time
from pathlib import Path
from typing import Any

import pytest
from tests.sample_records import RUN_ID, start, success

from pytest_ecocontracts.core.records import writer
from pytest_ecocontracts.core.records.identity import uuid7
from pytest_ecocontracts.core.records.journal import is_held, read_journal
from pytest_ecocontracts.core.records.writer import (
    RunFolder,
    dump,
    retain,
    run_folders,
    sweep,
    write_atomically,
)

MINIMAL = {"kind": "minimal"}


def create(folder: Path, run_id: str = RUN_ID) -> RunFolder:
    return RunFolder.create(str(folder), run_id, start(run_id).event())


def finished(folder: Path, run_id: str) -> Path:
    run = create(folder, run_id)
    run.write(success(), lambda: MINIMAL)
    run.journal.close()
    return folder / run_id


def full_disk(*_: Any) -> int:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_run_folder_appears_with_its_start_in_it(tmp_path: Path) -> None:
    run = create(tmp_path / "runs")
    assert sorted(os.listdir(tmp_path / "runs")) == [RUN_ID]
    assert read_journal(f"{run.path}/journal.jsonl").events[0]["run_id"] == RUN_ID
    assert is_held(f"{run.path}/journal.jsonl"), "renaming the folder keeps the lock"
    run.journal.append({"event": "end"})
    assert len(read_journal(f"{run.path}/journal.jsonl").events) == 2
    run.journal.close()


def test_record_latest_and_no_rest(tmp_path: Path) -> None:
    path = finished(tmp_path, RUN_ID)
    assert sorted(os.listdir(path)) == ["journal.jsonl", "run.json"]
    assert sorted(os.listdir(tmp_path)) == [RUN_ID, "latest.json"]
    assert (path / "run.json").read_bytes() == (tmp_path / "latest.json").read_bytes()
    assert json.loads((path / "run.json").read_bytes()) == success()


def test_latest_is_a_copy_that_the_next_run_replaces(tmp_path: Path) -> None:
    first, second = sorted((uuid7(1), uuid7(10**15)))
    finished(tmp_path, first)
    finished(tmp_path, second)
    assert not os.path.islink(tmp_path / "latest.json")
    assert (tmp_path / first / "run.json").exists()


def test_mode_follows_the_umask(tmp_path: Path) -> None:
    """A CI system that collects the record is another user."""
    before = os.umask(0o022)
    try:
        path = finished(tmp_path, RUN_ID)
    finally:
        os.umask(before)
    assert stat.S_IMODE(os.stat(path / "run.json").st_mode) == 0o644


def test_an_unwritable_place_raises_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match=r"Not a directory|exists"):
        create(tmp_path / "file" / "runs")
    with pytest.raises(OSError, match="exists"):
        create(tmp_path / "file")


def test_no_room_for_the_reserve_is_told_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer.os, "posix_fallocate", full_disk)
    with pytest.raises(OSError, match="No space"):
        create(tmp_path)
    assert os.listdir(tmp_path) == []


def test_a_full_disk_leaves_the_minimal_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = create(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(writer.os, "write", full_disk)
        assert run.write(success(), lambda: MINIMAL) is False
    assert json.loads(Path(run.record_path).read_bytes()) == MINIMAL
    assert sorted(os.listdir(run.path)) == ["journal.jsonl", "run.json"]
    run.journal.close()


def test_a_minimal_record_that_is_too_large_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = create(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(writer.os, "write", full_disk)
        with pytest.raises(OSError, match="does not fit"):
            run.write(success(), lambda: {"text": "x" * writer.RESERVE_BYTES})
    run.journal.close()


def test_other_errors_are_raised(tmp_path: Path) -> None:
    run = create(tmp_path)
    run.journal.close()
    os.unlink(f"{run.path}/journal.jsonl")
    os.unlink(f"{run.path}/reserve")
    os.rmdir(run.path)
    with pytest.raises(FileNotFoundError):
        run.write(success(), lambda: MINIMAL)


def test_atomic_write_replaces_in_one_step_or_leaves_the_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "latest.json"
    write_atomically(str(path), b"old")
    with monkeypatch.context() as patched:
        patched.setattr(writer.os, "fsync", full_disk)
        with pytest.raises(OSError, match="No space"):
            write_atomically(str(path), b"new")
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["latest.json"]


def test_atomic_write_does_not_follow_a_planted_link(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    os.symlink(tmp_path / "secret", tmp_path / f".tmp-run.json-{os.getpid()}")
    with pytest.raises(FileExistsError):
        write_atomically(str(tmp_path / "run.json"), b"record")
    assert (tmp_path / "secret").read_text() == "secret"


def test_dump_is_ascii_whatever_the_names(tmp_path: Path) -> None:
    assert json.loads(dump({"ä": "\u2028"})) == {"ä": "\u2028"}
    assert dump({"ä": "\u2028"}).isascii()


def test_run_folders_are_named_like_runs_and_no_links(tmp_path: Path) -> None:
    real = uuid7()
    (tmp_path / real).mkdir()
    os.symlink(tmp_path / real, tmp_path / RUN_ID)
    (tmp_path / "notes").mkdir()
    (tmp_path / uuid7()).write_text("a file")
    assert list(run_folders(str(tmp_path))) == [real]
    assert list(run_folders(str(tmp_path / "nowhere"))) == []


def test_only_stale_rests_are_swept(tmp_path: Path) -> None:
    run_id = uuid7()
    create(tmp_path, run_id).journal.close()
    os.rename(tmp_path / run_id, tmp_path / f".tmp-{run_id}")
    (tmp_path / ".tmp-run.json-1").write_text("half")
    (tmp_path / ".tmp-young").write_text("half")
    (tmp_path / "mine.txt").write_text("mine")
    old = os.stat(tmp_path / "mine.txt").st_mtime - 2 * writer.STALE_SECONDS
    for name in (f".tmp-{run_id}", ".tmp-run.json-1", "mine.txt"):
        os.utime(tmp_path / name, (old, old))
    sweep(str(tmp_path))
    assert sorted(os.listdir(tmp_path)) == [".tmp-young", "mine.txt"]
    sweep(str(tmp_path / "nowhere"))


def test_the_newest_runs_are_kept_and_dead_ones_always(tmp_path: Path) -> None:
    ids = sorted(uuid7(second * 10**9) for second in range(1, 6))
    for run_id in ids[1:]:
        finished(tmp_path, run_id)
    create(tmp_path, ids[0]).journal.close()
    retain(str(tmp_path), keep=2)
    assert list(run_folders(str(tmp_path))) == [ids[0], *ids[-2:]]


def test_a_run_folder_with_something_else_in_it_stays(tmp_path: Path) -> None:
    path = finished(tmp_path, RUN_ID)
    (path / "notes.txt").write_text("mine")
    retain(str(tmp_path), keep=0)
    assert sorted(os.listdir(path)) == ["journal.jsonl", "notes.txt", "run.json"]


def test_a_run_that_is_removed_is_out_of_sight_in_one_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is killed while tidying up leaves rests for the sweep, never half a run."""
    finished(tmp_path, RUN_ID)
    (tmp_path / RUN_ID / ".tmp-run.json-1").write_text("rest of a killed write")

    def killed(path: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(writer.os, "unlink", killed)
        with pytest.raises(KeyboardInterrupt):
            retain(str(tmp_path), keep=0)
    assert list(run_folders(str(tmp_path))) == []
    sweep(str(tmp_path), now=time.time() + 2 * writer.STALE_SECONDS)
    assert os.listdir(tmp_path) == ["latest.json"]
