"""Patterns of the engine over ``jsonschema``: in linear time, or with an end to their steps."""

from __future__ import annotations

import pytest

from pytest_ecocontracts.adapters.jsonschema_engine import JsonschemaEngine
from pytest_ecocontracts.adapters.pattern_search import PatternGaveUp, searcher
from pytest_ecocontracts.core.errors import SchemaProblem
from pytest_ecocontracts.core.json_schema.wording import DEPTH_LIMIT

pytest.importorskip("jsonschema_rs", reason="its matcher is what needs backtracking")

SLOW = "^(a|a?)+(?!x)$"


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [("^a+$", "aaa", True), ("^a+$", "ab", False), ("^(?!x)", "y", True), ("^(?!x)", "x", False)],
)
def test_a_pattern_is_found_or_not(pattern: str, text: str, found: bool) -> None:
    assert bool(searcher(pattern)(text)) is found


def test_what_runs_out_gives_no_verdict() -> None:
    with pytest.raises(PatternGaveUp):
        searcher(SLOW)("a" * 60 + "!")
    with pytest.raises(PatternGaveUp):
        searcher("^(?!x)")("y" * 70_000)


def test_only_an_engine_that_was_made_for_it_takes_such_patterns() -> None:
    schema = {"type": "string", "pattern": SLOW}
    with pytest.raises(SchemaProblem, match="not a regular expression that can be checked here"):
        JsonschemaEngine().compile(schema, base_uri="https://a.invalid/", resources={})
    made = JsonschemaEngine(backtracking=True).compile(schema, base_uri="https://a.invalid/", resources={})
    assert made.is_valid("a" * 60 + "!") is False
    assert [error.keyword for error in made.errors("a" * 60 + "!")] == [DEPTH_LIMIT]
    names = JsonschemaEngine(backtracking=True).compile(
        {"patternProperties": {"^(?!x)": {"type": "integer"}}, "additionalProperties": False},
        base_uri="https://a.invalid/",
        resources={},
    )
    assert [names.is_valid(value) for value in ({"y": 1}, {"y": "1"}, {"x": 1})] == [True, False, False]
