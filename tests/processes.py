"""Real pytest processes over small repositories, and the records that they leave."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.prefork import Prefork
from tests.sample_records import record_schema

from pytest_ecocontracts.core.records.verify import defects

#: a contract that holds wherever it stands
CONTRACT = """\
contract: taxonomy/v1
id: shop.failures
version: 1.0.0
owner: team
summary: What can go wrong in the shop.
prefix: SHOP
domain: shop
entries:
  - code: SHOP001
    name: till-open
    category: till
    severity: error
    fault: producer
    retriable: after_fix
    stops_line: true
    status: stable
    since: 1.0.0
    meaning: The till was left open.
    fix: Close the till.
    acts: The seller.
"""
PREFORK = Prefork()
CHECK = "contracts/shop.contract.yaml::shop.failures[entries]"


@dataclass(frozen=True)
class Ended:
    """A process that has ended: exit code (negative: a signal) and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def text(self) -> str:
        return self.out + self.err


def write_files(root: Path, files: Mapping[str, str]) -> Path:
    """Write text files below ``root``, with their folders."""
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return root


def repository(root: Path, files: Mapping[str, str] | None = None) -> Path:
    """A repository with one contract that holds, and further files."""
    return write_files(root, {"contracts/shop.contract.yaml": CONTRACT, **(files or {})})


def environment(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a fresh, wide shell: no trace of the pytest that runs this test."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
    return {**kept, "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "200", **(changes or {})}


def command(*arguments: str) -> list[str]:
    """A command line with the gate on; hypothesis, which only these tests need, is not loaded for it."""
    return [
        sys.executable,
        "-m",
        "pytest",
        "--eco-contracts",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:hypothesispytest",
        *arguments,
    ]


def run_gate(
    root: Path, *arguments: str, env: Mapping[str, str] | None = None, timeout: float = 120
) -> Ended:
    """Run ``pytest --eco-contracts`` in a process of its own, which is killed after ``timeout`` seconds."""
    variables = environment(env)
    if not hasattr(os, "fork"):
        done = subprocess.run(
            command(*arguments),
            cwd=root,
            check=False,
            env=variables,
            capture_output=True,
            text=True,
            errors="backslashreplace",
            timeout=timeout,
        )
        return Ended(done.returncode, done.stdout, done.stderr)
    with TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        code = PREFORK.run(command(*arguments)[3:], root, variables, out, err, timeout)
        texts = [path.read_text(encoding="utf-8", errors="backslashreplace") for path in (out, err)]
    return Ended(code, *texts)


def runs(root: Path, name: str = ".eco/runs") -> list[Path]:
    """The run folders, oldest first."""
    folder = root / name
    if not folder.is_dir():
        return []
    # A run that is killed before its folder has its name has not begun; the next sweep removes its rest.
    return sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".tmp-"))


def record_of(run: Path) -> dict[str, Any]:
    """The record of a run, which must be sound."""
    record: dict[str, Any] = json.loads((run / "run.json").read_bytes())
    assert defects(record, record_schema()) == []
    return record


def last_record(root: Path) -> dict[str, Any]:
    """The record of the newest run."""
    return record_of(runs(root)[-1])


def codes(record: Mapping[str, Any]) -> list[str]:
    """The codes of the failures of a record."""
    return [failure["code"] for failure in record["failures"]]
