"""The contract's own examples are run, and one with the wrong verdict is a defect of the contract."""

from __future__ import annotations

import json

import pytest
from tests.core.artifacts.gate import gate

SCHEMA = {
    "type": "object",
    "properties": {"id": {"type": "integer"}},
    "required": ["id"],
    "additionalProperties": False,
}


def examined(examples: object, files: dict[str, str] | None = None, **fields: object) -> list[str]:
    found = gate(
        {"a.json": '{"id": 1}', **(files or {})},
        **{"path": "a.json", "schema": SCHEMA, "examples": examples, **fields},
    )
    assert found.problems == []
    outcome = found.outcome("examples")
    assert outcome.examined or outcome.violations
    assert all(violation.code == "ECC019" for violation in outcome.violations)
    return [f"{violation.metadata['example']}: {violation.message}" for violation in outcome.violations]


@pytest.mark.parametrize(
    "examples",
    [
        {"passes": [{"value": {"id": 1}}, {"value": {"id": 2}, "because": "ids may be anything"}]},
        {"fails": [{"value": {}}, {"value": 5}]},
        {
            "fails": [
                {"value": {}, "code": "ECS002"},
                {"value": {"id": "x"}, "code": "ECS003", "pointer": "/id"},
            ]
        },
        {"fails": [{"value": {"id": 1, "x": 2}, "code": "ECS005", "pointer": "/x"}]},
        {"passes": [{"value": {"id": 1}}], "fails": [{"value": None}]},
    ],
)
def test_examples_with_the_right_verdict_pass(examples: object) -> None:
    assert examined(examples) == []


@pytest.mark.parametrize(
    ("examples", "words"),
    [
        ({"passes": [{"value": {}}]}, "an example that must pass fails"),
        ({"fails": [{"value": {"id": 1}}]}, "an example that must fail passes"),
        ({"fails": [{"value": {}, "code": "ECS003"}]}, "not as the contract says"),
        ({"fails": [{"value": {"id": "x"}, "pointer": "/x"}]}, "not as the contract says"),
    ],
)
def test_examples_with_the_wrong_verdict_are_told(examples: dict[str, list[object]], words: str) -> None:
    (told,) = examined(examples)
    (kind,) = examples
    assert told.startswith(f"/examples/{kind}/0: ")
    assert words in told


def test_a_contract_that_nothing_can_fail_is_told() -> None:
    (told,) = examined({"fails": [{"value": {"anything": 1}}]}, schema=True)
    assert "nothing in the contract refuses it" in told


def test_versions_and_fields_count_too() -> None:
    fields = {"schema": None, "required": ["a"], "schema_version": {"at": "/v", "accept": [1]}}
    assert (
        examined(
            {
                "passes": [{"value": {"a": 1, "v": 1}}],
                "fails": [
                    {"value": {"a": 1, "v": 2}, "code": "ECS006"},
                    {"value": {"a": 1}, "code": "ECS007"},
                    {"value": {"v": 1}, "code": "ECS002"},
                ],
            },
            {"a.json": '{"a": 1, "v": 1}'},
            **fields,
        )
        == []
    )


def test_examples_may_be_files() -> None:
    files = {"good.json": '{"id": 1}', "bad.json": '{"id": "x"}', "broken.json": "{"}
    examples = {
        "passes": [{"file": "good.json"}],
        "fails": [{"file": "bad.json", "code": "ECS003"}, {"file": "broken.json", "code": "ECS001"}],
    }
    assert examined(examples, files) == []
    (told,) = examined({"passes": [{"file": "bad.json"}]}, files)
    assert "/examples/passes/0" in told


def test_example_files_of_records_are_judged_record_by_record() -> None:
    files = {
        "a.jsonl": '{"id": 1}\n',
        "good.jsonl": '{"id": 1}\n{"id": 2}\n',
        "bad.jsonl": '{"id": 1}\n{}\n',
        "none.jsonl": "",
    }
    fields = {"path": "a.jsonl"}
    assert (
        examined(
            {"passes": [{"file": "good.jsonl"}], "fails": [{"file": "bad.jsonl", "code": "ECS002"}]},
            files,
            **fields,
        )
        == []
    )
    (told,) = examined({"passes": [{"file": "none.jsonl"}]}, files, **fields)
    assert "holds no record" in told


def test_missing_example_file_is_a_problem_of_the_contract() -> None:
    found = gate({"a.json": "1"}, path="a.json", examples={"passes": [{"file": "god.json"}]})
    (problem,) = found.problems
    assert (problem.code, problem.location and problem.location.pointer) == (
        "ECC005",
        "/examples/passes/0/file",
    )


@pytest.mark.parametrize(
    "examples",
    [
        {},
        {"passes": [{}]},
        {"passes": [{"value": 1, "file": "a.json"}]},
        {"passes": [{"value": 1, "code": "ECS001"}]},
        {"maybe": []},
    ],
    ids=json.dumps,
)
def test_examples_that_say_nothing_are_refused(examples: object) -> None:
    assert {problem.code for problem in gate({"a.json": "1"}, path="a.json", examples=examples).problems} == {
        "ECC004"
    }


@pytest.mark.parametrize("examples", [{"passes": []}, {"fails": []}])
def test_empty_list_of_examples_proves_nothing(examples: object) -> None:
    """It is refused, or there is no check that could pass on it."""
    found = gate({"a.json": "1"}, path="a.json", examples=examples)
    assert found.problems or "shop.data[examples]" not in found.outcomes
