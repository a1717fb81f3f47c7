"""``days``: ranges of the calendar, as of the day of the run (2026-01-31)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.sources.reading import CONTRACT, read, refused, rules


@pytest.mark.parametrize(
    ("days", "values"),
    [
        ("{from: '2026-01-30', to: '2026-02-01'}", ["2026-01-30", "2026-01-31", "2026-02-01"]),
        ("{from: -1, to: 0}", ["2026-01-30", "2026-01-31"]),
        ("{from: '2026-01-31', to: 0}", ["2026-01-31"]),
        ("{from: '2025-12-31', to: '2026-01-12', every: week}", ["2025-12-29", "2026-01-05", "2026-01-12"]),
        ("{from: '2025-12-31', to: '2026-02-01', every: month}", ["2025-12-01", "2026-01-01", "2026-02-01"]),
    ],
)
def test_ranges_have_every_day(days: str, values: list[str]) -> None:
    assert read({}, f"{{days: {days}}}").values == values


def test_days_have_parts() -> None:
    found = read({}, "{days: {from: '2026-01-01', to: '2026-01-01'}}")
    assert found.records == [
        {"day": "2026-01-01", "month": "2026-01", "year": "2026", "week": "2026-W01", "weekday": 4}
    ]
    assert found.elements[0].place.path == CONTRACT


def test_every_day_is_there() -> None:
    sources = {
        "wanted": {"days": {"from": "2026-01-29", "to": 0}},
        "there": {"paths": "daily/{day:date}.jsonl", "value": "/day"},
    }
    files = {f"daily/2026-01-{day}.jsonl": "" for day in (29, 31)}
    gate = rules(files, sources=sources, relations=[{"subset": {"of": "wanted", "in": "there"}}])
    assert [(v.code, v.metadata["key"]) for v in gate.violations] == [("ECI002", "'2026-01-30'")]


def test_a_range_that_ends_before_it_begins_is_a_finding() -> None:
    (trouble,) = read({}, "{days: {from: '2026-02-01', to: 0}}").troubles
    assert trouble.message == "the days end at 2026-01-31, before they begin at 2026-02-01"


@pytest.mark.parametrize(
    "days", ["{from: '9999-12-30', to: '9999-12-31'}", "{from: '9999-01-01', to: 36500000}"]
)
def test_a_range_beyond_the_calendar_is_a_finding(days: str) -> None:
    assert read({}, f"{{days: {days}}}").codes == ["ECX001"]


def test_what_is_no_day_is_told() -> None:
    assert refused("{days: {from: '2026-02-30', to: 0}}") == ["'2026-02-30' is no day"]


@given(st.integers(-400, 400), st.integers(0, 400), st.sampled_from(["day", "week", "month"]))
def test_steps_go_through_the_whole_range(start: int, length: int, every: str) -> None:
    found = read({}, f"{{days: {{from: {start}, to: {start + length}, every: {every}}}}}").values
    first = date(2026, 1, 31) + timedelta(start)
    days = {str(first + timedelta(n)) for n in range(length + 1)}
    key = {
        "day": str,
        "month": lambda d: str(d)[:7],
        "week": lambda d: date.fromisoformat(str(d)).isocalendar()[:2],
    }
    assert {key[every](day) for day in days} == {key[every](day) for day in found}
    assert found == sorted(set(map(str, found)))
