"""Who and when: run ids that sort by time, and timestamps in UTC."""

from __future__ import annotations

import os
import re
import time
from datetime import UTC, datetime
from typing import Final

RUN_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")

_MILLISECOND: Final = 1_000_000


def uuid7(nanoseconds: int | None = None, randomness: bytes | None = None) -> str:
    """Return a UUID version 7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, 74 random bits.

    Ids of one millisecond have no order among themselves.
    """
    milliseconds = (time.time_ns() if nanoseconds is None else nanoseconds) // _MILLISECOND
    value = milliseconds << 80 | int.from_bytes(os.urandom(10) if randomness is None else randomness)
    value = value & ~(0xF << 76) | 0x7 << 76  # version
    value = value & ~(0x3 << 62) | 0x2 << 62  # variant
    digits = f"{value:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def timestamp(nanoseconds: int) -> str:
    """Nanoseconds since the epoch as RFC 3339 in UTC with milliseconds: 2026-11-22T06:06:35.118Z."""
    seconds, rest = divmod(nanoseconds, 1_000_000_000)
    moment = datetime.fromtimestamp(seconds, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{rest // _MILLISECOND:03d}Z"
