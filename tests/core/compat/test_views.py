"""The two readings of a schema: what a writer emits, and what a tolerant reader accepts."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_ecocontracts.core.compat.evaluation import satisfies
from pytest_ecocontracts.core.compat.nodes import Forms, Node
from pytest_ecocontracts.core.compat.normal import Source, normalise
from pytest_ecocontracts.core.compat.views import reader, writer

CLOSED = {"properties": {"a": {"type": "string"}}, "additionalProperties": False}
RECURSIVE = {
    "$ref": "#/$defs/n",
    "$defs": {"n": {"properties": {"next": {"$ref": "#/$defs/n"}}, "additionalProperties": False}},
}


def _root(forms: Forms, schema: Any) -> Node:
    return normalise(Source(schema=schema), Source(schema=schema), forms)[0].root


@pytest.mark.parametrize(
    "schema",
    [
        {"properties": {"a": {"type": "string"}}, "additionalProperties": {"type": "integer"}},
        {"$ref": "#/$defs/n", "$defs": {"n": {"properties": {"next": {"$ref": "#/$defs/n"}}}}},
        {"oneOf": [CLOSED, {"type": "null"}]},
        {"not": CLOSED},
        {"type": "array", "contains": CLOSED, "maxContains": 1},
    ],
)
def test_a_schema_that_refuses_no_name_is_read_as_it_is(schema: Any) -> None:
    """And so is one that refuses them only where opening could refuse more."""
    forms = Forms()
    root = _root(forms, schema)
    assert reader(forms, root) is root


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        (CLOSED, {"b": 1}),
        ({"items": CLOSED}, [{"b": 1}]),
        ({"allOf": [{"anyOf": [CLOSED]}]}, {"b": 1}),
        ({"properties": {"x": {"$ref": "#/$defs/c"}}, "$defs": {"c": CLOSED}}, {"x": {"b": 1}}),
        (RECURSIVE, {"next": {"next": {"b": 1}}}),
    ],
)
def test_a_reader_tolerates_names_wherever_they_were_refused(schema: Any, value: Any) -> None:
    """Recursive definitions included; the writer emits none of them."""
    forms = Forms()
    root = _root(forms, schema)
    assert satisfies(forms, root, value) is False
    assert satisfies(forms, reader(forms, root), value) is True
    assert satisfies(forms, writer(forms, root), value) is False


def test_a_writer_emits_only_names_that_it_declares() -> None:
    """At every level, under whatever condition a name is declared; a map keeps its names."""
    forms = Forms()
    root = _root(
        forms,
        {
            "properties": {
                "a": {"properties": {"b": True}},
                "map": {"additionalProperties": {"type": "integer"}},
            },
            "if": {"required": ["a"]},
            "then": {"properties": {"c": True}},
        },
    )
    emitted = writer(forms, root)
    for value in ({"a": {"b": 1}}, {"c": 1}, {"map": {"any": 1}}):
        assert satisfies(forms, emitted, value) is True
    for value in ({"x": 1}, {"a": {"x": 1}}):
        assert satisfies(forms, root, value) is True
        assert satisfies(forms, emitted, value) is False
