"""Turn the failures of a run record into annotations of a GitHub workflow, each at its file and line.

    python .ci/annotate.py RECORDS [PREFIX]

RECORDS is the folder of run records; the newest one is read. PREFIX is the folder of the catalog, relative
to the repository. Without a record one annotation says so: no record means that nothing was proved.
Format: GitHub's workflow commands, with "%", line breaks and, in properties, ":" and "," escaped.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

#: GitHub shows ten annotations of a kind for a step; the rest is in the log and in the record
SHOWN = 10


def annotations(records: Path, prefix: str = "") -> Iterator[str]:
    """One workflow command per failure of the newest record."""
    newest = records / "latest.json"
    if not newest.is_file():
        yield command(None, "ecocontracts", "the run left no record, so nothing was proved; see the log")
        return
    record = json.loads(newest.read_text(encoding="utf-8"))
    failures = record["failures"]
    for failure in failures[:SHOWN]:
        yield command(failure["location"], f"{failure['code']} {failure['name']}", body(failure), prefix)
    hidden = len(failures) - SHOWN + record["failures_omitted"]
    if hidden > 0:
        yield command(None, "ecocontracts", f"{hidden} more failures are in the log and in the run record")


def body(failure: dict[str, Any]) -> str:
    """What the annotation says: the message, then what is known."""
    contract = failure["contract"]
    lines = [failure["message"]]
    lines += [f"{label}: {failure[label]}" for label in ("expected", "found", "fix") if failure.get(label)]
    if contract:
        lines.append(f"contract: {contract['id']} {contract['version']}")
    return "\n".join(lines)


def command(location: dict[str, Any] | None, title: str, message: str, prefix: str = "") -> str:
    """A workflow command that GitHub reads from the log."""
    properties = {"title": title}
    if location:
        properties["file"] = str(PurePosixPath(prefix) / location["path"])
        properties |= {
            name: str(location[known])
            for name, known in (("line", "line"), ("col", "column"))
            if location.get(known) is not None
        }
    joined = ",".join(f"{name}={escape(value, ':,')}" for name, value in properties.items())
    return f"::error {joined}::{escape(message)}"


def escape(text: str, more: str = "") -> str:
    """Percent-encode what would end a workflow command or a property of it."""
    return "".join(f"%{ord(letter):02X}" if letter in f"%\r\n{more}" else letter for letter in text)


def main() -> int:
    for line in annotations(Path(sys.argv[1]), *sys.argv[2:3]):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
