"""Where jsonschema-rs cannot be imported the gate finds the same, and says in its header what it works with."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("jsonschema_rs", reason="compares with jsonschema-rs, which is not installed")

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
BLOCKED = (
    "import sys; sys.modules['jsonschema_rs'] = None; import pytest; sys.exit(pytest.main(sys.argv[1:]))"
)
PLAIN = "import sys, pytest; sys.exit(pytest.main(sys.argv[1:]))"


def run(program: str, root: Path) -> tuple[str, list[dict[str, Any]]]:
    """What the run prints, and the violations of its record without what differs from run to run."""
    record = root / ".eco"
    shutil.rmtree(record, ignore_errors=True)
    command = [sys.executable, "-c", program, "-p", "no:cacheprovider", "-o", "addopts=--eco-only"]
    ended = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    (path,) = record.rglob("run.json")
    failures: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["failures"]
    return ended.stdout + ended.stderr, failures


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """An example with data that is wrong in several ways."""
    root = tmp_path / "artifact"
    shutil.copytree(EXAMPLES / "artifact", root, ignore=shutil.ignore_patterns(".eco", ".git"))
    orders = root / "export" / "orders" / "2026-03-06.jsonl"
    orders.write_text(
        '{"version": "order.v1", "id": 0, "to": {"city": "", "country": "France"}, "gramms": 1}\n[]\n',
        "utf-8",
    )
    (root / "export" / "depots.csv").write_text("code,city,opened\nlys,Lyon,2019-02-30\n", "utf-8")
    return root


def test_findings_are_the_same_without_jsonschema_rs(broken: Path) -> None:
    with_rs, expected = run(PLAIN, broken)
    without, found = run(BLOCKED, broken)
    assert len(expected) > 7
    assert found == expected
    assert "engine jsonschema-rs " in with_rs
    assert "engine jsonschema 4" in without
    assert "jsonschema-rs is not installed" in without
    assert "is not installed" not in with_rs


@pytest.mark.parametrize("name", ["quickstart", "layout"])
def test_each_kind_of_contract_works_without_jsonschema_rs(tmp_path: Path, name: str) -> None:
    """The schemas of the product's own kinds must be such that both engines can use them."""
    root = tmp_path / name
    shutil.copytree(EXAMPLES / name, root, ignore=shutil.ignore_patterns(".eco", ".git"))
    assert run(BLOCKED, root)[1] == run(PLAIN, root)[1]


def test_a_schema_that_only_jsonschema_rs_can_check_is_refused_without_it(broken: Path) -> None:
    address = broken / "schemas" / "address.json"
    address.write_text(address.read_text("utf-8").replace('"^[A-Z]{2}$"', '"^(?!XX)[A-Z]{2}$"'), "utf-8")
    _, expected = run(PLAIN, broken)
    _, found = run(BLOCKED, broken)
    assert "ECC020" not in {failure["code"] for failure in expected}
    assert "ECC020" in {failure["code"] for failure in found}
