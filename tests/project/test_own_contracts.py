"""The project keeps its own promises, and so does every example."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.sample_records import failed

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted(path for path in (ROOT / "examples").iterdir() if path.is_dir())


def gate(repository: Path, records: Path) -> subprocess.CompletedProcess[str]:
    """Run the gate alone; the record goes elsewhere, so that nothing is left behind."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--eco-only",
        "-p",
        "no:cacheprovider",
        f"--eco-record={records}",
    ]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    return subprocess.run(
        command, cwd=repository, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.skipif(not (ROOT / "src").is_dir(), reason="the layout of the repository needs its sources")
def test_own_contracts_hold(tmp_path: Path) -> None:
    """Schemas, layout, taxonomy, options, hooks and decisions are as the contracts say."""
    finished = gate(ROOT, tmp_path)
    assert finished.returncode == 0, finished.stdout


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_examples_hold(example: Path, tmp_path: Path) -> None:
    """Each example is a repository of its own whose contracts hold, and of which something is checked."""
    copy = tmp_path / example.name
    shutil.copytree(example, copy, symlinks=True, ignore=shutil.ignore_patterns(".eco", "*cache*"))
    subprocess.run(["git", "init", "--quiet"], cwd=copy, check=True)
    subprocess.run(["git", "add", "--all"], cwd=copy, check=True)  # layouts may ask what is tracked
    records = tmp_path / "records"
    finished = gate(copy, records)
    assert finished.returncode == 0, finished.stdout
    (record,) = records.glob("**/run.json")
    assert json.loads(record.read_text(encoding="utf-8"))["checks"]["passed"] >= 3


def test_sample_record_has_what_records_have() -> None:
    """The record that its contract is shown by is one of today's, but for texts."""
    sample = json.loads((ROOT / "contracts/data/run-record.json").read_text(encoding="utf-8"))
    today = failed()
    assert sample.keys() == today.keys()
    assert sample["schema_version"] == today["schema_version"]


def test_schema_ids_match_their_files() -> None:
    """An $id ends in the name of its file, so that an editor and the gate mean the same schema."""
    schemas = sorted((ROOT / "schemas").glob("*.json"))
    assert schemas
    for path in schemas:
        assert json.loads(path.read_text(encoding="utf-8"))["$id"].endswith(f"/schemas/{path.name}")
