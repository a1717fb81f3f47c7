"""``unevaluatedProperties`` and ``unevaluatedItems``: both engines see the same parts as evaluated."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .schema_engines import DRAFTS, ENGINES, PY, RS, compiled, errors, problems

SINCE_2019 = ["2019-09", "2020-12"]

NAMES = st.sampled_from(["a", "b", "ab", "type"])
SCALARS = st.sampled_from([None, 1, 2, "x"])
#: flat ones most often: what counts is which parts of them are evaluated
DATA = st.recursive(
    SCALARS,
    lambda inner: st.dictionaries(NAMES, inner, max_size=3) | st.lists(inner, max_size=3),
    max_leaves=5,
)
DOCUMENTS = st.dictionaries(NAMES, DATA, min_size=1, max_size=3) | st.lists(DATA, min_size=1, max_size=3)
LEAVES = st.sampled_from([True, True, False, {"type": "integer"}, {"const": 1}, {"required": ["a"]}])
PARTS = ("one", "two")
REFERENCES = st.sampled_from([{"$ref": f"#/$defs/{name}"} for name in PARTS])


#: what the libraries, or the drafts, are known to differ about
CASES: dict[str, tuple[str, dict[str, Any], Any, list[str | None]]] = {
    "pattern-beside": ("2020-12", {"patternProperties": {"^a": True}, "unevaluatedProperties": False}, {"ab": 1, "b": 1}, ["b"]),
    "pattern-behind-a-reference": ("2020-12", {"$ref": "#/$defs/one", "unevaluatedProperties": False, "$defs": {"one": {"patternProperties": {"^(a|a)*b$": True}}}}, {"ab": 1, "b": 1, "type": 1}, ["type"]),
    "additional-of-a-part-2019": ("2019-09", {"allOf": [{"additionalProperties": {"type": "integer"}}], "unevaluatedProperties": False}, {"a": 1}, []),
    "unevaluated-of-a-part-2019": ("2019-09", {"allOf": [{"unevaluatedProperties": {"type": "integer"}}], "unevaluatedProperties": False}, {"a": 1}, []),
    "named-like-a-keyword-2019": ("2019-09", {"unevaluatedProperties": {"type": "integer"}}, {"type": "x"}, ["type"]),
    "first-keyword": ("2020-12", {"unevaluatedProperties": False, "properties": {"a": True}}, {"a": 1}, []),
    "cousins": ("2020-12", {"allOf": [{"properties": {"a": True}}, {"unevaluatedProperties": False}]}, {"a": 1}, ["a"]),
    "every-alternative": ("2020-12", {"anyOf": [{"properties": {"a": True}}, {"properties": {"b": True}}], "unevaluatedProperties": False}, {"a": 1, "b": 1}, []),
    "failing-alternative": ("2020-12", {"anyOf": [True, {"properties": {"a": False}}], "unevaluatedProperties": False}, {"a": 1}, ["a"]),
    "condition-alone": ("2020-12", {"if": {"properties": {"a": True}}, "unevaluatedProperties": False}, {"a": 1}, []),
    "what-is-not": ("2020-12", {"not": {"properties": {"a": True}, "required": ["b"]}, "unevaluatedProperties": False}, {"a": 1}, ["a"]),
    "old-dependencies": ("2020-12", {"dependencies": {"a": {"properties": {"a": True}}}, "unevaluatedProperties": False}, {"a": 1}, ["a"]),
    "items-true-2019": ("2019-09", {"items": True, "unevaluatedItems": False}, [1, 2], []),
    "items-and-more-2019": ("2019-09", {"items": [True], "unevaluatedItems": False}, [1, 2], [None]),
    "contained-items": ("2020-12", {"contains": {"const": 1}, "minContains": 0, "unevaluatedItems": False}, [1, 2], [None]),
    "own-parts": ("2020-12", {"properties": {"a": {"unevaluatedProperties": False}, "b": True}, "unevaluatedProperties": False}, {"a": {"b": 1}, "b": 1}, ["b"]),
}  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", CASES)
def test_parts_count_as_evaluated(name: str, engine: str) -> None:
    draft, schema, document, refused = CASES[name]
    found = errors(ENGINES[engine], {"$schema": DRAFTS[draft], **schema}, document)
    assert [error.property for error in found if error.keyword.startswith("unevaluated")] == refused
    assert len(found) == len(refused)


@pytest.mark.parametrize("engine", ENGINES)
def test_one_value_in_two_places_is_judged_in_each(engine: str) -> None:
    # with YAML's aliases two places hold one object
    schema = {
        "properties": {"a": {"properties": {"x": True}}, "b": {"unevaluatedProperties": False}},
    }
    shared = {"x": 1}
    (error,) = errors(ENGINES[engine], schema, {"a": shared, "b": shared})
    assert (error.pointer, error.property) == ("/b", "x")


@pytest.mark.parametrize("draft", SINCE_2019)
def test_a_meta_schema_may_be_extended(draft: str) -> None:
    schema = {"$schema": DRAFTS[draft], "$ref": DRAFTS[draft], "unevaluatedProperties": False}
    for document in [
        {"type": "string", "properties": {"a": {"minimum": 1}}},
        {"properties": {"a": {"type": 1}}},
        {"typo": 1},
        {"properties": {"a": {"typo": 1}}},
    ]:
        first, second = (
            [(error.pointer, error.keyword, error.property) for error in errors(engine, schema, document)]
            for engine in (RS, PY)
        )
        assert first == second


NESTED: dict[str, Any] = {"properties": {"a": True}}
for _ in range(8):
    NESTED = {"allOf": [NESTED], "unevaluatedProperties": False}

DEEP: dict[str, Any] = {}
for _ in range(40):
    DEEP = {"x": DEEP}


@pytest.mark.parametrize(
    ("schema", "document"),
    [
        (NESTED, {"a": 1}),
        ({"allOf": [{"properties": {"x": {"$ref": "#"}}}], "unevaluatedProperties": False}, DEEP),
        ({"additionalProperties": {"$ref": "#"}, "unevaluatedProperties": False}, DEEP),
    ],
    ids=["nested-schema", "deep-document", "deep-additional"],
)
def test_no_level_doubles_the_questions(schema: dict[str, Any], document: object) -> None:
    """Else it would not end."""
    assert compiled(PY, schema).is_valid(document)


def keywords(below: st.SearchStrategy[Any], draft: str) -> dict[str, st.SearchStrategy[Any]]:
    """The keywords that evaluate parts of a value, and those that pass the value itself on."""
    several = st.lists(below, min_size=1, max_size=2)
    by_name = st.dictionaries(NAMES, below, min_size=1, max_size=2)
    found: dict[str, st.SearchStrategy[Any]] = {
        "properties": by_name,
        "patternProperties": st.dictionaries(st.sampled_from(["^a", "b$"]), below, min_size=1, max_size=2),
        "additionalProperties": below,
        "unevaluatedProperties": below,
        "unevaluatedItems": below,
        "contains": below,
        "minContains": st.integers(0, 2),
        "allOf": several,
        "anyOf": several,
        "oneOf": several,
        "not": below,
        "if": below,
        "then": below,
        "else": below,
        "dependentSchemas": by_name,
        "dependencies": by_name,
    }
    if draft == "2020-12":
        return found | {"prefixItems": several, "items": below}
    return found | {"items": below | several, "additionalItems": below}


def schemas(draft: str) -> st.SearchStrategy[Any]:
    """Schemas whose parts refer to each other, to nothing that refers back in place."""

    def extended(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        values = keywords(inner, draft)
        chosen = st.lists(st.sampled_from(sorted(values)), min_size=1, max_size=4, unique=True)
        return chosen.flatmap(lambda names: st.fixed_dictionaries({name: values[name] for name in names}))

    one = st.recursive(LEAVES, extended, max_leaves=3)
    two = st.recursive(LEAVES | st.just({"$ref": "#/$defs/one"}), extended, max_leaves=3)
    whole = st.recursive(LEAVES | REFERENCES, extended, max_leaves=6).filter(lambda s: isinstance(s, dict))
    refusing = st.dictionaries(
        st.sampled_from(["unevaluatedProperties", "unevaluatedItems"]), LEAVES, min_size=1
    )
    return st.builds(
        lambda schema, refusals, parts: {
            "$schema": DRAFTS[draft],
            **refusals,
            **schema,
            "$defs": dict(zip(PARTS, parts, strict=True)),
        },
        whole,
        refusing,
        st.tuples(one, two),
    )


def check(draft: str, data: st.DataObject) -> None:
    schema, document = data.draw(schemas(draft)), data.draw(DOCUMENTS)
    assert problems(PY, schema) == problems(RS, schema) == []
    first, second = (
        [(e.pointer, e.keyword, e.property, e.message, e.expected, e.found, e.fix) for e in errors(engine, schema, document)]
        for engine in (RS, PY)
    )  # fmt: skip
    assert first == second, (first, second)


@pytest.mark.parametrize("draft", SINCE_2019)
@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_engines_agree(draft: str, data: st.DataObject) -> None:
    check(draft, data)


@pytest.mark.fuzz
@pytest.mark.parametrize("draft", SINCE_2019)
@settings(suppress_health_check=list(HealthCheck))
@given(st.data())
def test_engines_agree_for_long(draft: str, data: st.DataObject) -> None:
    check(draft, data)
