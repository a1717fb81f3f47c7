"""Where schemas stand in a schema, what they are called, and what they refer to."""

from __future__ import annotations

import pytest

from pytest_ecocontracts.core.errors import SchemaProblem
from pytest_ecocontracts.core.json_schema import outline as module
from pytest_ecocontracts.core.json_schema.outline import outline

URI = "https://repository.invalid/schemas/a.json"
DRAFT_7 = "http://json-schema.org/draft-07/schema#"
DRAFT_4 = "http://json-schema.org/draft-04/schema#"


def pointers(schema: object) -> list[str]:
    return sorted(node.pointer for node in outline(schema, URI).subschemas)


def only_problem(schema: object) -> SchemaProblem:
    (problem,) = outline(schema, URI).problems
    return problem


def test_every_place_of_a_schema_is_found() -> None:
    schema = {
        "properties": {"a/b": {}, "items": {"items": {}}},
        "allOf": [{}, {"not": {}}],
        "prefixItems": [{}],
        "$defs": {"x": {"if": {}, "then": {}}},
        "dependentSchemas": {"y": {}},
        "additionalProperties": {},
    }
    assert pointers(schema) == [
        "",
        "/$defs/x",
        "/$defs/x/if",
        "/$defs/x/then",
        "/additionalProperties",
        "/allOf/0",
        "/allOf/1",
        "/allOf/1/not",
        "/dependentSchemas/y",
        "/prefixItems/0",
        "/properties/a~1b",
        "/properties/items",
        "/properties/items/items",
    ]


def test_data_is_no_schema() -> None:
    value = {"$ref": "x.json", "properties": {"a": {}}}
    schema = {"const": value, "enum": [value], "default": value, "examples": [value], "x-note": value}
    found = outline(schema, URI)
    assert [node.pointer for node in found.subschemas] == [""]
    assert found.references == []


def test_keywords_belong_to_their_draft() -> None:
    """``prefixItems`` is a note in draft 7, and ``additionalItems`` in 2020-12."""
    assert pointers({"$schema": DRAFT_7, "prefixItems": [{}], "additionalItems": {}}) == [
        "",
        "/additionalItems",
    ]
    assert pointers({"prefixItems": [{}], "additionalItems": {}}) == ["", "/prefixItems/0"]
    assert pointers({"$schema": DRAFT_4, "if": {}, "contains": {}, "items": [{}]}) == ["", "/items/0"]


def test_local_pointer_makes_a_schema_of_what_it_names() -> None:
    schema = {"$ref": "#/parts/0/a%25b", "parts": [{"a%b": {"$ref": "other.json#/x"}}]}
    found = outline(schema, URI)
    assert [node.pointer for node in found.subschemas] == ["", "/parts/0/a%b"]
    assert [(ref.uri, ref.fragment) for ref in found.references] == [
        (URI, "/parts/0/a%b"),
        ("https://repository.invalid/schemas/other.json", "/x"),
    ]


def test_embedded_identifier_changes_the_base_of_what_is_inside() -> None:
    schema = {"$defs": {"p": {"$id": "parts/p.json", "$ref": "q.json", "$anchor": "here"}}}
    found = outline(schema, URI)
    base = "https://repository.invalid/schemas/parts/p.json"
    assert {(base, ""), (base, "here"), (URI, "")} == set(found.names)
    assert [ref.uri for ref in found.references] == ["https://repository.invalid/schemas/parts/q.json"]


def test_identifier_beside_a_reference_is_hidden_in_old_drafts() -> None:
    old = {"$schema": DRAFT_7, "definitions": {"p": {"$id": "https://x.example/p", "$ref": "q.json"}}}
    assert [ref.uri for ref in outline(old, URI).references] == ["https://repository.invalid/schemas/q.json"]
    new = {"$defs": {"p": {"$id": "https://x.example/p", "$ref": "q.json"}}}
    assert [ref.uri for ref in outline(new, URI).references] == ["https://x.example/q.json"]


def test_identifier_of_draft_4_is_id() -> None:
    found = outline({"$schema": DRAFT_4, "definitions": {"p": {"id": "#here", "$id": "ignored"}}}, URI)
    assert set(found.names) == {(URI, ""), (URI, "here")}


def test_shared_and_circular_objects_are_walked_once() -> None:
    """YAML aliases make one object stand in two places; a program may even make a circle."""
    part: dict[str, object] = {"type": "null"}
    circle: dict[str, object] = {"properties": {"a": part, "b": part}}
    circle["not"] = circle
    assert pointers(circle) in (["", "/properties/a"], ["", "/properties/b"])


@pytest.mark.parametrize("schema", [True, False, None, 3, "x", []])
def test_what_is_no_object_has_no_subschemas(schema: object) -> None:
    assert outline(schema, URI).subschemas == []


@pytest.mark.parametrize(
    ("reference", "code"),
    [(7, "ECC017"), (None, "ECC017"), (["#"], "ECC017"), ("http://[::1/x", "ECC018"), ("1:2", "ECC018")],
)
def test_reference_that_is_no_uri_is_refused(reference: object, code: str) -> None:
    problem = only_problem({"properties": {"a": {"$ref": reference}}})
    assert (problem.code, problem.pointer) == (code, "/properties/a/$ref")


@pytest.mark.parametrize(
    ("text", "fix"),
    [("a b.json", "a%20b.json"), ("#/ä", "#/%C3%A4"), ("a\\b", "a%5Cb"), ("#/x|y", "#/x%7Cy")],
)
def test_reference_with_raw_characters_says_how_to_write_it(text: str, fix: str) -> None:
    problem = only_problem({"$ref": text})
    assert (problem.code, problem.pointer) == ("ECC018", "/$ref")
    assert problem.fix == f"write {fix!r}"


@pytest.mark.parametrize("identifier", ["http://[::1", "a b", "::::"])
def test_identifier_that_is_no_uri_is_refused(identifier: str) -> None:
    problem = only_problem({"$defs": {"a": {"$id": identifier}}})
    assert (problem.code, problem.pointer) == ("ECC017", "/$defs/a/$id")


def test_all_that_cannot_be_read_is_told_and_all_else_is_outlined() -> None:
    found = outline(
        {
            "$id": "a b",
            "properties": {
                "a": {"$ref": 7},
                "b": {"$ref": "b.json"},
                "c": {"$id": "c", "$schema": "x", "not": {}},
            },
        },
        URI,
    )
    assert sorted(problem.pointer for problem in found.problems) == [
        "/$id",
        "/properties/a/$ref",
        "/properties/c/$schema",
    ]
    assert [reference.text for reference in found.references] == ["b.json"]
    assert len(found.subschemas) == 5


def test_schema_of_endless_parts_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAXIMUM_SUBSCHEMAS", 100)
    problem = only_problem({"properties": {f"p{number}": {} for number in range(101)}})
    assert "more than 100 subschemas" in problem.message
