"""Versions that data declares: accepted by name, or as the latest and the previous of those that there are."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.artifacts.gate import gate

from pytest_ecocontracts.core.artifacts.model import VersionRule

VERSIONS = ["event.v1", "event.v2", "event.v3"]


def judge(version: object, **rule: object) -> list[str]:
    """The codes for data of a version."""
    found = gate({"a.json": json.dumps({"v": version})}, path="a.json", schema_version={"at": "/v", **rule})
    return [violation.code for violation in [*found.problems, *found.violations]]


@pytest.mark.parametrize(
    ("accept", "accepted"),
    [
        (None, ["event.v3"]),
        (["latest"], ["event.v3"]),
        (["previous"], ["event.v2"]),
        (["latest", "previous"], ["event.v2", "event.v3"]),
        (["latest", "event.v1"], ["event.v1", "event.v3"]),
        (["event.v3", "latest"], ["event.v3"]),
    ],
)
def test_latest_and_previous_are_of_the_listed_versions(
    accept: list[str] | None, accepted: list[str]
) -> None:
    rule = {"versions": VERSIONS, **({"accept": accept} if accept else {})}
    assert [version for version in VERSIONS if not judge(version, **rule)] == accepted
    assert judge("latest", **rule) == judge("event.v4", **rule) == ["ECS006"]


def test_of_one_version_none_is_the_previous() -> None:
    assert judge("event.v1", versions=VERSIONS[:1], accept=["latest", "previous"]) == []
    assert judge("event.v1", versions=VERSIONS[:1], accept=["previous"])[:1] == ["ECC004"]


def test_numbers_are_versions_too() -> None:
    assert judge(3, versions=[1, 2, 3], accept=["latest"]) == []
    assert judge("3", versions=[1, 2, 3]) == judge(True, versions=[0, 1]) == ["ECS006"]


def test_a_version_may_be_called_latest() -> None:
    assert judge("latest", accept=["latest"]) == []
    assert judge("latest", versions=["latest", "next"], accept=["latest"]) == []
    assert judge("next", versions=["latest", "next"], accept=["latest"]) == ["ECS006"]


def test_accepting_what_is_no_version_is_told_with_what_was_meant() -> None:
    found = gate({}, path="a.json", schema_version={"at": "/v", "versions": VERSIONS, "accept": ["latests"]})
    (problem,) = found.problems
    assert (problem.code, problem.fix) == ("ECC004", "did you mean 'latest'?")
    assert problem.location is not None
    assert problem.location.pointer == "/schema_version/accept/0"


@pytest.mark.parametrize("rule", [{}, {"versions": []}, {"accept": []}, {"versions": ["a", "a"]}])
def test_a_rule_says_what_is_accepted(rule: dict[str, object]) -> None:
    assert judge("a", **rule)[:1] == ["ECC004"]


def test_a_version_of_the_past_is_told_from_one_that_never_was() -> None:
    rule = {"at": "/v", "versions": VERSIONS, "accept": ["latest", "previous"]}
    files = {"a.json": '{"v": "event.v1"}', "b.json": '{"v": "event.v9"}'}
    old, unknown = gate(files, path="{name:slug}.json", schema_version=rule).violations
    assert old.message == 'the schema version "event.v1" is not accepted any more'
    assert old.expected == 'one of "event.v3" (latest), "event.v2" (previous)'
    assert old.fix == 'write the data for "event.v3", or accept this version'
    assert unknown.message == 'the schema version "event.v9" is not accepted'


@given(st.lists(st.text(min_size=1) | st.integers(), min_size=1, max_size=5, unique_by=str))
def test_marks_are_the_last_two(versions: list[str | int]) -> None:
    rule = VersionRule(at="", accept=(), versions=tuple(versions))
    marks = [rule.mark(version) for version in versions]
    assert marks[-1] == "latest"
    assert marks[-2:-1] in ([], ["previous"])
    assert not any(marks[:-2])
