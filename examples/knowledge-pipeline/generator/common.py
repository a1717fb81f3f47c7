"""What all files of the data have in common: days, ids, digests, and how they are written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

DAYS = ("2026-03-01", "2026-03-02", "2026-03-03")
EMPTY_DAYS = ("2026-03-03",)

Record = dict[str, object]
Files = dict[str, bytes]


def sha256(data: bytes | str) -> str:
    """Digest bytes, or a text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def stable_id(prefix: str, *parts: object) -> str:
    """Make an id of its parts, as ADR-0004 says."""
    return prefix + sha256("|".join(["stable_id:v1", *map(str, parts)]))[:16]


def hash_of(values: Iterable[str]) -> str:
    """Digest a list of texts, in its order."""
    return sha256("|".join(values))


def json_lines(records: Iterable[Record]) -> bytes:
    """Write one record per line."""
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


def document(value: Record) -> bytes:
    """Write one document for people and machines."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def producer(name: str, day: str) -> Record:
    """Say who wrote a file, and in which run."""
    return {"repo": name, "version": "1.4.0", "git_commit": sha256(name)[:12], "run_id": f"{name}-{day}"}
