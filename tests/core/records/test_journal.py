"""A journal keeps every line that was written, whatever happens next."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_ecocontracts.core.records import journal as module
from pytest_ecocontracts.core.records.journal import Journal, is_held, read_journal

EVENTS = [{"event": "start", "text": "ä\n\udc80"}, {"event": "check", "n": 1}, {"event": "end"}]


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "journal.jsonl")


def write(path: str, *events: dict[str, object]) -> None:
    journal = Journal(path)
    journal.append(*events)
    journal.close()


def test_lines_come_back_in_order(path: str) -> None:
    write(path, *EVENTS)
    text = read_journal(path)
    assert list(text.events) == EVENTS
    assert (text.torn, text.damaged) == (0, None)


def test_a_file_that_exists_is_never_touched(path: str) -> None:
    write(path, *EVENTS)
    with pytest.raises(FileExistsError):
        Journal(path)
    assert len(read_journal(path).events) == 3


def test_mode_follows_the_umask(path: str) -> None:
    before = os.umask(0o027)
    try:
        write(path)
    finally:
        os.umask(before)
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o640


@given(st.integers(min_value=0))
def test_cut_anywhere_loses_the_last_line_at_most(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    path = str(tmp_path_factory.mktemp("journal") / "journal.jsonl")
    write(path, *EVENTS)
    data = Path(path).read_bytes()
    kept = data[: cut % (len(data) + 1)]
    Path(path).write_bytes(kept)
    text = read_journal(path)
    assert len(text.events) == kept.count(b"\n")
    assert list(text.events) == EVENTS[: len(text.events)]
    assert text.torn == (0 if kept.endswith(b"\n") or not kept else 1)
    assert text.damaged is None


@pytest.mark.parametrize(
    "line", [b"", b"{", b"[]", b"1", b'{"no": "event"}', b'{"event": 1}', b"\xff", b"[" * 100_000]
)
def test_damage_in_the_middle_is_told_apart_from_a_torn_tail(path: str, line: bytes) -> None:
    write(path, *EVENTS)
    lines = Path(path).read_bytes().split(b"\n")
    Path(path).write_bytes(b"\n".join([lines[0], line, *lines[1:]]))
    text = read_journal(path)
    assert (len(text.events), text.torn, text.damaged) == (1, 0, 2)


def test_held_while_open_and_free_after(path: str) -> None:
    journal = Journal(path)
    assert is_held(path)
    assert is_held(path), "asking must not release it"
    journal.close()
    assert not is_held(path)


def test_reading_does_not_release_the_lock(path: str) -> None:
    journal = Journal(path)
    read_journal(path)
    assert is_held(path)
    journal.close()


def test_a_link_is_no_journal(path: str, tmp_path: Path) -> None:
    write(str(tmp_path / "real"))
    os.symlink(tmp_path / "real", path)
    with pytest.raises(OSError, match="symbolic"):
        is_held(path)


def test_a_failed_write_is_remembered_not_raised(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal(path)
    journal.append(EVENTS[0])

    def full(descriptor: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(module.os, "write", full)
        journal.append(EVENTS[1])
    journal.append(EVENTS[2])
    assert (journal.lines, journal.lost) == (1, 2)
    assert journal.problem is not None
    journal.close()
    assert len(read_journal(path).events) == 1


def test_half_a_write_is_taken_back(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal(path)
    journal.append(EVENTS[0])
    real = os.write
    with monkeypatch.context() as patched:
        patched.setattr(module.os, "write", lambda descriptor, data: real(descriptor, data[:5]))
        journal.append(EVENTS[1])
    journal.close()
    text = read_journal(path)
    assert (len(text.events), text.torn, journal.lost) == (1, 0, 1)


# Python 3.12 warns of forks where threads run, as they do in an xdist worker; this child does next to nothing.
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_forked_child_writes_nothing(path: str) -> None:
    journal = Journal(path)
    child = os.fork()
    if child == 0:
        journal.append(EVENTS[1])
        journal.close()
        os._exit(0)
    os.waitpid(child, 0)
    journal.append(EVENTS[0])
    journal.close()
    assert list(read_journal(path).events) == [EVENTS[0]]


def test_an_endless_journal_is_read_to_the_bound(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    write(path, *EVENTS)
    size = os.path.getsize(path)
    monkeypatch.setattr(module, "MAXIMUM_BYTES", size - 3)
    text = read_journal(path)
    assert (len(text.events), text.torn) == (2, 1)
