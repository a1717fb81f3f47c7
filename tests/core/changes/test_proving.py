"""A schema that changes is proved, refuted by an example, or undecided, for producers and for consumers."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_ecocontracts.adapters.proving import prover_tools
from pytest_ecocontracts.core.changes.model import Level, Side
from pytest_ecocontracts.core.changes.policy import View
from pytest_ecocontracts.core.changes.schemas.edition import SchemaEdition
from pytest_ecocontracts.core.changes.schemas.proving import CompatProver
from pytest_ecocontracts.core.changes.schemas.witnesses import lines_of, witness_title

pytest.importorskip("jsonschema_rs", reason="witnesses are confirmed by two validators")


@pytest.fixture(scope="module")
def prover() -> CompatProver:
    return CompatProver(prover_tools())


def edition(schema: object) -> SchemaEdition:
    return SchemaEdition(schema=schema, uri="https://repository.invalid/a.json", resources={}, path="a.json")


OBJECT: dict[str, Any] = {"type": "object", "properties": {"a": {"type": "string"}}}


@pytest.mark.parametrize(
    ("after", "view", "expected"),
    [
        ({**OBJECT, "required": ["a"]}, View.WRITER_READER, {"/required": "producer"}),
        ({**OBJECT, "title": "Thing"}, View.WRITER_READER, {"/title": "patch"}),
        (
            {**OBJECT, "properties": {**OBJECT["properties"], "b": {"type": "integer"}}},
            View.WRITER_READER,
            {"/properties/b": "minor"},
        ),
        (
            {**OBJECT, "properties": {**OBJECT["properties"], "b": {"type": "integer"}}},
            View.STRICT,
            {"/properties/b": "producer"},
        ),
        (
            {**OBJECT, "properties": {"a": {"type": ["string", "null"]}}},
            View.WRITER_READER,
            {"/properties/a/type": "consumer"},
        ),
        ({**OBJECT, "minProperties": 0}, View.WRITER_READER, {"/minProperties": "patch"}),
        (
            {**OBJECT, "properties": {"a": {"type": "string", "pattern": "^(?=x)x"}}},
            View.STRICT,
            None,
        ),
    ],
)
def test_verdicts_are_told_as_changes(
    prover: CompatProver, after: dict[str, Any], view: View, expected: dict[str, str] | None
) -> None:
    found = prover.changes(edition(OBJECT), edition(after), view)
    told = {
        one.pointer: " ".join(map(str, [*sorted(one.breaks), *(f"{s}?" for s in sorted(one.undecided))]))
        or str(one.weight)
        for one in found
    }
    if expected is None:
        assert any("?" in word or word == "producer" for word in told.values())
    else:
        assert told == expected


def test_a_break_comes_with_an_example_and_the_error_that_it_gives(prover: CompatProver) -> None:
    (found,) = prover.changes(edition(OBJECT), edition({**OBJECT, "required": ["a"]}), View.STRICT)
    assert (found.level(), found.subject) == (Level.MAJOR, "a")
    assert found.witness is not None
    assert found.witness.value == {}
    assert lines_of(found.witness) == ["{}", '^^ the property "a" is missing']
    assert witness_title(found) == "allowed in the base, refused now"


def test_each_of_several_breaks_is_told_as_one(prover: CompatProver) -> None:
    """One witness is enough for the verdict; who mends only what it shows would be refused again."""
    before = {"type": "object", "properties": {"a": {"enum": ["x", "y"]}, "b": {"minimum": 0}}}
    after = {
        "type": "object",
        "properties": {"a": {"enum": ["x"]}, "b": {"minimum": 3}, "c": {"type": "string"}},
        "required": ["b"],
    }
    found = prover.changes(edition(before), edition(after), View.WRITER_READER)
    assert {one.pointer: [str(side) for side in one.breaks] for one in found} == {
        "/required": ["producer"],
        "/properties/a/enum": ["producer"],
        "/properties/b/minimum": ["producer"],
        "/properties/c": [],
    }


def test_a_format_is_asserted_as_in_the_checks(prover: CompatProver) -> None:
    dated = {**OBJECT, "properties": {"a": {"type": "string", "format": "date"}}}
    (found,) = prover.changes(edition(OBJECT), edition(dated), View.WRITER_READER)
    assert found.breaks == {Side.PRODUCER}
    assert found.pointer == "/properties/a/format"


def test_the_same_schema_is_no_change(prover: CompatProver) -> None:
    assert list(prover.changes(edition(OBJECT), edition(dict(OBJECT)), View.STRICT)) == []


def test_a_schema_that_cannot_be_compared_is_undecided(prover: CompatProver) -> None:
    found = prover.changes(edition(OBJECT), edition({"type": "thing"}), View.STRICT)
    assert all(one.is_undecided() for one in found)
    assert found


def test_what_is_undecided_both_ways_is_told_once(prover: CompatProver) -> None:
    before, after = ({"type": "string", "pattern": pattern} for pattern in (r"\bshop", r"\b(shop)"))
    (found,) = prover.changes(edition(before), edition(after), View.WRITER_READER)
    assert found.undecided == set(Side)
    assert found.pointer == "/pattern"
    assert found.why.startswith(
        r'pattern of the schema was "\\bshop" and is "\\b(shop)": nothing could be proved'
    )


def test_every_place_that_nobody_could_settle_is_told(prover: CompatProver) -> None:
    """A waiver of one of them excuses no other, even where the question is the same."""
    before, after = (
        {"properties": {name: {"type": "string", "pattern": pattern} for name in "abc"}}
        for pattern in (r"\bshop", r"\b(shop)")
    )
    found = prover.changes(edition(before), edition(after), View.WRITER_READER)
    assert [one.pointer for one in found] == [f"/properties/{name}/pattern" for name in "abc"]
    assert all(one.undecided == set(Side) for one in found)


def test_a_break_is_seen_beside_a_pattern_that_only_one_validator_knows(prover: CompatProver) -> None:
    name = {"type": "string", "pattern": "^(?!x)"}
    before = {"properties": {"name": name, "count": {"minimum": 0}}}
    after = {"properties": {"name": name, "count": {"minimum": 1}}}
    (found,) = prover.changes(edition(before), edition(after), View.WRITER_READER)
    assert (found.pointer, found.breaks) == ("/properties/count/minimum", {Side.PRODUCER})


def test_a_name_that_is_given_up_breaks_its_readers(prover: CompatProver) -> None:
    """No set of data tells that: what was declared and is not any more may still be there."""
    found = prover.changes(edition(OBJECT), edition({"type": "object"}), View.WRITER_READER)
    assert ("a", frozenset({Side.CONSUMER})) in [(one.subject, one.breaks) for one in found]
