"""The ``artifact/v1`` contract itself: everything that is wrong with one is told, at its line, at once."""

from __future__ import annotations

import pytest
from tests.core.artifacts.gate import CONTRACT, gate

from pytest_ecocontracts.core.kinds.artifact import KIND

REFUSED: dict[str, tuple[dict[str, object], str, str]] = {
    "no-path": ({}, "ECC004", ""),
    "no-paths": ({"path": []}, "ECC004", "/path"),
    "climbing-path": ({"path": "../a.json"}, "ECC022", "/path"),
    "absolute-path": ({"path": "/etc/passwd.json"}, "ECC022", "/path"),
    "second-path": ({"path": ["a.json", "b/../../c.json"]}, "ECC022", "/path/1"),
    "unknown-type": ({"path": "{a:dat}.json"}, "ECC004", "/path"),
    "unclosed": ({"path": "{a.json"}, "ECC004", "/path"),
    "slow-capture": ({"path": "{a:(x+x+)+y(?=z)}.json"}, "ECC020", "/path"),
    "slow-type": ({"path": "{a:t}.json", "types": {"t": "(?=x)"}}, "ECC020", "/types/t"),
    "no-format": ({"path": "a.dat"}, "ECC004", "/path"),
    "table": ({"path": "a.json", "table": "events"}, "ECC004", "/table"),
    "two-formats": ({"path": ["a.json", "b.yaml"]}, "ECC004", "/path"),
    "unknown-format": ({"path": "a.json", "format": "jsn"}, "ECC004", "/format"),
    "presence": ({"path": "a.json", "presence": "optinal"}, "ECC004", "/presence"),
    "empty": ({"path": "a.json", "empty": "ok"}, "ECC004", "/empty"),
    "exclusive": ({"path": "a.json", "exclusive": "yes"}, "ECC004", "/exclusive"),
    "schema": ({"path": "a.json", "schema": 5}, "ECC004", "/schema"),
    "required": ({"path": "a.json", "required": "id"}, "ECC004", "/required"),
    "optional-twice": ({"path": "a.json", "optional": ["a", "a"]}, "ECC004", "/optional"),
    "version-without-at": ({"path": "a.json", "schema_version": {"accept": [1]}}, "ECC004", "/schema_version"),
    "version-nowhere": ({"path": "a.json", "schema_version": {"at": "v", "accept": [1]}}, "ECC004", "/schema_version/at"),
    "version-none": ({"path": "a.json", "schema_version": {"at": "/v", "accept": []}}, "ECC004", "/schema_version/accept"),
    "unknown-field": ({"path": "a.json", "scheme": "x"}, "ECC004", "/scheme"),
    "relations": ({"path": "a.json", "relations": []}, "ECC004", "/relations"),
    "companions": ({"path": "a.json", "companions": {}}, "ECC004", "/companions"),
    "invariants": ({"path": "a.json", "invariants": []}, "ECC004", "/invariants"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_mistake_in_a_contract_is_told_at_its_place(name: str) -> None:
    fields, code, pointer = REFUSED[name]
    found = gate({"a.json": "1"}, **fields)
    (problem,) = found.problems
    assert problem.code == code
    assert problem.location is not None
    assert (problem.location.path, problem.location.pointer) == (CONTRACT, pointer)
    assert problem.location.line is not None
    assert found.outcomes == {}


def test_all_mistakes_are_told_at_once() -> None:
    found = gate({}, path="a.json", presence="maybe", format="jsn", schema_version={"at": "v"})
    assert len(found.problems) == 4


@pytest.mark.parametrize(
    "fields",
    [
        {"path": "a.json"},
        {"path": ["a.json", "b/{x}.json"], "presence": "optional"},
        {"path": "a.parquet", "format": "text"},
        {
            "path": "{day:date}/{n:stage}.json",
            "types": {"stage": ["ingest", "model"]},
            "presence": "optional",
        },
    ],
)
def test_sound_contract_has_no_problems(fields: dict[str, object]) -> None:
    assert gate({"a.json": "1"}, **fields).problems == []


def test_named_types_are_used() -> None:
    fields = {"path": "{n:stage}.json", "types": {"stage": ["ingest", "model"]}}
    assert gate({"ingest.json": "1"}, **fields).codes == []
    assert gate({"report.json": "1"}, **fields).codes == ["ECL001", "ECX001"]


def test_checks_of_a_contract() -> None:
    def names(**fields: object) -> list[str]:
        found = gate({"a.json": "1"}, path="a.json", **fields)
        return [
            check.name
            for contract in found.catalog.contracts
            if contract.id == "shop.data"
            for check in KIND.checks(contract, found.catalog)
        ]

    assert names() == ["presence", "format"]
    assert names(schema=True) == ["presence", "schema"]
    assert names(required=["a"]) == ["presence", "schema"]
    assert names(schema_version={"at": "/v", "accept": [1]}, examples={"fails": [{"value": 1}]}) == [
        "presence",
        "schema",
        "examples",
    ]
