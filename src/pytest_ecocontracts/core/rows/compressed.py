"""The bytes of a file, decompressed where it is compressed, never without bound."""

from __future__ import annotations

import gzip
import io
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from shutil import copyfileobj
from typing import TYPE_CHECKING, BinaryIO, Final

from ..context import Context
from ..errors import FileProblem
from ..limits import Limits
from ..loading.problems import fail

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_BLOCK: Final = 1024 * 1024


@contextmanager
def open_stream(context: Context, path: str, *, compressed: bool) -> Iterator[BinaryIO]:
    """A file's data as a stream; reading it raises FileProblem and, for broken compression, LoadError.

    Decompressed data may be ``limits.decompressed_bytes`` long, or ``limits.expansion`` times as long as the
    file where that is more: so reading takes time linear in the file, whatever it holds.
    """
    with context.files.open(path) as stream:
        if not compressed:
            yield stream
            return
        size = context.files.size(path)
        if size == 0:
            fail(
                "compression",
                "the file is empty, which no gzip file is",
                expected="gzip data",
                found="0 bytes",
            )
        inflating = _Inflating(gzip.GzipFile(fileobj=stream, mode="rb"), path, size, context.limits)
        with io.BufferedReader(inflating, _BLOCK) as decompressed:
            yield decompressed


def read_all(context: Context, path: str, *, compressed: bool) -> bytes:
    """All data of a file of at most ``limits.artifact_bytes``; raises as ``open_stream``."""
    limit = context.limits.artifact_bytes
    if not compressed:
        return context.files.read(path, limit)
    with open_stream(context, path, compressed=True) as stream:
        # In blocks: to read as much as is allowed at once sets as much memory aside.
        blocks, size = [], 0
        while size <= limit and (block := stream.read(min(_BLOCK, limit + 1 - size))):
            blocks.append(block)
            size += len(block)
    if size > limit:
        raise _too_large(path, limit)
    return b"".join(blocks)


@contextmanager
def borrow_plain(context: Context, path: str, *, compressed: bool) -> Iterator[str]:
    """The absolute path of a file with the plain data: of itself, or of a copy that is removed at the end."""
    if not compressed:
        with context.files.borrow(path) as place:
            yield place
        return
    with tempfile.NamedTemporaryFile(prefix="ecocontracts-") as copy:
        with open_stream(context, path, compressed=True) as stream:
            copyfileobj(stream, copy, _BLOCK)
        copy.flush()
        yield copy.name


class _Inflating(io.RawIOBase):
    """Counts what comes out of the decompression, and says in our words what is wrong with it."""

    def __init__(self, stream: gzip.GzipFile, path: str, size: int, limits: Limits) -> None:
        self._stream = stream
        self._path = path
        self._most = max(limits.decompressed_bytes, size * limits.expansion)
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        try:
            count = self._stream.readinto(buffer)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            fail(
                "compression",
                f"the file cannot be decompressed: {error}",
                expected="gzip data",
                fix="write the file again, or drop '.gz' from its name where it is not compressed",
            )
        self._count += count
        if self._count > self._most:
            raise _too_large(self._path, self._most)
        return count


def _too_large(path: str, limit: int) -> FileProblem:
    return FileProblem("too-large", path, f"{path!r} holds more than {limit} bytes when it is decompressed")
