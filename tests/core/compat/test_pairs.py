"""Minimal pairs: one change each, with what it does in both directions, strictly and for writers and readers."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from pytest_ecocontracts.core.compat.comparing import Tools, compare
from pytest_ecocontracts.core.compat.model import Direction, Verdict, View

A = {"a": {"type": "string"}}
AB = {"a": {"type": "string"}, "b": {"type": "integer"}}
NODE = {
    "properties": {"v": {"type": "integer"}, "next": {"$ref": "#/$defs/n"}},
    "additionalProperties": False,
}
WIDER = {
    "properties": {"v": {"type": "number"}, "next": {"$ref": "#/$defs/n"}},
    "additionalProperties": False,
}
KEY = {"properties": {"k": {"const": 1}}, "required": ["k"]}


def _object(**keywords: Any) -> dict[str, Any]:
    return {"type": "object", **keywords}


#: old, new, and four letters: strict backward and forward, writer-reader backward and forward; o is compatible
PAIRS: dict[str, tuple[Any, Any, str]] = {
    "annotation": ({"type": "string"}, {"type": "string", "title": "t", "default": "x"}, "oooo"),
    "format-as-annotation": ({"type": "string"}, {"type": "string", "format": "date"}, "oooo"),
    "type-widened": ({"type": "string"}, {"type": ["string", "null"]}, "oBoB"),
    "integer-to-number": ({"type": "integer"}, {"type": "number"}, "oBoB"),
    "type-changed": ({"type": "string"}, {"type": "integer"}, "BBBB"),
    "enum-added-to": ({"enum": ["a"]}, {"enum": ["a", "b"]}, "oBoB"),
    "enum-reordered": ({"enum": ["a", 1.0]}, {"enum": [1, "a"]}, "oooo"),
    "enum-of-pattern": ({"enum": ["a", "b"]}, {"type": "string", "pattern": "^[ab]$"}, "oooo"),
    "const-to-enum": ({"const": 1}, {"enum": [1, 2]}, "oBoB"),
    "minimum-raised": ({"type": "number", "minimum": 5}, {"type": "number", "minimum": 6}, "BoBo"),
    "minimum-excluded": ({"type": "integer", "minimum": 5}, {"type": "integer", "exclusiveMinimum": 4}, "oooo"),
    "maximum-raised": ({"type": "number", "maximum": 5}, {"type": "number", "exclusiveMaximum": 6}, "oBoB"),
    "multiple": ({"type": "number", "multipleOf": 4}, {"type": "number", "multipleOf": 2}, "oBoB"),
    "multiple-unrelated": ({"type": "number", "multipleOf": 2}, {"type": "number", "multipleOf": 3}, "BBBB"),
    "length": ({"type": "string", "maxLength": 3}, {"type": "string", "maxLength": 4}, "oBoB"),
    "length-no-op": ({"type": "string"}, {"type": "string", "minLength": 0}, "oooo"),
    "length-by-pattern": ({"type": "string", "pattern": "^ab$"}, {"type": "string", "maxLength": 2}, "oBoB"),
    "pattern-widened": ({"type": "string", "pattern": "^ab"}, {"type": "string", "pattern": "^a"}, "oBoB"),
    "optional-added-open": (_object(properties=A), _object(properties=AB), "Booo"),
    "optional-added-closed": (
        _object(properties=A, additionalProperties=False),
        _object(properties=AB, additionalProperties=False),
        "oBoo",
    ),
    "required-added-open": (_object(properties=A), _object(properties=AB, required=["b"]), "BoBo"),
    "required-removed-open": (_object(properties=AB, required=["b"]), _object(properties=A), "oBoB"),
    "required-removed-closed": (
        _object(properties=AB, required=["b"], additionalProperties=False),
        _object(properties=A, additionalProperties=False),
        "BBoB",
    ),
    "optional-renamed": (_object(properties=A), _object(properties={"c": {"type": "string"}}), "BBoo"),
    "name-reserved": (_object(properties=A), _object(properties={**A, "b": False}), "Booo"),
    "covered-by-additional": (
        _object(properties=A, additionalProperties={"type": "integer"}),
        _object(properties=AB, additionalProperties={"type": "integer"}),
        "oooo",
    ),
    "map-narrowed": (
        _object(additionalProperties={"type": "number"}),
        _object(additionalProperties={"type": "integer"}),
        "BoBo",
    ),
    "name-pattern-widened": (
        _object(patternProperties={"^xy": {"type": "integer"}}),
        _object(patternProperties={"^x": {"type": "integer"}}),
        "BoBo",
    ),
    "names-widened": (_object(propertyNames={"maxLength": 3}), _object(propertyNames={"maxLength": 4}), "oBoB"),
    "count-of-properties": (_object(minProperties=1), _object(minProperties=2), "BoBo"),
    "dependency-extended": (
        _object(dependentRequired={"a": ["b"]}),
        _object(dependentRequired={"a": ["b", "c"]}),
        "BoBo",
    ),
    "dependent-schema-removed": (_object(dependentSchemas={"a": {"required": ["c"]}}), _object(), "oBoB"),
    "unevaluated-alone": (
        _object(properties=A, additionalProperties=False),
        _object(properties=A, unevaluatedProperties=False),
        "oooo",
    ),
    "unevaluated-beside-all-of": (
        _object(allOf=[{"properties": {"b": True}}], properties=A, additionalProperties=False),
        _object(allOf=[{"properties": {"b": True}}], properties=A, unevaluatedProperties=False),
        "oBoo",
    ),
    "items-widened": ({"type": "array", "items": {"type": "integer"}}, {"type": "array", "items": {"type": "number"}}, "oBoB"),
    "position-added-closed": (
        {"type": "array", "prefixItems": [{"type": "string"}], "items": False},
        {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": False},
        "oBoB",
    ),
    "unique": ({"type": "array"}, {"type": "array", "uniqueItems": True}, "BoBo"),
    "contains-widened": (
        {"type": "array", "contains": {"type": "integer"}},
        {"type": "array", "contains": {"type": "number"}},
        "oBoB",
    ),
    "contains-at-most": (
        {"type": "array", "contains": {"type": "integer"}},
        {"type": "array", "contains": {"type": "integer"}, "maxContains": 2},
        "BoBo",
    ),
    "all-of-inlined": ({"allOf": [{"type": "string"}, {"maxLength": 3}]}, {"type": "string", "maxLength": 3}, "oooo"),
    "any-of-branch": ({"anyOf": [{"type": "string"}]}, {"anyOf": [{"type": "string"}, {"type": "null"}]}, "oBoB"),
    "any-of-covers-types": ({"type": ["string", "null"]}, {"anyOf": [{"type": "null"}, {"type": "string"}]}, "oooo"),
    "one-of-disjoint": ({"oneOf": [{"type": "string"}]}, {"oneOf": [{"type": "string"}, {"type": "null"}]}, "oBoB"),
    "one-of-overlapping": ({"oneOf": [{"type": "string"}]}, {"oneOf": [{"type": "string"}, {"maxLength": 3}]}, "BBBB"),
    "one-of-widened": (
        {"oneOf": [{"type": "integer", "maximum": 0}, {"type": "integer", "minimum": 1}]},
        {"oneOf": [{"type": "integer", "maximum": 1}, {"type": "integer", "minimum": 1}]},
        "BoBo",
    ),
    "one-of-by-tag": (
        {"oneOf": [_object(properties={"t": {"const": 1}}, required=["t"]), _object(properties={"t": {"const": 2}}, required=["t"])]},
        {"anyOf": [_object(properties={"t": {"const": 1}}, required=["t"]), _object(properties={"t": {"const": 2}}, required=["t"])]},
        "oooo",
    ),
    "not-widened": ({"not": {"type": "integer"}}, {"not": {"type": "number"}}, "BoBo"),
    "then-widened": (
        _object(**{"if": KEY, "then": {"required": ["x", "y"]}}),
        _object(**{"if": KEY, "then": {"required": ["x"]}}),
        "oBoB",
    ),
    "if-alone": (_object(), _object(**{"if": KEY}), "oooo"),
    "definition-renamed": (
        {"$ref": "#/$defs/A", "$defs": {"A": {"type": "integer"}}},
        {"$ref": "#/$defs/B", "$defs": {"B": {"type": "integer"}}},
        "oooo",
    ),
    "recursive-widened": (
        {"$ref": "#/$defs/n", "$defs": {"n": _object(**NODE)}},
        {"$ref": "#/$defs/n", "$defs": {"n": _object(**WIDER)}},
        "oBoB",
    ),
    "sibling-of-reference": (
        {"$ref": "#/$defs/A", "$defs": {"A": {"type": "string"}}},
        {"$ref": "#/$defs/A", "$defs": {"A": {"type": "string"}}, "maxLength": 2},
        "BoBo",
    ),
    "empty-before": ({"allOf": [{"type": "string"}, {"type": "null"}]}, {"type": "integer"}, "oBoB"),
}  # fmt: skip
#: proofs that our own rules leave to the algebra of jsonschema-rs
ALGEBRA_ONLY = {"one-of-widened": "forward", "unevaluated-beside-all-of": "backward"}
_CELLS = [(view, way) for view in (View.STRICT, View.WRITER_READER) for way in Direction]


@pytest.mark.parametrize("name", PAIRS)
def test_a_pair_has_its_verdicts_with_evidence(tools: Tools, name: str) -> None:
    """Compatible is proved, breaking has a witness that an independent validator confirms."""
    old, new, letters = PAIRS[name]
    comparison = compare(old, new, tools)
    found = "".join(
        "?" if v is Verdict.UNDECIDED else "oB"[v is Verdict.BREAKING]
        for v in (comparison.verdict(*c) for c in _CELLS)
    )
    assert found == letters
    for view, way in _CELLS:
        judgement = comparison.judgement(view, way)
        assert (judgement.witness is not None) == (judgement.verdict is Verdict.BREAKING)
        if judgement.witness is None or view is not View.STRICT:
            continue
        accepts, refuses = (old, new) if way is Direction.BACKWARD else (new, old)
        assert jsonschema_rs.is_valid(accepts, judgement.witness.value)
        assert not jsonschema_rs.is_valid(refuses, judgement.witness.value)
        assert judgement.witness.errors


@pytest.mark.parametrize("name", PAIRS)
def test_our_own_proofs_suffice_without_the_algebra(alone: Tools, name: str) -> None:
    """Without jsonschema-rs's algebra the strict verdicts stay, but for those that are named."""
    old, new, letters = PAIRS[name]
    comparison = compare(old, new, alone, views=(View.STRICT,))
    for letter, way in zip(letters, Direction, strict=False):
        expected = Verdict.BREAKING if letter == "B" else Verdict.COMPATIBLE
        if ALGEBRA_ONLY.get(name) == way.value:
            expected = Verdict.UNDECIDED
        assert comparison.verdict(View.STRICT, way) is expected
