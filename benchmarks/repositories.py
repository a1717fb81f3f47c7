"""Workloads as repositories with contracts: what the gate is run on."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Final

from .environment import ROOT, Environment

_HEADER: Final = """\
contract: {kind}/v1
id: {id}
version: 1.0.0
owner: bench
summary: {summary}
"""

#: stops pytest's search for its root directory here
_PYTEST_CONFIGURATION: Final = "[pytest]\n"


class Repository:
    """A folder with a workload and its contracts; made once and reused for the same parameters."""

    def __init__(self, folder: Path, defects: int) -> None:
        self.folder = folder
        self.defects = defects


def contract(folder: Path, name: str, kind: str, body: str, summary: str = "Measured.") -> None:
    """Write ``contracts/<name>.contract.yaml``."""
    text = _HEADER.format(kind=kind, id=f"bench.{name}", summary=summary) + body
    path = folder / "contracts" / f"{name}.contract.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def workload(environment: Environment, title: str, writer: str, **options: object) -> Repository:
    """Make the repository ``title`` with a workload of ``benchmarks.workloads``; contracts come after."""
    folder = environment.work / "repositories" / title
    done = folder / "defects.json"
    if not done.exists():
        folder.mkdir(parents=True, exist_ok=True)
        arguments = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
        command = [environment.python, "-m", "benchmarks.workloads", writer, str(folder), *arguments]
        answer = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
        (folder / "pytest.ini").write_text(_PYTEST_CONFIGURATION, encoding="utf-8")
        done.write_text(answer.stdout, encoding="utf-8")
    return Repository(folder, json.loads(done.read_text(encoding="utf-8")))


def empty(environment: Environment) -> Path:
    """A folder in which pytest finds nothing."""
    folder = environment.work / "repositories" / "empty"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pytest.ini").write_text(_PYTEST_CONFIGURATION, encoding="utf-8")
    return folder
