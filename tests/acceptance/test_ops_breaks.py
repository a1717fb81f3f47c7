"""Every rule that holds in the operations tree can fail: a copy with one break for each, and one run over it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .ops_ssot.breaks import BREAKS
from .test_ops_rules import BY_ID

#: broken in a copy of its own, since what others read would be gone
ELSEWHERE = {"G1"}
BROKEN = {clause: one for one in BREAKS for clause in one.clauses}


@pytest.fixture(scope="module")
def broken(ops_tree: Path) -> dict[str, Any]:
    """The record of a run over a copy in which everything is broken at once."""
    copy = ops_tree.parent / "all-broken"
    shutil.copytree(ops_tree, copy, symlinks=True)
    for one in BREAKS:
        one.edit(copy / one.path)
    subprocess.run(["git", "add", "-A", "-f"], cwd=copy, check=True, capture_output=True)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--eco-only",
        "-q",
        "-p",
        "no:cacheprovider",
        "--eco-record=broken",
    ]
    command += ["--eco-as-of=2026-11-22", "--eco-base=HEAD"]
    ended = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    assert ended.returncode == 1, ended.stdout + ended.stderr
    (path,) = (copy / "broken").glob("*/run.json")
    record: dict[str, Any] = json.loads(path.read_text("utf-8"))
    assert record["failures_omitted"] == 0
    return record


def test_every_clause_that_holds_has_a_break() -> None:
    holding = {clause for clause, rows in BY_ID.items() if all(row.ours == "PASS" for row in rows)}
    assert holding - BROKEN.keys() == ELSEWHERE
    assert BROKEN.keys() - holding == set()


@pytest.mark.parametrize("clause", BROKEN)
def test_break_is_found(clause: str, broken: dict[str, Any]) -> None:
    """By the rule, with the code that it has for this, at the place that was broken."""
    failures = [failure for failure in broken["failures"] if clause in failure.get("refs", ())]
    code = BY_ID[clause][0].by.partition("@")[2]
    places = {failure["location"]["path"] for failure in failures if not code or failure["code"] == code}
    assert places if BROKEN[clause].place is None else BROKEN[clause].place in places
