"""Schemas whose ``unevaluated*`` would ask exponentially often are refused before they judge anything."""

from __future__ import annotations

import pytest

from pytest_ecocontracts.core.errors import SchemaProblem
from pytest_ecocontracts.core.json_schema.inspection import inspect
from pytest_ecocontracts.core.json_schema.unevaluated import MAXIMUM_NESTED


def nested(levels: int, keyword: str = "unevaluatedProperties", applied: str = "allOf") -> dict[str, object]:
    """A schema with the keyword at each of so many levels, each applied in place by the one above."""
    schema: dict[str, object] = {keyword: False}
    for _ in range(levels - 1):
        below: object = [schema] if applied == "allOf" else schema
        schema = {keyword: False, applied: below}
    return schema


@pytest.mark.parametrize("keyword", ["unevaluatedProperties", "unevaluatedItems"])
@pytest.mark.parametrize("applied", ["allOf", "if", "not", "dependentSchemas"])
def test_a_few_levels_are_fine_and_many_are_refused(keyword: str, applied: str) -> None:
    def schema(levels: int) -> dict[str, object]:
        made = nested(levels, keyword, "allOf" if applied == "dependentSchemas" else applied)
        return {"dependentSchemas": {"a": made}} if applied == "dependentSchemas" else made

    inspect(schema(MAXIMUM_NESTED), "https://s.example/a", {})
    with pytest.raises(SchemaProblem, match="nested more than 8 times"):
        inspect(schema(MAXIMUM_NESTED + 1), "https://s.example/a", {})


def test_references_count_like_what_they_name() -> None:
    definitions = {
        f"l{index}": {"unevaluatedProperties": False, "$ref": f"#/$defs/l{index + 1}"} for index in range(20)
    }
    definitions["l20"] = {"unevaluatedProperties": False}
    with pytest.raises(SchemaProblem, match="nested more than 8 times"):
        inspect({"$ref": "#/$defs/l0", "$defs": definitions}, "https://s.example/a", {})


def test_levels_of_the_document_do_not_add_up() -> None:
    """Each property is judged by its own schema: an object in an object is no nesting in place."""
    schema: dict[str, object] = {"unevaluatedProperties": False}
    for _ in range(20):
        schema = {"properties": {"a": schema}, "unevaluatedProperties": False}
    inspect(schema, "https://s.example/a", {})


def test_a_recursive_schema_is_fine() -> None:
    schema = {
        "unevaluatedProperties": False,
        "properties": {
            "child": {"$ref": "#"},
            **{f"p{n}": {"unevaluatedProperties": False} for n in range(20)},
        },
    }
    inspect(schema, "https://s.example/a", {})
