"""The schema of run records refuses lies: every way to say more than was seen."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest
from tests.sample_records import DIGEST, OTHER_RUN_ID, failed, failure, incomplete, record_schema, success

from pytest_ecocontracts.core.pointers import split
from pytest_ecocontracts.core.resources import own_schema_bytes

SCHEMA = json.loads(own_schema_bytes("run-record.v1.schema.json"))
SECOND = jsonschema.Draft202012Validator(SCHEMA)
OUTPUT = {
    "name": "ticks",
    "path": "bus/ticks.json",
    "required": True,
    "state": "present",
    "bytes": 3,
    "digest": DIGEST,
}
OUTPUT |= {"schema": {"id": "tick", "version": "1.0.0"}}
GONE = object()


def accepted(record: dict[str, Any]) -> bool:
    """The verdict of both engines, which must agree."""
    verdict = record_schema().is_valid(record)
    assert SECOND.is_valid(record) is verdict
    return verdict


def spoiled(record: dict[str, Any], pointer: str, value: object) -> dict[str, Any]:
    *parents, last = split(pointer)
    place: Any = record
    for token in parents:
        place = place[int(token) if isinstance(place, list) else token]
    key: Any = int(last) if isinstance(place, list) else last
    if value is GONE:
        del place[key]
    else:
        place[key] = value
    return record


@pytest.mark.parametrize("make", [success, failed, incomplete])
def test_what_is_true_is_accepted(make: Callable[[], dict[str, Any]]) -> None:
    errors = record_schema().errors(make())
    assert [f"{error.pointer}: {error.message}" for error in errors] == []
    assert accepted(make())


def test_outputs_that_are_there_are_accepted() -> None:
    assert accepted(spoiled(success(), "/outputs", [OUTPUT, {**OUTPUT, "state": "empty", "bytes": 0}]))


LIES_ABOUT_SUCCESS = {
    "not finished": ("/state", "incomplete"),
    "still running": ("/state", "started"),
    "exit code": ("/exit/code", 1),
    "no exit code": ("/exit/code", None),
    "killed": ("/exit/signal", "SIGTERM"),
    "failures": ("/failures", [{**failure(), "occurrences": 1}]),
    "failures left out": ("/failures_omitted", 1),
    "contracts never read": ("/contracts", None),
    "no contracts": ("/contracts", []),
    "a failed contract": ("/contracts/0/verdict", "fail"),
    "an unjudged contract": ("/contracts/0/verdict", "not_evaluated"),
    "checks never planned": ("/checks", None),
    "zero checks": ("/checks/total", 0),
    "failed checks": ("/checks/failed", 1),
    "errored checks": ("/checks/errored", 1),
    "unevaluated checks": ("/checks/not_evaluated", 1),
    "failed tests": ("/tests/failed", 1),
    "errored tests": ("/tests/errored", 1),
    "line stopped": ("/line", {"stopped": True, "code": "ECS002", "blocked_by": []}),
    "something in flight": ("/in_flight", ["t::a"]),
    "required output absent": (
        "/outputs",
        [{"name": "ticks", "path": "t.json", "required": True, "state": "absent"}],
    ),
    "no end": ("/time/ended_at", None),
    "no duration": ("/time/duration_ms", None),
    "a pass without a check": ("/contracts/0/checks", 0),
    "a pass with violations": ("/contracts/0/violations", 2),
    "recovered": ("/emission/recovered", True),
}


@pytest.mark.parametrize("lie", LIES_ABOUT_SUCCESS)
def test_success_cannot_be_claimed_with(lie: str) -> None:
    assert not accepted(spoiled(success(), *LIES_ABOUT_SUCCESS[lie]))


LIES_ABOUT_FAILURE = {
    "no failures": ("/failures", []),
    "exit code 0": ("/exit/code", 0),
    "outcome success": ("/outcome", "success"),
    "outcome partial": ("/outcome", "partial"),
    "outcome skipped": ("/outcome", "skipped"),
    "outcome unknown though it ended": ("/outcome", "unknown"),
    "blocked but the line runs": ("/outcome", "blocked"),
    "a failure that is only a warning": ("/failures/0/severity", "warning"),
    "a column without a line": ("/failures/0/location/line", GONE),
    "an absolute path": ("/failures/0/location/path", "/etc/passwd"),
    "no fingerprint": ("/failures/0/fingerprints", {}),
    "occurrences zero": ("/failures/0/occurrences", 0),
    "a code that is none": ("/failures/0/code", "oops"),
    "an unknown member": ("/failures/0/colour", "red"),
    "codes explained nowhere": ("/emission/taxonomy", []),
    "a failed contract without violations": ("/contracts/0/violations", 0),
    "stopped without a code": ("/line/code", None),
}


@pytest.mark.parametrize("lie", LIES_ABOUT_FAILURE)
def test_a_failure_cannot_have(lie: str) -> None:
    record = failed()
    if lie == "blocked but the line runs":
        record["line"] = {"stopped": False, "code": None, "blocked_by": []}
    assert not accepted(spoiled(record, *LIES_ABOUT_FAILURE[lie]))


@pytest.mark.parametrize("outcome", ["success", "partial", "failure", "blocked", "skipped"])
def test_a_run_that_never_ended_has_no_verdict(outcome: str) -> None:
    record = incomplete()
    record["line"] = {"stopped": True, "code": "ECR003", "blocked_by": []}
    assert accepted(spoiled(incomplete(), "/outcome", "unknown"))
    assert not accepted(spoiled(record, "/outcome", outcome))


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/kind", "eco.something"),
        ("/schema_version", "2.0.0"),
        ("/run_id", "01a201dd-126e-4416-887d-9b6d4ca4388b"),
        ("/run_id", GONE),
        ("/state", "done"),
        ("/extra", 1),
        ("/content_digest", "md5:1"),
        ("/contracts/0/verdict", "waived"),
        ("/contracts/0/reason", ""),
        ("/outputs", [{key: value for key, value in OUTPUT.items() if key != "digest"}]),
        ("/outputs", [{**OUTPUT, "state": "absent"}]),
        ("/emission/recovered_by", OTHER_RUN_ID),
        ("/extensions", {"undotted": {}}),
        ("/extensions", {"acme.release": "text"}),
        ("/environment", {"CI": 1}),
        ("/time/started_at", "2026-11-22 06:06:35"),
        ("/host/commit", "main"),
        ("/checks", GONE),
    ],
)
def test_malformed(pointer: str, value: object) -> None:
    assert not accepted(spoiled(success(), pointer, value))


def test_every_property_says_what_it_is() -> None:
    """Editors and pages show these texts."""
    missing: list[str] = []

    def look(node: object, path: str) -> None:
        if isinstance(node, dict):
            for name, value in (
                node.get("properties", {}).items() if isinstance(node.get("properties"), dict) else ()
            ):
                described = isinstance(value, dict) and "description" in value
                if (
                    not described
                    and "/if" not in path
                    and "/then" not in path
                    and "/else" not in path
                    and "allOf" not in path
                ):
                    missing.append(f"{path}/{name}")
            for name, value in node.items():
                look(value, f"{path}/{name}")
        elif isinstance(node, list):
            for index, value in enumerate(node):
                look(value, f"{path}/{index}")

    look(SCHEMA, "")
    look(json.loads(own_schema_bytes("taxonomy.v1.schema.json")), "taxonomy")
    # Narrowing constants and conditions repeat names that are described elsewhere.
    assert [
        path
        for path in missing
        if not path.endswith(("/severity", "/bytes", "/records", "/digest", "/contract"))
    ] == []
