"""Misspelt keywords, references that lead to nothing, and the names that a schema knows."""

from __future__ import annotations

import pytest

from pytest_ecocontracts.core.errors import SchemaProblem
from pytest_ecocontracts.core.json_schema.dialects import DIALECTS, dialect_of, is_meta_schema
from pytest_ecocontracts.core.json_schema.inspection import inspect
from pytest_ecocontracts.core.json_schema.uris import path_of, readable, uri_of

URI = uri_of("schema.json")


def problems(schema: object, **files: object) -> list[SchemaProblem]:
    try:
        inspect(schema, URI, {uri_of(f"{name}.json"): value for name, value in files.items()})
    except SchemaProblem as problem:
        return [problem, *problem.others]
    return []


SLIPS = {
    "requierd": "required",
    "propertes": "properties",
    "additional_properties": "additionalProperties",
    "additionalproperties": "additionalProperties",
    "AdditionalProperties": "additionalProperties",
    "min_length": "minLength",
    "maxLenght": "maxLength",
    "patternPropertys": "patternProperties",
    "enums": "enum",
    "tpye": "type",
    "onOf": "oneOf",
    "uniqueitems": "uniqueItems",
    "unevaluatedPropertes": "unevaluatedProperties",
}


@pytest.mark.parametrize("word", SLIPS)
def test_misspelt_keyword_is_refused(word: str) -> None:
    """JSON Schema ignores what it does not know, so a slip of the hand would check nothing."""
    (problem,) = problems({"properties": {"a": {word: {}}}})
    assert (problem.code, problem.pointer) == ("ECC017", f"/properties/a/{word}")
    assert problem.fix == f"did you mean {SLIPS[word]!r}?"


NOTES = (
    "example comment defs nullable discriminator xml deprecationMessage markdownDescription x-requierd $ owner "
    "version units note form typed ref elsewhere title_de readonly schema tsAdditionalProperties tsEnum"
)


@pytest.mark.parametrize("word", [*NOTES.split(), "", "a" * 10_000])
def test_note_is_accepted(word: str) -> None:
    assert problems({word: "some note"}) == []


def test_property_may_be_called_anything() -> None:
    assert problems({"properties": {word: {} for word in SLIPS}, "required": ["requierd"]}) == []


def test_keyword_of_another_draft_is_a_note() -> None:
    for dialect in DIALECTS:
        assert (
            problems({"$schema": dialect.uri, "divisibleBy": 2, "prefixItems": [], "$recursiveAnchor": True})
            == []
        )


def test_slip_beside_the_keyword_itself_is_a_note() -> None:
    assert problems({"required": ["a"], "requires": ["b"]}) == []


@pytest.mark.parametrize(
    ("reference", "fix"),
    [
        ("#/$defs/eventt", "did you mean '#/$defs/event'?"),
        ("#/defs/event", "did you mean '#/$defs/event'?"),
        ("#/$defs/event/properties/ID", "did you mean '#/$defs/event/properties/id'?"),
        ("#/$defs/zzz", "at '#/$defs' there is: known: event"),
        ("#nowhere", "did you mean 'somewhere'?"),
        ("part.json#/x", "did you mean '#/x1'?"),
    ],
)
def test_reference_to_nothing_says_what_there_is(reference: str, fix: str) -> None:
    schema = {
        "$ref": reference,
        "$defs": {"event": {"$anchor": "somewhere", "properties": {"id": {}}}},
    }
    (problem,) = problems(schema, part={"x1": {}})
    assert (problem.code, problem.pointer) == ("ECC018", "/$ref")
    assert problem.fix == fix


def test_all_problems_of_all_files_are_told_at_once() -> None:
    schema = {
        "properties": {"a": {"$ref": "part.json"}, "b": {"$ref": "#/x"}, "c": {"format": "dat"}},
        "requierd": [],
    }
    found = problems(schema, part={"properties": {"d": {"$ref": "#/nowhere"}}})
    assert sorted((problem.resource or "", problem.code, problem.pointer) for problem in found) == [
        ("", "ECC008", "/properties/c/format"),
        ("", "ECC017", "/requierd"),
        ("", "ECC018", "/properties/b/$ref"),
        (uri_of("part.json"), "ECC018", "/properties/d/$ref"),
    ]


def test_declared_names_are_found_through_everything_that_applies_in_place() -> None:
    schema = {
        "$ref": "#/$defs/head",
        "properties": {"a": {"properties": {"not_here": {}}}},
        "allOf": [{"properties": {"b": {}}}, {"$ref": "part.json"}],
        "if": {"properties": {"c": {}}},
        "dependentSchemas": {"x": {"properties": {"d": {}}}},
        "$defs": {
            "head": {"properties": {"e": {}}, "$ref": "#/$defs/head2"},
            "head2": {"properties": {"g": {}}},
        },
    }
    inspection = inspect(schema, URI, {uri_of("part.json"): {"properties": {"f": {}}}})
    assert sorted(inspection.declared(schema)) == ["a", "b", "c", "d", "e", "f", "g"]
    assert list(inspection.declared(True)) == []


def test_every_meta_schema_is_known_by_both_spellings() -> None:
    for dialect in DIALECTS:
        assert dialect_of({"$schema": dialect.uri}) is dialect
        assert dialect_of({"$schema": dialect.uri + "#"}) is dialect
        assert is_meta_schema(dialect.uri)
    assert not is_meta_schema("http://json-schema.org/draft-03/schema")


def test_reference_to_a_meta_schema_needs_no_file() -> None:
    assert problems({"$ref": "https://json-schema.org/draft/2020-12/schema"}) == []


@pytest.mark.parametrize(
    "path", ["a.json", "a b/ü#?.json", "caf\udce9.json", "@name/x.json", "a%20b", "~x/y"]
)
def test_every_path_has_its_own_uri(path: str) -> None:
    uri = uri_of(path)
    assert uri.isascii()
    assert path_of(uri) == path
    assert readable(uri) == path


def test_other_uris_are_no_paths() -> None:
    assert path_of("https://example.org/a.json") is None
    assert readable("urn:x:y") == "urn:x:y"
