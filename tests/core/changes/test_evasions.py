"""Ways around the rule that are closed: what a contract reads counts as what it says."""

from __future__ import annotations

from typing import Any

from tests.changes import changed, judged, told
from tests.core.changes.test_rule import BASE, DECISION, EVENTS, NOTE, decision, events
from tests.fakes import catalog_file, contract

from pytest_ecocontracts.core.changes.model import Change, Level

LAYOUT = "contracts/layout.contract.yaml"
PARAMS = {"words": {"from": "words.json", "at": "/w"}}
RULE = {"id": "known", "rule": "self.k in params.words", "passes": [{"k": "a"}], "fails": [{"k": "z"}]}
WORDS = events(params=PARAMS, invariants=[RULE])


def one(base: dict[str, Any], now: dict[str, Any], name: str) -> list[Change]:
    return list(changed(base, now)[name].changes)


def test_a_value_in_a_data_file_is_a_part_of_the_contract_that_reads_it() -> None:
    base = {**BASE, EVENTS: WORDS, "words.json": '{"w": ["a", "b"]}'}
    now = {**base, "words.json": '{"w": ["a", "c"]}'}
    (change,) = one(base, now, "shop.events")
    assert change.pointer == "/params/words"
    assert change.is_undecided()
    assert '"c" came; "b" went' in change.why
    assert told(judged(base, now)["shop.events"]) == ["ECV009", "ECV001", "ECV006", "ECV007"]


def test_a_data_file_that_says_the_same_changes_nothing() -> None:
    base = {**BASE, EVENTS: WORDS, "words.json": '{"w": ["a", "b"]}'}
    assert told(judged(base, {**base, "words.json": '{"w":["a","b"],"other":1}'})["shop.events"]) == []


def test_a_value_that_moves_into_a_data_file_is_written_otherwise_alone() -> None:
    base = {**BASE, EVENTS: events(params={"words": ["a", "b"]}, invariants=[RULE])}
    now = {**base, EVENTS: events(params=PARAMS, invariants=[RULE]), "words.json": '{"w": ["a", "b"]}'}
    (change,) = one(base, now, "shop.events")
    assert (change.pointer, change.level()) == ("/params", Level.PATCH)


def budgets(base: object, now: object, **more: str) -> dict[str, str]:
    """Pointer -> level and side of what becomes of the budgets of a layout."""

    def tree(given: object) -> str:
        return contract(tree={"src/": {"$": "opt", "**": "opt"}}, budgets=[given])

    old: dict[str, Any] = {**BASE, LAYOUT: tree(base), "allow.json": "[]", "src/a.py": "x"}
    found = one(old, {**old, LAYOUT: tree(now), **more}, "shop.layout")
    return {change.pointer: f"{change.level()} {''.join(sorted(change.breaks))}".strip() for change in found}


def test_exceptions_of_budgets_are_compared_wherever_they_stand() -> None:
    at = {"at": "src/**/*.py", "lines": 5}
    listed = {**at, "except": {"from": "allow.json"}}
    entry = '{"path": "src/a.py", "reason": "it is generated", "max": %d}'
    assert budgets(listed, listed, **{"allow.json": f"[{entry % 9}]"}) == {"/budgets/0/except/0": "minor"}
    own = {"path": "src/a.py", "reason": "it is generated", "max": 9}
    more = {**at, "except": [own]}
    assert budgets(more, {**at, "except": [{**own, "max": 7}]}) == {
        "/budgets/0/except/0/max": "major producer"
    }
    assert budgets(more, {**at, "except": [{**own, "reason": "it is made"}]}) == {
        "/budgets/0/except/0": "patch"
    }
    assert budgets(more, at) == {"/budgets/0/except/0": "major producer"}
    assert budgets(listed, {**at, "except": {"from": "gone.json"}}) == {"/budgets/0/except": "major"}


def test_limits_of_both_ends_and_of_single_paths() -> None:
    at = {"at": "src/**/*.py"}
    assert budgets({**at, "lines": 5}, {**at, "lines": {"max": 9}}) == {"/budgets/0/lines/max": "minor"}
    assert budgets({**at, "lines": {"min": 1, "max": 9}}, {**at, "lines": {"min": 2, "max": 9}}) == {
        "/budgets/0/lines/min": "major producer"
    }
    few = {**at, "lines": 5}
    assert budgets(few, {**few, "overrides": {"src/a.py": 9}}) == {"/budgets/0/overrides/src~1a.py": "minor"}
    assert budgets(few, {**few, "overrides": {"src/a.py": 2}}) == {
        "/budgets/0/overrides/src~1a.py": "major producer"
    }
    assert budgets({**few, "overrides": {"src/a.py": 9}}, few) == {
        "/budgets/0/overrides/src~1a.py": "major producer"
    }


def test_a_contract_cannot_leave_the_folders_of_contracts_unseen() -> None:
    rest = {name: text for name, text in BASE.items() if name != EVENTS}
    full = {DECISION: decision(note=NOTE.replace("`count`", "`shop.events`"))}
    for files in (
        {**rest, "elsewhere/events.contract.yaml": BASE[EVENTS]},
        {**rest, EVENTS: events(id="shop.happenings")},
        {**BASE, EVENTS: events(id="shop.happenings")},
    ):
        assert told(judged(BASE, {**files, **full})["shop.events"]) == ["ECV012"]


def test_a_catalog_that_looks_elsewhere_loses_none_of_its_contracts() -> None:
    text = catalog_file(contracts=["other"])
    moved = {name.replace("contracts/decisions", "other/decisions"): text for name, text in BASE.items()}
    found = judged(BASE, {**moved, "ecocontracts.yaml": text})
    assert "ECV012" in told(found["shop.events"])
