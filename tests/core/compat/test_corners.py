"""Corners of JSON Schema in which comparing goes wrong easily, each in both directions.

``o`` is compatible, ``B`` breaking, ``?`` undecided, backward first. Whatever is proved is held against a pool of
values too, under both validators.
"""

from __future__ import annotations

from typing import Any

import pytest

from pytest_ecocontracts.core.compat.comparing import Tools, compare
from pytest_ecocontracts.core.compat.model import Direction, Verdict, View
from pytest_ecocontracts.core.errors import SchemaProblem
from pytest_ecocontracts.core.ports import CompiledSchema

D7 = {"$schema": "http://json-schema.org/draft-07/schema#"}
D19 = {"$schema": "https://json-schema.org/draft/2019-09/schema"}
N = {"type": "integer"}


def _dynamic(kind: str) -> dict[str, Any]:
    return {"properties": {"a": {"$dynamicRef": "#x"}}, "$defs": {"x": {"$dynamicAnchor": "x", "type": kind}}}


def _recursive(kind: str) -> dict[str, Any]:
    return {**D19, "$recursiveAnchor": True, "properties": {"a": {"$recursiveRef": "#"}, "b": {"type": kind}}}


def _looked_at(**more: Any) -> dict[str, Any]:
    """An object of which a dynamic reference looks at ``a``."""
    anchor = {"$dynamicAnchor": "x", "properties": {"a": True}}
    return {"$dynamicRef": "#x", "$defs": {"x": anchor}, **more}


POOL: list[Any] = [
    *(None, True, False, 0, 1, 1.0, -1, 2, 3, 0.1, 0.2, 0.3, 0.5, 1.5, 2.5, 1e-8, 1e16, 1e300),
    *(2**53, 2**53 + 1, 2**63, 2**64, 10**20, 10**25, -(10**20)),
    *(
        "",
        "a",
        "ab",
        "\u00e9",
        "e\u0301",
        "\U0001f600",
        "\U0001f600\U0001f600",
        "a\nb",
        "\n",
        "1",
        "null",
        "a" * 10,
    ),
    *([], [None], [1], [1, 1], [1, 1.0], [1, True], [0, False], [1, 2], [1, 2, 3], ["a"], ["a", "a"]),
    *([[1], [1.0]], [{"a": 1}, {"a": 1.0}]),
    *({}, {"a": None}, {"a": 1}, {"a": "x"}, {"b": 1}, {"a": 1, "b": 2}, {"a": 1, "b": 2, "c": 3}),
    *({"^a": 1}, {"^a": "x"}, {"": 1}, {"a": {"a": 1}}, {"a": []}, {"x": "y", "xx": 1}, {"\U0001f600": 1}),
    *({"1": 1}, {"01": 2}),
]

PAIRS: list[tuple[Any, Any, str]] = [
    # what a dynamic reference leads to
    (_dynamic("integer"), _dynamic("string"), "BB"),
    (_dynamic("integer"), _dynamic("number"), "oB"),
    (_recursive("integer"), _recursive("number"), "oB"),
    (_looked_at(unevaluatedProperties=False), {"additionalProperties": False}, "Bo"),
    (_looked_at(unevaluatedProperties=False), {"properties": {"a": True}, "additionalProperties": False}, "oo"),
    # what evaluates an item or a property
    ({**D19, "contains": N, "unevaluatedItems": False}, {"contains": N, "unevaluatedItems": False}, "??"),
    ({**D19, "contains": N, "unevaluatedItems": False}, {"type": "array", "maxItems": 0}, "BB"),
    ({**D19, "type": "array", "contains": N, "unevaluatedItems": False}, {"type": "array", "maxItems": 0}, "BB"),
    ({"type": "array", "contains": N, "unevaluatedItems": False}, {"type": "array", "maxItems": 0}, "BB"),
    ({**D19, "allOf": [{"contains": N}], "unevaluatedItems": False}, {"allOf": [{"contains": N}], "unevaluatedItems": False}, "??"),
    ({"type": "object", "if": {"properties": {"a": {"const": 1}}, "required": ["a"]}, "unevaluatedProperties": False}, {"type": "object", "maxProperties": 0}, "Bo"),
    ({"allOf": [{"contains": N, "minContains": 0}], "unevaluatedItems": False, "type": "array"}, {"type": "array", "maxItems": 0}, "??"),
    ({"const":1},{"const":1.0}, "oo"),
    ({"enum":[1,2]},{"enum":[1.0,2.0]}, "oo"),
    ({"const":1},{"const":True}, "BB"),
    ({"const":0},{"const":False}, "BB"),
    ({"enum":[[1]]},{"enum":[[1.0]]}, "oo"),
    ({"enum":[[1]]},{"enum":[[True]]}, "BB"),
    ({"const":10**20},{"const":1e20}, "oo"),
    ({"const":2**53},{"const":2**53+1}, "BB"),
    ({"type":"integer","maximum":2**53},{"type":"integer","maximum":2**53+1}, "oB"),
    ({"maximum":2**53},{"maximum":float(2**53)}, "oo"),
    ({"maximum":1e308},{}, "oB"),
    ({"type":"integer","minimum":10**25},{"type":"integer","minimum":10**25+1}, "Bo"),
    ({"type":"integer"},{"multipleOf":1}, "oB"),
    ({"type":"number","multipleOf":1},{"type":"integer"}, "oo"),
    ({"type":"number","multipleOf":0.1},{"type":"number","multipleOf":0.01}, "oB"),
    ({"type":"number","multipleOf":0.01},{"type":"number","multipleOf":0.1}, "Bo"),
    ({"type":"integer","multipleOf":0.5},{"type":"integer"}, "oo"),
    ({"type":"number","multipleOf":0.5},{"type":"integer"}, "Bo"),
    ({"type":"integer","multipleOf":1.5},{"type":"integer","multipleOf":3}, "?o"),
    ({"multipleOf":1e-8},{}, "oB"),
    ({"type":"number","multipleOf":2.5},{"type":"number","multipleOf":5}, "Bo"),
    ({"allOf":[{"multipleOf":2},{"multipleOf":3}],"type":"integer"},{"type":"integer","multipleOf":6}, "oo"),
    ({"type":"number","multipleOf":1e308},{"type":"number"}, "oB"),
    ({"type":"integer","exclusiveMinimum":0.5},{"type":"integer","minimum":1}, "oo"),
    ({"type":"number","exclusiveMinimum":0.5},{"type":"number","minimum":1}, "Bo"),
    ({"type":"integer","minimum":0.5,"maximum":0.9},{"not":{}}, "oo"),
    ({"type":"number","minimum":1,"exclusiveMinimum":1},{"type":"number","exclusiveMinimum":1}, "oo"),
    ({"type":"number","minimum":2,"maximum":2},{"const":2}, "oo"),
    ({"type":"integer","minimum":1,"maximum":3},{"enum":[1,2,3]}, "oo"),
    ({"maxLength":1},{"pattern":"^.?$"}, "Bo"),
    ({"type":"string","maxLength":1},{"type":"string","pattern":"^.?$"}, "Bo"),
    ({"type":"string","pattern":"^.$"},{"type":"string","minLength":1,"maxLength":1}, "oB"),
    ({"type":"string","minLength":2},{"type":"string","pattern":".."}, "Bo"),
    ({"type":"string","pattern":"^[\\s\\S]{2,}$"},{"type":"string","minLength":2}, "??"),
    ({"type":"string","pattern":"a$"},{"type":"string","pattern":"a\\n?$"}, "oB"),
    ({"type":"string","pattern":"^\\d+$"},{"type":"string","pattern":"^[0-9]+$"}, "oo"),
    ({"type":"string","pattern":"\\w"},{"type":"string","pattern":"[A-Za-z0-9_]"}, "oo"),
    ({"const":"\u00e9"},{"type":"string","maxLength":1}, "oB"),
    ({"const":"e\u0301"},{"type":"string","maxLength":1}, "BB"),
    ({"const":"\U0001F600"},{"type":"string","maxLength":1}, "oB"),
    ({'required': ['a']}, {'required': ['a'], 'type': 'object'}, "Bo"),
    ({"type":"object","required":[]},{"type":"object"}, "oo"),
    ({"type":"object","required":["a"]},{"type":"object","minProperties":1}, "oB"),
    ({"type":"object","required":["a"],"properties":{"a":False}},{"not":{}}, "oo"),
    ({"type":"object","properties":{"a":False}},{"type":"object","not":{"required":["a"]}}, "oo"),
    ({"type":"object","required":["a"],"maxProperties":1},{"type":"object","propertyNames":{"const":"a"}}, "oB"),
    ({"type":"object","maxProperties":0},{"const":{}}, "oo"),
    ({"type":"object","propertyNames":False},{"const":{}}, "oo"),
    ({"type":"object","propertyNames":False},{"type":"object","maxProperties":0}, "oo"),
    ({"type":"object","additionalProperties":False},{"const":{}}, "oo"),
    ({"properties":{"^a":{"type":"integer"}}},{"patternProperties":{"^a":{"type":"integer"}}}, "BB"),
    ({"type":"object","patternProperties":{"^\\^a$":{"type":"integer"}}},{"type":"object","properties":{"^a":{"type":"integer"}}}, "o?"),
    ({"type":"object","patternProperties":{"^a$":{"type":"integer"}}},{"type":"object","properties":{"a":{"type":"integer"}}}, "oo"),
    ({"patternProperties":{"":{"type":"integer"}}},{"additionalProperties":{"type":"integer"}}, "oo"),
    ({"patternProperties":{"a":{"type":"integer"}},"additionalProperties":False},{"properties":{"a":{"type":"integer"}},"additionalProperties":False}, "Bo"),
    ({"properties":{"a":True},"patternProperties":{"^a":{"type":"integer"}}},{"properties":{"a":{"type":"integer"}}}, "oB"),
    ({"properties":{"a":{"type":"integer"}},"additionalProperties":{"type":"integer"}},{"additionalProperties":{"type":"integer"}}, "oo"),
    ({"properties":{"a":{"const":None}}},{"properties":{"a":{"type":"null"}}}, "oo"),
    ({"const":None},{"not":{"required":["a"]}}, "BB"),
    ({"required":["a"],"properties":{"a":{"const":None}}},{"required":["a"]}, "oB"),
    ({"type":"object","properties":{"a":{"const":None}},"required":["a"]},{"const":{"a":None}}, "?o"),
    ({"enum":[None]},{"type":"null"}, "oo"),
    ({"not":{}},{"enum":["a"]}, "oB"),
    ({"not":{}},False, "oo"),
    (True,{}, "oo"),
    (False,{"type":"string"}, "oB"),
    ({"not":False},True, "oo"),
    ({"allOf":[False]},{"not":{}}, "oo"),
    ({"anyOf":[False,{"type":"string"}]},{"type":"string"}, "oo"),
    ({"oneOf":[True,False]},{}, "oo"),
    ({"oneOf":[True,True]},False, "oo"),
    ({"oneOf":[{},{"type":"string"}]},{"not":{"type":"string"}}, "oo"),
    ({"not":{"not":{"type":"string"}}},{"type":"string"}, "oo"),
    ({'not': {}}, {'type': 'integer', 'minimum': 2, 'maximum': 1}, "oo"),
    ({"type":"array","contains":{"type":"integer"},"minContains":0},{"type":"array"}, "oo"),
    ({"type":"array","contains":{"type":"integer"},"minContains":0,"maxContains":1},{"type":"array"}, "oB"),
    ({"type":"array","contains":True},{"type":"array","minItems":1}, "oo"),
    ({"type":"array","contains":False},{"not":{}}, "oo"),
    ({"type":"array","contains":False,"minContains":0},{"type":"array"}, "oo"),
    ({"type":"array","maxContains":0,"contains":True,"minContains":0},{"const":[]}, "oo"),
    ({"type":"array","minContains":2},{"type":"array"}, "oo"),
    ({"type":"array","items":{"type":"integer"},"minItems":1},{"type":"array","contains":{"type":"integer"}}, "oB"),
    ({"type":"array","items":{"type":"integer"},"contains":{"type":"string"}},{"not":{}}, "oo"),
    ({"type":"array","uniqueItems":True,"items":{"const":1}},{"type":"array","maxItems":1}, "oB"),
    ({"type":"array","uniqueItems":True,"items":{"type":"boolean"}},{"type":"array","maxItems":2}, "oB"),
    ({"type":"array","items":False},{"const":[]}, "oo"),
    ({"type":"array","maxItems":0},{"type":"array","items":False}, "oo"),
    ({"type":"array","prefixItems":[{"type":"integer"}]},{"type":"array","items":{"type":"integer"}}, "Bo"),
    ({"type":"array","prefixItems":[False]},{"type":"array","maxItems":0}, "oo"),
    ({"type":"array","prefixItems":[N,N],"items":False},{"type":"array","items":N,"maxItems":2}, "oo"),
    ({"if":True,"then":{"type":"string"}},{"type":"string"}, "oo"),
    ({"if":False,"then":{"type":"string"}},{}, "oo"),
    ({"if":{"type":"string"},"else":False},{"type":"string"}, "oo"),
    ({"then":{"type":"string"}},{}, "oo"),
    ({"if":{"type":"string"},"then":False,"else":False},{"not":{}}, "oo"),
    ({**D7,"$ref":"#/definitions/a","type":"integer","definitions":{"a":{"type":"string"}}},{"type":"string"}, "oo"),
    ({**D19,"$ref":"#/$defs/a","type":"integer","$defs":{"a":{"type":"string"}}},{"not":{}}, "oo"),
    ({**D7,"items":[N],"additionalItems":False},{"prefixItems":[N],"items":False}, "oo"),
    ({**D7,"additionalItems":False},{}, "oo"),
    ({**D7,"items":N,"additionalItems":False},{"items":N}, "oo"),
    ({'$schema': 'http://json-schema.org/draft-07/schema#', 'items': True, 'additionalItems': False}, {}, "oo"),
    ({**D7,"dependencies":{"a":["b"]}},{"dependentRequired":{"a":["b"]}}, "oo"),
    ({**D7,"dependencies":{"a":{"required":["b"]}}},{"dependentRequired":{"a":["b"]}}, "oo"),
    ({**D7,"dependencies":{"a":False}},{"properties":{"a":False}}, "oo"),
    ({**D7,"dependencies":{"a":[]}},{}, "oo"),
    ({"dependentRequired":{"a":["a"]}},{}, "oo"),
    ({"dependentRequired":{"a":["b"],"b":["c"]}},{"dependentRequired":{"a":["c"]}}, "oB"),
    ({"dependentRequired":{"a":["b"]},"required":["a"]},{"required":["a","b"]}, "oo"),
    ({**D7,"minContains":2,"contains":N},{"contains":N}, "oo"),
    ({**D7,"prefixItems":[N]},{}, "oo"),
    ({"properties":{"a":N},"unevaluatedProperties":False},{"properties":{"a":N},"additionalProperties":False}, "oo"),
    ({"allOf":[{"properties":{"a":N}}],"unevaluatedProperties":False},{"properties":{"a":N},"additionalProperties":False}, "oo"),
    ({"anyOf":[{"properties":{"a":N},"required":["a"]},{"properties":{"b":N}}],"unevaluatedProperties":False},{"properties":{"a":N,"b":N},"additionalProperties":False}, "o?"),
    ({"prefixItems":[N],"unevaluatedItems":False},{"prefixItems":[N],"items":False}, "oo"),
    ({"contains":N,"unevaluatedItems":False},{"items":N,"minItems":1}, "oo"),
    ({"if":{"properties":{"a":{"const":1}},"required":["a"]},"unevaluatedProperties":False},{"const":{"a":1}}, "Bo"),
    ({"not":{"properties":{"a":N}},"unevaluatedProperties":False},{}, "oB"),
    ({"dependentSchemas":{"a":{"properties":{"a":True,"b":True}}},"unevaluatedProperties":False},{"dependentRequired":{"b":["a"]},"propertyNames":{"enum":["a","b"]}}, "oo"),
    ({"type":["integer","number"]},{"type":"number"}, "oo"),
    ({"type":["integer","string"]},{"type":["number","string"]}, "oB"),
    ({"type":"number","not":{"type":"integer"}},{"type":"number"}, "oB"),
    ({"type":"number","not":{"type":"integer"}},{"type":"number","not":{"multipleOf":1}}, "oo"),
    ({"type":"number","enum":[1,2.5]},{"type":"integer"}, "BB"),
    ({"type":"object","minProperties":1},{"anyOf":[{"required":["a"]},{"required":["b"]}]}, "BB"),
    ({"anyOf":[{"required":["a"]},{"not":{"required":["a"]}}]},{}, "oo"),
    ({"anyOf":[{"minimum":0},{"maximum":5}]},{}, "oo"),
    ({"anyOf":[{"type":"string"},{"type":"number"},{"type":"boolean"},{"type":"null"},{"type":"array"},{"type":"object"}]},{}, "oo"),
    ({"format":"date"},{}, "oo"),
    ({"type":"string","minLength":1,"maxLength":0},False, "oo"),
    ({"$comment":"x"},{}, "oo"),
    ({"default":1},{"default":2}, "oo"),
    ({"propertyNames":{"minLength":1}},{"properties":{"":False}}, "o?"),
    ({"propertyNames":{"pattern":"^a"}},{"patternProperties":{"^[^a]":False}}, "oB"),
    ({"propertyNames":{"type":"integer"}},{"maxProperties":0}, "oo"),
    ({"propertyNames":{"type":"string"}},{}, "oo"),
    ({"propertyNames":{"enum":["a",1]}},{"propertyNames":{"const":"a"}}, "oo"),
    ({"minLength":0.0},{}, "oo"),
    ({"minLength":1.0},{"minLength":1}, "oo"),
    ({"maxItems":1.0},{"maxItems":1}, "oo"),
    ({"type":"string","pattern":"\\p{Lu}"},{"type":"string","minLength":1}, "oB"),
    ({"type":"string","pattern":"^\\S+$"},{"type":"string","minLength":1}, "oB"),
    ({"type":"string","pattern":"^(?!a)"},{"type":"string"}, "oB"),
    ({'type': 'string', 'pattern': '^😀$'}, {'type': 'string', 'maxLength': 1}, "oB"),
    ({"type":"string","pattern":"^a|b$"},{"type":"string","pattern":"^(a|b)$"}, "Bo"),
    ({"type":"string","pattern":""},{"type":"string"}, "oo"),
    ({"patternProperties":{"^x":False}},{"patternProperties":{"^x":{"not":{}}}}, "oo"),
    ({}, {}, "oo"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "letters"), PAIRS)
def test_a_corner_has_its_verdicts(tools: Tools, old: Any, new: Any, letters: str) -> None:
    """With all tools; whatever is proved, no value of the pool refutes."""
    comparison = compare(old, new, tools, views=(View.STRICT,))
    words = {Verdict.COMPATIBLE: "o", Verdict.BREAKING: "B", Verdict.UNDECIDED: "?"}
    assert "".join(words[comparison.verdict(View.STRICT, way)] for way in Direction) == letters
    _refuse_refuted(comparison.judgements, old, new, tools)


@pytest.mark.parametrize(("old", "new", "letters"), PAIRS)
def test_our_own_proofs_hold_in_every_corner(alone: Tools, old: Any, new: Any, letters: str) -> None:
    """Without the algebra more is undecided, and nothing is decided otherwise."""
    comparison = compare(old, new, alone, views=(View.STRICT,))
    _refuse_refuted(comparison.judgements, old, new, alone)
    for letter, way in zip(letters, Direction, strict=True):
        verdict = comparison.verdict(View.STRICT, way)
        if letter != "?" and verdict is not Verdict.UNDECIDED:
            assert verdict is {"o": Verdict.COMPATIBLE, "B": Verdict.BREAKING}[letter]


def _refuse_refuted(judgements: Any, old: Any, new: Any, tools: Tools) -> None:
    for way, (narrow, wide) in {Direction.BACKWARD: (old, new), Direction.FORWARD: (new, old)}.items():
        if judgements[View.STRICT, way].verdict is not Verdict.COMPATIBLE:
            continue
        for engine in tools.engines:
            try:
                accepts, refuses = (_compiled(engine, schema) for schema in (narrow, wide))
            except SchemaProblem:
                continue  # a pattern that only the other engine can read
            assert [v for v in POOL if accepts.is_valid(v) and not refuses.is_valid(v)] == []


@pytest.mark.parametrize("pattern", [None, "^[a-z]+$", "^[A-Z]+-[0-9]+$"])
@pytest.mark.parametrize(("old", "new"), [(200, 300), (1000, 1999)])
def test_long_texts_prove_a_break_too(
    tools: Tools, alone: Tools, pattern: str | None, old: int, new: int
) -> None:
    """Lengths that automata do not count to: a short text of the pattern is drawn out."""
    shape = {"type": "string"} | ({"pattern": pattern} if pattern else {})
    for used in (tools, alone):
        comparison = compare({**shape, "maxLength": old}, {**shape, "maxLength": new}, used)
        assert comparison.judgements[View.STRICT, Direction.FORWARD].verdict is Verdict.BREAKING
        comparison = compare({**shape, "minLength": new}, {**shape, "minLength": old}, used)
        assert comparison.judgements[View.STRICT, Direction.FORWARD].verdict is Verdict.BREAKING


@pytest.mark.parametrize(("length", "levels"), [(10, 12), (1_900, 2), (300, 3)])
def test_values_that_multiply_are_not_made(tools: Tools, length: int, levels: int) -> None:
    """An array of arrays of arrays would fill the memory: the break that a small value shows is told alone."""
    nested: dict[str, Any] = {"type": "string"}
    for _ in range(levels):
        nested = {"type": "array", "minItems": length, "items": nested}
    old = {"type": "object", "required": ["z"]}
    comparison = compare(old, {"type": "object", "required": ["y"], "properties": {"y": nested}}, tools)
    verdicts = [comparison.judgements[View.STRICT, way].verdict for way in Direction]
    assert verdicts == [Verdict.BREAKING, Verdict.UNDECIDED]


def _compiled(engine: Any, schema: Any) -> CompiledSchema:
    compiled: CompiledSchema = engine.compile(
        schema, base_uri="https://repository.invalid/s.json", resources={}, formats=False
    )
    return compiled
