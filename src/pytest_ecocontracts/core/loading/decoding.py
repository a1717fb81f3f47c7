"""Bytes to text: UTF-8, and clear words about anything else."""

from __future__ import annotations

import codecs

from .positions import line_and_column
from .problems import fail

_BYTE_ORDER_MARK = "\ufeff"
_UTF_16_OR_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode(data: bytes) -> str:
    """Decode UTF-8 strictly; a byte order mark stays in the text. Raises LoadError.

    Reasons: ``not-utf8``, and ``binary`` for NUL bytes, which no text format has.
    """
    if data.startswith(_UTF_16_OR_32):
        fail(
            "not-utf8",
            "the file is encoded in UTF-16 or UTF-32, not in UTF-8",
            line=1,
            column=1,
            expected="UTF-8",
            found="the byte order mark of UTF-16 or UTF-32",
            fix="save the file as UTF-8",
        )
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        line, column = line_and_column(before, len(before))
        fail(
            "not-utf8",
            "the file is not UTF-8",
            line=line,
            column=column,
            expected="UTF-8",
            found=f"byte 0x{data[error.start]:02x} at offset {error.start} ({error.reason})",
            fix="save the file as UTF-8",
        )
    if "\0" in text:
        offset = text.index("\0")
        line, column = line_and_column(text, offset)
        fail(
            "binary",
            "the file holds NUL bytes, so it is not text",
            line=line,
            column=column,
            expected="text in UTF-8",
            found=f"a NUL byte at character {offset}",
            fix="check that this is the right file, and that it is not saved as UTF-16",
        )
    return text


def refuse_byte_order_mark(text: str, name: str) -> None:
    """Raise LoadError where a format that must not start with a byte order mark does."""
    if text.startswith(_BYTE_ORDER_MARK):
        fail(
            "byte-order-mark",
            f"{name} must not start with a byte order mark",
            line=1,
            column=1,
            found="U+FEFF",
            fix="save the file as UTF-8 without a byte order mark (BOM)",
        )


def without_byte_order_mark(text: str) -> str:
    """Drop a leading byte order mark, which says nothing in UTF-8."""
    return text.removeprefix(_BYTE_ORDER_MARK)
