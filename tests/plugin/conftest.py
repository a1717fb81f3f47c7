"""Small repositories on disk, and real pytest runs over them."""

from __future__ import annotations

import json
import pkgutil
import re
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from tests.fakes import catalog_file, note

import pytest_ecocontracts

# pytester forgets what a run inside this process has imported. Modules that outlive it would then meet
# second copies of what they know, so everything is imported before the first run.
for module in pkgutil.walk_packages(pytest_ecocontracts.__path__, "pytest_ecocontracts."):
    try:
        import_module(module.name)
    except ModuleNotFoundError as error:
        # The gate works without these.
        if error.name not in {"jsonschema_rs", "jiter", "ryaml", "pyarrow", "duckdb"}:
            raise
for name in ("yaml", "packaging.specifiers", "jsonschema", "referencing.jsonschema"):
    import_module(name)

PROJECT = Path(__file__).parents[2]

#: a conftest.py that teaches a repository the kind ``note/v1``, whose contracts say what their checks find
NOTES = f"""\
import sys
sys.path.append({str(PROJECT)!r})
from tests.fakes import NoteKind

def pytest_eco_register_kinds(registry):
    registry.register(NoteKind())
"""


class Repository:
    """A repository in a temporary folder; the gate runs over it in this process unless told otherwise."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self.pytester = pytester
        self.root = pytester.path

    def write(self, files: Mapping[str, str | bytes]) -> None:
        for name, content in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)

    def run(self, *arguments: str) -> pytest.RunResult:
        """Run pytest with --eco-contracts."""
        return self.pytest("--eco-contracts", *arguments)

    def only(self, *arguments: str) -> pytest.RunResult:
        """Run pytest with --eco-only."""
        return self.pytest("--eco-only", *arguments)

    def pytest(self, *arguments: str) -> pytest.RunResult:
        return self.pytester.runpytest_inprocess(*arguments)

    def process(self, *arguments: str) -> pytest.RunResult:
        """Run pytest in a process of its own."""
        return self.pytester.runpytest_subprocess(*arguments)

    def record(self) -> dict[str, Any]:
        """The newest run record."""
        folder = max(
            (self.root / ".eco" / "runs").glob("*/run.json"), key=lambda path: path.stat().st_mtime_ns
        )
        record: dict[str, Any] = json.loads(folder.read_bytes())
        return record


def ids(result: pytest.RunResult) -> list[str]:
    """The node ids that a run with ``--co -q`` lists, or one with ``-v`` reports."""
    pattern = re.compile(
        r"^(?:\[gw\d+\] \[ *\d+%\] [A-Z]+ )?(\S+::.+?)(?: (?:PASSED|FAILED|XFAIL|ERROR|SKIPPED).*)?$"
    )
    lines = result.outlines
    end = next(
        (i for i, line in enumerate(lines) if re.match(r"[=-]+ (short|FAIL|eco|ERR|warn)|_{5}", line)),
        len(lines),
    )
    return [match[1].strip() for line in lines[:end] if (match := pattern.match(line))]


@pytest.fixture
def repository(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """An empty repository."""
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    monkeypatch.setenv("COLUMNS", "200")  # messages in one piece; how they are broken has tests of its own
    return Repository(pytester)


@pytest.fixture
def shop(repository: Repository) -> Repository:
    """A repository with contracts that hold, one that is violated, and one Python test."""
    repository.write(
        {
            "conftest.py": NOTES,
            "ecocontracts.yaml": catalog_file(),
            "contracts/good.contract.yaml": note(
                id="shop.good", checks={"look": {"examined": 2}, "peek": {}}
            ),
            "contracts/bad.contract.yaml": note(
                id="shop.bad",
                checks={"look": {"finds": [{"path": "data/a.json", "pointer": "/n"}]}, "fine": {}},
            ),
            "tests/test_code.py": "def test_code(): pass\n",
        }
    )
    return repository


ITEMS = [
    "ecocontracts.yaml::shop[catalog]",
    "contracts/bad.contract.yaml::shop.bad[look]",
    "contracts/bad.contract.yaml::shop.bad[fine]",
    "contracts/good.contract.yaml::shop.good[look]",
    "contracts/good.contract.yaml::shop.good[peek]",
]
CODE = "tests/test_code.py::test_code"
