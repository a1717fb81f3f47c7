"""A waiver that comes with the change which it excuses needs the name of an owner of the base."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.changes import based, changed
from tests.fakes import catalog_file, contract

from pytest_ecocontracts.core.changes.policy import ChangePolicy
from pytest_ecocontracts.core.changes.rule.granting import self_granted
from pytest_ecocontracts.core.changes.rule.update_rule import Answers

PATH = "contracts/waivers.contract.yaml"
CATALOG = {
    "ecocontracts.yaml": catalog_file(
        owners={"platform": "p", "data": "@shop/data-team, or data@example.org", "web": "w"}
    ),
    "contracts/layout.contract.yaml": contract(),
    "contracts/decisions.contract.yaml": contract("decisions/v1", id="shop.decisions", path="adr/{n:int}.md"),
}
SOURCE = {
    "files": "allow.json",
    "at": "/*",
    "map": {name: f"/{name}" for name in ("code", "of", "path", "owner", "reason", "until", "issue", "max")},
}


def waiver(**fields: Any) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "path": "*.md",
        "max": 1,
        "code": "ECS003",
        "of": "shop.layout",
        "owner": "platform",
        "reason": "The old files are rewritten in spring.",
        "until": "2026-03-01",
        "issue": "#1",
    }
    return {**entry, **fields}


def told(before: dict[str, Any], after: dict[str, Any], **files: str) -> list[str]:
    """What is said of the waivers contract; ``files`` stand in both editions."""
    base, now = {**CATALOG, **files, **before}, {**CATALOG, **files, **after}
    read, context = based(base, now)
    change = changed(base, now).get("shop.waivers")
    answers = Answers(read, context, ChangePolicy())
    found = self_granted(change, answers) if change else ()
    return [f"{one.code} {one.expected}" for one in found]


def granted(before: list[Any], after: list[Any], **more: Any) -> list[str]:
    old, new = (contract("waivers/v1", id="shop.waivers", waivers=w, **more) for w in (before, after))
    return told({PATH: old}, {PATH: new})


THEIRS = ["ECV014 owner: platform"]


def test_a_new_waiver_names_the_owner_of_what_it_excuses() -> None:
    assert granted([], [waiver()]) == []
    assert granted([], [waiver(owner="data")]) == THEIRS
    assert granted([waiver(owner="data")], [waiver(owner="data")]) == []
    assert granted([], [waiver(owner="data")], policy={"owner_aliases": {"data": "platform"}}) == []


@pytest.mark.parametrize(
    ("fields", "wider"),
    [
        ({"until": "2026-05-01"}, True),
        ({"max": 2}, True),
        ({"path": "*"}, True),
        ({"code": "ECS004"}, True),
        ({"until": "2026-02-01"}, False),
        ({"reason": "Those who wrote them are gone."}, False),
    ],
)
def test_a_waiver_that_excuses_more_or_longer_is_new(fields: dict[str, Any], wider: bool) -> None:
    known = waiver(owner="data")
    assert granted([known], [{**known, **fields}]) == (THEIRS if wider else [])


def test_a_waiver_that_moves_to_another_list_is_not_new() -> None:
    known = waiver(owner="data")
    old = {"contracts/old.contract.yaml": contract("waivers/v1", id="shop.old", waivers=[known])}
    assert told(old, {PATH: contract("waivers/v1", id="shop.waivers", waivers=[known])}) == []
    assert told({}, {PATH: contract("waivers/v1", id="shop.waivers", waivers=[known])}) == THEIRS


def test_whoever_becomes_owner_or_alias_in_the_change_excuses_nothing_yet() -> None:
    taken = {"contracts/layout.contract.yaml": contract(owner="data", version="1.1.0")}
    waivers = contract("waivers/v1", id="shop.waivers", waivers=[waiver(owner="data")])
    empty = contract("waivers/v1", id="shop.waivers", waivers=[])
    assert told({PATH: empty}, {**taken, PATH: waivers}) == THEIRS
    alias = contract(
        "waivers/v1",
        id="shop.waivers",
        waivers=[waiver(owner="data")],
        policy={"owner_aliases": {"data": "platform"}},
    )
    assert told({PATH: empty}, {PATH: alias}) == THEIRS


def test_a_waiver_follows_an_owner_who_is_called_otherwise() -> None:
    layout = "contracts/layout.contract.yaml"
    before = {PATH: contract("waivers/v1", id="shop.waivers", waivers=[waiver()])}
    renamed = contract("waivers/v1", id="shop.waivers", waivers=[waiver(owner="web")])
    assert told(before, {layout: contract(owner="web"), PATH: renamed}) == []
    assert told(before, {PATH: renamed}) == THEIRS
    wider = contract("waivers/v1", id="shop.waivers", waivers=[waiver(owner="web", max=2)])
    assert told(before, {layout: contract(owner="web"), PATH: wider}) == THEIRS


@pytest.mark.parametrize(
    ("line", "owner", "counts"),
    [
        ("contracts/layout* @shop/data-team", "data", True),
        ("contracts/ data@example.org", "data", True),
        ("* @web", "web", True),
        ("* @shop/web", "web", True),
        ("* @shop/other", "web", False),
        ("*.md @web", "web", False),
        ("* @web\ncontracts/", "web", False),
    ],
)
def test_the_owners_of_its_file_count_as_well(line: str, owner: str, counts: bool) -> None:
    old, new = (contract("waivers/v1", id="shop.waivers", waivers=w) for w in ([], [waiver(owner=owner)]))
    found = told({PATH: old}, {PATH: new}, **{".github/CODEOWNERS": f"# owners\n{line}\n"})
    assert bool(found) is not counts
    late = {PATH: new, ".github/CODEOWNERS": f"{line}\n"}
    assert told({PATH: old}, late) == THEIRS, "the base had no such file"


def test_entries_of_files_count_as_those_of_the_contract() -> None:
    text = contract("waivers/v1", id="shop.waivers", waivers=[], **{"from": [SOURCE]})
    for owner, codes in (("data", THEIRS), ("platform", [])):
        entry = json.dumps([waiver(owner=owner)])
        assert told({PATH: text, "allow.json": "[]"}, {PATH: text, "allow.json": entry}) == codes
        assert told({PATH: text, "allow.json": entry}, {PATH: text, "allow.json": entry + "\n"}) == []


@pytest.mark.parametrize(
    ("owner", "rules", "expected"),
    [
        ("data", "src/ @shop/data-team", []),
        ("web", "src/ @shop/data-team", ["ECV014 owner: data"]),
        ("web", "docs/ @shop/data-team", []),
        ("web", None, []),
        ("web", "src/ @nobody-knows", ["ECV014 owner: @nobody-knows"]),
    ],
)
def test_an_exception_of_another_tool_names_the_owner_of_its_path(
    owner: str, rules: str | None, expected: list[str]
) -> None:
    names = {name: f"/{name}" for name in ("path", "owner", "reason", "until", "issue")}
    source = {"files": "allow.json", "at": "/*", "map": names, "governs": True}
    text = contract("waivers/v1", id="shop.waivers", waivers=[], **{"from": [source]})
    more = {} if rules is None else {"CODEOWNERS": rules}
    entry = {**waiver(owner=owner, path="src/a.py")}
    after = {PATH: text, "allow.json": json.dumps([entry])}
    assert told({PATH: text, "allow.json": "[]"}, after, **more) == expected
    assert told(after, {**after, "allow.json": json.dumps([entry], indent=1)}, **more) == []


def test_a_baseline_grows_by_a_decision_alone() -> None:
    def baseline(*entries: dict[str, Any]) -> dict[str, Any]:
        return {PATH: contract("waivers/v1", id="shop.waivers", waivers=list(entries), baseline=True)}

    grown = ["ECV014 what was tolerated before, or less"]
    more = waiver(path="a.md")
    assert told(baseline(waiver()), baseline(waiver(), more)) == grown
    assert told(baseline(waiver(max=2)), baseline(waiver())) == []
    assert told({}, baseline(waiver())) == grown
    decision = "---\nstatus: {}\ndate: 2026-01-02\n---\n# Begin\n\nThe list is `shop.waivers`.\n"
    assert told({}, {**baseline(waiver()), "adr/1.md": decision.format("accepted")}) == []
    assert told({}, {**baseline(waiver()), "adr/1.md": decision.format("proposed")}) == grown
    fresh = {"contracts/new.contract.yaml": contract(id="shop.new", root="new")}
    assert told({}, {**fresh, **baseline(waiver(of="shop.new"))}) == [], "the base did not promise that"
