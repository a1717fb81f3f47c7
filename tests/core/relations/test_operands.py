"""Operands say what a relation is about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_ecocontracts.core.pointers import resolve, split
from pytest_ecocontracts.core.relations.operands import OperandProblem, parse_key, parse_operand
from pytest_ecocontracts.core.relations.selecting import places_at, values_at


@pytest.mark.parametrize(
    ("text", "source", "pointer", "capture", "measure"),
    [
        ("/id", "", "/id", None, None),
        ("/a/*/b", "", "/a/*/b", None, None),
        ("self:", "", "", None, None),
        ("manifest:/errors/*~", "manifest", "/errors/*~", None, None),
        ("self:/id", "", "/id", None, None),
        ("manifest:/counts/total", "manifest", "/counts/total", None, None),
        ("event_bus.daily:/event_id", "event_bus.daily", "/event_id", None, None),
        ("event_bus.daily:", "event_bus.daily", "", None, None),
        ("{date}", "", None, "date", None),
        ("runs.records:{run_id}", "runs.records", None, "run_id", None),
        ("bytes", "", None, None, "bytes"),
        ("events:records", "events", None, None, "records"),
        ("/a:b", "", "/a:b", None, None),
    ],
)
def test_operand(text: str, source: str, pointer: str, capture: str, measure: str) -> None:
    operand = parse_operand(text)
    assert (operand.source, operand.pointer, operand.capture, operand.measure) == (
        source,
        pointer,
        capture,
        measure,
    )


@pytest.mark.parametrize(
    "text", ["", "id", "manifest", "{date", "Manifest:/a", "a b:/c", "rows", "{Date}", "a:b/c", "/a/*~/b"]
)
def test_what_names_no_value_is_refused(text: str) -> None:
    with pytest.raises(OperandProblem):
        parse_operand(text)


@pytest.mark.parametrize(
    "key",
    [["/a", "manifest:/b"], ["/a/*", "/b/*"], ["/a/*", "/b/*~"], ["/a", "records"], "bytes", ["/a", "b"]],
)
def test_what_is_no_key_is_refused(key: object) -> None:
    with pytest.raises(OperandProblem):
        parse_key(key)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text("ab/~*0", max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("ab/~*01", max_size=2), inner, max_size=3)
    ),
    max_leaves=12,
)
TOKENS = st.lists(st.sampled_from(["a", "b", "0", "1", "*", "ab", "01", "~0a"]), max_size=4)


@given(JSON, TOKENS)
def test_values_stand_where_their_pointers_say(data: object, tokens: list[str]) -> None:
    """What a pointer with ``*`` gives is what plain pointers give, in the order of the data, fast or slow."""
    pointer = "".join(f"/{token}" for token in tokens)
    places = list(places_at(split(pointer), data))
    assert [resolve(data, place) for place, _ in places] == [value for _, value in places]
    assert list(values_at(pointer)(data)) == [value for _, value in places]


def test_every_element_and_every_member() -> None:
    data = {"a": [{"x": 1}, {}, {"x": 2}], "b": {"k": {"x": 3}}}
    assert list(places_at(["*", "*", "x"], data)) == [("/a/0/x", 1), ("/a/2/x", 2), ("/b/k/x", 3)]


def test_names_stand_where_their_members_do() -> None:
    data = {"a": {"x": 1, "y/z": None}, "b": [{"c": 0}], "d": "text"}
    assert list(places_at(["a", "*~"], data)) == [("/a/x", "x"), ("/a/y~1z", "y/z")]
    assert list(places_at(["*", "*~"], data)) == [("/a/x", "x"), ("/a/y~1z", "y/z")]
    assert values_at("/*~")(data) == ["a", "b", "d"]
    assert parse_operand("/a/*~").is_many
