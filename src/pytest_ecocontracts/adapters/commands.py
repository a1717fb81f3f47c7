"""Runs commands in copies of the tracked files, for those who allowed it with ``--eco-exec``.

A copy has no link that leads out of it, and a command is given few variables: neither the tree, nor what
else the environment of the gate holds, is at hand by accident. It is no sandbox.
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Final

from ..core.errors import CapabilityMissing
from ..core.ports import Finished, GitIndex
from .filesystem import LocalFileSystem
from .scratch import outside

SECONDS: Final = 300
#: of what a command writes, the last is kept
KEPT_BYTES: Final = 16 * 1024
_CAPABILITY: Final = "a copy of the tracked files"
_PREFIX: Final = "ecocontracts-copy-"
_BLOCK: Final = 64 * 1024
_SUBMODULE: Final = "160000"
#: the variables that a command is given: enough to find programs, and to read and write text as the user does
VARIABLES: Final = frozenset(
    {"PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR", "VIRTUAL_ENV"}
)
_LOCALE: Final = "LC_"


class CopiedTree:
    """Implements ``core.ports.Commands`` for the files that git tracks below the root."""

    def __init__(self, root: str, git: GitIndex, seconds: int = SECONDS) -> None:
        self._root = root
        self._git = git
        self._seconds = seconds

    @property
    def seconds(self) -> int:
        """How long a command may take."""
        return self._seconds

    @contextmanager
    def run(self, command: Sequence[str], absent: Collection[str]) -> Iterator[Finished]:
        """Run a command in a copy without the paths in ``absent``; the copy is gone afterwards."""
        if not self._git.available:
            raise CapabilityMissing(_CAPABILITY, self._git.reason or "git cannot be asked")
        parent = outside(self._root, _CAPABILITY)
        with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=parent, ignore_cleanup_errors=True) as folder:
            copy = os.path.realpath(folder)
            self._copy(copy, frozenset(absent))
            status, output = self._run(command, copy)
            yield Finished(status=status, output=output, files=LocalFileSystem(copy))

    def _copy(self, folder: str, absent: frozenset[str]) -> None:
        root = os.path.realpath(self._root)
        #: each folder, and whether it is one: where a link has taken its place, its files are gone
        folders: dict[str, bool] = {}
        links: list[str] = []
        for path, mode in self._git.tracked().items():
            source, target = f"{root}/{path}", f"{folder}/{path}"
            parent = os.path.dirname(source)
            if parent not in folders:
                os.makedirs(os.path.dirname(target), exist_ok=True)
                folders[parent] = os.path.realpath(parent) == parent
            if path in absent or not folders[parent]:
                continue
            try:
                if mode == _SUBMODULE:
                    os.makedirs(target, exist_ok=True)
                else:
                    # A link is copied as a link, and a file with its mode.
                    shutil.copy2(source, target, follow_symlinks=False)
                    if os.path.islink(target):
                        links.append(target)
            except (FileNotFoundError, NotADirectoryError):
                continue  # tracked and gone: the check of the layout tells that
            except (OSError, shutil.Error) as error:
                message = f"{path!r} cannot be copied: {error}"
                raise CapabilityMissing(_CAPABILITY, message) from None
        for link in links:
            if not f"{os.path.realpath(link)}/".startswith(f"{folder}/"):
                os.unlink(link)

    def _run(self, command: Sequence[str], folder: str) -> tuple[int | None, str]:
        kept = {
            name: value for name, value in os.environ.items() if name in VARIABLES or name.startswith(_LOCALE)
        }
        program = command[0]
        if "/" in program and not os.path.isabs(program):
            program = os.path.join(folder, program)
        try:
            process = subprocess.Popen(  # noqa: S603 - what the user allowed, and without a shell
                [program, *command[1:]],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env={**kept, "PWD": folder},
                start_new_session=True,
            )
        except OSError as error:
            return 127, f"{command[0]} cannot be started: {error.strerror}"
        with process:
            try:
                output, in_time = self._follow(process)
                # What it left running in the background must not write into the copy that is compared.
                return (process.returncode if in_time else None), output
            finally:
                _end_group(process)

    def _follow(self, process: subprocess.Popen[bytes]) -> tuple[str, bool]:
        """The end of what the process writes, and whether it ended in time."""
        assert process.stdout is not None  # noqa: S101 - it was opened as a pipe
        deadline = time.monotonic() + self._seconds
        kept = b""
        watch = select.poll()
        watch.register(process.stdout, select.POLLIN | select.POLLHUP)
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                return kept.decode("utf-8", "replace"), False
            # A short wait, for a process that ended while a child of it holds the pipe open.
            if watch.poll(min(left, 0.2) * 1000):
                part = os.read(process.stdout.fileno(), _BLOCK)
                if not part:
                    break
                kept = (kept + part)[-KEPT_BYTES:]
            elif process.poll() is not None:
                break
        try:
            process.wait(timeout=max(deadline - time.monotonic(), 0))
        except subprocess.TimeoutExpired:
            return kept.decode("utf-8", "replace"), False
        return kept.decode("utf-8", "replace"), True


def _end_group(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
