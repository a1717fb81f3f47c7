"""What an imported folder holds is a part of the catalog: the step from one pin to the next is told."""

from __future__ import annotations

from typing import Any

from tests.changes import changed, judged, told
from tests.fakes import catalog_file, contract

from pytest_ecocontracts.core.changes.model import Level

UPSTREAM = "vendor/up/contracts/events.contract.yaml"


def events(version: str = "1.0.0", **fields: Any) -> str:
    return contract(
        "artifact/v1",
        **{"id": "up.events", "path": "data/a.json", "version": version, "owner": "o", **fields},
    )


def base(*, enforce: list[str] | None = None) -> dict[str, object]:
    entry: dict[str, Any] = {"folder": "vendor/up", **({"enforce": enforce} if enforce else {})}
    return {
        "ecocontracts.yaml": catalog_file(imports=[entry]),
        "contracts/own.contract.yaml": contract(),
        "vendor/up/ecocontracts.yaml": catalog_file(id="up", owners={"o": "x"}, owner="o"),
        UPSTREAM: events(required=["id"]),
    }


def why(before: dict[str, object], after: dict[str, object]) -> list[tuple[str, Level]]:
    found = changed(before, after).get("shop")
    return [(one.why, one.level()) for one in found.changes] if found else []


def test_what_is_not_enforced_is_told_and_asks_for_nothing() -> None:
    before = base()
    after = {**before, UPSTREAM: events("2.0.0", required=["id", "count"])}
    assert why(before, after) == [
        ("the imported contract up.events went from 1.0.0 to 2.0.0: major", Level.NONE)
    ]
    assert told(judged(before, after)["shop"]) == []


def test_what_is_enforced_breaks_those_who_write_here() -> None:
    before = base(enforce=["up.*"])
    after = {**before, UPSTREAM: events("2.0.0", required=["id", "count"])}
    assert why(before, after) == [
        ("the imported contract up.events went from 1.0.0 to 2.0.0: major", Level.MAJOR)
    ]
    (change,) = changed(before, after)["shop"].changes
    assert change.evidence == ['/required: the required field "count" is new']
    assert told(judged(before, after)["shop"]) == ["ECV001", "ECV006", "ECV007"]
    words = {**before, UPSTREAM: events("1.0.1", required=["id"], summary="In other words.")}
    assert why(before, words)[0][1] is Level.PATCH


def test_a_copy_that_was_edited_here_says_so() -> None:
    before = base(enforce=["up.*"])
    after = {**before, UPSTREAM: events(required=["id", "count"])}
    assert why(before, after)[0][0] == (
        "the imported contract up.events changed, and is still called 1.0.0: major"
    )


def test_contracts_of_an_import_may_come_and_go() -> None:
    before = base(enforce=["up.*"])
    more = {**before, "vendor/up/contracts/more.contract.yaml": contract(id="up.more", owner="o", root="m")}
    assert why(before, more) == [("the imported contract up.more is new", Level.MAJOR)]
    assert why(more, before) == [("the imported contract up.more is gone", Level.MAJOR)]
    assert why(before, {**before, "vendor/up/README.md": "Words."}) == []
