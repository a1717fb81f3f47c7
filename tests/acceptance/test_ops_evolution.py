"""What an operations tree says of the evolution of its schemas, over thirteen changes that it really made."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.core.artifacts.gate import enforce
from tests.fakes import MemoryBase, MemoryFiles, catalog_file, make_context

OWNER = "bijux-atlas-operations"
CONTRACT = Path(__file__).parent / "ops_ssot" / "contracts" / "evolution.contract.yaml"


@pytest.fixture(scope="module")
def changes(ops_data: Path) -> dict[str, dict[str, str]]:
    """The changes by name, with the schema, and what somebody else called them."""
    with (ops_data / "evolution" / "index.tsv").open(encoding="utf-8", newline="") as lines:
        return {row["case"]: row for row in csv.DictReader(lines, delimiter="\t")}


def rules_broken(folder: Path, schema: str) -> set[str]:
    """The rules that one change breaks."""
    before, after = ((folder / f"{name}.schema.json").read_text("utf-8") for name in ("before", "after"))
    files = MemoryFiles(
        {
            "ecocontracts.yaml": catalog_file(owner=OWNER, owners={OWNER: "operations"}),
            "contracts/evolution.contract.yaml": CONTRACT.read_text("utf-8"),
            schema: after,
        }
    )
    context = replace(make_context(files, date(2026, 2, 21)), base=MemoryBase({schema: before}))
    gate = enforce(files, kind="rules", context=context)
    assert gate.problems == []
    return {violation.rule or "" for violation in gate.violations}


def test_breaking_changes_are_those_that_break_a_rule(
    ops_data: Path, changes: dict[str, dict[str, str]]
) -> None:
    broken = {
        case: rules_broken(ops_data / "evolution" / case, row["schema"]) for case, row in changes.items()
    }
    assert {case for case, rules in broken.items() if rules} == {
        case for case, row in changes.items() if row["class"] == "breaking"
    }
    assert len(broken) == 13
    for case, row in changes.items():
        assert ("new-is-optional" in broken[case]) == ("required added" in row["changes"])
        assert ("required-stays" in broken[case]) == ("required dropped" in row["changes"])
