"""Aliases: one name for a value that producers put at different pointers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.artifacts.gate import CONTRACT, artifact, enforce
from tests.core.relations.relating import DAY, DAY_MANIFEST, MANIFEST, found, relate, violations
from tests.fakes import MemoryFiles, catalog_file

from pytest_ecocontracts.core.artifacts.aliases import contradictions, find
from pytest_ecocontracts.core.keys import encode
from pytest_ecocontracts.core.kinds.artifact import KIND
from pytest_ecocontracts.core.relations.selecting import ABSENT, values_at

ALIASES = {"total": ["/counts/total", "/n"], "id": ["/id", "/event/id"], "items": ["/items", "/list"]}
COUNT = {"count": {"equals": "manifest:@total"}}


def aliased(relation: Any, files: dict[str, object], **fields: Any) -> Any:
    return relate(relation, files, **{"companions": MANIFEST, "aliases": ALIASES, **fields})


@pytest.mark.parametrize(
    ("manifest", "told"),
    [
        ({"counts": {"total": 1}}, []),
        ({"n": 1}, []),
        ({"counts": {"total": None}, "n": 1}, []),
        ({"counts": {"total": 1}, "n": 1.0}, []),
        ({"n": 2}, [("ECI001", f"{DAY}")]),
        ({}, [("ECI005", f"{DAY_MANIFEST}:1 /counts/total")]),
        ({"n": None}, [("ECI005", f"{DAY_MANIFEST}:1 /n")]),
    ],
)
def test_the_first_pointer_that_has_a_value_is_meant(manifest: object, told: list[tuple[str, str]]) -> None:
    assert found(aliased(COUNT, {DAY: [{}], DAY_MANIFEST: manifest})) == told


def test_the_place_that_is_told_is_that_of_the_value() -> None:
    (violation,) = violations(aliased(COUNT, {DAY: [{}], DAY_MANIFEST: '{\n"n": 3}'}))
    assert violation.found == f"1; declared at {DAY_MANIFEST}:2:6  /n"


def test_two_values_are_a_violation_whatever_else_holds() -> None:
    files = {DAY: [{}], DAY_MANIFEST: {"counts": {"total": 1}, "n": 2}}
    (violation,) = violations(aliased(COUNT, files))
    assert (violation.code, violation.location and violation.location.pointer) == ("ECI013", "/n")
    assert violation.message == "total stands at /counts/total and at /n, with different values"
    assert violation.expected == "1, as at /counts/total"
    assert violation.found == f"2; first at {DAY_MANIFEST}:1:22  /counts/total"


def test_each_record_with_two_values_is_told_once() -> None:
    records = [{"id": 1}, {"id": 2, "event": {"id": 3}}, {"id": 4, "event": {"id": 4}}, {"event": {"id": 2}}]
    gate = aliased({"unique": "@id"}, {DAY: records, DAY_MANIFEST: {}})
    assert found(gate) == [("ECI013", f"{DAY}:2 /event/id"), ("ECI003", f"{DAY}:4 /event/id")]


def test_records_that_a_filter_leaves_out_are_no_excuse() -> None:
    relation = {"unique": {"of": "@id", "where": "alias.id != 2"}}
    gate = aliased(relation, {DAY: [{"id": 1}, {"id": 2, "event": {"id": 3}}], DAY_MANIFEST: {}})
    assert found(gate) == [("ECI013", f"{DAY}:2 /event/id")]


def test_a_pointer_goes_on_behind_an_alias() -> None:
    relation = {"references": {"of": "@items/*/ref", "in": "manifest:/ids/*"}}
    records = [{"items": [{"ref": 1}]}, {"list": [{"ref": 1}, {"ref": 2}]}]
    gate = aliased(relation, {DAY: records, DAY_MANIFEST: {"ids": [1]}})
    assert found(gate) == [("ECI002", f"{DAY}:2 /list/1/ref")]


def test_nothing_at_any_pointer_is_nothing_that_a_relation_is_about() -> None:
    assert found(aliased({"unique": "@id"}, {DAY: [{"x": 1}], DAY_MANIFEST: {}}))[0][0] == "ECC009"
    assert found(aliased({"unique": "@items/*"}, {DAY: [{"list": []}], DAY_MANIFEST: {}})) == []


OTHER = {"shop.events": {"path": "events/{date:date}.jsonl", "aliases": {"key": ["/id", "/uid"]}}}
EVENTS = "events/2026-01-01.jsonl"


def test_the_aliases_of_another_artifact_are_those_of_its_contract() -> None:
    relation = {"references": {"of": "@id", "in": "shop.events:@key"}}
    files = {DAY: [{"id": 1}, {"id": 2}], DAY_MANIFEST: {}, EVENTS: [{"uid": 1}, {"id": 3, "uid": 4}]}
    assert found(aliased(relation, files, others=OTHER)) == [
        ("ECI013", f"{EVENTS}:2 /uid"),
        ("ECI002", f"{DAY}:2 /id"),
    ]


def test_the_contract_of_a_companion_says_its_aliases() -> None:
    other = {"shop.manifests": {"path": "manifest/{date:date}.json", "aliases": {"total": ["/all", "/sum"]}}}
    companions = {"manifest": {"contract": "shop.manifests"}}
    files = {DAY: [{}], DAY_MANIFEST: {"sum": 1, "n": 7}}
    assert found(aliased(COUNT, files, others=other, companions=companions)) == []


def test_joins_digests_and_orders_take_aliases() -> None:
    relations = [
        {"references": {"of": "@id", "in": "shop.events:/uid", "join": {"date": "manifest:@days/*"}}},
        {"sorted": ["@id"]},
        {"monotonic": "@id"},
        {"sum": {"of": "@id", "by": "/k", "equals": {"of": "shop.events:@key", "by": "shop.events:/k"}}},
        {"digest": {"equals": "manifest:@hash", "of": {"path": "manifest:@path"}}},
    ]
    aliases = {**ALIASES, "days": ["/d", "/days"], "hash": ["/h", "/hash"], "path": ["/p", "/path"]}
    files = {
        DAY: [{"id": 2, "k": "a"}, {"event": {"id": 1}, "k": "b"}],
        EVENTS: [{"uid": 2, "k": "a"}, {"uid": 1, "k": "b"}],
        DAY_MANIFEST: {"days": ["2026-01-01"], "hash": "00", "path": "a.txt"},
        "a.txt": "a",
    }
    gate = aliased(relations, files, others=OTHER, aliases=aliases)
    assert found(gate) == [
        ("ECI011", f"{DAY}:2 /event/id"),
        ("ECI011", f"{DAY}:2 /event/id"),
        ("ECI004", "a.txt"),
    ]


RULE = {"rule": "alias.id > 0 && (!has(alias.total) || alias.total < 9)", "fails": [{"event": {"id": 0}}]}


def test_rules_read_aliases() -> None:
    records = [{"id": 1}, {"event": {"id": -1}}, {"id": 1, "n": 9}, {"id": 1, "event": {"id": 2}}, {}]
    gate = aliased({"unique": "/x"}, {DAY: records, DAY_MANIFEST: {}}, invariants=[RULE])
    told = [where for code, where in found(gate) if code in ("ECI030", "ECI013", "ECI031")]
    assert told == [f"{DAY}:4 /event/id", f"{DAY}:2 /event/id", f"{DAY}:3", f"{DAY}:5"]


@pytest.mark.parametrize(
    ("fields", "code", "pointer", "fix"),
    [
        ({"relations": [{"unique": "@idd"}]}, "ECC005", "/relations/0/unique", "did you mean 'id'?"),
        (
            {"relations": [{"count": {"equals": "manifest:@totl"}}]},
            "ECC005",
            "/relations/0/count",
            "did you mean 'total'?",
        ),
        (
            {"relations": [{"references": {"of": "@id", "in": "shop.events:@id"}}]},
            "ECC005",
            "/relations/0/references",
            "known: key",
        ),
        (
            {"relations": [{"unique": {"of": "/id", "where": "alias.idd == 1"}}]},
            "ECC004",
            "/relations/0/unique/where",
            "did you mean 'id'?",
        ),
        (
            {"companions": {**MANIFEST, "data": {"at": "@paths"}}, "format": "json", "relations": []},
            "ECC005",
            "/companions/data/at",
            None,
        ),
        ({"aliases": {"id": ["/id/*", "/b"]}}, "ECC004", "/aliases/id/0", None),
        ({"relations": [{"unique": "@Id"}]}, "ECC004", "/relations/0/unique/of", None),
        (
            {"relations": [{"derive": {"of": "/id", "parts": ["@id"]}}]},
            "ECC004",
            "/relations/0/derive/parts/0/of",
            None,
        ),
    ],
)
def test_aliases_that_cannot_be_are_defects_of_the_contract(
    fields: dict[str, Any], code: str, pointer: str, fix: str | None
) -> None:
    relations = fields.pop("relations", None) or [{"unique": "/id"}]
    gate = aliased(relations, {}, others=OTHER, **fields)
    told = {(p.code, p.location.pointer) for p in gate.problems if p.location}
    assert told == {(code, pointer)}
    assert fix is None or gate.problems[0].fix == fix


BY_MANIFEST = {
    "path": "manifest/{date:date}.json",
    "companions": {"data": {"at": "@data", "presence": "optional"}},
}


@pytest.mark.parametrize(
    ("manifest", "codes"),
    [
        ({"data_path": DAY, "n": 1}, []),
        ({"sessions_path": DAY, "n": 1}, []),
        ({"data_path": DAY, "sessions_path": DAY, "n": 1}, []),
        ({"data_path": DAY, "sessions_path": "a.jsonl", "n": 1}, ["ECI013", "ECX001"]),
        ({"sessions_path": DAY, "n": 2}, ["ECI001"]),
    ],
)
def test_a_companion_is_where_an_alias_says(manifest: object, codes: list[str]) -> None:
    aliases = {"data": ["/data_path", "/sessions_path"]}
    relation = {"count": {"of": "data:records", "equals": "/n"}}
    gate = relate(relation, {DAY: [{}], DAY_MANIFEST: manifest}, aliases=aliases, **BY_MANIFEST)
    assert [v.code for v in violations(gate)] == codes


def test_aliases_are_explained() -> None:
    gate = aliased(COUNT, {})
    contract = gate.catalog.get("shop.data")
    assert contract is not None
    facts = [f"{fact.label}: {fact.text}" for fact in KIND.facts(contract, gate.context)]
    assert "alias: @total: /counts/total or /n" in facts


VALUES = st.none() | st.integers(0, 2) | st.sampled_from(["a", 1.0, True, [1]])
RECORDS = st.dictionaries(st.sampled_from("abc"), VALUES)


@given(RECORDS, st.lists(st.sampled_from(["/a", "/b", "/c"]), min_size=1, unique=True))
def test_what_is_found_is_a_value_and_the_only_one_unless_told(
    record: dict[str, object], pointers: list[str]
) -> None:
    there = [(pointer, record[pointer[1:]]) for pointer in pointers if record.get(pointer[1:]) is not None]
    pointer, value = find(pointers, record)
    if there:
        assert (pointer, encode(value)) == (there[0][0], encode(there[0][1]))
    else:
        assert value is (None if any(name[1:] in record for name in pointers) else ABSENT)
    differing = {encode(other) for _, other in there} - {encode(value)} if there else set()
    assert bool(contradictions(pointers, record)) == bool(differing)


@given(st.lists(RECORDS, max_size=6), st.permutations(["/a", "/b", "/c"]))
@settings(max_examples=40, deadline=None)
def test_a_relation_over_an_alias_is_one_over_the_values_that_it_finds(
    records: list[dict[str, object]], pointers: list[str]
) -> None:
    """Moving each value to one pointer changes no verdict but that of the alias itself."""
    gate = relate({"unique": {"of": "@x", "empty": "valid"}}, {DAY: records}, aliases={"x": pointers})
    moved = [
        {"x": value} for value in (find(pointers, record)[1] for record in records) if value is not ABSENT
    ]
    plain = relate({"unique": {"of": "/x", "empty": "valid"}}, {DAY: moved})
    repeated = [v.metadata["key"] for v in violations(gate) if v.code == "ECI003"]
    assert repeated == [v.metadata["key"] for v in violations(plain)]
    ambiguous = {v.location.line for v in violations(gate) if v.code == "ECI013" and v.location}
    assert ambiguous == {
        number
        for number, record in enumerate(records, 1)
        if len({encode(v) for p in pointers for v in values_at(p)(record) if v is not None}) > 1
    }


def test_a_template_may_give_the_pointers() -> None:
    """What a registry says of a producer is what its contract's aliases are."""
    rows = [{"name": "a", "id": ["/id"]}, {"name": "b", "id": ["/uid", "/id"]}]
    fields: dict[str, Any] = {"for_each": {"file": "r.json"}, "aliases": {"id": "${id}"}}
    files: dict[str, object] = {
        "ecocontracts.yaml": catalog_file(),
        CONTRACT: artifact(id="shop.${name}", path="${name}.jsonl", relations=[{"unique": "@id"}], **fields),
        "r.json": json.dumps(rows),
        "a.jsonl": '{"id": 1}\n{"uid": 1}\n',
        "b.jsonl": '{"uid": 1}\n{"id": 1}\n',
    }
    gate = enforce(MemoryFiles(files))
    assert gate.problems == []
    assert [(v.code, v.location.path) for v in gate.violations if v.location] == [("ECI003", "b.jsonl")]
