"""``change_policy`` as a catalog file says it."""

from __future__ import annotations

from typing import Any

import pytest
from tests.fakes import catalog_file, contract, link, problems

from pytest_ecocontracts.core.changes.model import BOTH, CONSUMER
from pytest_ecocontracts.core.changes.policy import PARTS, ChangePolicy, Need, View, parse_policy
from pytest_ecocontracts.core.limits import Limits
from pytest_ecocontracts.core.loading.documents import load_documents
from pytest_ecocontracts.core.model import Report


def parsed(data: dict[str, Any]) -> tuple[ChangePolicy, list[str]]:
    report = Report(load_documents("ecocontracts.yaml", b"{}", Limits())[0])
    policy = parse_policy(data, "/change_policy", report)
    return policy, [violation.location.pointer for violation in report.violations if violation.location]


def test_nothing_said_is_the_rule_for_updates() -> None:
    policy, problems = parsed({})
    assert (policy, problems) == (ChangePolicy(), [])
    assert policy.requires["minor"] == (Need.VERSION, Need.DECISION, Need.MIGRATION)
    assert (policy.view, policy.sides, policy.exempt) == (View.WRITER_READER, BOTH, {"experimental"})


def test_each_word_takes_the_place_of_the_default() -> None:
    policy, problems = parsed(
        {
            "view": "strict",
            "sides": ["consumer"],
            "requires": {"minor": ["version"], "removed": []},
            "exempt": [],
            "decisions": ["accepted", "proposed"],
            "migration": {"notes": ["notes/{name}.md"], "detect": ["How to find them"]},
        }
    )
    assert problems == []
    assert (policy.view, policy.sides, policy.exempt) == (View.STRICT, CONSUMER, frozenset())
    assert (policy.requires["minor"], policy.requires["removed"]) == ((Need.VERSION,), ())
    assert policy.requires["major"] == (Need.VERSION, Need.DECISION, Need.MIGRATION)
    assert policy.statuses == {"accepted", "proposed"}
    assert [template.text for template in policy.notes] == ["notes/{name}.md"]
    assert policy.parts == {**PARTS, "detect": ("How to find them",)}


def test_a_place_of_notes_that_is_no_template_is_told() -> None:
    policy, problems = parsed({"migration": {"notes": ["notes/{", "notes/*.md"]}})
    assert problems == ["/change_policy/migration/notes/0"]
    assert [template.text for template in policy.notes] == ["notes/*.md"]


def test_no_title_is_that_of_two_parts() -> None:
    _, problems = parsed({"migration": {"detect": ["what changed?", "How"]}})
    assert problems == []
    _, problems = parsed({"migration": {"detect": ["How to migrate"]}})
    assert problems == ["/change_policy/migration/migrate"]
    _, problems = parsed({"migration": {"changed": ["Note"], "migrate": ["note"]}})
    assert problems == ["/change_policy/migration/migrate"]


@pytest.mark.parametrize(
    ("policy", "code"),
    [
        ({"exempt": ["stable"]}, "ECC004"),
        ({"exempt": ["deprecated"]}, "ECC004"),
        ({"requires": {"minor": ["window"]}}, "ECC004"),
        ({"requires": {"added": ["version"]}}, "ECC004"),
        ({"requires": {"removed": ["version"]}}, "ECC004"),
        ({"requires": {"moved": []}}, "ECC004"),
        ({"window_days": -1}, "ECC004"),
        ({"decisions": ["accepted", "aproved"]}, "ECC005"),
        ({}, "ECC004"),
    ],
)
def test_what_can_have_no_effect_is_refused(policy: dict[str, Any], code: str) -> None:
    decisions = contract("decisions/v1", id="shop.decisions", path="adr/{n:int}.md")
    files = {"ecocontracts.yaml": catalog_file(change_policy=policy), "contracts/d.contract.yaml": decisions}
    catalog, _ = link(files)
    assert [one.code for one in problems(catalog)] == [code]


def test_statuses_need_decisions() -> None:
    policy = {"decisions": ["accepted"]}
    catalog, _ = link(
        {"ecocontracts.yaml": catalog_file(change_policy=policy), "contracts/l.contract.yaml": contract()}
    )
    (found,) = problems(catalog)
    assert (found.code, found.fix) == ("ECC005", "add a decisions/v1 contract")


def test_policies_are_alike_that_ask_for_the_same() -> None:
    same, _ = parsed({"requires": {"minor": ["migration", "version", "decision"]}, "window_days": 0})
    assert same.is_like(ChangePolicy())
    for field in ({"view": "strict"}, {"window_days": 1}, {"requires": {"minor": []}}, {"exempt": []}):
        assert not parsed(field)[0].is_like(ChangePolicy())
    assert not parsed({"migration": {"notes": ["n/*.md"]}})[0].is_like(ChangePolicy())
