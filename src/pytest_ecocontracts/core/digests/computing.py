"""Digests of files, in the modes that manifests name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from ..errors import FileProblem
from ..pointers import split
from ..rows.compressed import open_stream
from .jcs import jcs_bytes

if TYPE_CHECKING:
    from ..context import Context

#: algorithms without known collisions that every Python has; the rest are refused by name
ALGORITHMS: Final = ("sha256", "sha384", "sha512", "sha3_256", "sha3_512", "blake2b", "blake2s")
#: bytes: as the file lies there; lf: line ends as \n; decompressed: what is in a gzip file, with -lf after
#: it with line ends as \n; json: RFC 8785; folder: a sorted listing
MODES: Final = ("bytes", "lf", "decompressed", "decompressed-lf", "json", "folder")

_PIECE: Final = 1024 * 1024
#: in a name they would look like the end of a line, or be written in another way by other tools
_UNLISTED: Final = frozenset("\n\r\\")


def algorithm_name(text: str) -> str | None:
    """The algorithm that a text names (``SHA-256``, ``sha256``), or None where it is none of ours."""
    name = text.lower().replace("-", "").replace("_", "")
    return next((known for known in ALGORITHMS if known.replace("_", "") == name), None)


def digest_of_bytes(context: Context, path: str, algorithm: str) -> str:
    """Hexadecimal digest of a file as it lies there; memory does not grow with it. Raises FileProblem."""
    made = hashlib.new(algorithm)
    with context.files.open(path) as stream:
        while piece := stream.read(_PIECE):
            made.update(piece)
    return made.hexdigest()


def digest_of_content(context: Context, path: str, algorithm: str) -> str:
    """As ``digest_of_bytes``, of what is in a gzip file. Raises FileProblem and LoadError."""
    made = hashlib.new(algorithm)
    with open_stream(context, path, compressed=True) as stream:
        while piece := stream.read(_PIECE):
            made.update(piece)
    return made.hexdigest()


def digest_of_text(context: Context, path: str, algorithm: str) -> str:
    r"""As ``digest_of_bytes``, with ``\r\n`` and ``\r`` read as ``\n``. Raises FileProblem."""
    return _digest_of_lines(context, path, algorithm, compressed=False)


def digest_of_text_content(context: Context, path: str, algorithm: str) -> str:
    """As ``digest_of_text``, of what is in a gzip file. Raises FileProblem and LoadError."""
    return _digest_of_lines(context, path, algorithm, compressed=True)


def _digest_of_lines(context: Context, path: str, algorithm: str, *, compressed: bool) -> str:
    made = hashlib.new(algorithm)
    with open_stream(context, path, compressed=compressed) as stream:
        held = b""
        while piece := stream.read(_PIECE):
            piece = held + piece
            held = b"\r" if piece.endswith(b"\r") else b""  # the \n of the pair may come with the next piece
            made.update((piece[:-1] if held else piece).replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
        made.update(b"\n" if held else b"")
    return made.hexdigest()


def digest_of_json(data: object, algorithm: str, exclude: Sequence[str] = ()) -> str:
    """Digest of the canonical form (RFC 8785) of data without what is at some pointers. Raises ValueError."""
    for pointer in exclude:
        data = without(data, split(pointer))
    return hashlib.new(algorithm, jcs_bytes(data)).hexdigest()


def digest_of_folder(context: Context, folder: str, algorithm: str, excluded: Callable[[str], bool]) -> str:
    r"""Digest of a listing of every file below a folder: a line ``<digest>  <path>\n`` for each.

    Paths are relative to the folder and sorted by their UTF-8 bytes; this is what ``sha256sum`` prints for
    files in that order. ``excluded`` says which paths are left out, such as the file that holds the digest.
    Folders without files do not show. Raises FileProblem, also for links and other entries that are no
    files, and for names of which two folders could make the same listing.
    """
    made = hashlib.new(algorithm)
    paths = sorted(_below(context, folder), key=_bytes_of)
    for path in paths:
        if excluded(path):
            continue
        whole = f"{folder}/{path}" if folder else path
        if _UNLISTED.intersection(path):
            raise FileProblem("not-a-file", whole, f"{whole!r} has no line in a listing of its folder")
        made.update(digest_of_bytes(context, whole, algorithm).encode() + b"  " + _bytes_of(path) + b"\n")
    return made.hexdigest()


def _bytes_of(path: str) -> bytes:
    return path.encode("utf-8", "surrogateescape")


def _below(context: Context, folder: str) -> Iterator[str]:
    start = len(folder) + 1 if folder else 0
    pending = [folder]
    while pending:
        here = pending.pop()
        listing = context.tree.list(here)
        if listing.links or listing.others:
            name = (*listing.links, *listing.others)[0]
            path = f"{here}/{name}" if here else name
            raise FileProblem("not-a-file", path, f"{path!r} is no regular file, so the folder has no digest")
        prefix = f"{here}/" if here else ""
        yield from (f"{prefix}{name}"[start:] for name in listing.files)
        pending += [f"{prefix}{name}" for name in listing.folders]


def without(data: object, tokens: Sequence[str]) -> object:
    """The data without what is at a pointer; unchanged where nothing is there. ``*`` is every element."""
    if not tokens:
        return None
    token, rest = tokens[0], tokens[1:]
    if isinstance(data, dict):
        kept = {name: value for name, value in data.items() if rest or token not in ("*", name)}
        return {name: without(value, rest) if token in ("*", name) else value for name, value in kept.items()}
    if isinstance(data, list):
        pairs = [(str(index), value) for index, value in enumerate(data)]
        kept_pairs = [(name, value) for name, value in pairs if rest or token not in ("*", name)]
        return [without(value, rest) if token in ("*", name) else value for name, value in kept_pairs]
    return data
