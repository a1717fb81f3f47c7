"""Events add up the same way in whatever order workers send them."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.sample_records import EMISSION, check_event, ending, failure, start, tally

from pytest_ecocontracts.core.records.assemble import assemble
from pytest_ecocontracts.core.records.tally import FailureList


def found(row: int, path: str = "day.json", prop: str = "unit") -> dict[str, Any]:
    return failure(
        location={"path": path, "pointer": f"/rows/{row}", "line": row + 1}, metadata={"property": prop}
    )


def test_equal_findings_are_one_failure_with_occurrences() -> None:
    failures = FailureList()
    for row in (10, 9, 100):
        failures.add(found(row))
    (only,) = failures.listed()
    assert only["occurrences"] == 3
    assert only["location"] == {"path": "day.json", "pointer": "/rows/9", "line": 10}


def test_findings_of_two_rules_are_two_failures() -> None:
    """Each has its own clauses, although the same thing is wrong at the same place."""
    failures = FailureList()
    for rule in ("listed", "public", "listed"):
        failures.add({**failure(), "rule": rule})
    assert {one["rule"]: one["occurrences"] for one in failures.listed()} == {"listed": 2, "public": 1}


def test_places_are_compared_as_numbers() -> None:
    failures = FailureList()
    for row in (10, 9):
        failures.add(failure(location={"path": "day.json", "pointer": f"/rows/{row}"}))
    assert failures.listed()[0]["location"] == {"path": "day.json", "pointer": "/rows/9"}


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 5)), max_size=60), st.randoms(use_true_random=False)
)
def test_order_of_arrival_does_not_matter(findings: list[tuple[int, int]], shuffler: random.Random) -> None:
    """Also beyond the limit: what is kept, what is counted, and which place is shown."""

    def fill(order: list[tuple[int, int]]) -> FailureList:
        failures = FailureList(limit=4)
        for name, row in order:
            failures.add(CACHED[name, row])
        return failures

    shuffled = list(findings)
    shuffler.shuffle(shuffled)
    one, two = fill(findings), fill(shuffled)
    assert one.listed() == two.listed()
    assert one.total == two.total == len(findings)
    assert len(one.listed()) == min(4, len({name for name, _ in findings}))


CACHED = {(name, row): found(row, prop=f"p{name}") for name in range(31) for row in range(6)}


def test_memory_is_bounded() -> None:
    failures = FailureList(limit=4)
    for name in range(31):
        failures.add(CACHED[name, 0])
    assert len(failures) < 8
    assert failures.total == 31


def test_warnings_are_no_failures() -> None:
    result = tally({"event": "failure", "failure": failure("ECL014", severity="warning")})
    assert (result.failures.total, result.warnings.total) == (0, 1)


def test_in_flight_is_what_began_and_did_not_end() -> None:
    result = tally(
        {"event": "started", "nodeid": "f::day[schema]"},
        {"event": "started", "nodeid": "t::a"},
        {"event": "started", "nodeid": "t::b"},
        {"event": "finished", "nodeid": "t::a", "outcome": "passed"},
        check_event(),
    )
    assert list(result.in_flight) == ["t::b"]


def test_the_worst_of_several_reports_counts() -> None:
    events = [{"event": "finished", "nodeid": "t::a", "outcome": outcome} for outcome in ("failed", "passed")]
    for order in (events, events[::-1]):
        assert tally(*order).tests == {"t::a": "failed"}
    checks = [check_event(status="failed"), check_event(status="passed")]
    for order in (checks, checks[::-1]):
        assert tally(*order).units["f::day[schema]"].status == "failed"


def test_unknown_events_change_nothing() -> None:
    records = [
        assemble(state, ending(), emission=EMISSION) for state in (tally(), tally({"event": "tomorrow"}))
    ]
    assert records[0] == records[1]


def test_start_is_kept() -> None:
    assert tally().start["run_id"] == start().run_id
