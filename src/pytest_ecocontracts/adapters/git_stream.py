"""A long answer of git, read while git still writes it: memory does not grow with its length."""

from __future__ import annotations

import select
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, Final

from ..core.errors import CapabilityMissing
from . import git_process

_BLOCK: Final = 1024 * 1024


def stream(root: str, *arguments: str, settings: tuple[str, ...] = ()) -> Iterator[bytes]:
    """Yield what stands between the NUL bytes of git's answer; raises CapabilityMissing with git's reason.

    ``settings`` are configuration besides ``git_process.SAFE``, as options of git. Git is ended with the
    iterator, and where it says nothing for ``git_process.TIMEOUT_SECONDS``.
    """
    with tempfile.TemporaryFile() as said:
        try:
            process = subprocess.Popen(  # noqa: S603 - fixed arguments, no shell
                ["git", *git_process.SAFE, *settings, *arguments],  # noqa: S607 - as every user's git
                cwd=root,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=said,
                env=git_process.environment(),
                bufsize=0,
            )
        except OSError as error:
            raise git_process.not_started(error) from None
        assert process.stdout is not None  # noqa: S101 - it was opened as a pipe
        try:
            yield from _parts(process.stdout, arguments[0])
            status = process.wait()
        finally:
            with suppress(OSError):
                process.stdout.close()
            process.kill()
            process.wait()
        if status:
            said.seek(0)
            reason = git_process.reason_of(said.read(_BLOCK).decode("utf-8", "replace"))
            raise CapabilityMissing("git", reason or f"git {arguments[0]} ended with {status}")


def _parts(answer: IO[bytes], command: str) -> Iterator[bytes]:
    watch = select.poll()
    watch.register(answer, select.POLLIN)
    left = b""
    while True:
        if not watch.poll(git_process.TIMEOUT_SECONDS * 1000):
            message = f"git {command} said nothing for {git_process.TIMEOUT_SECONDS} seconds"
            raise CapabilityMissing("git", message)
        block = answer.read(_BLOCK)
        if not block:
            break
        *whole, left = (left + block).split(b"\0")
        yield from whole
    if left:
        yield left
