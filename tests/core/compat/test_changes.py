"""The list of changes, the guilty one, and what only the names and annotations tell."""

from __future__ import annotations

from typing import Any

from pytest_ecocontracts.core.compat.comparing import Tools, compare
from pytest_ecocontracts.core.compat.model import (
    Change,
    Comparison,
    Direction,
    Level,
    Polarity,
    Verdict,
    View,
)
from pytest_ecocontracts.core.compat.normal import Source
from pytest_ecocontracts.core.compat.notices import retyped

DRAFT_7 = "http://json-schema.org/draft-07/schema#"


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def _told(change: Change) -> tuple[str, str, str, str, str]:
    return change.location, change.keyword, change.kind, change.backward.value, change.forward.value


def _rules(comparison: Comparison) -> list[tuple[str, str, Level]]:
    return [(notice.rule, notice.location, notice.level) for notice in comparison.notices]


def test_each_change_has_its_place_kind_and_verdicts(tools: Tools) -> None:
    """In the order of the document, with what was and what is."""
    old = _object(n={"type": "integer", "minimum": 1}, list={"type": "array", "items": {"enum": ["a"]}})
    new = _object(n={"type": "integer", "minimum": 2}, list={"type": "array", "items": {"enum": ["a", "b"]}})
    found = compare(old, new, tools).changes
    assert [_told(change) for change in found] == [
        ("/list/*", "enum", "widened", "compatible", "breaking"),
        ("/n", "minimum", "narrowed", "breaking", "compatible"),
    ]
    assert (found[1].before, found[1].after, found[1].new_pointer) == (1, 2, "/properties/n")
    assert [change.level for change in found] == [Level.MINOR, Level.MAJOR]


def test_equal_schemas_have_no_changes(tools: Tools) -> None:
    """Nor has a rename of a definition."""
    old = {"$ref": "#/$defs/a", "$defs": {"a": {"type": "string"}}}
    new = {"$ref": "#/$defs/b", "$defs": {"b": {"type": "string", "title": "text"}}}
    assert compare(old, new, tools).changes == ()


def test_below_a_negation_directions_change_sides(tools: Tools) -> None:
    """What is forbidden is wider, so less is accepted; below oneOf nothing follows from a part alone."""
    flipped = compare({"not": _object(a={"minimum": 5})}, {"not": _object(a={"minimum": 4})}, tools)
    assert [(c.polarity, c.kind, c.backward, c.forward) for c in flipped.changes] == [
        (Polarity.FLIPPED, "widened", Verdict.BREAKING, Verdict.COMPATIBLE)
    ]
    mixed = compare({"oneOf": [{"maximum": 1}]}, {"oneOf": [{"maximum": 2}]}, tools)
    assert [(c.polarity, c.backward, c.forward) for c in mixed.changes] == [
        (Polarity.MIXED, Verdict.COMPATIBLE, Verdict.UNDECIDED)
    ]


def test_the_guilty_change_is_named_in_every_view(tools: Tools) -> None:
    """Among harmless ones, by the place and the keyword of the witness's error."""
    old = {**_object(a={"type": "string"}, deep=_object(n={"type": "number"})), "required": ["deep"]}
    new = {
        **_object(a={"type": "string", "title": "A"}, b={}, deep=_object(n={"type": "number", "maximum": 9})),
        "required": [],
    }
    comparison = compare(old, new, tools)
    for view in (View.STRICT, View.WRITER_READER):
        guilty = comparison.guilty(view, Direction.BACKWARD)
        assert guilty is not None
        assert (guilty.location, guilty.keyword) == ("/deep/n", "maximum")
    assert comparison.guilty(View.WRITER_READER, Direction.FORWARD) is not None


def test_names_that_go_are_told(tools: Tools) -> None:
    """Required, optional, reserved and renamed ones; nothing where all names stay."""
    kept = {"type": "string"}
    old = {**_object(keep=kept, need={"type": "integer"}, may={"type": "boolean"}), "required": ["need"]}
    assert _rules(compare(old, _object(keep=kept, may={"type": "boolean"}), tools)) == [
        ("key-required-removed", "/need", Level.MAJOR)
    ]
    gone = {**_object(keep=kept, need={"type": "integer"}), "required": ["need"]}
    assert _rules(compare(old, gone, tools)) == [("key-optional-removed", "/may", Level.MAJOR)]
    reserved = {**_object(keep=kept, need={"type": "integer"}, may=False), "required": ["need"]}
    assert _rules(compare(old, reserved, tools)) == [("key-optional-removed", "/may", Level.MINOR)]
    renamed = {**_object(keep=kept, need={"type": "integer"}, can={"type": "boolean"}), "required": ["need"]}
    assert _rules(compare(old, renamed, tools)) == [("key-renamed", "/may", Level.MAJOR)]
    more = {**old, "properties": {**old["properties"], "new": {}}}
    assert _rules(compare(old, more, tools)) == []


def test_drafts_defaults_and_identifiers_are_told(tools: Tools) -> None:
    """A default changes nothing for a validator, and everything for who relies on it."""
    old = {"$schema": DRAFT_7, "$id": "https://example.org/a", **_object(n={"type": "integer", "default": 1})}
    new = {"$id": "https://example.org/a", **_object(n={"type": "integer", "default": 2})}
    comparison = compare(old, new, tools)
    assert _rules(comparison) == [
        ("draft-changed", "", Level.MINOR),
        ("default-changed", "/n", Level.MINOR),
    ]
    assert comparison.level(View.STRICT) is Level.MINOR
    assert [(n.before, n.after) for n in comparison.notices][1:] == [(1, 2)]
    other = {**new, "properties": {"n": {"type": "string", "default": 2}}}
    assert _rules(compare(new, other, tools)) == [("id-reused", "", Level.PATCH)]


def test_a_name_that_comes_back_must_mean_the_same() -> None:
    """Judged against every older version, not only the last."""
    first, second = Source(schema=_object(a={"type": "string"})), Source(schema=_object(b={}))
    other, same = Source(schema=_object(a={"type": "integer"})), Source(schema=_object(a={"type": "string"}))
    assert [notice.location for notice in retyped([first, second], other)] == ["/a"]
    assert list(retyped([first, second], same)) == []
    assert list(retyped([], other)) == []
