"""The files of an example: a small tree that stands in the contract, read as a real one is."""

from __future__ import annotations

import io
import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import BinaryIO

from ..errors import CapabilityMissing, FileProblem
from ..loading.values import format_of
from ..ports import Listing


class ExampleFiles:
    """A file system (``ports.FileSystem``) of a few files in memory; there are no links in it."""

    root = "the example"

    def __init__(self, files: Mapping[str, object]) -> None:
        self._files = {path: to_bytes(path, content) for path, content in files.items()}
        self._folders = {""}
        for path in self._files:
            parts = path.split("/")
            self._folders.update("/".join(parts[:depth]) for depth in range(1, len(parts)))

    @property
    def paths(self) -> Collection[str]:
        """The path of every file."""
        return self._files.keys()

    def list(self, folder: str) -> Listing:
        """The entries of one folder."""
        if folder not in self._folders:
            raise FileProblem("missing", folder, f"{folder!r} does not exist")
        prefix = f"{folder}/" if folder else ""
        return Listing(
            files=tuple(_names(self._files, prefix)), folders=tuple(_names(self._folders - {""}, prefix))
        )

    def read(self, path: str, limit: int) -> bytes:
        """The bytes of a file."""
        if path not in self._files:
            raise FileProblem("missing", path, f"{path!r} does not exist")
        if len(self._files[path]) > limit:
            raise FileProblem("too-large", path, f"{path!r} has more than {limit} bytes")
        return self._files[path]

    def size(self, path: str) -> int:
        """The size of a file in bytes."""
        return len(self.read(path, len(self._files.get(path, b""))))

    def lines(self, path: str, start: int, end: int | None, limit: int) -> Iterator[tuple[int, bytes]]:
        """The lines that begin in [start, end), with their offsets."""
        offset = 0
        for line in io.BytesIO(self.read(path, self.size(path))):
            if offset >= start and (end is None or offset < end):
                if len(line) > limit:
                    raise FileProblem("too-large", path, f"a line of {path!r} has more than {limit} bytes")
                yield offset, line.rstrip(b"\r\n")
            offset += len(line)

    def lines_before(self, path: str, offset: int) -> int:
        """How many lines begin before an offset."""
        return sum(1 for start, _ in self.lines(path, 0, None, self.size(path)) if start < offset)

    def open(self, path: str) -> AbstractContextManager[BinaryIO]:
        """A file as a stream of bytes."""
        return nullcontext(io.BytesIO(self.read(path, self.size(path))))

    def borrow(self, path: str) -> AbstractContextManager[str]:
        """Files of an example have no place on the disk."""
        raise CapabilityMissing("a file on the disk", f"the example's {path!r} stands in the contract")

    def link_target(self, path: str) -> str | None:
        """There are no links."""
        return None

    def mode(self, path: str) -> int:
        """Nothing of an example is executable."""
        if path not in self._files and path not in self._folders:
            raise FileProblem("missing", path, f"{path!r} does not exist")
        return 0o644 if path in self._files else 0o755

    def kind(self, path: str) -> str | None:
        """What an entry is, or None where nothing is."""
        return "file" if path in self._files else "folder" if path in self._folders else None


def _names(paths: Mapping[str, object] | set[str], prefix: str) -> list[str]:
    inner = (path[len(prefix) :] for path in paths if path.startswith(prefix))
    return sorted(name for name in inner if name and "/" not in name)


def to_bytes(path: str, content: object) -> bytes:
    """The bytes of an example's file: a text as it is, other data as JSON, or as JSON Lines by its suffix."""
    if isinstance(content, str):
        return content.encode("utf-8", "surrogatepass")
    if isinstance(content, list) and format_of(path.removesuffix(".gz")) == "jsonl":
        return b"".join(_json(record) + b"\n" for record in content)
    return _json(content)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
