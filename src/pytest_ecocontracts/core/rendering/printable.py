"""Text from files and names made safe to show: no terminal escapes, no line breaks, no endless values."""

from __future__ import annotations

import re
from typing import Final

#: C0, DEL, C1, line and paragraph separators, bidirectional controls (Unicode TR 9 and TR 36), surrogates
UNSAFE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def printable(text: str, limit: int = 200) -> str:
    """Escape what a terminal would act on, and cut the middle out of what is longer than ``limit``."""
    if len(text) > limit:
        half = (limit - 5) // 2
        text = f"{text[:half]} ... {text[-half:]}"
    return UNSAFE.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xDC80 <= code <= 0xDCFF:  # noqa: PLR2004 - PEP 383: a byte of a name that is not UTF-8
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x100:  # noqa: PLR2004 - fits two digits
        return {10: "\\n", 13: "\\r", 9: "\\t"}.get(code, f"\\x{code:02x}")
    return f"\\u{code:04x}"
