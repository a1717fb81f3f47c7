"""Annotations say what the run record says, and nothing in them can pose as a command."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pytest_ecocontracts.core.rendering.github import workflow_commands


def failure(**fields: Any) -> dict[str, Any]:
    return {"code": "ECS001", "name": "n", "message": "m", "contract": None, "location": None, **fields}


def commands(*failures: dict[str, Any], **fields: Any) -> list[str]:
    record = {"failures": failures, "failures_omitted": 0, "warnings": [], "warnings_omitted": 0, **fields}
    return list(workflow_commands(record, lambda path: f"stations/{path}"))


def test_a_failure_becomes_an_annotation_at_its_line() -> None:
    """File (as the repository knows it), line, column, code, and what to do."""
    location = {"path": "data/a.json", "pointer": "/n", "line": 3, "column": 65}
    contract = {"id": "weather", "version": "1.0.0"}
    (line,) = commands(
        failure(message="no, 5%", expected="a\nb", fix="mend it", location=location, contract=contract)
    )
    assert line == (
        "::error title=ECS001 n,file=stations/data/a.json,line=3,col=65::"
        "no, 5%25%0Aexpected: a%0Ab%0Afix: mend it%0Acontract: weather 1.0.0"
    )


def test_a_place_may_be_unknown() -> None:
    assert commands(failure()) == ["::error title=ECS001 n::m"]
    (line,) = commands(failure(location={"path": "a:b,c.json"}))
    assert line == "::error title=ECS001 n,file=stations/a%3Ab%2Cc.json::m"


def test_warnings_are_annotations_of_their_own() -> None:
    assert commands(warnings=[failure()]) == ["::warning title=ECS001 n::m"]


def test_many_failures_are_counted() -> None:
    """Ten are shown; how many more there are is told."""
    lines = commands(*[failure()] * 25, failures_omitted=3)
    assert lines[:10] == ["::error title=ECS001 n::m"] * 10
    assert lines[10:] == ["::error title=ecocontracts::18 more failures are in the log and in the run record"]


@given(st.text())
def test_data_cannot_write_commands(text: str) -> None:
    location = {"path": text, "line": 1}
    (line,) = commands(failure(message=text, found=text, location=location))
    assert "\n" not in line
    assert "\r" not in line
    head = line.removeprefix("::error ").partition("::")[0]
    assert head.count("file=stations/") == 1


def test_what_is_waived_is_a_notice() -> None:
    waived = {"violations": 12, "ending_in_30_days": 4}
    text = "12 violations are waived, 4 of them ending in 30 days"
    assert commands(waivers=waived) == [f"::notice title=ecocontracts::{text}"]
    assert commands(waivers={"violations": 0, "ending_in_30_days": 0}) == []
    assert commands(waivers=None) == []
