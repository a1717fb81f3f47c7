"""What is asked of every waiver: that it is narrow, needed, explained, near its end, and not too many."""

from __future__ import annotations

from datetime import date

import pytest
from tests.core.waivers.gate import finds, found, judged, place, repository, waiver
from tests.fakes import codes, contract, link, problems

TWO = finds("data/a.json", "data/b.json")


def test_a_waiver_that_is_narrow_and_needed_is_fine_under_every_policy() -> None:
    policy = {
        "owner_aliases": {"cli": "platform"},
        "reason": {"min": 20},
        "issue_pattern": "SHOP-[0-9]+",
        "horizon": {"days": 180},
        "scope": {"max": 1, "max_share": 0.1},
        "budget": {"max": 1, "shrinks": True},
        "sorted": True,
    }
    assert found(repository(waiver(owner="cli"), policy=policy)) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"path": None}, ["ECD032"]),
        ({"path": "**"}, ["ECD032"]),
        ({"path": None, "pointer": ""}, ["ECD032"]),
        ({"path": None, "pointer": "/n"}, []),
        ({"path": None, "max": 1}, []),
    ],
)
def test_a_waiver_for_everything_is_none(changes: dict[str, object], expected: list[str]) -> None:
    entries = repository(waiver(**changes), checks=finds("data/a.json#/n"))
    assert found(entries) == expected


def test_a_policy_may_allow_blanket_waivers() -> None:
    assert found(repository(waiver(path=None), policy={"scope": {"blanket": True}})) == []


def test_one_violation_more_than_it_may_tolerate() -> None:
    entries = repository(waiver(path="data/*.json", max=1), checks=TWO)
    (violation,) = judged(entries)
    assert violation.code == "ECD034"
    assert violation.found == "2: data/a.json, data/b.json"
    assert found(repository(waiver(path="data/*.json", max=2), checks=TWO)) == []
    assert found(repository(waiver(path="data/*.json", max=3), checks=TWO)) == []


@pytest.mark.parametrize(
    ("scope", "examined", "expected"),
    [
        ({"max": 2}, 10, []),
        ({"max": 1}, 10, ["ECD033"]),
        ({"max_share": 0.5}, 4, []),
        ({"max_share": 0.5}, 3, ["ECD033"]),
        ({"max": 1, "max_share": 0.5}, 2, ["ECD033", "ECD033"]),
    ],
)
def test_how_broad_one_may_be(scope: object, examined: int, expected: list[str]) -> None:
    checks = finds("data/a.json", "data/b.json", examined=examined)
    entries = repository(waiver(path="data/*.json"), checks=checks, policy={"scope": scope})
    assert found(entries) == expected


def test_a_single_violation_is_never_too_large_a_share() -> None:
    checks = finds("data/a.json", examined=1)
    assert found(repository(waiver(), checks=checks, policy={"scope": {"max_share": 0.1}})) == []


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("Temporary, for now.", ["ECD036"]),
        ("TODO: n/a, see issue", ["ECD036"]),
        ("- - - - - - - - -", ["ECD036"]),
        ("a1 b2 c3 d.............", ["ECD036"]),
        ("Temporary until the till is replaced.", []),
    ],
)
def test_a_reason_says_something(reason: str, expected: list[str]) -> None:
    violations = judged(repository(waiver(reason=reason)))
    assert [violation.code for violation in violations] == expected
    assert all(place(violation)[1] == "/waivers/0/reason" for violation in violations)


def test_the_words_and_the_length_of_reasons_are_the_policys() -> None:
    assert found(repository(waiver(reason="known deviation"))) == []
    policy = {"reason": {"fillers": ["Known", "deviation"]}}
    assert found(repository(waiver(reason="known deviation"), policy=policy)) == ["ECD036"]
    assert found(repository(waiver(), policy={"reason": {"min": 60}})) == ["ECD036"]


@pytest.mark.parametrize(("issue", "expected"), [("SHOP-7", []), ("see SHOP-7", ["ECD038"])])
def test_an_issue_has_a_form(issue: str, expected: list[str]) -> None:
    assert found(repository(waiver(issue=issue), policy={"issue_pattern": "SHOP-[0-9]+"})) == expected


@pytest.mark.parametrize(
    ("until", "approved", "expected"),
    [
        ("2026-03-02", None, []),
        ("2026-03-03", None, ["ECD035"]),
        ("2026-03-03", "2026-02-10", []),
        ("2026-03-03", "2026-01-31", []),
        ("2026-03-03", "2026-01-30", ["ECD035"]),
        ("2026-03-03", "2027-01-01", ["ECD035"]),
    ],
)
def test_the_end_lies_within_the_horizon_or_is_approved(
    until: str, approved: str | None, expected: list[str]
) -> None:
    """As of 2026-01-31, thirty days; an approval must hold, and not for longer than that itself."""
    approval = None if approved is None else {"decision": "ADR-7", "until": approved}
    entries = repository(waiver(until=until, approved=approval), policy={"horizon": {"days": 30}})
    violations = judged(entries, date(2026, 1, 31))
    assert [violation.code for violation in violations] == expected
    assert all("ADR-7" in (violation.found or "") for violation in violations if approval)


def test_an_expired_waiver_is_only_told_to_be_expired() -> None:
    policy = {"horizon": {"days": 1}, "scope": {"max": 1}}
    entries = repository(waiver(path=None), checks=TWO, policy=policy)
    assert found(entries, date(2026, 7, 1)) == ["ECD003"]


def test_the_same_waiver_twice() -> None:
    (violation,) = judged(repository(waiver(), waiver(reason="the same again, by mistake")))
    assert violation.code == "ECD030"
    assert place(violation)[1] == "/waivers/1"
    assert violation.metadata["other"] == "contracts/waivers.contract.yaml"
    assert violation.found == "the first is at contracts/waivers.contract.yaml:6"


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("data/a.json", "data/*.json", "/waivers/0"),
        ("data/*.json", "data/a.json", "/waivers/1"),
        ("data/*.json", "data/{name:name}.json", "/waivers/1"),
    ],
)
def test_what_is_tolerated_twice_is_told_of_the_smaller_one(first: str, second: str, told: str) -> None:
    violations = judged(repository(waiver(path=first), waiver(path=second), checks=TWO))
    assert [(violation.code, place(violation)[1]) for violation in violations] == [("ECD031", told)]


def test_the_same_waiver_in_two_contracts() -> None:
    entries = repository(waiver())
    other = contract("waivers/v1", id="shop.before", waivers=[waiver()])
    entries["contracts/before.contract.yaml"] = other
    (violation,) = judged(entries)
    assert violation.code == "ECD031"
    assert violation.metadata["other"] == "contracts/before.contract.yaml"
    assert violation.found == "the one at contracts/before.contract.yaml:6"


def test_waivers_that_share_something_but_not_all_are_fine() -> None:
    checks = finds("data/a.json#/n", "data/a.json#/m", "data/b.json#/n")
    assert found(repository(waiver(), waiver(path=None, pointer="/n"), checks=checks)) == []


def test_an_expired_waiver_shadows_nothing() -> None:
    entries = repository(waiver(), waiver(path="data/*.json", until="2026-01-01"), checks=TWO)
    assert found(entries) == ["ECD003"]


@pytest.mark.parametrize(
    ("budget", "expected"),
    [
        ({"max": 2}, []),
        ({"max": 3}, []),
        ({"max": 1}, ["ECD039"]),
        ({"max": 3, "shrinks": True}, ["ECD042"]),
        ({"max": 2, "shrinks": True}, []),
    ],
)
def test_there_are_not_too_many_and_ever_fewer(budget: object, expected: list[str]) -> None:
    entries = repository(waiver(), waiver(path="data/b.json"), checks=TWO, policy={"budget": budget})
    violations = judged(entries)
    assert [violation.code for violation in violations] == expected
    assert all(place(violation)[1] == "/policy/budget/max" for violation in violations)


def test_no_waivers_are_within_every_budget() -> None:
    assert found(repository(policy={"budget": {"max": 0, "shrinks": True}, "sorted": True})) == []


def test_entries_are_sorted() -> None:
    policy = {"sorted": True}
    assert found(repository(waiver(), waiver(path="data/b.json"), checks=TWO, policy=policy)) == []
    (violation,) = judged(repository(waiver(path="data/b.json"), waiver(), checks=TWO, policy=policy))
    assert violation.code == "ECD040"
    assert place(violation)[1] == "/waivers/1"


@pytest.mark.parametrize(
    ("fields", "code", "pointer"),
    [
        ({"policy": {"issue_pattern": "(?=a)"}}, "ECC020", "/policy/issue_pattern"),
        ({"policy": {"owner_aliases": {"cli": "nobody"}}, "owner": "cli"}, "ECC011", "/waivers/0/owner"),
        ({"policy": {"horizon": {"days": 0}}}, "ECC004", "/policy/horizon/days"),
        ({"policy": {"budgets": {}}}, "ECC004", "/policy/budgets"),
        ({"of": "shop.waivers"}, "ECC004", "/waivers/0/of"),
        ({"issue": None}, "ECC004", "/waivers/0"),
        ({"max": 0}, "ECC004", "/waivers/0/max"),
        ({"approved": {"decision": "ADR-7", "until": "2026-02-30"}}, "ECC004", "/waivers/0/approved/until"),
        ({"baseline": True}, "ECC004", "/waivers/0"),
    ],
)
def test_what_contradicts_the_language_is_told_at_its_place(
    fields: dict[str, object], code: str, pointer: str
) -> None:
    of_contract = {name: fields[name] for name in ("policy", "baseline") if name in fields}
    of_waiver = {name: value for name, value in fields.items() if name not in of_contract}
    catalog, _ = link(repository(waiver(**of_waiver), **of_contract))
    assert codes(catalog) == [code]
    location = problems(catalog)[0].location
    assert location is not None
    assert (location.pointer, location.line is not None) == (pointer, True)


def test_a_baseline_follows_what_is_mended() -> None:
    def entry(**changes: object) -> dict[str, object]:
        return waiver(issue=None, **changes)

    assert found(repository(entry(max=1), baseline=True)) == []
    assert found(repository(entry(max=2), baseline=True)) == ["ECD042"]
    checks = finds("data/a.json#/n", "data/a.json#/m")
    assert found(repository(entry(max=1), baseline=True, checks=checks)) == ["ECD034"]
    assert found(repository(entry(max=1), baseline=True, checks={"look": {}})) == ["ECD004"]


def test_a_waiver_of_a_change_is_only_asked_for_where_a_change_is_judged() -> None:
    """The run after the merge has nothing to compare any more, and must not fail for it."""
    excused = waiver(code="ECV009")
    assert judged(repository(excused)) == []
    one = {"path": "data/a.json", "pointer": "", "code": "ECV009"}
    assert judged(repository(excused, checks={"change": {"finds": [one], "examined": 1}})) == []
    other = {"change": {"finds": [], "examined": 1}}
    assert [found.code for found in judged(repository(excused, checks=other))] == ["ECD004"]
    added = {"change": {"finds": [], "examined": 1, "details": {"changes": 0}}}
    assert judged(repository(excused, checks=added)) == []
