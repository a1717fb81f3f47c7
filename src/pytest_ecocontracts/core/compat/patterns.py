"""Languages of regular expressions compared exactly, by automata; what they cannot hold is undecided."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from ..paths.automaton import (
    MAXIMUM_CODE_POINT,
    Anchor,
    Budget,
    Characters,
    Concatenation,
    Dfa,
    Expression,
    Nfa,
    Repeat,
    TooComplex,
    shortest,
)
from ..paths.linear_regex import PatternProblem, parse_linear

#: states of the product of the automata that one question may visit
_PAIRS: Final = 5_000
#: lengths that are counted by an automaton
_LONGEST: Final = 200
#: lone surrogates are no characters
_ANY: Final = Repeat(Characters(((0, 0xD7FF), (0xE000, MAXIMUM_CODE_POINT))), 0, None)


class Undecided(Exception):
    """A question about languages that has no answer within the bounds."""


@lru_cache(maxsize=512)
def _automaton(pattern: str) -> Dfa:
    # engines differ on what white space is
    if "\\s" in pattern or "\\S" in pattern:
        raise Undecided
    try:
        return _dfa(Concatenation((_ANY, parse_linear(pattern), _ANY)))
    except (PatternProblem, RecursionError):
        raise Undecided from None


@lru_cache(maxsize=64)
def _of_length(least: int, most: int | None) -> Dfa:
    if max(least, most or 0) > _LONGEST:
        raise Undecided
    return _dfa(Concatenation((Anchor("start"), Repeat(_ANY.part, least, most), Anchor("end"))))


def _dfa(expression: Expression) -> Dfa:
    try:
        return Dfa(Nfa(expression))
    except TooComplex:
        raise Undecided from None


def example(
    budget: Budget,
    matching: tuple[str, ...],
    refusing: tuple[str, ...] = (),
    least: int = 0,
    most: int | None = None,
) -> str | None:
    """A shortest text that all of ``matching`` and none of ``refusing`` match, within the lengths.

    None is a proof that there is none. Raises Undecided, also once the budget is spent: a question costs as
    much when its answer is known from before, so that no verdict depends on what was asked earlier.
    """
    known, found, cost = _example(matching, refusing, least, most)
    try:
        budget.spend(cost)
    except TooComplex:
        known = False
    if not known:
        raise Undecided
    return found


@lru_cache(maxsize=4096)
def _example(
    matching: tuple[str, ...], refusing: tuple[str, ...], least: int, most: int | None
) -> tuple[bool, str | None, int]:
    """Whether there is an answer, the answer, and what it cost."""
    budget = Budget(_PAIRS)
    try:
        inside: Sequence[Dfa] = [_automaton(pattern) for pattern in matching]
        outside = [_automaton(pattern) for pattern in refusing]
        if least or most is not None or not inside:
            inside = [*inside, _of_length(least, most)]
        found = shortest(inside, outside, budget)
    except TooComplex:
        return False, None, _PAIRS
    except Undecided:
        return False, None, 1
    return True, found, _PAIRS - budget.left
