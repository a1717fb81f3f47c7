"""Which violations a waiver covers, and until when."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from pytest_ecocontracts.core.model import Outcome
from pytest_ecocontracts.core.paths.template import PathTemplate
from pytest_ecocontracts.core.violations import ContractReference, Location, Violation
from pytest_ecocontracts.core.waiving import Waiver, WaiverIndex, apply_to_blocked, apply_waivers

DAY = date(2026, 1, 31)


def waiver(**changes: Any) -> Waiver:
    fields: dict[str, Any] = {
        "contract": SimpleNamespace(id="legacy"),
        "pointer": "/waivers/0",
        "code": "ECS003",
        "of": "orders",
        "owner": "team",
        "reason": "migration in progress",
        "until": DAY,
        "issue": "#1",
    }
    return Waiver(**fields | changes)


def violation(**changes: Any) -> Violation:
    fields: dict[str, Any] = {
        "code": "ECS003",
        "message": "a string, not an integer",
        "contract": ContractReference(id="orders"),
        "location": Location(path="data/2026-01-02.json", pointer="/items/3/qty"),
    }
    return Violation(**fields | changes)


def test_a_waiver_covers_its_code_and_contract() -> None:
    standing, waived = apply_waivers([violation()], WaiverIndex([waiver()]), DAY)
    assert standing == []
    assert [entry.waiver.issue for entry in waived] == ["#1"]


@pytest.mark.parametrize(
    "changes",
    [
        {"code": "ECS002"},
        {"contract": ContractReference(id="orders.daily")},
        {"contract": None},
    ],
)
def test_another_code_or_contract_stands(changes: dict[str, Any]) -> None:
    found = violation(**changes)
    assert apply_waivers([found], WaiverIndex([waiver()]), DAY) == ([found], [])


@pytest.mark.parametrize(
    ("template", "covered"),
    [("data/{day:date}.json", True), ("data/*.json", True), ("**", True), ("data/2026-01-03.json", False)],
)
def test_a_path_narrows_the_waiver(template: str, covered: bool) -> None:
    assert waiver(path=PathTemplate.parse(template)).covers(violation()) is covered


@pytest.mark.parametrize(
    ("below", "covered"),
    [
        (("items",), True),
        (("items", "*", "qty"), True),
        (("items", "4"), False),
        (("items", "3", "qty", "x"), False),
    ],
)
def test_a_pointer_narrows_the_waiver(below: tuple[str, ...], covered: bool) -> None:
    assert waiver(below=below).covers(violation()) is covered


def test_a_waiver_holds_through_its_last_day_and_not_after() -> None:
    assert apply_waivers([violation()], WaiverIndex([waiver()]), DAY)[1]
    assert apply_waivers([violation()], WaiverIndex([waiver()]), date(2026, 2, 1))[0]


def blocked(cause: str) -> Violation:
    return violation(code="ECX001", location=None, metadata={"blocked_by": cause})


@pytest.mark.parametrize(
    ("cause", "others", "tolerated"),
    [
        ("presence", [violation()], True),
        ("data/2026-01-02.json", [violation()], True),
        ("presence", [violation(), violation(code="ECS002")], False),
        ("presence", [violation(), blocked("x")], True),
        ("presence", [violation(code="ECS002")], False),
        ("presence", [], False),
        ("schema", [violation()], False),
        ("", [violation()], False),
    ],
)
def test_what_is_only_blocked_by_what_is_tolerated_is_tolerated_with_it(
    cause: str, others: list[Violation], tolerated: bool
) -> None:
    def outcomes(of: str) -> list[tuple[str, Outcome]]:
        assert of == "orders"
        return [("presence", Outcome(violations=tuple(others)))]

    found = [violation(code="ECS002"), blocked(cause)]
    standing, waived = apply_to_blocked(found, outcomes, WaiverIndex([waiver()]), DAY)
    assert standing == ([found[0]] if tolerated else found)
    assert [entry.waiver.issue for entry in waived] == ["#1"] * tolerated
    late = apply_to_blocked(found, outcomes, WaiverIndex([waiver()]), date(2026, 2, 1))
    assert late == (found, [])
