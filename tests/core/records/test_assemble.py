"""From a tally to a record: verdicts, counts and reasons."""

from __future__ import annotations

from typing import Any

import pytest
from tests.sample_records import (
    EMISSION,
    EXPLAINED,
    check_event,
    contract_entry,
    ending,
    failed,
    failure,
    incomplete,
    record_schema,
    success,
    tally,
)

from pytest_ecocontracts.core.records.assemble import assemble, sealed
from pytest_ecocontracts.core.records.verify import defects, inconsistencies

ONE, TWO = "f::day[schema-1-of-2]", "f::day[schema-2-of-2]"


def record(
    *events: dict[str, Any], code: int = 0, planned: list[str] | None = None, **changes: Any
) -> dict[str, Any]:
    state = tally(*events, planned=planned)
    explained = state.failures.total + state.warnings.total + state.waived.total
    made = assemble(state, ending(code, **changes), emission=EXPLAINED if explained else EMISSION)
    assert defects(made, record_schema()) == []
    return made


def test_success() -> None:
    made = record(check_event())
    assert (made["state"], made["outcome"]) == ("finished", "success")
    assert made["contracts"][0] | {} == {
        **contract_entry(),
        "verdict": "pass",
        "checks": 1,
        "examined": 1,
        "violations": 0,
        "waived": 0,
        "duration_ms": 2,
    }
    assert made["tests"] == {"total": 0, "passed": 0, "failed": 0, "errored": 0, "skipped": 0}


def test_a_deselected_check_makes_the_run_partial() -> None:
    state = tally(check_event(ONE), planned=[ONE, TWO])
    state.selected = {ONE}
    made = assemble(state, ending(), emission=EMISSION)
    assert defects(made, record_schema()) == []
    assert made["outcome"] == "partial"
    assert made["contracts"][0]["verdict"] == "not_evaluated"
    assert made["contracts"][0]["reason"] == "1 of 2 checks: deselected, or outside the paths that were given"
    assert made["checks"] == {
        "total": 2,
        "passed": 1,
        "failed": 0,
        "errored": 0,
        "waived": 0,
        "not_evaluated": 1,
    }


def test_a_check_that_was_not_reached_is_not_evaluated() -> None:
    made = record(
        {"event": "failure", "failure": failure()}, check_event(ONE, "failed"), code=1, planned=[ONE, TWO]
    )
    assert made["outcome"] == "failure"
    assert made["contracts"][0]["verdict"] == "fail"
    assert made["checks"]["not_evaluated"] == 1


def test_reasons_of_what_was_reached_but_not_run() -> None:
    made = record({"event": "unevaluated", "nodeid": ONE, "reason": "skipped"}, planned=[ONE])
    assert made["contracts"][0]["reason"] == "1 of 1 checks: skipped"
    assert made["outcome"] == "partial"


def test_waived_is_a_success_with_a_reason() -> None:
    waiver = {"contract": "waivers", "reason": "it is being repaired", "until": "2026-12-31"}
    made = record({"event": "waived", "failure": failure(), "waiver": waiver}, check_event(status="waived"))
    assert made["outcome"] == "success"
    assert made["contracts"][0]["reason"] == "1 violation waived"
    assert made["waived"][0]["waiver"] == waiver
    assert made["waivers"] == {"violations": 1, "ending_in_30_days": 0}


def test_waivers_that_end_soon_are_counted() -> None:
    waiver = {"contract": "waivers", "reason": "it is being repaired", "until": "2026-12-31"}
    events = [
        {"event": "waived", "failure": failure(), "waiver": waiver, "ends_soon": soon}
        for soon in (True, False, True)
    ]
    made = record(*events, check_event(status="waived"))
    assert made["waivers"] == {"violations": 3, "ending_in_30_days": 2}


def test_warnings_do_not_fail() -> None:
    made = record({"event": "failure", "failure": failure("ECL014", severity="warning")}, check_event())
    assert made["outcome"] == "success"
    assert [entry["code"] for entry in made["warnings"]] == ["ECL014"]


def test_a_contract_of_which_nothing_ran_is_named() -> None:
    made = record(planned=[])
    assert made["outcome"] == "partial"
    assert made["contracts"][0]["verdict"] == "not_evaluated"
    assert made["contracts"][0]["reason"] == "none of its checks was collected"


def test_omitted_failures_are_counted() -> None:
    events = [{"event": "failure", "failure": failure()}, check_event(status="failed", omitted=7)]
    assert record(*events, code=1)["failures_omitted"] == 7


def test_blocked_stops_the_line_and_says_by_what() -> None:
    blocked = failure("ECX001", metadata={"code": "ECS003", "of": "night"})
    made = record(
        {"event": "failure", "failure": blocked}, check_event(status="not_evaluated", reason="x"), code=1
    )
    assert made["outcome"] == "blocked"
    assert made["line"] == {"stopped": True, "code": "ECX001", "blocked_by": ["night"]}


def test_collect_only_is_skipped() -> None:
    made = record(collect_only=True)
    assert (made["outcome"], made["contracts"], made["checks"], made["tests"]) == (
        "skipped",
        None,
        None,
        None,
    )


def test_a_crashed_item_is_counted_once() -> None:
    made = record(
        {"event": "failure", "failure": failure("ECZ003")},
        {"event": "unevaluated", "nodeid": ONE, "reason": "its worker crashed"},
        {"event": "finished", "nodeid": ONE, "outcome": "error"},
        {"event": "finished", "nodeid": "t::a", "outcome": "error"},
        planned=[ONE],
        code=1,
    )
    assert made["tests"]["total"] == 1
    assert made["checks"]["total"] == 1
    assert made["outcome"] == "error"


def test_incomplete_names_what_was_in_flight() -> None:
    made = incomplete()
    assert defects(made, record_schema()) == []
    assert made["in_flight"] == ["f::day[schema]"]
    assert made["contracts"][0]["reason"] == "1 of 1 checks: in flight when the run ended"


@pytest.mark.parametrize(
    ("change", "contradiction"),
    [
        (lambda r: r["time"].update(ended_at="2020-01-01T00:00:00.000Z"), "ended before it started"),
        (lambda r: r["checks"].update(passed=2), "add up"),
        (lambda r: r["tests"].update(total=2), "add up"),
        (lambda r: r["checks"].update(total=2, passed=2), "contracts count 1 checks"),
        (lambda r: r["contracts"].append(dict(r["contracts"][0])), "stands twice"),
        (lambda r: r["checks"].update(passed=0, waived=1), "not every check"),
        (lambda r: r.update(outcome="partial"), None),
    ],
)
def test_contradictions_that_a_schema_cannot_see(change: Any, contradiction: str | None) -> None:
    made = success()
    change(made)
    found = list(inconsistencies(sealed(made)))
    assert bool(found) is (contradiction is not None)
    if contradiction is not None:
        assert any(contradiction in text for text in found)


def test_verdicts_follow_from_checks_and_the_line_from_failures() -> None:
    made = failed()
    made["checks"].update(failed=0, passed=1)
    made["line"] = {"stopped": False, "code": None, "blocked_by": []}
    found = list(inconsistencies(sealed(made)))
    assert any("verdict is fail" in text for text in found)
    assert any("line/stopped" in text for text in found)


def test_a_changed_record_betrays_itself() -> None:
    made = success()
    made["job"]["namespace"] = "acme/other"
    assert list(inconsistencies(made)) == ["content_digest is not the digest of the content"]
