"""One name of each set of names that no segment tells apart: none missing, none twice."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_ecocontracts.core.paths.automaton import Budget, TooComplex
from pytest_ecocontracts.core.paths.name_classes import name_classes
from pytest_ecocontracts.core.paths.segments import Segment
from pytest_ecocontracts.core.paths.template import PathTemplate

PATTERNS = ["a*", "*b", "*a*", "{x:int}", "{x:slug}", "a{x:[ab]}", "b*a", "*-*", "{x:[ab]}{y:[ab]}", "*"]
NAMES = ["".join(letters) for length in (1, 2, 3) for letters in product("ab-1", repeat=length)]


def segment(text: str) -> Segment:
    (only,) = PathTemplate.parse(text).segments
    assert isinstance(only, Segment)
    return only


@given(
    st.lists(st.sampled_from(NAMES[:20]), unique=True, max_size=3),
    st.lists(st.sampled_from(PATTERNS), unique=True, max_size=5),
)
def test_every_way_to_match_has_one_name(spelled: list[str], texts: list[str]) -> None:
    patterns = [segment(text) for text in texts]

    def signature(name: str) -> tuple[str | None, frozenset[str]]:
        matching = frozenset(one.text for one in patterns if one.dfa.fullmatch(name))
        return (name if name in spelled else None), matching

    found = list(name_classes(spelled, patterns, Budget()))
    signatures = [signature(name) for name in found]
    assert len(set(signatures)) == len(signatures)
    assert {signature(name) for name in NAMES} <= set(signatures)


def test_patterns_apart_cost_little_and_a_knot_is_refused() -> None:
    budget = Budget(20_000)
    assert len(list(name_classes([], [segment(f"x{n}-*") for n in range(40)], budget))) == 41
    with pytest.raises(TooComplex):
        list(name_classes([], [segment(f"*{n}*") for n in range(20)], Budget(20_000)))
