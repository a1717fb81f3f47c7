"""A baseline as the text of a contract file: the same entries give the same bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from ..pointers import join
from .baseline import BaselineEntry

_PLAIN: Final = re.compile(r"[A-Za-z/][A-Za-z0-9_./*-]*")
#: YAML would read these as something else
_WORDS: Final = frozenset({"y", "yes", "n", "no", "on", "off", "true", "false", "null"})
#: what YAML's readers do not all take as it is, inside of quotes
_UNPRINTABLE: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def baseline_text(header: Mapping[str, object], entries: Sequence[BaselineEntry], command: str) -> str:
    """The whole file; ``header`` are the fields above the waivers, ``command`` is what wrote it."""
    lines = [
        f"# Written by: {command}",
        "# What was there when the gate was switched on. It may only shrink: mend something, run that again.",
        *(f"{name}: {_value(value)}" for name, value in header.items()),
        "waivers:" if entries else "waivers: []",
    ]
    for entry in entries:
        first, *others = _fields(entry)
        lines += [f"  - {first}", *(f"    {line}" for line in others)]
    return "\n".join(lines) + "\n"


def _fields(entry: BaselineEntry) -> Iterator[str]:
    yield f"code: {_value(entry.code)}"
    yield f"of: {_value(entry.of)}"
    yield f"path: {_value(entry.path)}"
    if entry.below:
        yield f"pointer: {_value(join('', *entry.below))}"
    yield f"max: {entry.maximum}"
    yield f"owner: {_value(entry.owner)}"
    yield f"reason: {_value(entry.reason)}"
    if entry.decision is not None:
        yield f"decision: {_value(entry.decision)}"
    if entry.issue is not None:
        yield f"issue: {_value(entry.issue)}"
    yield f"until: {_value(entry.until.isoformat())}"


def _value(value: object) -> str:
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    quoted = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)
