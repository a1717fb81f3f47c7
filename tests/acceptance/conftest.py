"""A real operations tree with contracts written for it, and what one run of the gate finds there."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
CATALOG = """\
contract: catalog/v1
id: ops
version: 1.0.0
owner: bijux-atlas-operations
summary: The contracts of an operations tree.
contracts: [eco]
owners: {bijux-atlas-operations: operations@atlas.example, docs: docs, ops: ops, platform: platform, repo: repo}
"""


@pytest.fixture(scope="session")
def ops_data() -> Path:
    """What the tree is made from: a table of its paths, and the content of its data files."""
    data = HERE.parents[2] / "shared" / "data" / "ops-ssot"
    if not data.is_dir():
        pytest.skip(f"the operations tree is made from {data.name}, which is not beside the repository")
    return data


@pytest.fixture(scope="session")
def ops_tree(ops_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository, materialised, with the contracts in a folder of its own."""
    root = tmp_path_factory.mktemp("ops") / "repository"
    command = [sys.executable, ops_data / "materialise.py", root, "--git"]
    subprocess.run(command, check=True, capture_output=True)
    shutil.copytree(HERE / "ops_ssot" / "contracts", root / "eco")
    (root / "ecocontracts.yaml").write_text(CATALOG)
    return root


@pytest.fixture(scope="session")
def ops_record(ops_tree: Path) -> dict[str, Any]:
    """The record of a run over all contracts of the tree."""
    command = [
        sys.executable, "-m", "pytest", "--eco-only", "-q", "-p", "no:cacheprovider", "--eco-record=record",
        "--eco-as-of=2026-11-22", "--eco-base=HEAD",
    ]  # fmt: skip
    ended = subprocess.run(command, cwd=ops_tree, capture_output=True, text=True, check=False)
    assert ended.returncode == 1, ended.stdout + ended.stderr
    (path,) = (ops_tree / "record").glob("*/run.json")
    record: dict[str, Any] = json.loads(path.read_text("utf-8"))
    assert record["outcome"] == "failure"
    assert record["failures_omitted"] == 0
    return record
