"""A schema is compared with what it was at the base, all that it refers to and the data included."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from tests.changes import based
from tests.fakes import catalog_file, contract

from pytest_ecocontracts.adapters.proving import prover_tools
from pytest_ecocontracts.core.changes.catalogs import compare_catalogs
from pytest_ecocontracts.core.changes.model import Change, Level, Side
from pytest_ecocontracts.core.changes.policy import ChangePolicy
from pytest_ecocontracts.core.changes.schemas.proving import CompatProver

pytest.importorskip("jsonschema_rs", reason="witnesses are confirmed by two validators")

PART = "https://example.org/schemas/part"
RUNS: dict[str, object] = {
    "ecocontracts.yaml": catalog_file(schemas=["schemas/{name}.json"]),
    "contracts/runs.contract.yaml": contract(
        "artifact/v1", id="shop.runs", path="runs/{name}.json", schema="schemas/run.json", presence="optional"
    ),
}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def _files(**schemas: Any) -> dict[str, object]:
    return {**RUNS, **{f"schemas/{name}.json": json.dumps(each) for name, each in schemas.items()}}


def _changes(before: Mapping[str, object], after: Mapping[str, object]) -> Sequence[Change]:
    """The changes of the one contract that the change touches."""
    tools = prover_tools()
    base, context = based(before, after)
    (found,) = compare_catalogs(base, context, CompatProver(tools), ChangePolicy().view)
    return found.changes


@pytest.mark.parametrize("reference", ["part.json", "./part.json#/$defs/size", PART])
def test_a_file_that_a_schema_refers_to_is_that_of_the_base(reference: str) -> None:
    """By its path and by its ``$id``: the change in it is a change of every contract that reads it."""
    run = _object(size={"$ref": reference})

    def part(kind: str) -> dict[str, Any]:
        return {"$id": PART, "type": kind, "$defs": {"size": {"type": kind}}}

    narrowed = _changes(_files(run=run, part=part("number")), _files(run=run, part=part("integer")))
    assert {side for one in narrowed for side in one.breaks} == {Side.PRODUCER}
    (broken,) = [one for one in narrowed if one.witness is not None]
    assert broken.witness is not None
    assert broken.witness.value == {"size": 0.5}
    assert str(broken.path).endswith("part.json"), "a file, which people find, whatever its $id"


def test_a_reference_of_a_reference_is_followed_at_the_base() -> None:
    """Through a file that did not change."""
    files = {"run": _object(a={"$ref": "middle.json"}), "middle": _object(b={"$ref": "last.json"})}
    found = _changes(_files(**files, last={"minimum": 1}), _files(**files, last={"minimum": 2}))
    assert {side for one in found for side in one.breaks} == {Side.PRODUCER}


def test_what_was_inlined_or_moved_into_a_file_says_the_same() -> None:
    """A file of the base that is gone is still read there."""
    inline = _files(run=_object(size={"type": "integer"}))
    apart = _files(run=_object(size={"$ref": "size.json"}), size={"type": "integer"})
    for before, after in ((inline, apart), (apart, inline)):
        found = _changes(before, after)
        assert found
        assert {one.level() for one in found} == {Level.PATCH}


def test_a_reference_that_the_base_does_not_hold_is_undecided() -> None:
    """Nobody knows what it said, and today's file is not taken for it."""
    run = _object(size={"$ref": "size.json"})
    (found,) = _changes(_files(run=run), _files(run=run, size={"type": "integer"}))
    assert found.is_undecided()
    assert "the schema of the base cannot be read" in found.why
    assert "size.json" in found.why


@pytest.mark.parametrize(
    ("place", "before", "after", "origin"),
    [
        ("runs/1.json", {"state": "odd one"}, {"state": "ok"}, "runs/1.json of the base"),
        ("runs/1.json", {"state": "ok"}, {"state": "odd one"}, "runs/1.json"),
        ("other/1.json", {"state": "odd one"}, {"state": "ok"}, ""),
    ],
)
def test_files_of_the_contract_show_what_breaks(place: str, before: Any, after: Any, origin: str) -> None:
    """Those of the base, and those of today that nobody has mended yet; others are no data of it."""
    old, new = (
        _object(state={"type": "string"}),
        _object(state={"type": "string", "not": {"const": "odd one"}}),
    )
    found = _changes(
        {**_files(run=old), place: json.dumps(before)}, {**_files(run=new), place: json.dumps(after)}
    )
    (broken,) = [one for one in found if one.breaks]
    assert broken.witness is not None
    assert broken.witness.value == {"state": "odd one"}
    assert broken.witness.origin == origin


@pytest.mark.parametrize(
    ("kind", "name", "text", "origin"),
    [
        ("jsonl", "a.jsonl", '{"state": "ok"}\n{"state": "odd one"}\n{"state": 1', "runs/a.jsonl, record 2"),
        ("csv", "a.csv", "state\nodd one\n", "runs/a.csv, record 1"),
        ("yaml", "a.yaml", "state: odd one\n", "runs/a.yaml"),
        ("json", "a.json", '{"state": ', ""),
        ("json", "a.json", json.dumps({"state": "odd one", "x": "a" * 70_000}), ""),
    ],
)
def test_data_of_every_format_is_read_as_far_as_it_can_be(
    kind: str, name: str, text: str, origin: str
) -> None:
    """Broken and large files are left out."""
    files = {
        **RUNS,
        "contracts/runs.contract.yaml": contract(
            "artifact/v1",
            id="shop.runs",
            path=f"runs/{name}",
            format=kind,
            schema="schemas/run.json",
            presence="optional",
        ),
        f"runs/{name}": text,
    }
    old, new = (
        {"properties": {"state": {"type": "string", **more}}} for more in ({}, {"not": {"const": "odd one"}})
    )
    found = _changes(
        {**files, "schemas/run.json": json.dumps(old), f"runs/{name}": ""},
        {**files, "schemas/run.json": json.dumps(new)},
    )
    (broken,) = [one for one in found if one.breaks]
    assert broken.witness is not None
    assert broken.witness.origin == origin
