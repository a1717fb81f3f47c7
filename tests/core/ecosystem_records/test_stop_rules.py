"""What a run may call a warning, and what it has to give a reason for."""

from __future__ import annotations

import pytest
from tests.core.ecosystem_records.garden import CLASSES, Json, changed, failed, files, gate, judge, record
from tests.fakes import contract

WARNING: Json = {
    "warning_id": "w1",
    "stage": "read",
    "message": "something is odd",
    "evidence": [],
    "recorded_at": "2026-05-02T06:00:03Z",
}


def warned(kind: str) -> Json:
    """A record of success with one warning."""
    made = changed(record(), ("/warnings", [{**WARNING, "type": kind}]), ("/counters/warnings_count", 1))
    return changed(
        made,
        ("/stages/0/warnings", ["w1"]),
        ("/stages/0/counters/warnings_count", 1),
    )


def told(made: Json) -> list[tuple[str, str]]:
    classes = [
        {**one, "codes": ["BROKEN_*"]} if one["name"] == "INTEGRITY_MISMATCH" else one for one in CLASSES
    ]
    taxonomy = contract("taxonomy/v1", id="garden.failures", domain="garden", classes=classes)
    judged = gate(files(made), {"contracts/t.contract.yaml": taxonomy})
    assert [v.message for v in judged.problems] == []
    return [(code, pointer) for code, _, pointer in judged.found]


@pytest.mark.parametrize("kind", ["INTEGRITY_MISMATCH", "BROKEN_SEAL"])
def test_what_always_stops_a_run_is_no_warning(kind: str) -> None:
    assert told(warned(kind)) == [("ECR021", "/warnings/0/type")]


@pytest.mark.parametrize("kind", ["INPUT_MISSING", "NO_BEDS", "LATE", "ODD"])
def test_other_warnings_stop_nothing(kind: str) -> None:
    assert told(warned(kind)) == []


def test_a_warning_of_a_stage_is_held_against_the_classes_too() -> None:
    made = changed(warned("ODD"), ("/stages/0/warnings", [{**WARNING, "type": "INTEGRITY_MISMATCH"}]))
    assert told(made) == [("ECR021", "/stages/0/warnings/0/type")]


@pytest.mark.parametrize("status", ["success", "skipped"])
def test_the_stage_of_a_failure_has_failed(status: str) -> None:
    made = changed(failed(), ("/stages/0/status", status))
    assert told(made) == [("ECR021", "/stages/0/status")]


def test_a_failure_that_stops_nothing_may_leave_its_stage_as_it_is() -> None:
    late = changed(
        failed(), ("/errors/0/type", "LATE"), ("/errors/0/subtype", ...), ("/stages/0/status", "success")
    )
    assert told(late) == []


def test_one_try_of_a_stage_that_failed_is_enough() -> None:
    again = changed(failed(), ("/stages/1/stage", "read"))
    assert told(again) == []
    both = changed(again, ("/stages/0/status", "skipped"), ("/stages/1/status", "error"))
    assert told(both) == []


@pytest.mark.parametrize("group", ["errors", "warnings"])
def test_errors_and_warnings_are_of_a_stage_that_there_is(group: str) -> None:
    made = failed() if group == "errors" else warned("ODD")
    stages = {"names": ["read", "write"]}
    assert judge(made, stages=stages).codes == []
    wrong = changed(made, (f"/{group}/0/stage", "raed"))
    assert [(v[0], v[2]) for v in judge(wrong, stages=stages).found] == [("ECS004", f"/{group}/0/stage")]
    assert judge(wrong).codes == []


def test_an_input_that_something_took_the_place_of_needs_a_reason() -> None:
    made = changed(record(), ("/inputs/0/resolution", "substituted"))
    assert told(made) == [("ECR015", "")]
    assert told(changed(made, ("/reason_codes", ["old_beds"]))) == []
    assert told(changed(warned("ODD"), ("/inputs/0/resolution", "substituted"))) == []


def test_errors_are_not_judged_by_a_taxonomy_that_cannot_be_used() -> None:
    classes = [{**CLASSES[0], "stops": "sometimes"}]
    broken = contract("taxonomy/v1", id="garden.failures", domain="garden", classes=classes)
    judged = gate(files(failed()), {"contracts/t.contract.yaml": broken})
    assert [v.code for v in judged.problems] == ["ECC004"]
    assert [(v.code, v.rule) for v in judged.violations] == [("ECX001", "failures")]
