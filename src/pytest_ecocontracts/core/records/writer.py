"""Writes the files of one run: its folder, its journal, its record, each whole or not at all.

``<folder>/<run id>/journal.jsonl`` grows while the run lives; ``run.json`` appears once, at the end, and
is never changed; ``<folder>/latest.json`` is a copy of the newest. A run folder appears with the first
line of its journal already on the disk, so whatever kills the run, what it was can be told.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from .identity import RUN_ID
from .journal import FILE_NAME as JOURNAL
from .journal import Event, Journal, NoJournal

RECORD: Final = "run.json"
LATEST: Final = "latest.json"
RESERVE: Final = "reserve"
#: room for a last word when the disk is full, in bytes
RESERVE_BYTES: Final = 16 * 1024
#: run folders kept in the default place; one's own --eco-record folder is never tidied
KEPT_RUNS: Final = 20
#: temporary files older than this are left over from killed runs, in seconds
STALE_SECONDS: Final = 3600

_TEMPORARY: Final = ".tmp-"
_FILES: Final = (JOURNAL, RESERVE, RECORD)
_encode: Final = json.JSONEncoder(check_circular=False).encode


class RunFolder:
    """The folder of one run that is alive."""

    def __init__(self, folder: str, run_id: str) -> None:
        self.path = os.path.join(folder, run_id)
        self.record_path = os.path.join(self.path, RECORD)
        self._folder = folder
        self._run_id = run_id
        self.journal: Journal

    @classmethod
    def create(cls, folder: str, run_id: str, start: Event) -> RunFolder:
        """Make the folder with the first journal line in it and room for a last word; raises OSError."""
        run = cls(folder, run_id)
        os.makedirs(folder, exist_ok=True)
        temporary = os.path.join(folder, _TEMPORARY + run_id)
        os.mkdir(temporary)
        try:
            run.journal = Journal(os.path.join(temporary, JOURNAL))
            run.journal.append(start)
            run.journal.sync()
            if run.journal.problem is not None:
                raise run.journal.problem
            _reserve(os.path.join(temporary, RESERVE))
            os.rename(temporary, run.path)
        except OSError:
            with contextlib.suppress(OSError):
                _remove_run(temporary)
            raise
        return run

    def write(self, record: Mapping[str, object], minimal: Callable[[], Mapping[str, object]]) -> bool:
        """Write the record; where the disk is full, the minimal one into the reserved room.

        Return whether it was the whole record. Raises OSError where neither could be written.
        """
        data = dump(record)
        try:
            write_atomically(self.record_path, data)
        except OSError as problem:
            if problem.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            self._write_into_reserve(dump(minimal()))
            return False
        with contextlib.suppress(OSError):
            os.unlink(os.path.join(self.path, RESERVE))
        with contextlib.suppress(OSError):  # a convenience; the record itself is safe
            write_atomically(os.path.join(self._folder, LATEST), data, durable=False)
        return True

    def _write_into_reserve(self, data: bytes) -> None:
        path = os.path.join(self.path, RESERVE)
        if len(data) > RESERVE_BYTES:
            raise OSError(errno.ENOSPC, "the minimal record does not fit into the reserved room", path)
        descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        try:
            if os.pwrite(descriptor, data, 0) != len(data):
                raise OSError(errno.ENOSPC, "the reserved room is gone", path)
            os.ftruncate(descriptor, len(data))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.rename(path, self.record_path)


class NoRunFolder(RunFolder):
    """Writes nothing: for a run that is to leave no files, as its user has said."""

    def __init__(self, run_id: str) -> None:
        super().__init__(os.devnull, run_id)
        self.journal = NoJournal()

    def write(self, record: Mapping[str, object], minimal: Callable[[], Mapping[str, object]]) -> bool:
        """Accept the record, so that it is judged all the same."""
        return True


def dump(record: Mapping[str, object]) -> bytes:
    """Return the record as JSON in ASCII, which every reader takes: a line per field and per list entry.

    Indenting all of it would be Python's slow encoder's work, and takes longer than a thousand checks.
    """
    fields = (f" {_encode(name)}: {_lines(value)}" for name, value in record.items())
    return "{{\n{}\n}}\n".format(",\n".join(fields)).encode("ascii")


def _lines(value: object) -> str:
    """The value in one line; a list, or an object of objects, with a line for each of its members."""
    if isinstance(value, list) and value:
        entries = [_encode(entry) for entry in value]
        return "[\n{}\n ]".format(",\n".join(f"  {entry}" for entry in entries))
    if isinstance(value, dict) and value and all(isinstance(entry, dict) for entry in value.values()):
        entries = [f"{_encode(name)}: {_encode(entry)}" for name, entry in value.items()]
        return "{{\n{}\n }}".format(",\n".join(f"  {entry}" for entry in entries))
    return _encode(value)


def write_atomically(path: str, data: bytes, *, durable: bool = True) -> None:
    """Replace ``path`` in one step by a file with this content; raises OSError and leaves no rest.

    ``durable`` waits until it is on the disk.
    """
    temporary = f"{os.path.dirname(path)}/{_TEMPORARY}{os.path.basename(path)}-{os.getpid()}"
    # Not mkstemp: its files are readable by nobody else, and CI could not collect them.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
    try:
        descriptor = os.open(temporary, flags, 0o666)
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(descriptor, view) :]
            if durable:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.replace(temporary, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _reserve(path: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    try:
        allocate = getattr(os, "posix_fallocate", None)  # absent on macOS
        if allocate is not None:
            allocate(descriptor, 0, RESERVE_BYTES)
        else:
            os.write(descriptor, bytes(RESERVE_BYTES))
    finally:
        os.close(descriptor)


def run_folders(folder: str) -> Iterator[str]:
    """Yield the run ids that have a folder, oldest first; links are not followed. May yield nothing."""
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
    except OSError:
        return
    yield from sorted(name for name in names if RUN_ID.fullmatch(name))


def sweep(folder: str, *, now: float | None = None) -> None:
    """Remove what killed runs left half-written; younger things may belong to a run that lives."""
    limit = (time.time() if now is None else now) - STALE_SECONDS
    stale: list[os.DirEntry[str]] = []
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with contextlib.suppress(OSError):
                if entry.name.startswith(_TEMPORARY) and entry.stat(follow_symlinks=False).st_mtime < limit:
                    stale.append(entry)
    for entry in stale:
        with contextlib.suppress(OSError):
            if entry.is_dir(follow_symlinks=False):
                _remove_run(entry.path)
            else:
                os.unlink(entry.path)


def retain(folder: str, keep: int = KEPT_RUNS) -> None:
    """Remove the oldest finished runs beyond ``keep``; a run without a record is never removed."""
    finished = [
        run_id for run_id in run_folders(folder) if os.path.lexists(os.path.join(folder, run_id, RECORD))
    ]
    for run_id in finished[: max(0, len(finished) - keep)]:
        path = os.path.join(folder, run_id)
        with contextlib.suppress(OSError):
            if _is_ours(path):
                # Out of sight in one step: a run that is killed here leaves rests to sweep, no half run.
                os.rename(path, os.path.join(folder, _TEMPORARY + run_id))
                _remove_run(os.path.join(folder, _TEMPORARY + run_id))


def _is_ours(path: str) -> bool:
    """Whether nothing but what we write is in a run folder; what somebody added is not ours to remove."""
    return all(name in _FILES or name.startswith(_TEMPORARY) for name in os.listdir(path))


def _remove_run(path: str) -> None:
    if _is_ours(path):
        for name in os.listdir(path):
            os.unlink(os.path.join(path, name))
        os.rmdir(path)
