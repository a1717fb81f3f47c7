"""Selectors and selections, without pytest."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fakes import catalog_file, link, note

from pytest_ecocontracts.core.model import Check, Chunk, Contract, Outcome, Target, WorkUnit
from pytest_ecocontracts.core.paths.template import PathTemplate
from pytest_ecocontracts.core.selecting import (
    Known,
    Selection,
    Selector,
    SelectorProblem,
    read_selector,
    refuse_to_ignore,
)
from pytest_ecocontracts.core.violations import Severity, Violation

KNOWN = Known(
    codes={"ECS003": "ECS003", "schema-type-mismatch": "ECS003", "ECL004": "ECL004", "ACME1": "ACME1"},
    kinds=["artifact", "layout"],
    ids=["shop.good", "shop.bad", "layout"],
    owners=["platform", "data"],
    refs=["T001", "EV-05", "EV-06", "house rule [4]", "data"],
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ECS003", Selector("code", "ECS003")),
        ("schema-type-mismatch", Selector("code", "ECS003")),
        ("ECS", Selector("code", "ECS")),
        ("ECL0", Selector("code", "ECL0")),
        ("ACME1", Selector("code", "ACME1")),
        ("artifact", Selector("kind", "artifact")),
        ("shop.good", Selector("id", "shop.good")),
        ("shop.*", Selector("id", "shop.*")),
        ("owner:data", Selector("owner", "data")),
        ("T001", Selector("ref", "T001")),
        ("EV-0*", Selector("ref", "EV-0*")),
        ("house rule [4]", Selector("ref", "house rule [4]")),
        ("ref:data", Selector("ref", "data")),
        ("kind:layout", Selector("kind", "layout")),
    ],
)
def test_a_name_says_what_it_is(text: str, expected: Selector) -> None:
    assert read_selector(text, KNOWN) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("layout", "kind:layout or id:layout"),
        ("shop.goof", "did you mean 'shop.good'"),
        ("data", "owner:data or ref:data"),
        ("ref:T002", "no clause of this run is called 'ref:T002'; did you mean 'T001'"),
        ("kind:shop.good", "no kind of this run"),
        ("code:artifact", "no code of this run"),
        ("ecs003", "did you mean"),
        ("", "no code or kind"),
        (":", "no code or kind"),
    ],
)
def test_a_name_of_nothing_or_of_two_things_is_refused(text: str, words: str) -> None:
    with pytest.raises(SelectorProblem, match=words):
        read_selector(text, KNOWN)


@given(st.text(max_size=40))
def test_any_text_is_a_selector_or_a_problem(text: str) -> None:
    with suppress(SelectorProblem):
        assert read_selector(text, KNOWN).subject in ("code", "kind", "id", "owner", "ref")


@pytest.mark.parametrize("pattern", ["ECC", "ECC001", "EC", "ECZ999", "ECX0"])
def test_what_proves_nothing_cannot_be_ignored(pattern: str) -> None:
    assert refuse_to_ignore(Selector("code", pattern)) is not None


def test_a_broken_promise_can_be_ignored() -> None:
    assert refuse_to_ignore(Selector("code", "ECS")) is None
    assert refuse_to_ignore(Selector("id", "ECC")) is None


def found(code: str, failure_class: str | None = None) -> Violation:
    return Violation(code=code, message="m", failure_class=failure_class)


def standing(selection: Selection, *violations: Violation) -> list[str]:
    return [v.code for v in selection.set_aside(violations) if v.severity is Severity.ERROR]


def test_codes_that_are_not_wanted_become_warnings_and_none_is_lost() -> None:
    all_of_them = (found("ECS003"), found("ECL004"), found("ECZ001"), found("ECC009"))
    selection = Selection(select=[Selector("code", "ECL")])
    assert standing(selection, *all_of_them) == ["ECL004", "ECZ001", "ECC009"]
    assert len(selection.set_aside(all_of_them)) == 4
    assert standing(Selection(ignore=[Selector("code", "ECL")]), *all_of_them) == [
        "ECS003",
        "ECZ001",
        "ECC009",
    ]
    both = Selection(select=[Selector("code", "ECS")], ignore=[Selector("code", "ECS003")])
    assert standing(both, *all_of_them) == ["ECZ001", "ECC009"]
    assert Selection().set_aside(all_of_them) is all_of_them


def test_a_class_that_a_plugin_gave_counts_as_a_code() -> None:
    assert standing(Selection(ignore=[Selector("code", "ACME1")]), found("ECS003", "ACME1")) == []
    assert standing(Selection(select=[Selector("code", "ACME1")]), found("ECS003", "ACME1")) == ["ECS003"]


@pytest.fixture(scope="module")
def contract() -> Contract:
    files = {"ecocontracts.yaml": catalog_file(), "contracts/a.contract.yaml": note(id="shop.a")}
    catalog, _ = link(files)
    return next(c for c in catalog.contracts if c.id == "shop.a")


def unit(contract: Contract, *paths: str) -> WorkUnit:
    check = Check(name="look", run=lambda context, chunk: Outcome())
    return WorkUnit(contract=contract, check=check, chunk=Chunk(1, 1, [Target(path) for path in paths]))


def test_targets_narrow_a_unit_and_never_to_nothing(contract: Contract) -> None:
    selection = Selection(targets=[PathTemplate.parse("svc/data/**")])
    whole = unit(contract, "data/a.json", "docs/b.json")
    narrowed = selection.narrow(whole, lambda path: f"svc/{path}")
    assert narrowed is not None
    assert [target.path for target in narrowed.chunk.targets] == ["data/a.json"]
    assert narrowed.name == whole.name
    assert selection.narrow(whole, lambda path: path) is None
    assert selection.narrow(unit(contract), lambda path: path) is None


def test_subjects_must_agree_and_ignoring_wins(contract: Contract) -> None:
    note_kind, platform = Selector("kind", "note"), Selector("owner", "platform")
    assert Selection(select=[note_kind, platform]).wants(contract)
    assert not Selection(select=[note_kind, Selector("owner", "data")]).wants(contract)
    assert Selection(select=[Selector("id", "x"), Selector("id", "shop.*")]).wants(contract)
    assert not Selection(select=[note_kind], ignore=[Selector("id", "shop.a")]).wants(contract)
    assert Selection(ignore=[Selector("code", "ECS")]).wants(contract)


def enforcing(contract: Contract, *refs: str) -> WorkUnit:
    check = Check(name="look", run=lambda context, chunk: Outcome(), refs=refs)
    return WorkUnit(contract=contract, check=check, chunk=Chunk())


def test_a_check_is_wanted_for_any_of_its_clauses_and_ignored_for_any(contract: Contract) -> None:
    chosen = [Selector("ref", "T001"), Selector("ref", "EV-*")]

    def wanted(unit: WorkUnit, **fields: list[Selector]) -> bool:
        return Selection(**fields).narrow(unit, lambda path: path) is not None

    both = enforcing(contract, "T001", "T002")
    assert wanted(both, select=chosen)
    assert wanted(enforcing(contract, "EV-05"), select=chosen)
    assert not wanted(enforcing(contract, "T002"), select=chosen)
    assert not wanted(enforcing(contract), select=chosen)
    assert not wanted(both, select=[*chosen, Selector("owner", "data")])
    assert not wanted(both, ignore=[Selector("ref", "T002")])
    assert wanted(enforcing(contract), ignore=[Selector("ref", "T002")])
    assert wanted(enforcing(contract, "a[1]"), select=[Selector("ref", "a[1]")])
