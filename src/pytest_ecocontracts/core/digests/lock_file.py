"""The lock of what is generated: a sorted line for each file, ``<mode> <object id> <path>``.

Modes and ids are git's, so that a clean index answers for the files, and ``git ls-files --stage`` can be
compared by eye. A path with a control character or a quote in it is a JSON string.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from ..errors import LoadError, LoadProblem
from ..ports import Blob

_HEAD: Final = "# what is generated, by "
_LINE: Final = re.compile(r"(100644|100755|120000) ([0-9a-f]{40}|[0-9a-f]{64}) (.+)")
_QUOTED: Final = re.compile(r'["\x00-\x1f\x7f]')
_MAXIMUM_PROBLEMS: Final = 10


class LockLine(NamedTuple):
    """A line of a lock; ``number`` counts from 1."""

    number: int
    blob: Blob


def write_lock(contract_id: str, blobs: Mapping[str, Blob]) -> bytes:
    """The bytes of a lock, the same for the same files."""
    head = f"{_HEAD}{contract_id}; pytest --eco-write-locks writes it\n"
    lines = (f"{blobs[path].mode} {blobs[path].oid} {_written(path)}\n" for path in sorted(blobs))
    return (head + "".join(lines)).encode("utf-8", "surrogateescape")


def is_lock(data: bytes) -> bool:
    """Whether a file is a lock, be it a broken one, or empty: what else is there is not written over."""
    if not data.strip() or data.startswith(_HEAD.encode()):
        return True
    try:
        return bool(read_lock(data))
    except LoadError:
        return False


def read_lock(data: bytes) -> dict[str, LockLine]:
    """The lines of a lock by path; raises LoadError with every line that is none, and its place."""
    found: dict[str, LockLine] = {}
    problems: list[LoadProblem] = []
    before = ""
    for number, text in enumerate(data.decode("utf-8", "surrogateescape").split("\n"), 1):
        if not text or text.startswith("#"):
            continue
        parts = _LINE.fullmatch(text.removesuffix("\r"))
        path = None if parts is None else _read(parts[3])
        if parts is None or path is None:
            problems.append(_problem(number, "is no line of a lock", "<mode> <object id> <path>", text))
        elif path in found:
            problems.append(_problem(number, "names a path a second time", "each path once", text))
        else:
            found[path] = LockLine(number, Blob(parts[1], parts[2]))
            if path < before:
                problems.append(_problem(number, "is not in order", f"it above {before!r}", text))
            before = max(before, path)
    if problems:
        raise LoadError(problems[:_MAXIMUM_PROBLEMS])
    return found


def _written(path: str) -> str:
    return json.dumps(path) if _QUOTED.search(path) or path != path.strip() else path


def _read(text: str) -> str | None:
    if not text.startswith('"'):
        return text
    try:
        path = json.loads(text)
    except ValueError:
        return None
    return path if isinstance(path, str) and path else None


def _problem(number: int, message: str, expected: str, found: str) -> LoadProblem:
    return LoadProblem(
        reason="lock-line",
        message=f"line {number} {message}",
        line=number,
        column=1,
        expected=expected,
        found=found[:120],
        fix="write the lock again: pytest --eco-write-locks",
    )
