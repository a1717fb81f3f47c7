"""Thirteen changes that one repository really made to its schemas, held against what somebody else called them.

Their index looks at properties, required names and open or closed objects. It agrees with the prover on what
breaks the data that was there. It does not look at values: the change that it calls none widens an
enumeration, so that readers who know the old words meet a new one. That breaks consumers, in every view.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.changes import judged, told
from tests.fakes import catalog_file, contract

from pytest_ecocontracts.adapters.proving import prover_tools
from pytest_ecocontracts.core.changes.model import CONSUMER, PRODUCER, Level, Side
from pytest_ecocontracts.core.changes.policy import ChangePolicy
from pytest_ecocontracts.core.changes.rule.versions import next_version
from pytest_ecocontracts.core.changes.schemas.proving import CompatProver
from pytest_ecocontracts.core.compat.comparing import Tools, compare
from pytest_ecocontracts.core.compat.model import Comparison, Direction, Verdict, View

pytest.importorskip("jsonschema_rs", reason="witnesses are confirmed by two validators")

#: the change that widens an enumeration, and those that drop or rename a required name: readers miss it
WIDENED = "12"
DROPPED = {"02", "08"}
CALLED = {
    "breaking": Verdict.BREAKING,
    "compatible": Verdict.COMPATIBLE,
    "no structural change": Verdict.COMPATIBLE,
}


@pytest.fixture(scope="module")
def tools() -> Tools:
    return prover_tools()


@pytest.fixture(scope="module")
def rows(ops_data: Path) -> dict[str, dict[str, str]]:
    """The changes by number, with the text of the schema before and after."""
    folder = ops_data / "evolution"
    with (folder / "index.tsv").open(encoding="utf-8", newline="") as lines:
        found = {row["case"][:2]: row for row in csv.DictReader(lines, delimiter="\t")}
    assert len(found) == 13
    for row in found.values():
        for side in ("before", "after"):
            row[side] = (folder / row["case"] / f"{side}.schema.json").read_text("utf-8")
    return found


@pytest.fixture(scope="module")
def comparisons(rows: Mapping[str, Mapping[str, str]], tools: Tools) -> dict[str, Comparison]:
    return {
        case: compare(json.loads(row["before"]), json.loads(row["after"]), tools)
        for case, row in rows.items()
    }


def test_backward_verdicts_are_those_of_the_index_in_both_views(
    rows: Mapping[str, Mapping[str, str]], comparisons: Mapping[str, Comparison]
) -> None:
    for view in (View.STRICT, View.WRITER_READER):
        found = {case: one.verdict(view, Direction.BACKWARD) for case, one in comparisons.items()}
        assert found == {case: CALLED[row["class"]] for case, row in rows.items()}, view


def test_forward_verdicts_tell_who_reads_something_new(comparisons: Mapping[str, Comparison]) -> None:
    """Each of the schemas is closed, so that strictly every change lets something new appear."""

    def breaking(view: View) -> set[str]:
        found = {case: one.verdict(view, Direction.FORWARD) for case, one in comparisons.items()}
        assert Verdict.UNDECIDED not in found.values()
        return {case for case, verdict in found.items() if verdict is Verdict.BREAKING}

    assert breaking(View.STRICT) == set(comparisons)
    assert breaking(View.WRITER_READER) == DROPPED | {WIDENED}


def test_what_the_index_overlooks_has_a_witness(comparisons: Mapping[str, Comparison]) -> None:
    witness = comparisons[WIDENED].judgement(View.WRITER_READER, Direction.FORWARD).witness
    assert witness is not None
    (error,) = witness.errors
    assert (error.keyword, error.pointer) == ("enum", "/suites/0/run_in/0")


# --- through the update rule --------------------------------------------------------------------------------

DECISION = "adr/0001-change-the-report.md"
NOTE = """\
---
status: accepted
date: 2026-02-21
---
# Change the report

The contract is `ops.report`.

## What changed

These parts of the schema: {subjects}.

## How to detect affected artifacts

`ops lint reports/*.json` refuses them.

## What to regenerate or migrate

Run `make ops-report` again for every file in `reports/`.
"""


def repository(schema: str, version: str, note: str | None = None) -> dict[str, object]:
    """A repository with one schema under contract."""
    files: dict[str, object] = {
        "ecocontracts.yaml": catalog_file(),
        "contracts/decisions.contract.yaml": contract(
            "decisions/v1", id="ops.decisions", path="adr/{number:int}-{title:slug}.md", presence="optional"
        ),
        "contracts/report.contract.yaml": contract(
            "artifact/v1",
            id="ops.report",
            version=version,
            path="reports/{run:slug}.json",
            presence="optional",
            schema="schemas/report.json",
        ),
        "schemas/report.json": schema,
    }
    return files if note is None else {**files, DECISION: note}


def test_each_change_needs_the_version_that_the_index_implies(
    rows: Mapping[str, Mapping[str, str]], tools: Tools
) -> None:
    """Breaking ones a major version, the others a minor one; the widened enumeration breaks consumers alone."""
    for case, row in rows.items():
        base = repository(row["before"], "1.0.0")
        (found,) = judged(base, repository(row["after"], "1.0.0"), prover=CompatProver(tools)).values()
        breaks: set[Side] = {side for change in found.change.changes for side in change.breaks}
        major = row["class"] == "breaking" or case == WIDENED
        assert found.level is (Level.MAJOR if major else Level.MINOR), case
        assert told(found) == ["ECV001", "ECV006", "ECV007"], case
        assert (Side.PRODUCER in breaks) == (row["class"] == "breaking"), case
        assert (Side.CONSUMER in breaks) == (case in DROPPED | {WIDENED}), case
        if case == WIDENED:
            assert breaks == CONSUMER


def test_a_policy_that_counts_producers_alone_agrees_with_the_index_in_every_row(
    rows: Mapping[str, Mapping[str, str]], tools: Tools
) -> None:
    policy = ChangePolicy(sides=PRODUCER)
    levels: dict[str, Any] = {}
    for case, row in rows.items():
        base = repository(row["before"], "1.0.0")
        (found,) = judged(base, repository(row["after"], "1.0.0"), policy, CompatProver(tools)).values()
        levels[case] = found.level
    assert levels == {
        case: Level.MAJOR if row["class"] == "breaking" else Level.MINOR for case, row in rows.items()
    }


def test_each_change_passes_with_its_version_a_decision_and_a_note(
    rows: Mapping[str, Mapping[str, str]], tools: Tools
) -> None:
    """And with the version one step too small it does not."""
    for case, row in rows.items():
        base = repository(row["before"], "1.0.0")
        (bare,) = judged(base, repository(row["after"], "1.0.0"), prover=CompatProver(tools)).values()
        subjects = ", ".join(f"`{change.subject}`" for change in bare.change.changes if change.subject)
        note = NOTE.format(subjects=subjects)
        for level in (Level.PATCH, Level.MINOR, Level.MAJOR):
            after = repository(row["after"], next_version("1.0.0", level), note)
            (found,) = judged(base, after, prover=CompatProver(tools)).values()
            assert told(found) == ([] if level >= bare.level else ["ECV002"]), (case, level)
