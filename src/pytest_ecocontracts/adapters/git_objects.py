"""Blobs and folders of a git repository by their ids, from one long-lived ``git cat-file --batch``."""

from __future__ import annotations

import os
import re
import select
import subprocess
import weakref
from contextlib import suppress
from tempfile import SpooledTemporaryFile, TemporaryFile
from typing import IO, Final, NamedTuple

from ..core.errors import CapabilityMissing
from . import git_process

_BLOCK: Final = 1024 * 1024
#: bytes at the end of what git said that are looked at
_SAID: Final = 64 * 1024
#: what git reads as an escape in a quoted path of a variable
_ESCAPED: Final = re.compile(r'["\\]')


class ObjectGone(Exception):
    """An object that the repository names and does not hold, as in a shallow or a partial clone."""


class ObjectTooLarge(Exception):
    """An object of more bytes than are wanted; ``size`` says how many it has."""

    def __init__(self, size: int) -> None:
        self.size = size
        super().__init__(f"the object has {size} bytes")


class _Ended(Exception):
    """Git ended where it should have answered."""

    def __init__(self, said: bytes) -> None:
        self.said = said
        super().__init__(said)


class TreeEntry(NamedTuple):
    """An entry of a folder: its mode as git writes it ("100644", "40000" ...) and its object id."""

    mode: str
    oid: str


class GitObjects:
    """Reads objects; the process starts with the first one, and ends with this or with the run."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._process: subprocess.Popen[bytes] | None = None
        self._end: weakref.finalize[..., GitObjects] | None = None
        self._said: IO[bytes] | None = None
        self._buffer = bytearray()
        self._more: list[str] = []
        #: the id of the object that was asked for last
        self._found = ""

    def also(self, folder: str) -> None:
        """Read objects of another repository too, that of a submodule: ``folder`` is where it keeps them."""
        if folder not in self._more:
            self.close()
            self._more.append(folder)

    def size(self, name: str) -> int:
        """How many bytes an object has; raises ObjectGone and CapabilityMissing."""
        size = self._ask(name)
        if size > _BLOCK:
            self.close()
        else:
            self._whole(size + 1)
        return size

    def read(self, name: str, limit: int) -> bytes:
        """The bytes of an object; raises ObjectGone, ObjectTooLarge and CapabilityMissing."""
        size = self._ask(name)
        if size > limit:
            # What git has begun to write is not worth reading to its end.
            self.close()
            raise ObjectTooLarge(size)
        data = self._whole(size)
        self._whole(1)
        return data

    def copy(self, name: str) -> IO[bytes]:
        """The bytes of an object as a stream, in memory up to a mebibyte; raises as ``read``."""
        left = self._ask(name)
        stream = SpooledTemporaryFile(max_size=_BLOCK)  # noqa: SIM115 - the caller closes it
        while left:
            part = self._whole(min(left, _BLOCK))
            stream.write(part)
            left -= len(part)
        self._whole(1)
        stream.seek(0)
        return stream

    def find(self, name: str) -> str | None:
        """The id of the object that a name leads to, None for none; raises CapabilityMissing."""
        try:
            size = self._ask(name)
        except ObjectGone:
            return None
        found = self._found
        if size > _BLOCK:
            self.close()
        else:
            self._whole(size + 1)
        return found

    def find_folder(self, name: str) -> str | None:
        """As ``find``, for a folder alone: a file may stand in its place."""
        found = self.find(name)
        return None if found is None else self.find(f"{found}^{{tree}}")

    def folder(self, name: str) -> dict[str, TreeEntry]:
        """The entries of a tree object by their names; raises as ``read``."""
        data = self.read(name, 1 << 40)
        # Ids are as long here as the one that was asked for, where an id was.
        digits = len(name.partition("^")[0])
        length = 32 if digits == 64 else 20  # noqa: PLR2004 - sha256 and sha1, in hexadecimal digits and in bytes
        entries: dict[str, TreeEntry] = {}
        at = 0
        while at < len(data):
            space = data.index(b" ", at)
            zero = data.index(b"\0", space)
            end = zero + 1 + length
            entry = TreeEntry(data[at:space].decode("ascii"), data[zero + 1 : end].hex())
            entries[data[space + 1 : zero].decode("utf-8", "surrogateescape")] = entry
            at = end
        return entries

    def close(self) -> None:
        """End the process; the next question starts another."""
        if self._end is not None:
            self._end()
        self._process = self._end = self._said = None
        self._buffer.clear()

    def _ask(self, name: str) -> int:
        """Ask for an object and return its size; its bytes and a line feed come next."""
        process = self._process or self._start()
        assert process.stdin is not None  # noqa: S101 - it was opened as a pipe
        try:
            process.stdin.write(f"{name}\n".encode())
            process.stdin.flush()
        except OSError:
            raise self._broken(self._close()) from None
        try:
            words = self._line().split()
        except _Ended as ended:
            # Where git may fetch what a partial clone lacks, it gives up when it may not.
            if git_process.lacks_objects(ended.said.decode("utf-8", "replace")):
                raise ObjectGone(name) from None
            raise self._broken(ended.said) from None
        if len(words) != 3 or not words[2].isdigit():  # noqa: PLR2004 - id, type, size
            raise ObjectGone(name)
        self._found = words[0].decode("ascii")
        return int(words[2])

    def _start(self) -> subprocess.Popen[bytes]:
        # A pipe that nobody reads would stop git once it is full.
        said = TemporaryFile()  # noqa: SIM115 - closed with the process
        try:
            process = subprocess.Popen(  # noqa: S603 - fixed arguments, no shell
                ["git", *git_process.SAFE, "cat-file", "--batch"],  # noqa: S607 - as every user's git
                cwd=self._root,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                env={**git_process.environment(), **self._alternates()},
                bufsize=0,
            )
        except OSError as error:
            said.close()
            raise git_process.not_started(error) from None
        self._process = process
        self._said = said
        self._end = weakref.finalize(self, _end, process, said)
        return process

    def _alternates(self) -> dict[str, str]:
        if not self._more:
            return {}
        quoted = (_ESCAPED.sub(r"\\\g<0>", folder) for folder in self._more)
        return {"GIT_ALTERNATE_OBJECT_DIRECTORIES": os.pathsep.join(f'"{one}"' for one in quoted)}

    def _whole(self, size: int) -> bytes:
        try:
            return self._take(size)
        except _Ended as ended:
            raise self._broken(ended.said) from None

    def _line(self) -> bytes:
        while (end := self._buffer.find(b"\n")) < 0:
            self._fill()
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        return line

    def _take(self, size: int) -> bytes:
        while len(self._buffer) < size:
            self._fill()
        part = bytes(self._buffer[:size])
        del self._buffer[:size]
        return part

    def _fill(self) -> None:
        assert self._process is not None  # noqa: S101 - it was asked
        stream = self._process.stdout
        assert stream is not None  # noqa: S101 - it was opened as a pipe
        watch = select.poll()
        watch.register(stream, select.POLLIN)
        if not watch.poll(git_process.TIMEOUT_SECONDS * 1000):
            self.close()
            message = f"git cat-file took more than {git_process.TIMEOUT_SECONDS} seconds"
            raise CapabilityMissing("git", message)
        part = stream.read(_BLOCK)
        if not part:
            raise _Ended(self._close())
        self._buffer += part

    def _broken(self, said: bytes = b"") -> CapabilityMissing:
        message = "git cat-file ended before it had answered"
        reason = git_process.reason_of(said.decode("utf-8", "replace"))
        return CapabilityMissing("git", f"{message}: {reason}" if reason else message)

    def _close(self) -> bytes:
        """End the process; returns the end of what it said on its standard error."""
        said = b""
        if self._said is not None:
            with suppress(OSError, ValueError):
                end = self._said.seek(0, os.SEEK_END)
                self._said.seek(max(0, end - _SAID))
                said = self._said.read()
        self.close()
        return said


def _end(process: subprocess.Popen[bytes], said: IO[bytes]) -> None:
    """End the process and close its pipes."""
    for pipe in (process.stdin, process.stdout, said):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()
    process.kill()
    process.wait()
