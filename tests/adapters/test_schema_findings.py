"""What a failure says: one finding per mistake, its place, and words that are the same in both engines."""

from __future__ import annotations

import pytest

from pytest_ecocontracts.core.ports import SchemaEngine

from .schema_engines import ENGINES, PY, RS, compiled, errors

both = pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)

#: (schema, instance, [(pointer, keyword, property, message, expected, found, fix)])
FINDINGS: dict[str, tuple[object, object, list[tuple[str, str, str | None, str, str | None, str | None, str | None]]]] = {
    "type": (
        {"properties": {"a": {"type": "integer"}}},
        {"a": "5"},
        [("/a", "type", None, "the value is of type string, not integer", "integer", 'string: "5"', "write it without quotes")],
    ),
    "type-of-several": (
        {"type": ["string", "null"]},
        5,
        [("", "type", None, "the value is of type integer, not string or null", "string or null", "integer: 5", 'write it in quotes: "5"')],
    ),
    "required-each-by-itself": (
        {"required": ["a", "b"], "properties": {"a": {}, "b": {}}},
        {"B": 1},
        [
            ("", "required", "a", 'the property "a" is missing', 'the property "a"', '"B"', 'add "a"'),
            ("", "required", "b", 'the property "b" is missing', 'the property "b"', '"B"', 'rename "B" to "b"'),
        ],
    ),
    "additional-each-by-itself": (
        {"properties": {"colour": {}, "size": {}}, "additionalProperties": False},
        {"color": 1, "zz": 2},
        [
            ("", "additionalProperties", "color", 'the property "color" is not allowed', 'one of "colour", "size"', '"color"', 'did you mean "colour"?'),
            ("", "additionalProperties", "zz", 'the property "zz" is not allowed', 'one of "colour", "size"', '"zz"', 'remove "zz", or declare it in the schema'),
        ],
    ),
    "unevaluated-knows-names-behind-references": (
        {
            "$ref": "#/$defs/head",
            "properties": {"size": {}},
            "unevaluatedProperties": False,
            "$defs": {"head": {"properties": {"owner": {"type": "string"}}}},
        },
        {"ovner": 1},
        [("", "unevaluatedProperties", "ovner", 'the property "ovner" is not allowed', 'one of "owner", "size"', '"ovner"', 'did you mean "owner"?')],
    ),
    "enum": (
        {"enum": ["red", "green"]},
        "gren",
        [("", "enum", None, "the value is none of those allowed", 'one of "red", "green"', '"gren"', 'did you mean "green"?')],
    ),
    "const": (
        {"const": 3},
        "3",
        [("", "const", None, "the value is not the one that is demanded", "3", '"3"', "write 3")],
    ),
    "pattern": (
        {"pattern": "^a"},
        "b\x1b[31m",
        [("", "pattern", None, "the text does not match the pattern", 'a text that matches "^a"', '"b\\u001b[31m"', None)],
    ),
    "format": (
        {"format": "date"},
        "2026-13-01",
        [("", "format", None, 'the text is not of the format "date"', 'format date, for example "2026-01-31"', '"2026-13-01"', None)],
    ),
    "bounds": (
        {"items": {"minimum": 2, "exclusiveMaximum": 4}},
        [1, 4],
        [
            ("/0", "minimum", None, "the number is too small", "at least 2", "1", None),
            ("/1", "exclusiveMaximum", None, "the number is too large", "less than 4", "4", None),
        ],
    ),
    "counts": (
        {"maxLength": 2, "minItems": 1},
        "abc",
        [("", "maxLength", None, "there are too many characters", "at most 2 characters", '3: "abc"', None)],
    ),
    "nearest-alternative-by-tag": (
        {
            "oneOf": [
                {"properties": {"kind": {"const": "a"}, "x": {"type": "string"}}},
                {"properties": {"kind": {"const": "b"}, "x": {"type": "integer"}}, "required": ["y"]},
            ]
        },
        {"kind": "b", "x": 1},
        [
            (
                "", "oneOf", None, "none of the alternatives holds",
                'one of 2 alternatives; the nearest is alternative 2: the property "y" is missing, expected the property "y"',
                "an object of 2 properties", 'add "y"',
            )
        ],
    ),
    "several-alternatives": (
        {"oneOf": [{"minimum": 0}, {"maximum": 9}]},
        5,
        [("", "oneOf", None, "more than one of the 2 alternatives holds", "exactly one alternative", "5", None)],
    ),
    "not": (
        {"not": {"type": "null"}},
        None,
        [("", "not", None, "the value is what is forbidden", 'not {"type": "null"}', "null", None)],
    ),
    "forbidden-property": (
        {"properties": {"a": False}},
        {"a": [1]},
        [("/a", "false", None, "nothing may stand here", "no value", "[1]", "remove it")],
    ),
    "unique": (
        {"uniqueItems": True},
        [1, 1.0],
        [("", "uniqueItems", None, "the items are not unique", "items that all differ", "[1, 1.0]", "remove the repetition")],
    ),
    "contains": (
        {"contains": {"const": 1}, "minContains": 2},
        [1],
        [("", "contains", None, "the number of items that 'contains' describes is not right", 'at least 2 of {"const": 1}', "[1]", None)],
    ),
    "property-names": (
        {"propertyNames": {"maxLength": 1}},
        {"ab": 1, "c": 2},
        [("", "propertyNames", "ab", 'the property name "ab" is not allowed', 'names with {"maxLength": 1}', '"ab"', None)],
    ),
    "dependent": (
        {"dependentRequired": {"card": ["address"]}},
        {"card": 1},
        [
            (
                "", "dependentRequired", "address", 'the property "address" is missing because "card" is present',
                'the property "address" because "card" is present', "no such property", 'add "address", or remove "card"',
            )
        ],
    ),
    "items-beyond": (
        {"prefixItems": [{}], "unevaluatedItems": False},
        [1, 2],
        [("", "unevaluatedItems", None, "there are more items than the schema allows", "no further items", "[1, 2]", None)],
    ),
    "escaped-pointer": (
        {"additionalProperties": {"type": "null"}},
        {"a/b~c": 1},
        [("/a~1b~0c", "type", None, "the value is of type integer, not null", "null", "integer: 1", None)],
    ),
}  # fmt: skip


@both
@pytest.mark.parametrize("name", FINDINGS)
def test_finding(engine: SchemaEngine, name: str) -> None:
    schema, instance, expected = FINDINGS[name]
    found = [
        (e.pointer, e.keyword, e.property, e.message, e.expected, e.found, e.fix)
        for e in errors(engine, schema, instance)
    ]
    assert found == expected


@both
def test_names_that_are_judged_by_a_reference(engine: SchemaEngine) -> None:
    schema = {"propertyNames": {"$ref": "#/$defs/short"}, "$defs": {"short": {"maxLength": 1}}}
    (error,) = errors(engine, schema, {"ab": 1, "c": 2})
    assert (error.pointer, error.keyword, error.property) == ("", "propertyNames", "ab")
    assert error.expected in ('names with {"maxLength": 1}', 'names with {"$ref": "#/$defs/short"}')


@both
def test_all_failures_are_told_at_once_in_the_order_of_their_places(engine: SchemaEngine) -> None:
    schema = {"properties": {name: {"type": "null"} for name in "dcba"}, "required": ["e"]}
    found = errors(engine, schema, dict.fromkeys("abcd", 1))
    assert [error.pointer for error in found] == ["", "/a", "/b", "/c", "/d"]


@both
def test_failed_part_is_told_and_not_its_consequences(engine: SchemaEngine) -> None:
    """A reference that fails evaluates nothing, so every property it knows would be "not allowed"."""
    schema = {
        "$ref": "#/$defs/head",
        "unevaluatedProperties": False,
        "$defs": {"head": {"properties": {"a": {"type": "string"}, "b": {}}, "required": ["c"]}},
    }
    found = errors(engine, schema, {"a": 1, "b": 2, "typo": 3})
    assert [(error.pointer, error.keyword, error.property) for error in found] == [
        ("", "required", "c"),
        ("", "unevaluatedProperties", "typo"),
        ("/a", "type", None),
    ]


@both
def test_consequence_without_another_cause_stays(engine: SchemaEngine) -> None:
    """Dropping echoes never turns a failure into a pass."""
    schema = {
        "anyOf": [{"properties": {"a": {}}, "required": ["x"]}, {"required": ["b"]}],
        "unevaluatedProperties": False,
    }
    found = errors(engine, schema, {"a": 1, "b": 2})
    assert {error.property for error in found} == {"a", "b"}


@both
def test_finding_knows_its_place_in_the_schema(engine: SchemaEngine) -> None:
    schema = {"properties": {"a": {"$ref": "part.json#/$defs/x"}}}
    part = {"$defs": {"x": {"type": "string"}}}
    (error,) = compiled(engine, schema, {"part.json": part}).errors({"a": 1})
    assert error.schema_uri.endswith("/part.json")
    assert error.schema_pointer == "/$defs/x/type"


@both
def test_long_values_are_cut_and_secrets_of_structure_stay_out(engine: SchemaEngine) -> None:
    (error,) = errors(engine, {"type": "integer"}, "x" * 10_000)
    assert len(error.found or "") < 120
    (error,) = errors(engine, {"type": "integer"}, {"a": {"password": "hunter2"}})
    assert "hunter2" not in f"{error.found}{error.message}{error.expected}"


@pytest.mark.parametrize("text", ["\x1b]0;x\x07", "\u202e", "\ud800", "a\nb"], ids=ascii)
def test_texts_cannot_command_a_terminal(text: str) -> None:
    for engine, instance in ((RS, text if text.isprintable() or "\ud800" not in text else "x"), (PY, text)):
        for error in errors(engine, {"type": "integer"}, instance):
            assert error.found is not None
            assert error.found.isprintable()


@both
def test_many_extra_properties_stay_bounded(engine: SchemaEngine) -> None:
    """A million names give one finding each up to a limit, and then their number."""
    extra = {f"k{number}": 1 for number in range(10_050)}
    found = errors(engine, {"properties": {"a": {}}, "additionalProperties": False}, extra)
    assert len(found) == 10_001
    assert [error.message for error in found if error.property is None] == ["so are 50 further properties"]


@pytest.mark.parametrize("name", ENGINES)
def test_names_name_the_engine_and_its_version(name: str) -> None:
    errors(ENGINES[name], {}, {})
    assert ENGINES[name].name.startswith(f"{name} ")


@both
@pytest.mark.parametrize("name", ["0", "7", "007", "+7", "00", "7a", "-1"])
def test_names_that_look_like_indexes_stay_names(engine: SchemaEngine, name: str) -> None:
    """jsonschema-rs gives the name "007" as the number 7 in its paths."""
    schema = {"additionalProperties": {"additionalProperties": {"type": "string"}}}
    assert [error.pointer for error in errors(engine, schema, {name: {name: 1}})] == [f"/{name}/{name}"]
