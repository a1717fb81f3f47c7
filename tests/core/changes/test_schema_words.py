"""Places of a schema that changed, in words."""

from __future__ import annotations

import pytest

from pytest_ecocontracts.core.changes.model import ABSENT, Change
from pytest_ecocontracts.core.changes.schemas.words import subject_of, told_change


@pytest.mark.parametrize(
    ("pointer", "before", "after", "told"),
    [
        ("/properties/note", ABSENT, {"type": "string"}, 'the property "note" is new'),
        ("/$defs/order/properties/note", {}, ABSENT, 'the property "note" is gone'),
        ("/$defs/order", {}, ABSENT, 'the definition "order" is gone'),
        ("/properties/amount/minimum", 0, 1, 'minimum of the property "amount" was 0 and is 1'),
        ("/minimum", 0, ABSENT, "minimum of the schema is gone"),
        ("/properties/properties", ABSENT, {}, 'the property "properties" is new'),
        (
            "/properties/properties/type",
            "string",
            "integer",
            'type of the property "properties" was "string" and is "integer"',
        ),
        ("/properties/a\u001bb", ABSENT, {}, 'the property "a\\\\x1bb" is new'),
        ("/required", ["a"], ["a", "b"], 'required of the schema was ["a"] and is ["a", "b"]'),
        ("/enum", ["x" * 70], ["y" * 70], "enum of the schema changed"),
        ("", {"type": "object"}, {"type": "array"}, "the schema changed"),
        ("", False, True, "the schema was false and is true"),
        ("", ABSENT, ABSENT, "the schema changed"),
        ("", ABSENT, {"type": "object"}, "the schema is new"),
    ],
)
def test_a_change_says_what_became_of_what(pointer: str, before: object, after: object, told: str) -> None:
    assert told_change(Change(pointer=pointer, why="", before=before, after=after)) == told


@pytest.mark.parametrize(
    ("pointer", "subject"),
    [
        ("/properties/note", "note"),
        ("/properties/amount/minimum", "amount"),
        ("/$defs/order/properties/lines/items/properties/sku/pattern", "sku"),
        ("/properties/properties/type", "properties"),
        ("/patternProperties/^x-/type", "^x-"),
        ("/minProperties", "minProperties"),
        ("/$defs/order/minProperties", "minProperties"),
        ("/allOf", ""),
        ("/$defs/order", ""),
        ("/definitions/order/$ref", ""),
        ("", ""),
    ],
)
def test_a_change_is_about_what_the_data_has(pointer: str, subject: str) -> None:
    """A migration note speaks of properties, and never of what a schema calls its own parts."""
    assert subject_of(pointer) == subject
