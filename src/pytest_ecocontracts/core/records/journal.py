"""The journal of a run: one JSON object per line, appended while the run lives.

Whatever kills the process, the lines before stay, and at most the last one is torn. A lock on the file
says whether the process still lives: the kernel releases it with the process, so neither a reused
process id nor another container can deceive a reader.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, TypeAlias

Event: TypeAlias = "Mapping[str, object]"

FILE_NAME: Final = "journal.jsonl"
#: a journal beyond this is not read on; 400 bytes per line give 600,000 events
MAXIMUM_BYTES: Final = 256 * 1024 * 1024

# Made once: json.dumps makes an encoder for every call with options.
_encode: Final = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


class Journal:
    """Appends events to one new file; a failed write is remembered, never raised.

    A full disk must not stop the tests of a run. Whoever ends the run asks for ``problem``.
    """

    def __init__(self, path: str) -> None:
        """Create the file, which must not exist, and lock it; raises OSError."""
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        self._descriptor: int | None = os.open(path, flags, 0o666)
        self._process = os.getpid()
        self._size = 0
        self.lines = 0
        self.lost = 0
        self.problem: OSError | None = None
        # On a file system without locks, is_held() fails too, and nothing is called dead.
        with suppress(OSError):
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def append(self, *events: Event) -> None:
        """Append the events with one write; after a failed write nothing more is tried."""
        if self._descriptor is None or os.getpid() != self._process:
            return  # closed, or a forked child, which must not write into its parent's journal
        if self.problem is not None:
            self.lost += len(events)
            return
        data = b"".join(_line(event) for event in events)
        try:
            written = os.write(self._descriptor, data)
            if written != len(data):
                os.ftruncate(self._descriptor, self._size)
                self.problem = OSError(errno.ENOSPC, f"only {written} of {len(data)} bytes could be written")
        except OSError as problem:
            self.problem = problem
        if self.problem is not None:
            self.lost += len(events)
            return
        self._size += len(data)
        self.lines += len(events)

    def sync(self) -> None:
        """Wait until the lines are on the disk."""
        if self._descriptor is None or self.problem is not None:
            return
        try:
            os.fsync(self._descriptor)
        except OSError as problem:
            self.problem = problem

    def close(self) -> None:
        """Close the file, which releases the lock."""
        if self._descriptor is not None and os.getpid() == self._process:
            os.close(self._descriptor)
            self._descriptor = None


class NoJournal(Journal):
    """Keeps nothing: the journal of a run that is to leave no files."""

    def __init__(self) -> None:
        self._descriptor = None
        self.lines = 0
        self.lost = 0
        self.problem = None


def _line(event: Event) -> bytes:
    return _encode(event).encode("ascii") + b"\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalText:
    """What a journal holds: its events, torn tails (0 or 1), and the first damaged line, if any."""

    events: tuple[Event, ...]
    torn: int
    damaged: int | None


def read_journal(path: str) -> JournalText:
    """Read the events up to the first line that is none; raises OSError.

    A last line without its end is torn. Any other line that is no JSON object is damage.
    """
    with open(path, "rb") as file:
        data = file.read(MAXIMUM_BYTES)
    *lines, tail = data.split(b"\n")
    events: list[Event] = []
    damaged = None
    for number, line in enumerate(lines, 1):
        event = _event(line)
        if event is None:
            damaged = number
            break
        events.append(event)
    return JournalText(events=tuple(events), torn=1 if tail and damaged is None else 0, damaged=damaged)


def _event(line: bytes) -> Event | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) and isinstance(value.get("event"), str) else None


def is_held(path: str) -> bool:
    """Whether a living process holds the journal; raises OSError where the file cannot be opened.

    A child that was forked from it counts: while it lives, nobody can say that the run is over.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False
