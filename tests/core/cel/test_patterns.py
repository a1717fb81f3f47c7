"""``matches``: the answers of the linear-time engine, whichever engine gives them, and never a catastrophe."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_ecocontracts.core.cel import BudgetExceeded, compile_expression
from pytest_ecocontracts.core.cel.patterns import _anchored, _deterministic, _python, matcher, matches
from pytest_ecocontracts.core.cel.problems import Failure
from pytest_ecocontracts.core.paths.linear_regex import PatternProblem, compile_linear

ATOMS = [
    "a",
    "b",
    "c",
    ".",
    "[ab]",
    "[^a]",
    r"\d",
    r"\w",
    "é",
    "(?:ab)",
    "(a|b)",
    "(a|ab)",
    "(a*)",
    "(b?c)",
    "^",
    "$",
]


@st.composite
def patterns(draw: st.DrawFn) -> str:
    parts = draw(st.lists(st.sampled_from(ATOMS), min_size=1, max_size=5))
    counts = ["", "", "", "*", "+", "?", "{2}", "{1,3}", "{2,}"]
    text = "".join(part + ("" if part in "^$" else draw(st.sampled_from(counts))) for part in parts)
    if draw(st.booleans()):
        text = f"({text}){draw(st.sampled_from(counts))}"
    return draw(st.sampled_from(["", "^"])) + text + draw(st.sampled_from(["", "$"]))


def steps_of(pattern: str, text: str) -> int:
    """What a search costs."""
    frame = [10**9]
    matcher(pattern).search(text, frame)
    return 10**9 - frame[0]


@given(patterns(), st.text("abcé1\n", max_size=12))
def test_every_way_of_matching_gives_the_answer_of_the_automaton(pattern: str, text: str) -> None:
    try:
        linear = compile_linear(pattern)
    except PatternProblem:
        with pytest.raises(Failure):
            matcher(pattern)
        return
    expected = linear.search(text)
    assert matches(text, pattern) is expected
    assert (re.search(_python(linear.expression), text) is not None) is expected


@pytest.mark.parametrize(
    "pattern",
    [
        "^sha256:[0-9a-f]{64}$",
        "^[a-z]+(-[a-z]+)*$",
        "^a*b",
        "^(ab|cd)*$",
        "^data/",
        "b",
        "^[0-9]{4}-[0-9]{2}$",
    ],
)
def test_patterns_without_a_choice_run_on_the_fast_engine(pattern: str) -> None:
    assert _deterministic(compile_linear(pattern).dfa.nfa)
    assert steps_of(pattern, "x" * 250) <= 250


@pytest.mark.parametrize(
    "pattern",
    [
        "^(a+)+$",
        "(a*)*b",
        "^(a|a)*$",
        "^(a|ab)*c$",
        "^a*a*a*b$",
        "^(.*)(.*)$",
        "^(a?){20}a{20}$",
        "^([a-z]*)+x$",
    ],
)
def test_patterns_with_a_choice_run_on_the_automaton(pattern: str) -> None:
    assert not _deterministic(compile_linear(pattern).dfa.nfa)
    # Backtracking would take longer than the universe has.
    assert matches("a" * 50_000 + "!", pattern) is compile_linear(pattern).search("a" * 50_000 + "!")


def test_a_search_that_may_begin_anywhere_stays_linear() -> None:
    assert not _anchored(compile_linear("a*b").expression)
    assert matches("a" * 500_000, "a*b") is False
    assert matches("a" * 200, "a*b") is False
    assert matches("a" * 200 + "b", "a*b") is True


def test_anchors_are_those_of_the_whole_text() -> None:
    assert matches("a\n", "^a$") is False
    assert matches("b\na", "^a$") is False
    assert matches("ba", "(^a|b)") is True
    assert _anchored(compile_linear("^a|b").expression) is False
    assert _anchored(compile_linear("(?:^a)b").expression) is True


def test_patterns_cost_steps() -> None:
    text = "self.matches(p)"
    data = {"self": "a" * 10_000, "p": "^(a|ab|abc|b+)*$"}
    assert compile_expression(text, data).evaluate(data) is True
    with pytest.raises(BudgetExceeded):
        compile_expression(text, data).evaluate(data, steps=10_000)
    with pytest.raises(BudgetExceeded):
        compile_expression("l.all(x, x.matches('^(a|ab|b+)*$'))", ["l"]).evaluate(
            {"l": ["a" * 10_000] * 50}, 50_000
        )


def test_a_pattern_of_too_many_states_is_refused() -> None:
    with pytest.raises(Failure, match="the pattern cannot be used"):
        matcher("(a|b){1000}c{900}")


def test_an_automaton_that_never_repeats_itself_costs_its_states() -> None:
    text = "".join(random.Random(1).choices("ab", k=2_000))
    assert steps_of("(a|b)*a(a|b){300}$", text) > 500 * 1_000
    # Where it repeats itself a character costs a step.
    assert steps_of("(a|b)*a(a|b){3}$", text * 10) < 25_000


def test_patterns_from_the_data_cost_their_size() -> None:
    expression = compile_expression("l.all(x, x.matches(x + '(a|b){50}') || true)", ["l"])
    with pytest.raises(BudgetExceeded):
        expression.evaluate({"l": [str(number) for number in range(10_000)]}, steps=1_000_000)
