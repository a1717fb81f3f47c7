"""What a run may call a warning, and what it has to give a reason for."""

from __future__ import annotations

import pytest
from tests.core.ecosystem_records.garden import CLASSES, Json, changed, files, gate, record
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


def test_an_input_that_something_took_the_place_of_needs_a_reason() -> None:
    made = changed(record(), ("/inputs/0/resolution", "substituted"))
    assert told(made) == [("ECR015", "")]
    assert told(changed(made, ("/reason_codes", ["old_beds"]))) == []
    assert told(changed(warned("ODD"), ("/inputs/0/resolution", "substituted"))) == []
