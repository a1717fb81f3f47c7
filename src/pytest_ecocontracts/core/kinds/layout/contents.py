"""What is in the files of a layout: how many lines, how many bytes; each file is read once in a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ...errors import FileProblem

if TYPE_CHECKING:
    from ...context import Context

_BLOCK: Final = 1024 * 1024


class NotText(Exception):
    """A file that has no lines: it holds a NUL byte; ``offset`` counts from 0."""

    def __init__(self, offset: int) -> None:
        self.offset = offset
        super().__init__(f"byte {offset + 1} is NUL")


def lines_of(data: bytes) -> int:
    """How many lines these bytes are; the last one need not end. Raises NotText."""
    binary = data.find(b"\0")
    if binary >= 0:
        raise NotText(binary)
    return data.count(b"\n") + (not data.endswith(b"\n") and bool(data))


def count_lines(path: str, context: Context) -> int:
    """How many lines a file has, in bounded memory; remembered.

    Raises FileProblem, "too-large" above the bound for artifacts, and NotText.
    """
    known = context.line_counts.get(path)
    if known is not None:
        return known
    count, size, last = 0, 0, b"\n"
    with context.files.open(path) as stream:
        while block := stream.read(_BLOCK):
            binary = block.find(b"\0")
            if binary >= 0:
                raise NotText(size + binary)
            count += block.count(b"\n")
            size, last = size + len(block), block[-1:]
            if size > context.limits.artifact_bytes:
                message = f"{path!r} has more than {context.limits.artifact_bytes} bytes"
                raise FileProblem("too-large", path, message)
    context.line_counts[path] = count = count + (last != b"\n")
    return count
