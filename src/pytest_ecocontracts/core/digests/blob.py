"""The ids that git gives to the bytes of files: comparing them is comparing contents."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from ..ports import FileSystem

#: hexadecimal digits of an id in a repository of the format sha1, which nearly all are
SHA1_DIGITS: Final = 40
SHA256_DIGITS: Final = 64
_PIECE: Final = 1024 * 1024


class _Hash(Protocol):
    def update(self, data: bytes, /) -> None: ...

    def hexdigest(self) -> str: ...


def blob_id(data: bytes, digits: int = SHA1_DIGITS) -> str:
    """The id of some bytes; ``digits`` is the length of the repository's ids in hexadecimal digits."""
    made = _begin(len(data), digits)
    made.update(data)
    return made.hexdigest()


def blob_id_of(files: FileSystem, path: str, digits: int = SHA1_DIGITS) -> str:
    """The id of a file's bytes as they lie there; memory does not grow with it. Raises FileProblem."""
    made = _begin(files.size(path), digits)
    with files.open(path) as stream:
        while piece := stream.read(_PIECE):
            made.update(piece)
    return made.hexdigest()


def _begin(size: int, digits: int) -> _Hash:
    made = hashlib.sha256() if digits == SHA256_DIGITS else hashlib.sha1(usedforsecurity=False)
    made.update(b"blob %d\0" % size)
    return made
