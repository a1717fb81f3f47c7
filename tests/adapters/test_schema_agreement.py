"""Both engines find the same, in the same words, in whatever schema and document of the common subset."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_ecocontracts.core.json_schema.uris import uri_of
from pytest_ecocontracts.core.ports import SchemaEngine

from .schema_engines import DRAFTS, PY, RS, errors, problems

NAMES = st.sampled_from(["a", "b", "c", "ab"])
TYPES = st.sampled_from(["null", "boolean", "integer", "number", "string", "object", "array"])
TEXTS = st.sampled_from(["", "a", "ab", "abc", "2026-01-31", "a@b.de", "10.0.0.1", "x1", "é"])
NUMBERS = st.one_of(st.integers(-3, 3), st.sampled_from([0.5, 1.0, 2.5, 1e300, 2**64, 2**64 + 1, -0.0]))
DATA = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=10,
)
COUNTS = st.integers(0, 3)
NEEDS = st.lists(NAMES, max_size=2, unique=True)


def keywords(schema: st.SearchStrategy[Any], draft: str) -> dict[str, st.SearchStrategy[Any]]:
    """A strategy for the value of every keyword of a draft that both engines answer."""
    schemas = st.lists(schema, min_size=1, max_size=3)
    by_name = st.dictionaries(NAMES, schema, max_size=3)
    found: dict[str, st.SearchStrategy[Any]] = {
        "type": TYPES | st.lists(TYPES, min_size=1, max_size=3, unique=True),
        "enum": st.lists(DATA, min_size=1, max_size=3, unique_by=repr),
        "minimum": NUMBERS,
        "maximum": NUMBERS,
        "multipleOf": st.sampled_from([1, 2, 0.5, 0.1]),
        "minLength": COUNTS,
        "maxLength": COUNTS,
        "pattern": st.sampled_from(["^a", "b$", "^[a-c]+$", r"\d", r"^\w*$", "(a|b)+", "^.{2}$"]),
        "format": st.sampled_from(["date-time", "email", "ipv4", "hostname"]),
        "minItems": COUNTS,
        "maxItems": COUNTS,
        "uniqueItems": st.booleans(),
        "items": schema,
        "minProperties": COUNTS,
        "maxProperties": COUNTS,
        "required": st.lists(NAMES, min_size=1, max_size=3, unique=True),
        "properties": by_name,
        "patternProperties": st.dictionaries(st.sampled_from(["^a", "b$"]), schema, max_size=2),
        "additionalProperties": schema,
        "dependencies": st.dictionaries(NAMES, st.lists(NAMES, min_size=1, max_size=2, unique=True) | schema, max_size=2),
        "allOf": schemas,
        "anyOf": schemas,
        "oneOf": schemas,
        "not": schema,
    }  # fmt: skip
    if draft != "draft-04":
        found |= {"const": DATA, "contains": schema, "propertyNames": schema}
        found |= {"exclusiveMinimum": NUMBERS, "exclusiveMaximum": NUMBERS}
    if draft not in {"draft-04", "draft-06"}:
        found |= {"if": schema, "then": schema, "else": schema}
    if draft in {"2019-09", "2020-12"}:
        found |= {"dependentRequired": st.dictionaries(NAMES, NEEDS, max_size=2), "dependentSchemas": by_name}
        found |= {"minContains": COUNTS, "maxContains": COUNTS}
        found |= {"unevaluatedProperties": schema, "unevaluatedItems": schema}
    if draft == "2020-12":
        found["prefixItems"] = schemas
    return found


def schemas(draft: str) -> st.SearchStrategy[Any]:
    """Schemas of a draft, without references."""
    by_type = TYPES.map(lambda name: {"type": name})
    leaves = by_type if draft == "draft-04" else st.booleans() | by_type

    def extended(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        values = keywords(inner, draft)
        chosen = st.lists(st.sampled_from(sorted(values)), max_size=4, unique=True)
        return chosen.flatmap(lambda names: st.fixed_dictionaries({name: values[name] for name in names}))

    return st.recursive(leaves, extended, max_leaves=6)


def assert_same(schema: object, instance: object) -> None:
    refused = {problem.code for problem in problems(PY, schema)}
    if "ECC008" in refused:
        return  # what only jsonschema-rs can check is refused, never answered otherwise
    assert [(p.code, p.pointer) for p in problems(RS, schema)] == [
        (p.code, p.pointer) for p in problems(PY, schema)
    ]
    if refused:
        return
    first, second = (
        [(e.pointer, e.keyword, e.property, e.message, e.expected, e.found, e.fix) for e in errors(engine, schema, instance)]
        for engine in (RS, PY)
    )  # fmt: skip
    assert first == second


def check(draft: str, data: st.DataObject) -> None:
    schema = data.draw(schemas(draft).filter(lambda schema: isinstance(schema, dict)))
    assert_same({"$schema": DRAFTS[draft], **schema}, data.draw(DATA))


@pytest.mark.parametrize("draft", DRAFTS)
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_engines_agree(draft: str, data: st.DataObject) -> None:
    check(draft, data)


@pytest.mark.fuzz
@pytest.mark.parametrize("draft", DRAFTS)
@settings(suppress_health_check=list(HealthCheck))
@given(st.data())
def test_engines_agree_for_long(draft: str, data: st.DataObject) -> None:
    check(draft, data)


RECURSIVE: dict[str, tuple[object, list[object]]] = {
    "list": (
        {"properties": {"next": {"$ref": "#"}, "n": {"type": "integer"}}},
        [{"next": {"next": {"n": "x"}}}],
    ),
    "tree": (
        {
            "$ref": "#/$defs/node",
            "$defs": {
                "node": {
                    "type": "object",
                    "required": ["v"],
                    "properties": {"v": {}, "of": {"items": {"$ref": "#/$defs/node"}}},
                    "additionalProperties": False,
                }
            },
        },
        [{"v": 1, "of": [{"v": 2}, {"w": 3}]}, {"v": 1, "of": [{"v": 1, "of": [1]}]}],
    ),
    "embedded-id": (
        {"properties": {"a": {"$ref": "part"}}, "$defs": {"p": {"$id": "part", "type": "null"}}},
        [{"a": None}, {"a": 1}],
    ),
    "own-id": (
        {
            "$id": "https://example.org/order",
            "properties": {"to": {"$ref": "address"}, "by": {"$ref": "/order#/$defs/name"}},
            "$defs": {
                "name": {"type": "string"},
                "address": {"$id": "https://example.org/address", "required": ["city"]},
            },
        },
        [{"to": {"city": 1}, "by": "x"}, {"to": {}, "by": 1}],
    ),
    "own-id-in-a-condition": (
        {
            "if": {"$id": "https://example.org/a/", "$ref": "b"},
            "then": {"required": ["x"]},
            "$defs": {"b": {"$id": "https://example.org/a/b", "type": "object"}},
        },
        [{"x": 1}, {"y": 1}, 1],
    ),
    "dynamic": (
        {
            "$id": "https://example.org/strict",
            "$dynamicAnchor": "node",
            "$ref": "tree",
            "unevaluatedProperties": False,
            "$defs": {
                "tree": {
                    "$id": "https://example.org/tree",
                    "$dynamicAnchor": "node",
                    "properties": {"v": {}, "of": {"items": {"$dynamicRef": "#node"}}},
                }
            },
        },
        [{"v": 1, "of": [{"v": 2}]}, {"of": [{"v": 2, "w": 3}]}],
    ),
    "names-beside-old-dependencies": (
        {
            "$schema": DRAFTS["draft-07"],
            "dependencies": {"a": ["b"]},
            "properties": {"a": {"$ref": "#text"}, "b": {"$ref": "part#/definitions/c"}},
            "definitions": {
                "t": {"$id": "#text", "type": "string"},
                "p": {"$id": "part", "definitions": {"c": {"dependencies": {"x": ["y"]}}}},
            },
        },
        [{"a": "x", "b": {}}, {"a": 1}, {"b": {"x": 1}}],
    ),
    "encoded-pointer": ({"$ref": "#/$defs/a%20b~1c", "$defs": {"a b/c": {"type": "null"}}}, [None, 1]),
}


@pytest.mark.parametrize("name", RECURSIVE)
def test_engines_agree_on_references(name: str) -> None:
    schema, instances = RECURSIVE[name]
    for instance in instances:
        assert_same(schema, instance)


OTHER_FILES = {
    "order.json": {
        "$id": "https://example.org/v2/order.json",
        "properties": {"to": {"$ref": "address.json"}},
    },
    "address.json": {"$id": "https://example.org/v2/address.json", "required": ["city"]},
}


def test_a_file_is_known_by_its_path_and_refers_to_others_by_its_own_id() -> None:
    files = {uri_of("order.json"): OTHER_FILES["order.json"]}
    files["https://example.org/v2/address.json"] = OTHER_FILES["address.json"]
    schema = PY.compile({"$ref": "order.json"}, base_uri=uri_of("schema.json"), resources=files)
    assert schema.is_valid({"to": {"city": 1}})
    (error,) = schema.errors({"to": {}})
    assert (error.pointer, error.property) == ("/to", "city")


def found(engine: SchemaEngine, schema: object) -> list[str]:
    return sorted({problem.code for problem in problems(engine, schema)})


#: what jsonschema could only answer otherwise, or in unbounded time: it refuses, and never differs
REFUSED_WITHOUT_RS: dict[str, tuple[object, str]] = {
    "look-ahead": ({"pattern": "^(?!tmp)"}, "ECC020"),
    "back-reference": ({"pattern": r"^(a+)\1$"}, "ECC020"),
    "unicode-class": ({"pattern": r"^\p{L}+$"}, "ECC020"),
    "flags": ({"pattern": "(?i)a"}, "ECC020"),
    "python-group": ({"pattern": "(?P<n>a)"}, "ECC020"),
    "possessive": ({"pattern": "a++"}, "ECC020"),
    "look-ahead-in-names": ({"patternProperties": {"^(?!x)": {}}}, "ECC020"),
    "format-of-other-tables": ({"format": "idn-hostname"}, "ECC008"),
    "format-iri": ({"format": "iri"}, "ECC008"),
    "encoded-texts": ({"$schema": DRAFTS["draft-07"], "contentEncoding": "base64"}, "ECC008"),
    "two-drafts": (
        {"$ref": "old", "$defs": {"old": {"$id": "old", "$schema": DRAFTS["draft-07"]}}},
        "ECC008",
    ),
}


@pytest.mark.parametrize("name", REFUSED_WITHOUT_RS)
def test_what_would_differ_is_refused(name: str) -> None:
    schema, code = REFUSED_WITHOUT_RS[name]
    assert found(RS, schema) == []
    assert found(PY, schema) == [code]
    for problem in problems(PY, schema):
        assert "jsonschema-rs" in f"{problem.message} {problem.fix}"
