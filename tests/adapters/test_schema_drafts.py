"""Every draft means what its specification says, with both engines: (schema, passes, fails) by keyword."""

from __future__ import annotations

import pytest

from pytest_ecocontracts.core.ports import SchemaEngine

from .schema_engines import DRAFTS, ENGINES, errors

OLD = ("draft-04", "draft-06", "draft-07")
SINCE_6 = ("draft-06", "draft-07", "2019-09", "2020-12")
SINCE_7 = ("draft-07", "2019-09", "2020-12")
SINCE_2019 = ("2019-09", "2020-12")
ALL = tuple(DRAFTS)

CASES: list[tuple[tuple[str, ...], dict[str, object], list[object], list[object]]] = [
    (ALL, {"type": "integer"}, [0, -7, 2**70], ["1", 1.5, True, None, [], {}]),
    (SINCE_6, {"type": "integer"}, [1.0, 1e300], [1.5]),
    (ALL, {"type": "number"}, [1, 1.5, -0.0], ["1", False]),
    (ALL, {"type": ["string", "null"]}, ["", None], [0, [], False]),
    (ALL, {"enum": [1, "a", None, {"a": [1]}]}, [1, 1.0, "a", None, {"a": [1]}], [True, "A", {"a": [2]}]),
    (SINCE_6, {"const": 0}, [0, 0.0, -0.0], [False, "", None, []]),
    (SINCE_6, {"const": {"a": 1, "b": [True]}}, [{"b": [True], "a": 1.0}], [{"a": 1, "b": [1]}]),
    (SINCE_6, {"const": 10**40}, [10**40], [10**40 + 1]),
    (ALL, {"minimum": 2, "maximum": 3}, [2, 3, 2.5, "x"], [1, 4, 3.0001]),
    (ALL, {"maximum": 2**64}, [2**64], [2**64 + 1]),
    (("draft-04",), {"minimum": 2, "exclusiveMinimum": True}, [2.1], [2]),
    (SINCE_6, {"exclusiveMinimum": 2, "exclusiveMaximum": 3}, [2.5], [2, 3]),
    (ALL, {"multipleOf": 0.01}, [0.07, 19.99, 3], [0.075]),
    (ALL, {"multipleOf": 3}, [0, -9, 9.0], [1, 3.5]),
    (ALL, {"minLength": 2, "maxLength": 3}, ["ab", "äöü", "💥💥", 5], ["a", "abcd", "💥"]),
    (ALL, {"pattern": "b+$"}, ["ab", "bbb", 5], ["ba", "b\n", ""]),
    (ALL, {"pattern": r"^\d\w$"}, ["1a"], ["٣a", "1é"]),
    (ALL, {"minItems": 1, "maxItems": 2}, [[1], [1, 2], "x"], [[], [1, 2, 3]]),
    (ALL, {"uniqueItems": True}, [[1, True, "1"], [{}, []], [[1], [2]]], [[1, 1.0], [{"a": 1}, {"a": 1}]]),
    (ALL, {"minProperties": 1, "maxProperties": 1}, [{"a": 1}, []], [{}, {"a": 1, "b": 2}]),
    (ALL, {"required": ["a"]}, [{"a": None}, [], "x"], [{}, {"A": 1}]),
    (ALL, {"properties": {"a": {"type": "string"}}}, [{"a": ""}, {"b": 1}, 3], [{"a": 1}]),
    (ALL, {"patternProperties": {"^x": {"type": "null"}}}, [{"x": None, "y": 1}], [{"xa": 1}]),
    (
        ALL,
        {"properties": {"a": {}}, "patternProperties": {"^x": {}}, "additionalProperties": False},
        [{"a": 1, "x1": 2}, [], 1],
        [{"b": 1}],
    ),
    (ALL, {"additionalProperties": {"type": "integer"}}, [{"a": 1}], [{"a": "1"}]),
    (ALL, {"items": {"type": "integer"}}, [[], [1], {"0": "x"}], [["x"], [1, None]]),
    (
        (*OLD, "2019-09"),
        {"items": [{"type": "integer"}], "additionalItems": False},
        [[], [1]],
        [["x"], [1, 2]],
    ),
    (("2020-12",), {"prefixItems": [{"type": "integer"}], "items": False}, [[], [1]], [["x"], [1, 2]]),
    (ALL, {"allOf": [{"minimum": 1}, {"maximum": 2}]}, [1, 2], [0, 3]),
    (ALL, {"anyOf": [{"type": "string"}, {"minimum": 2}]}, ["", 2, None], [1]),
    (ALL, {"oneOf": [{"multipleOf": 2}, {"multipleOf": 3}]}, [2, 3], [1, 6]),
    (ALL, {"not": {"type": "string"}}, [1, None], [""]),
    (ALL, {"dependencies": {"a": ["b"]}}, [{}, {"b": 1}, {"a": 1, "b": 2}], [{"a": 1}]),
    (ALL, {"dependencies": {"a": {"minProperties": 2}}}, [{"b": 1}, {"a": 1, "b": 2}], [{"a": 1}]),
    (SINCE_6, {"contains": {"minimum": 5}}, [[1, 5], "x"], [[], [1]]),
    (SINCE_6, {"propertyNames": {"maxLength": 2}}, [{"ab": 1}, {}], [{"abc": 1}]),
    (SINCE_7, {"if": {"minimum": 0}, "then": {"multipleOf": 2}, "else": {"multipleOf": 3}}, [4, -3], [3, -4]),
    (SINCE_2019, {"dependentRequired": {"a": ["b"]}}, [{"b": 1}, {"a": 1, "b": 2}], [{"a": 1}]),
    (SINCE_2019, {"dependentSchemas": {"a": {"required": ["b"]}}}, [{}, {"a": 1, "b": 2}], [{"a": 1}]),
    (SINCE_2019, {"contains": {"const": 1}, "minContains": 2, "maxContains": 3}, [[1, 1]], [[1], [1] * 4]),
    (
        SINCE_2019,
        {"allOf": [{"properties": {"a": {}}}], "unevaluatedProperties": False},
        [{"a": 1}, {}],
        [{"b": 1}],
    ),
    (
        SINCE_2019,
        {"$ref": "#/$defs/a", "required": ["b"], "$defs": {"a": {"required": ["a"]}}},
        [{"a": 1, "b": 1}],
        [{"a": 1}, {"b": 1}],
    ),
    (
        OLD,
        # in these drafts a reference hides its neighbours
        {"$ref": "#/definitions/a", "required": ["b"], "definitions": {"a": {"required": ["a"]}}},
        [{"a": 1}, {"a": 1, "b": 1}],
        [{"b": 1}],
    ),
    (SINCE_2019, {"$ref": "#here", "$defs": {"a": {"$anchor": "here", "type": "null"}}}, [None], [0]),
    (
        ("draft-06", "draft-07"),
        {"$ref": "#here", "definitions": {"a": {"$id": "#here", "type": "null"}}},
        [None],
        [0],
    ),
    (("draft-04",), {"$ref": "#here", "definitions": {"a": {"id": "#here", "type": "null"}}}, [None], [0]),
    (
        ALL,
        {"properties": {"next": {"$ref": "#"}}, "additionalProperties": False},
        [{}, {"next": {"next": {}}}],
        [{"next": {"previous": {}}}],
    ),
    (
        ("2020-12",),
        {
            "$dynamicAnchor": "node",
            "properties": {"children": {"items": {"$dynamicRef": "#node"}}},
            "required": ["name"],
        },
        [{"name": 1, "children": [{"name": 2}]}],
        [{"name": 1, "children": [{}]}],
    ),
    (
        ("2019-09",),
        {"$recursiveAnchor": True, "properties": {"child": {"$recursiveRef": "#"}}, "required": ["name"]},
        [{"name": 1, "child": {"name": 2}}],
        [{"name": 1, "child": {}}],
    ),
]

EACH = [
    pytest.param(engine, {"$schema": DRAFTS[draft], **schema}, passes, fails, id=f"{name}-{draft}-{number}")
    for name, engine in ENGINES.items()
    for number, (drafts, schema, passes, fails) in enumerate(CASES)
    for draft in drafts
]


@pytest.mark.parametrize(("engine", "schema", "passes", "fails"), EACH)
def test_keyword_means_what_its_draft_says(
    engine: SchemaEngine, schema: object, passes: list[object], fails: list[object]
) -> None:
    assert [value for value in passes if errors(engine, schema, value)] == []
    assert [value for value in fails if not errors(engine, schema, value)] == []


@pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)
def test_without_schema_keyword_it_is_the_newest_draft(engine: SchemaEngine) -> None:
    assert errors(engine, {"prefixItems": [{"type": "null"}]}, [1])


@pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)
@pytest.mark.parametrize("schema", [True, {}], ids=["true", "empty"])
def test_schemas_that_accept_everything(engine: SchemaEngine, schema: object) -> None:
    assert errors(engine, schema, {"anything": [1, None]}) == []


@pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)
def test_false_accepts_nothing(engine: SchemaEngine) -> None:
    (error,) = errors(engine, False, 1)
    assert (error.pointer, error.keyword) == ("", "false")


@pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)
@pytest.mark.parametrize("own", DRAFTS)
@pytest.mark.parametrize("other", ["draft-04", "draft-06", "draft-07"])
def test_schemas_may_be_about_schemas_of_an_older_draft(engine: SchemaEngine, own: str, other: str) -> None:
    """The meta-schemas without dynamic references are known to every draft; nothing is fetched for them."""
    schema = {"$schema": DRAFTS[own], "properties": {"schema": {"$ref": DRAFTS[other]}}}
    assert errors(engine, schema, {"schema": {"properties": {"a": {"type": "string"}}}}) == []
    assert errors(engine, schema, {"schema": {"properties": {"a": {"type": "strin"}}}}) != []
