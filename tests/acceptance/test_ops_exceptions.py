"""The exceptions of a real operations tree, in seventeen files of seven forms, under one policy of the gate.

What is expected is read from the same files independently. The owners' own checks of these files say the same, but where
``ops_ssot/checks.tsv`` has a note: patterns that match nothing, and a horizon that an approval has switched off.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .ops_ssot.readings import policies
from .ops_ssot.readings.tree import Tree


@pytest.fixture(scope="module")
def tree(ops_data: Path) -> Tree:
    return Tree(ops_data)


@pytest.fixture(scope="module")
def found(ops_record: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """What the gate finds of the exceptions, by code."""
    by_code: dict[str, list[dict[str, Any]]] = {}
    for failure in ops_record["failures"]:
        if failure["contract"]["id"] == "ops.exceptions":
            by_code.setdefault(failure["code"], []).append(failure)
    return by_code


def ids(failures: list[dict[str, Any]]) -> list[str]:
    return sorted({failure["metadata"]["id"] for failure in failures})


def test_nothing_else_is_found(found: dict[str, list[dict[str, Any]]]) -> None:
    """Every owner is known by its alias, every reason says something, every issue has its form."""
    assert sorted(found) == ["ECD003", "ECD030", "ECD035", "ECD039", "ECD041"]


def test_two_exceptions_for_the_same_that_no_check_of_the_owners_sees(
    found: dict[str, list[dict[str, Any]]], tree: Tree
) -> None:
    rows = tree.json(f"{policies.POLICY}/policy-relaxations.json")["exceptions"]
    subjects = [(row["policy"], row["file"]) for row in rows]
    twice = [row["id"] for number, row in enumerate(rows) if subjects[number] in subjects[:number]]
    assert ids(found["ECD030"]) == twice


def test_what_has_ended(found: dict[str, list[dict[str, Any]]], tree: Tree) -> None:
    assert ids(found["ECD003"]) == policies.expired(tree).offending


def test_what_ends_beyond_the_horizon(found: dict[str, list[dict[str, Any]]], tree: Tree) -> None:
    assert ids(found["ECD035"]) == policies.horizon(tree).offending


def test_what_is_about_nothing(found: dict[str, list[dict[str, Any]]], tree: Tree) -> None:
    patterns = policies.patterns_match(tree).offending + policies.paths_exist(tree).offending
    assert sorted({failure["found"] for failure in found["ECD041"]}) == sorted(patterns)


def test_how_many_there_are(found: dict[str, list[dict[str, Any]]], tree: Tree) -> None:
    (failure,) = found["ECD039"]
    assert policies.shrinking(tree).offending == [f"{failure['found']} > 105"]


def test_each_finding_is_at_the_line_of_its_entry(
    found: dict[str, list[dict[str, Any]]], ops_tree: Path
) -> None:
    for failure in (*found["ECD003"], *found["ECD035"]):
        place = failure["location"]
        line = (ops_tree / place["path"]).read_text("utf-8").splitlines()[place["line"] - 1]
        assert line[place["column"] - 1 :].startswith('"20'), "the end of the entry"
