"""What a comparison says besides its verdicts: evidence, and why there is no verdict."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_ecocontracts.core.compat.comparing import Bounds, Tools, compare
from pytest_ecocontracts.core.compat.model import Direction, Level, Method, Seed, Verdict, View
from pytest_ecocontracts.core.compat.normal import Source
from pytest_ecocontracts.core.compat.patterns import Undecided, example
from pytest_ecocontracts.core.errors import SchemaProblem
from pytest_ecocontracts.core.paths.automaton import Budget


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


STRICT_BACKWARD = (View.STRICT, Direction.BACKWARD)
DRAFT_4 = "http://json-schema.org/draft-04/schema#"
DRAFT_7 = "http://json-schema.org/draft-07/schema#"
DRAFT_2019 = "https://json-schema.org/draft/2019-09/schema"


def test_a_witness_is_minimal_and_comes_with_the_error(tools: Tools) -> None:
    """Nothing can be left out of it, and the error names the keyword that refuses it."""
    inner = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n", "s"]}
    old = {"type": "object", "properties": {"list": {"type": "array", "items": inner}}, "required": ["id"]}
    new = {
        **old,
        "properties": {
            "list": {
                "type": "array",
                "items": {**inner, "properties": {"n": {"minimum": 1, "type": "integer"}}},
            }
        },
    }
    witness = compare(old, new, tools).judgement(*STRICT_BACKWARD).witness
    assert witness is not None
    assert witness.value.keys() == {"id", "list"}
    assert [item.keys() for item in witness.value["list"]] == [{"n", "s"}]
    assert [(error.pointer, error.keyword) for error in witness.errors] == [("/list/0/n", "minimum")]


def test_seeds_are_tried_first(tools: Tools) -> None:
    """A recorded value becomes the witness where it is one, made small."""
    old, new = {"type": "string"}, {"type": "string", "not": {"enum": ["recorded value"]}}
    seeds = [Seed(value="other", origin="a.json"), Seed(value="recorded value", origin="b.json")]
    found = compare(old, new, tools, seeds=seeds).judgement(*STRICT_BACKWARD)
    assert found.witness is not None
    assert (found.witness.value, found.witness.origin) == ("recorded value", "b.json")


def test_recorded_data_is_made_small_and_keeps_its_origin(tools: Tools) -> None:
    """In every view; of a thousand records with a hundred fields one field is left."""
    record = {f"f{n}": n for n in range(100)}
    old = {"type": "array", "items": _object(**{name: {"type": "integer"} for name in record})}
    new = json.loads(json.dumps(old).replace('"f70": {"type": "integer"}', '"f70": {"not": {"const": 70}}'))
    comparison = compare(old, new, tools, seeds=[Seed(value=[record] * 1_000, origin="runs/1.json")])
    for view in (View.STRICT, View.WRITER_READER):
        witness = comparison.judgement(view, Direction.BACKWARD).witness
        assert witness is not None
        assert (witness.value, witness.origin) == ([{"f70": 70}], "runs/1.json")


def test_seeds_are_read_only_where_there_is_no_proof(tools: Tools) -> None:
    """They may stand in files."""
    seeds = iter([Seed(value=1)])
    old, new = {"type": "integer", "minimum": 1}, {"type": "integer", "exclusiveMinimum": 0}
    assert compare(old, new, tools, seeds=seeds).level(View.STRICT) is Level.PATCH
    assert list(seeds)


def test_what_is_not_understood_is_undecided_and_named(tools: Tools) -> None:
    """A look-ahead belongs to no regular language: neither proof nor guess, but the place of the pair."""
    old = {"properties": {"a": {"type": "string", "pattern": "^(?=x)x"}}}
    new = {"properties": {"a": {"type": "string", "pattern": "^(?=xy?)x"}}}
    found = compare(old, new, tools).judgement(*STRICT_BACKWARD)
    assert (found.verdict, found.method) == (Verdict.UNDECIDED, Method.NONE)
    assert [(each.location, each.pointer, each.keyword) for each in found.unsettled] == [
        ("/a", "/properties/a", "pattern")
    ]


def _numbers(kind: str, parts: int = 50) -> dict[str, Any]:
    return {
        "properties": {
            f"p{n}": {"type": "array", "items": {"type": kind, "minimum": n}} for n in range(parts)
        }
    }


def _if_then(kind: str, kinds: int) -> dict[str, Any]:
    """Each of several kinds of record has fields of its own."""
    return {
        "allOf": [
            {
                "if": {"properties": {"kind": {"const": f"k{n}"}}, "required": ["kind"]},
                "then": {"properties": {"value": {"type": kind}}},
            }
            for n in range(kinds)
        ]
    }


@pytest.mark.parametrize(
    ("bounds", "reason"),
    [
        (Bounds(proof=20, candidates=10, samples=10), "too large to prove"),
        (Bounds(combined=30), "too large to find a witness"),
        (Bounds(parts=100), "parts, more than the 100 compared"),
    ],
)
def test_spent_bounds_leave_it_undecided(tools: Tools, bounds: Bounds, reason: str) -> None:
    """The bounds count steps; beyond them there is no verdict, and the reason says so."""
    old, new = _numbers("integer"), _numbers("number")
    found = compare(old, new, Tools(engines=tools.engines, bounds=bounds)).judgement(*STRICT_BACKWARD)
    assert found.verdict is Verdict.UNDECIDED
    assert reason in (found.reason or "")
    assert found.unsettled
    assert compare(old, new, Tools(engines=tools.engines)).verdict(*STRICT_BACKWARD) is Verdict.COMPATIBLE


def test_equal_schemas_of_any_size_are_equal(tools: Tools) -> None:
    """What says the same needs no comparison."""
    small = Tools(engines=tools.engines, bounds=Bounds(parts=10))
    found = compare(_numbers("integer"), _numbers("integer"), small).judgement(*STRICT_BACKWARD)
    assert found.method is Method.EQUAL


def test_many_conditions_are_not_multiplied(alone: Tools) -> None:
    """Forty conditions have 2^40 cases; what is proved needs none of them, and a witness one."""
    small = Tools(engines=alone.engines, bounds=Bounds(proof=2_000, combined=20_000))
    comparison = compare(_if_then("integer", 40), _if_then("number", 40), small, views=(View.STRICT,))
    assert comparison.verdict(*STRICT_BACKWARD) is not Verdict.BREAKING
    assert comparison.verdict(View.STRICT, Direction.FORWARD) is Verdict.BREAKING


def test_an_answer_costs_the_same_when_it_is_known() -> None:
    """Answers about patterns are kept; what is left of a budget must not depend on what was asked before."""
    left = []
    for _ in range(2):
        budget = Budget(1_000)
        assert example(budget, ("^(cost|b)*b(a|b){4}$",), ("^.{5}$",)) is not None
        left.append(budget.left)
    assert left[0] == left[1] < 1_000
    with pytest.raises(Undecided):
        example(Budget(1), ("^(cost|b)*b(a|b){4}$",), ("^.{5}$",))


def test_drafts_are_compared_by_what_they_mean(tools: Tools) -> None:
    """The same text may mean something else in another draft, and other text the same."""
    four = {"$schema": DRAFT_4, "type": "number", "minimum": 0, "exclusiveMinimum": True}
    seven = {"$schema": DRAFT_7, "type": "number", "exclusiveMinimum": 0}
    comparison = compare(four, seven, tools)
    assert {each.method for each in comparison.judgements.values()} == {Method.EQUAL}
    old = {"$schema": DRAFT_7, "type": "array", "items": [{"type": "string"}], "additionalItems": False}
    new = {"type": "array", "prefixItems": [{"type": "string"}], "items": False}
    comparison = compare(old, new, tools)
    assert {each.verdict for each in comparison.judgements.values()} == {Verdict.COMPATIBLE}
    beside = {"$ref": "#/definitions/a", "maxLength": 2, "definitions": {"a": {"type": "string"}}}
    hidden, applied = {"$schema": DRAFT_7, **beside}, {"$schema": DRAFT_2019, **beside}
    assert compare(hidden, applied, tools).verdict(*STRICT_BACKWARD) is Verdict.BREAKING


def test_references_between_files_are_followed(tools: Tools) -> None:
    """A change in another resource is a change of the schema that refers to it."""
    schema = {"type": "object", "properties": {"x": {"$ref": "other.json#/$defs/x"}}}
    base = "https://repository.invalid/a.json"
    sides = [
        Source(
            schema=schema,
            base_uri=base,
            resources={"https://repository.invalid/other.json": {"$defs": {"x": {"type": kind}}}},
        )
        for kind in ("integer", "number")
    ]
    comparison = compare(*sides, tools)
    assert comparison.verdict(*STRICT_BACKWARD) is Verdict.COMPATIBLE
    assert comparison.verdict(View.STRICT, Direction.FORWARD) is Verdict.BREAKING


def test_formats_count_where_they_are_asserted(tools: Tools) -> None:
    """As annotations they change nothing."""
    old, new = {"type": "string"}, {"type": "string", "format": "date"}
    assert compare(old, new, tools).level(View.STRICT) is Level.PATCH
    asserted = compare(old, new, tools, formats=True)
    assert asserted.verdict(*STRICT_BACKWARD) is Verdict.BREAKING
    assert asserted.verdict(View.STRICT, Direction.FORWARD) is Verdict.COMPATIBLE


@pytest.mark.parametrize(
    "name",
    [
        *("date", "date-time", "time", "email", "hostname", "ipv4", "ipv6", "uri", "uri-reference", "regex"),
        *("json-pointer", "relative-json-pointer", "duration", "uuid"),
    ],
)
def test_data_with_formats_is_found(tools: Tools, name: str) -> None:
    """A required text of any format does not keep a break elsewhere from being shown."""
    old = {**_object(f={"type": "string", "format": name}, n={"type": "integer"}), "required": ["f"]}
    new = {**old, "properties": {**old["properties"], "n": {"type": "integer", "minimum": 1}}}
    plain = {**old, "properties": {**old["properties"], "f": {"type": "string"}}}
    witness = compare(old, new, tools, formats=True).judgement(*STRICT_BACKWARD).witness
    assert witness is not None
    assert [error.keyword for error in witness.errors] == ["minimum"]
    added = compare(plain, old, tools, formats=True)
    assert added.verdict(*STRICT_BACKWARD) is Verdict.BREAKING
    assert added.verdict(View.STRICT, Direction.FORWARD) is Verdict.COMPATIBLE


def test_long_data_is_made_where_it_has_to_be(tools: Tools) -> None:
    """As many items, and as many characters, as the schema demands."""
    old = {"type": "array", "minItems": 300, "items": {"type": "string", "minLength": 700}}
    new = {"type": "array", "items": {"type": "string", "minLength": 701}}
    witness = compare(old, new, tools).judgement(*STRICT_BACKWARD).witness
    assert witness is not None
    assert len(witness.value) == 300


def test_endless_and_dynamic_references_are_not_guessed(tools: Tools) -> None:
    """A schema that judges a value endlessly is refused; a dynamic reference is undecided."""
    endless = {"$ref": "#/$defs/a", "$defs": {"a": {"allOf": [{"$ref": "#/$defs/a"}]}}}
    with pytest.raises(SchemaProblem):
        compare(endless, {}, tools)
    old = {"$dynamicAnchor": "n", "properties": {"n": {"$dynamicRef": "#n"}, "a": {"type": "integer"}}}
    new = {"$dynamicAnchor": "n", "properties": {"n": {"$dynamicRef": "#n"}, "a": {"type": "number"}}}
    assert compare(old, old, tools).level(View.STRICT) is not Level.MAJOR
    assert compare(old, new, tools).verdict(*STRICT_BACKWARD) is not Verdict.BREAKING


def test_a_schema_that_cannot_be_used_is_told(tools: Tools) -> None:
    """What is no schema raises, with its place."""
    with pytest.raises(SchemaProblem) as raised:
        compare({"type": "object"}, {"required": "a"}, tools)
    assert raised.value.pointer == "/required"


def test_the_search_follows_what_could_not_be_proved(tools: Tools) -> None:
    """A change deep inside of a large schema is found where it is, whatever else there is to vary."""
    inner: dict[str, Any] = {"type": "array", "uniqueItems": True, "items": {"type": "integer"}}
    for level in range(7):
        names = {f"p{level}{n}": {"type": ["string", "null"], "minLength": n} for n in range(20)}
        inner = {"type": "object", "properties": {**names, "down": inner}, "required": [f"p{level}0"]}
    old = inner
    new = json.loads(json.dumps(old).replace('{"type": "integer"}', '{"type": "integer", "maximum": 9}'))
    witness = compare(old, new, tools).judgement(*STRICT_BACKWARD).witness
    assert witness is not None
    assert [error.pointer for error in witness.errors] == ["/down" * 7 + "/0"]


def test_a_witness_below_an_empty_name_has_its_place(tools: Tools) -> None:
    """The engine leaves empty names out of its paths."""
    old = {"type": "object", "required": [""], "properties": {"": {"type": "object", "required": ["b"]}}}
    new = {"properties": {"": {"properties": {"b": {"type": "integer"}}}}}
    witness = compare(old, new, tools).judgement(*STRICT_BACKWARD).witness
    assert witness is not None
    assert [(error.pointer, error.keyword) for error in witness.errors] == [("//b", "type")]


def test_a_format_that_one_engine_does_not_know_keeps_no_witness_from_it(tools: Tools) -> None:
    """It confirms all else, and the engine that knows the format asserts it."""
    old = _object(link={"type": "string", "format": "iri-reference"}, count={"type": "integer"})
    new = {**old, "required": ["count"]}
    found = compare(old, new, tools, formats=True).judgement(*STRICT_BACKWARD)
    assert (found.verdict, found.witness and found.witness.value) == (Verdict.BREAKING, {})
    loose = _object(link={"type": "string"}, count={"type": "integer"})
    assert compare(loose, old, tools, formats=True).verdict(*STRICT_BACKWARD) is Verdict.UNDECIDED
