"""What an artifact contract says, and what it says of one file."""

from __future__ import annotations

from typing import Any

import pytest
from tests.core.artifacts.gate import artifact
from tests.fakes import catalog_file, link

from pytest_ecocontracts.core.kinds.artifact import KIND

SCHEMA = '{"type": "object"}'


def said(asked: str | None, files: dict[str, object], **fields: Any) -> list[str]:
    entries = {
        "ecocontracts.yaml": catalog_file(roots={"lake": "data/lake"}),
        "contracts/a.contract.yaml": artifact(**fields),
        **files,
    }
    catalog, context = link(entries)
    contract = catalog.get("shop.data")
    assert contract is not None
    facts = KIND.facts(contract, context) if asked is None else KIND.about(contract, asked, context)
    return [f"{label}: {text}" for label, text in facts]


def test_facts_say_where_the_files_are_and_how_many() -> None:
    files = {"data/lake/2026-01-31.json": "{}", "data/lake/2026-02-01.json": "{}", "s.json": SCHEMA}
    assert said(
        None,
        files,
        path=["{day:date}.json", "index.json"],
        root="lake",
        schema="s.json#/$defs/x",
        presence="optional",
        empty="invalid",
        exclusive=True,
        required=["a", "b"],
        optional=[],
        schema_version={"at": "/v", "accept": ["1", 2]},
        companions={"note": {"path": "note.md", "presence": "optional"}, "data": {"at": "/data"}},
        examples={"passes": [{"value": {}}], "fails": [{"value": 1}, {"value": 2}]},
    ) == [
        "files: data/lake/{day:date}.json (2 now)",
        "files: data/lake/index.json (0 now)",
        "presence: optional",
        "empty: invalid",
        "exclusive: nothing else may lie in the folders of the files",
        "format: json",
        "schema: s.json#/$defs/x",
        "fields: required: a, b",
        "fields: optional: none; no others",
        "version: at /v of the data; accepted: 1, 2",
        "companion: note: data/lake/note.md (optional)",
        "companion: data: where the file says at /data",
        "examples: 1 passing, 2 failing",
    ]


def test_facts_say_which_table_is_meant() -> None:
    found = said(None, {}, path="a.sqlite", table="events", presence="optional")
    assert found[3:5] == ["format: sqlite", "table: events"]


@pytest.mark.parametrize(
    ("schema", "text"),
    [({"type": "object"}, "in the contract"), ("https://a.example/s", "https://a.example/s")],
)
def test_facts_say_where_the_schema_is(schema: object, text: str) -> None:
    assert f"schema: {text}" in said(None, {}, path="a.json", schema=schema)


@pytest.mark.parametrize(
    ("path", "facts"),
    [
        ("data/2026-01-31/a.json", ["matches: data/{day:date}/{name}.json, with day = 2026-01-31, name = a"]),
        ("data/2026-02-31/a.json", []),
        ("s.json", ["schema: the files of the contract are judged by it"]),
        ("good.json", ["example: an example of the contract"]),
        ("ecocontracts.yaml", []),
    ],
)
def test_a_file_is_what_the_contract_says(path: str, facts: list[str]) -> None:
    examples = {"passes": [{"file": "good.json"}]}
    files: dict[str, object] = {"s.json": SCHEMA, "good.json": "{}"}
    fields = {"path": "data/{day:date}/{name}.json", "schema": "s.json", "examples": examples}
    assert said(path, files, **fields) == facts


def test_below_a_root_only_what_lies_there_matches() -> None:
    fields = {"path": "{name}.json", "root": "lake"}
    assert said("data/lake/a.json", {}, **fields) == ["matches: data/lake/{name}.json, with name = a"]
    assert said("a.json", {}, **fields) == []
    assert said("data/lakeside/a.json", {}, **fields) == []


@pytest.mark.parametrize(
    ("path", "beside"),
    [("runs/1/x.txt", True), ("runs/x.txt", True), ("runs/1/deep/x.txt", False), ("other/x.txt", False)],
)
def test_what_lies_beside_exclusive_files_is_told(path: str, beside: bool) -> None:
    facts = said(path, {}, path="runs/{n:int}/record.json", exclusive=True)
    assert [fact.partition(":")[0] for fact in facts] == ["beside"] * beside
