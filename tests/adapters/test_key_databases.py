"""Where many keys go: out of the repository, unseen by others, gone afterwards whatever happens."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from pytest_ecocontracts.adapters import sqlite_keys, tables
from pytest_ecocontracts.adapters.scratch import ScratchFolder
from pytest_ecocontracts.core.errors import CapabilityMissing

ROOT = "/repository"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The machine's folder for temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_sqlite_leaves_no_name_behind_while_it_is_open(temporary: Path) -> None:
    database = sqlite_keys.SqliteKeys(ROOT)
    number = database.create()
    database.add(number, [(b"a", 1), (b"a", 2)])
    assert os.listdir(temporary) == []
    assert list(database.repeated(number)) == [(b"a", 2, 1)]
    database.close()


def test_duckdb_has_a_folder_of_its_own_and_removes_it(temporary: Path) -> None:
    pytest.importorskip("duckdb", reason="the extra tables is not installed")
    pytest.importorskip("pyarrow", reason="the extra tables is not installed")
    from pytest_ecocontracts.adapters.duckdb_keys import DuckdbKeys

    database = DuckdbKeys(ROOT)
    (folder,) = temporary.iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    database.close()
    assert os.listdir(temporary) == []


def test_duckdb_reads_no_files() -> None:
    duckdb = pytest.importorskip("duckdb", reason="the extra tables is not installed")
    pytest.importorskip("pyarrow", reason="the extra tables is not installed")
    from pytest_ecocontracts.adapters.duckdb_keys import DuckdbKeys

    database = DuckdbKeys(ROOT)
    with pytest.raises(duckdb.PermissionException):
        database._run("SELECT * FROM read_text('/etc/hostname')")
    with pytest.raises(duckdb.Error):
        database._run("SET enable_external_access=true")
    database.close()


def test_a_scratch_folder_goes_with_its_owner(temporary: Path) -> None:
    folder = ScratchFolder(ROOT)
    assert os.path.isdir(folder.path)
    del folder
    assert os.listdir(temporary) == []


def test_what_a_killed_process_left_is_removed_by_the_next_one(temporary: Path) -> None:
    program = (
        "import sys, tempfile, time; tempfile.tempdir = sys.argv[1]\n"
        "from pytest_ecocontracts.adapters.scratch import ScratchFolder\n"
        f"folder = ScratchFolder({ROOT!r}); open(folder.path + '/data', 'w').write('keys')\n"
        "print('ready', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(temporary)], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"ready\n"
        (left,) = temporary.iterdir()
        mine = ScratchFolder(ROOT)
        assert left.is_dir(), "the folder of a living process stays"
        mine.remove()
        other.send_signal(signal.SIGKILL)
        other.wait()
    assert left.is_dir()
    ScratchFolder(ROOT).remove()
    assert os.listdir(temporary) == []


def test_temporary_files_never_lie_in_the_repository(temporary: Path) -> None:
    folder = ScratchFolder(str(temporary.parent))
    assert not folder.path.startswith(str(temporary.parent))
    folder.remove()
    assert os.listdir(temporary) == []


def test_a_repository_that_holds_all_folders_has_no_place_for_them() -> None:
    with pytest.raises(CapabilityMissing, match="TMPDIR"):
        ScratchFolder("/")


def test_a_full_disk_is_a_missing_capability() -> None:
    database = sqlite_keys.SqliteKeys(ROOT)
    number = database.create()
    database._run("PRAGMA max_page_count=20")
    with pytest.raises(CapabilityMissing, match="full") as failure:
        database.add(number, [(bytes(100), place) for place in range(10_000)])
    assert failure.value.capability == "disk space for many keys"
    database.close()


def test_a_mistake_of_our_own_is_no_missing_capability() -> None:
    database = sqlite_keys.SqliteKeys(ROOT)
    with pytest.raises(sqlite_keys.sqlite3.OperationalError):
        database._run("SELECT nonsense")
    database.close()


@pytest.mark.parametrize("missing", ["duckdb", "pyarrow"])
def test_without_the_extra_sqlite_is_used(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    monkeypatch.delitem(sys.modules, "pytest_ecocontracts.adapters.duckdb_keys", raising=False)
    database = tables.open_key_database(ROOT)
    assert isinstance(database, sqlite_keys.SqliteKeys)
    database.close()


def test_with_the_extra_duckdb_is_used() -> None:
    pytest.importorskip("duckdb", reason="the extra tables is not installed")
    pytest.importorskip("pyarrow", reason="the extra tables is not installed")
    database = tables.open_key_database(ROOT)
    assert type(database).__name__ == "DuckdbKeys"
    database.close()


def test_with_neither_the_capability_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("duckdb", "sqlite3"):
        monkeypatch.setitem(sys.modules, name, None)
    for name in ("duckdb_keys", "sqlite_keys"):
        monkeypatch.delitem(sys.modules, f"pytest_ecocontracts.adapters.{name}", raising=False)
    with pytest.raises(CapabilityMissing, match="without SQLite"):
        tables.open_key_database(ROOT)
