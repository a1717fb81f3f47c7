"""A thousand contracts against their git base: what a run costs above the same one without a base."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

from ..commands import gate
from ..environment import Environment
from ..measure import in_turn
from ..report import Row
from ..repositories import contract
from .contracts import table_schema, write_tables

COUNT: Final = 1_000
CHANGED: Final = (0, 10, COUNT)
_IDENTITY: Final = {
    f"GIT_{role}_{field}": f"{value}"
    for role in ("AUTHOR", "COMMITTER")
    for field, value in (("NAME", "bench"), ("EMAIL", "bench@example"), ("DATE", "2026-01-01T00:00:00Z"))
}
#: what a change owes beside its version, for all of them at once
_DECISIONS: Final = 'path: "decisions/{number:int}.md"\ntitle: free\n'
_FIRST: Final = "---\nstatus: accepted\ndate: 2026-01-01\n---\n# Keep tables\n\nOne contract each.\n"
_DECISION: Final = """\
---
status: accepted
date: 2026-01-01
---
# Take notes

Rows of `bench.table_*` may carry a `note`.

## What changed

The optional field `note` is new in `bench.table_*`.

## How to detect affected artifacts

Rows without a `note` stay as they are; look for readers that list every field.

## What to regenerate or migrate

Nothing: a `note` is optional.
"""
_CLEAN: Final = frozenset({0})


class _NotCompared(Exception):
    """The gate did not compare what was changed; its time means nothing."""


def measure(environment: Environment, *, quick: bool = False) -> list[Row]:
    """CPU time above a run without a base, for each number of contracts that differ."""
    folders = {changed: _repository(environment, changed) for changed in CHANGED}
    commands = {
        f"{changed}{option}": gate(environment, folder, *([option] if option else []), codes=_CLEAN)
        for changed, folder in folders.items()
        for option in ("", "--eco-base=main")
    }
    times = in_turn(commands, 2 if quick else 7)
    rows = []
    for changed in CHANGED:
        without, judged = times[f"{changed}"], times[f"{changed}--eco-base=main"]
        if f"{changed} contracts touched" not in " ".join(judged.output.split()):
            message = f"{folders[changed]}: {changed} contracts differ, and the gate says otherwise\n"
            raise _NotCompared(message + judged.output[:2000])
        rows.append(
            Row(
                claim=f"base {COUNT:,}",
                what=f"{changed or 'no'} contracts differ: CPU above the run without a base",
                value=judged.cpu - without.cpu,
                unit="s",
                goal=0.5 if not changed else None,
                note=f"{judged.cpu:.2f} s / {without.cpu:.2f} s; wall {judged.wall - without.wall:+.2f} s",
            )
        )
    return rows


def _repository(environment: Environment, changed: int) -> Path:
    """The contracts on the branch ``main``, and on the current one as many of them with a field more."""
    folder = environment.work / "repositories" / f"base-{COUNT}-{changed}"
    if folder.exists():
        return folder
    made = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(made, ignore_errors=True)
    write_tables(made, COUNT)
    contract(made, "decisions", "decisions", _DECISIONS)
    (made / "decisions").mkdir()
    (made / "decisions" / "1.md").write_text(_FIRST, encoding="utf-8")
    (made / ".gitignore").write_text(".eco/\n", encoding="utf-8")
    _git(made, "init", "-q", "-b", "main")
    _commit(made)
    _git(made, "switch", "-q", "-c", "topic")
    if changed:
        (made / "decisions" / "2.md").write_text(_DECISION, encoding="utf-8")
    for index in range(changed):
        _add_field(made, f"table_{index}")
    _commit(made)
    made.rename(folder)
    return folder


def _add_field(folder: Path, name: str) -> None:
    """An optional field more, and the version that goes with it."""
    schema = table_schema(name)
    schema["properties"]["note"] = {"type": "string"}
    (folder / "schemas" / f"{name}.schema.json").write_text(json.dumps(schema, indent=1), encoding="utf-8")
    path = folder / "contracts" / f"{name}.contract.yaml"
    text = path.read_text(encoding="utf-8").replace("version: 1.0.0", "version: 1.1.0")
    path.write_text(text, encoding="utf-8")


def _commit(folder: Path) -> None:
    _git(folder, "add", "-A")
    _git(folder, "commit", "-q", "--allow-empty", "-m", "x")


def _git(folder: Path, *arguments: str) -> None:
    variables = {
        **os.environ,
        **_IDENTITY,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    subprocess.run(["git", *arguments], cwd=folder, check=True, env=variables, stdout=subprocess.DEVNULL)
