"""A witness is a small JSON document: whatever leads to the failing place is there, the rest is counted."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_ecocontracts.core.pointers import join
from pytest_ecocontracts.core.rendering.printable import UNSAFE
from pytest_ecocontracts.core.rendering.width import width_of
from pytest_ecocontracts.core.rendering.witness import Mark, witness_lines

WRONG = "the value is of type string, not number"


def shown(value: object, *marks: Mark, width: int = 88) -> str:
    return "\n".join(witness_lines(value, marks, width)) + "\n"


def at(pointer: str, text: str = WRONG, name: str | None = None) -> Mark:
    return Mark(pointer=pointer, text=text, name=name)


def test_a_value_is_marked_where_it_stands() -> None:
    assert shown({"id": "x", "celsius": "cold"}, at("/celsius")) == (
        """\
{
  "id": "x",
  "celsius": "cold"
             ^^^^^^ the value is of type string, not number
}
"""
    )


def test_what_is_missing_is_marked_at_the_object_that_lacks_it() -> None:
    missing = at("", "'a' is required but missing", "a")
    assert shown({}, missing) == "{}\n^^ 'a' is required but missing\n"
    assert shown([{"b": 1}], at("/0", missing.text, "a")) == (
        """\
[
  {"b": 1}
  ^^^^^^^^ 'a' is required but missing
]
"""
    )


def test_a_name_that_is_not_allowed_is_marked_itself() -> None:
    assert shown({"id": 1, "b": [2]}, at("", "'b' is not allowed", "b")) == (
        """\
{
  "id": 1,
  "b": [2]
  ^^^ 'b' is not allowed
}
"""
    )


def test_what_is_beside_is_counted() -> None:
    value = {"rows": [{"n": i} for i in range(40)] + [{"n": "x"}, {"n": 1}], **{f"k{i}": 1 for i in range(9)}}
    assert shown(value, at("/rows/40/n", "no")) == (
        """\
{
  "rows": [
    {"n": 0},
    {"n": 1},
    {"n": 2},
    {"n": 3},
    ... 36 more items
    {
      "n": "x"
           ^^^ no
    },
    ... 1 more item
  ],
  "k0": 1,
  "k1": 1,
  "k2": 1,
  "k3": 1,
  ... 5 more keys
}
"""
    )


def test_a_long_text_stands_below_a_short_mark_and_a_long_value_is_cut() -> None:
    assert shown(
        {"a": "y" * 500}, at("/a", "it has more than 64 characters, which is too much"), width=50
    ) == (
        """\
{
  "a": "yyyyyyyyyyyyyyyyyyyyy..." (500 characters)
       ^^^ it has more than 64 characters, which
           is too much
}
"""
    )


def test_columns_are_those_of_a_terminal() -> None:
    assert shown(["日本", 5], at("/0", "no"), at("/1", "not this")) == (
        '[\n  "日本",\n  ^^^^^^ no\n  5\n  ^ not this\n]\n'
    )


def test_what_is_far_down_begins_at_its_place() -> None:
    value: Any = 1
    for _ in range(900):
        value = {"a": value}
    lines = witness_lines(value, [at("/a" * 900, "not 1")])
    assert lines[0].startswith("... at /a/a/")
    assert lines[0].endswith("/a/a, 892 levels down:")
    assert lines[-10:-7] == [" " * 16 + '"a": 1', " " * 21 + "^ not 1", " " * 14 + "}"]


def test_only_some_marks_are_shown_and_the_rest_are_counted() -> None:
    lines = witness_lines([1, 2, 3, 4, 5], [at(f"/{index}", "no") for index in range(5)])
    assert [line.strip() for line in lines if "^" in line] == ["^ no"] * 3
    assert lines[-1] == "... and 2 more problems with it"


def test_without_a_mark_the_value_is_one_line() -> None:
    assert witness_lines({"a": 1}, []) == ['{"a": 1}']


@pytest.mark.parametrize("pointer", ["/nowhere", "/rows/7", "/rows/x", "/rows/0/deeper"])
def test_a_pointer_that_leads_nowhere_marks_what_is_around_it(pointer: str) -> None:
    text = shown({"rows": [1]}, at(pointer, "no"))
    assert text.count("^ no") == 1


VALUES = st.recursive(
    st.none() | st.integers() | st.text(max_size=70),
    lambda inner: st.lists(inner, max_size=7) | st.dictionaries(st.text(max_size=9), inner, max_size=7),
    max_leaves=12,
)


@given(VALUES, st.lists(st.integers(0, 6), max_size=5), st.integers(60, 100))
def test_lines_are_harmless_and_the_mark_is_always_there(value: Any, way: list[int], width: int) -> None:
    pointer, inner = "", value
    for step in way:
        if not isinstance(inner, dict | list) or not inner:
            break
        token = list(inner)[step % len(inner)] if isinstance(inner, dict) else step % len(inner)
        pointer, inner = join(pointer, token), inner[token]
    lines = witness_lines(value, [at(pointer, "MARKED")], width)
    assert sum(line.lstrip().startswith("^") and line.endswith("MARKED") for line in lines) == 1
    assert all(UNSAFE.search(line) is None for line in lines)
    assert max(map(width_of, lines)) <= width + len(' (99 characters)"...",')
    if not any("..." in line for line in lines):
        document = "".join(line for line in lines if not line.endswith("MARKED"))
        assert json.loads(document) == value
