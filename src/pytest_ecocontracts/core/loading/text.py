"""Plain text as data: a list of lines."""

from __future__ import annotations

from ..limits import Limits
from .decoding import decode, without_byte_order_mark


def parse(data: bytes, limits: Limits) -> list[str]:  # noqa: ARG001 - one signature for every reader
    """The lines without their ends (LF or CRLF); an end at the very end starts no further line."""
    lines = without_byte_order_mark(decode(data)).split("\n")
    if not lines[-1]:
        lines.pop()
    return [line.removesuffix("\r") for line in lines]
