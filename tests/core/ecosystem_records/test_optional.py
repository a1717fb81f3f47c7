"""What a run may go without and still not fail is what the contract says, where it says it."""

from __future__ import annotations

import pytest
from tests.core.ecosystem_records.garden import Json, changed, failed, judge, record, stage
from tests.core.ecosystem_records.test_record_kind import partial, told

OPTIONAL = {"outputs": ["notes"], "stages": ["paint"]}
PAINTLESS = [*record()["stages"], stage("paint", 30, status="skipped")]


def test_what_is_declared_optional_may_be_missing() -> None:
    assert told(judge(partial(), optional=OPTIONAL)) == []
    skipped = record(status="partial_success", reason_codes=["no_paint"], stages=PAINTLESS)
    assert told(judge(skipped, optional=OPTIONAL)) == []


def test_an_output_is_not_optional_because_its_record_says_so() -> None:
    assert told(judge(partial(), optional={"outputs": ["maps"]})) == [
        ("ECR013", "/outputs/1/promotion_status")
    ]
    assert told(judge(partial(), optional={"stages": ["paint"]})) == [
        ("ECR013", "/outputs/1/promotion_status")
    ]


@pytest.mark.parametrize("status", ["success", "partial_success"])
def test_only_optional_stages_are_skipped(status: str) -> None:
    made = record(status=status, reason_codes=["no_paint"], stages=PAINTLESS)
    assert told(judge(made, optional={"stages": ["glue"]})) == [("ECR012", "/status")]
    assert told(judge(made)) == []


def test_a_run_that_failed_may_have_skipped_anything() -> None:
    assert told(judge(failed(), optional={"stages": ["glue"]})) == []


def test_an_empty_run_has_nothing_to_do_in_its_stages() -> None:
    made = changed(record(status="empty_success", reason_codes=["no_beds"]), ("/stages", PAINTLESS))
    found = told(judge(made, optional={"stages": ["glue"]}))
    assert ("ECR012", "/status") not in found


@pytest.mark.parametrize(
    ("fields", "code", "pointer"),
    [
        ({"outputs": ["harvest"], "optional": {"outputs": ["harvest"]}}, "ECC015", "/optional/outputs/0"),
        ({"stages": {"names": ["read"]}, "optional": {"stages": ["reed"]}}, "ECC004", "/optional/stages/0"),
        ({"optional": {}}, "ECC004", "/optional"),
    ],
)
def test_what_is_optional_is_something_that_runs_may_have(fields: Json, code: str, pointer: str) -> None:
    (problem,) = judge(record(), **fields).problems
    assert problem.location is not None
    assert (problem.code, problem.location.pointer) == (code, pointer)
