"""Annotations say what the run record says, and nothing in them can pose as a command."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.change_entries import BASE, answered, block, change, entry, witness

from pytest_ecocontracts.core.rendering.github import workflow_commands


def failure(**fields: Any) -> dict[str, Any]:
    return {"code": "ECS001", "name": "n", "message": "m", "contract": None, "location": None, **fields}


def commands(*failures: dict[str, Any], **fields: Any) -> list[str]:
    record = {
        "failures": failures,
        "failures_omitted": 0,
        "warnings": [],
        "warnings_omitted": 0,
        "base": BASE,
    }
    record |= fields
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


def test_a_refused_change_comes_first_at_the_line_of_what_weighs_most() -> None:
    lines = commands(*[failure()] * 25, changes=block(entry(), answered()))
    assert lines[0] == (
        "::error title=weather.readings changed,file=stations/schemas/reading.v1.schema.json,line=9::"
        "weather.readings 1.0.0: major, breaking: producers%0A"
        "schemas/reading.v1.schema.json:9  /properties/celsius/type: "
        "the schema refuses what it accepted: the value is of type string, not number%0A"
        "missing: ECV001 write version: 2.0.0%0A"
        "missing: ECV006 write down why it changes%0A"
        "missing: ECV007 write them in the decision%0A"
        "allowed in the base, refused now:%0A"
        '{%0A  "celsius": "cold"%0A             ^^^^^^ it is no number%0A}'
    )
    assert lines[1:10] == ["::error title=ECS001 n::m"] * 9
    assert "16 more failures" in lines[10]
    assert lines[11] == (
        "::notice title=ecocontracts::since main (88a6b79cd0): 2 contracts changed, 1 lacks something"
    )
    assert lines[12].startswith("::notice title=weather.stations changed,file=stations/schemas/")


def test_what_was_not_judged_is_a_warning() -> None:
    lost = ({"id": "shop.lost", "reason": "its worker crashed"},)
    assert commands(changes=block(unjudged=lost)) == [
        "::notice title=ecocontracts::since main (88a6b79cd0): 1 contract not judged",
        "::warning title=ecocontracts::not judged: 1%0Ashop.lost: its worker crashed",
    ]
    assert commands(changes=block()) == [
        "::notice title=ecocontracts::no contract differs from main (88a6b79cd0)"
    ]


def test_many_changes_leave_room_for_failures() -> None:
    """GitHub shows ten errors, and no more."""
    many = [entry(f"shop.c{number}", changes=[]) for number in range(30)]
    lines = commands(*[failure()] * 25, changes=block(*many))
    assert [line.partition(" title=")[2][:6] for line in lines[:11]] == ["shop.c"] * 5 + ["ECS001"] * 5 + [
        "ecocon"
    ]
    assert ",file=stations/contracts/readings.contract.yaml::" in lines[0]


@given(st.text())
def test_no_change_can_write_commands(text: str) -> None:
    spoiled = entry(
        text, changes=[change(path=text, pointer=text, why=text, witness=witness({text: text}, origin=text))]
    )
    line, *_ = lines = commands(changes=block(spoiled, unjudged=({"id": text, "reason": text},)))
    assert len(lines) == 3
    assert not any("\n" in one or "\r" in one for one in lines)
    assert "\n" not in line
    assert "\r" not in line
    assert line.removeprefix("::error ").partition("::")[0].count("file=stations/") == 1 + text.count(
        "file=stations/"
    )
