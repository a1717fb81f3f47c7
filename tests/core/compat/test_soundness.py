"""No verdict is a guess: random schemas and edits, and changes that are known to change nothing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.compat.generated import DRAFT_7, DRAFT_2019, DRAFT_2020, Schemas

from pytest_ecocontracts.core.compat.comparing import Tools, compare
from pytest_ecocontracts.core.compat.model import Comparison, Direction, Level, Method, Verdict, View
from pytest_ecocontracts.core.errors import SchemaProblem

PAIRS_SHORT = 150
PAIRS_LONG = 5_000


def _generated(seed: int) -> tuple[Schemas, dict[str, Any]]:
    random = Random(seed)
    schemas = Schemas(random, random.choice((DRAFT_7, DRAFT_2020)))
    return schemas, schemas.document()


def _looking_at_the_whole(seed: int) -> tuple[Schemas, dict[str, Any]]:
    random = Random(seed)
    schemas = Schemas(random, random.choice((DRAFT_2019, DRAFT_2020)), unevaluated=True)
    return schemas, schemas.document()


def _verify(comparison: Comparison, old: Any, new: Any, schemas: Schemas) -> None:
    """Fail where a value refutes a proof, or where a validator rejects a witness."""
    validators = jsonschema_rs.validator_for(old), jsonschema_rs.validator_for(new)
    for way in Direction:
        judgement = comparison.judgement(View.STRICT, way)
        accepts, refuses = validators if way is Direction.BACKWARD else validators[::-1]
        told = json.dumps([old, new])
        if judgement.verdict is Verdict.COMPATIBLE:
            for _ in range(30):
                value = schemas.value(3)
                assert not accepts.is_valid(value) or refuses.is_valid(value), f"{value} refutes {told}"
        elif judgement.witness is not None:
            value = judgement.witness.value
            assert accepts.is_valid(value), f"{value} is no witness of {told}"
            assert not refuses.is_valid(value), f"{value} is no witness of {told}"
        else:
            assert judgement.unsettled, told


def _compare_edits(
    tools: Tools, start: int, count: int, generated: Callable[[int], tuple[Schemas, Any]] = _generated
) -> Counter[Verdict]:
    found: Counter[Verdict] = Counter()
    for seed in range(start, start + count):
        schemas, old = generated(seed)
        new = schemas.edited(old)
        try:
            comparison = compare(old, new, tools)
        except SchemaProblem:  # nothing to compare, such as 'unevaluated...' nested too often
            continue
        _verify(comparison, old, new, schemas)
        for judgement in comparison.judgements.values():
            if judgement.method is not Method.EQUAL:
                found[judgement.verdict] += 1
    return found


def test_no_proof_is_refuted_and_no_witness_rejected(tools: Tools) -> None:
    """Random edits of random schemas, with the algebra and the rules of our own."""
    found = _compare_edits(tools, 0, PAIRS_SHORT)
    assert found[Verdict.COMPATIBLE]
    assert found[Verdict.BREAKING]
    assert found[Verdict.UNDECIDED] < 0.03 * found.total()


def test_our_own_proofs_are_not_refuted(alone: Tools) -> None:
    """The same with our own rules alone."""
    found = _compare_edits(alone, 10_000, PAIRS_SHORT)
    assert found[Verdict.COMPATIBLE]
    assert found[Verdict.BREAKING]


@pytest.mark.parametrize("algebra", [True, False])
def test_what_looks_at_the_whole_value_is_not_misread(tools: Tools, alone: Tools, *, algebra: bool) -> None:
    """``unevaluated...`` and what evaluates, in both drafts that have them."""
    found = _compare_edits(tools if algebra else alone, 20_000, PAIRS_SHORT // 2, _looking_at_the_whole)
    assert found[Verdict.COMPATIBLE]
    assert found[Verdict.BREAKING]


@pytest.mark.fuzz
def test_thousands_of_pairs(tools: Tools, alone: Tools) -> None:
    """At least 5,000 pairs, fewer than three in a hundred of the differing ones undecided."""
    found = _compare_edits(tools, 100_000, PAIRS_LONG)
    assert found[Verdict.UNDECIDED] < 0.03 * found.total()
    _compare_edits(alone, 200_000, PAIRS_LONG // 2)
    _compare_edits(tools, 300_000, PAIRS_LONG // 2, _looking_at_the_whole)
    _compare_edits(alone, 400_000, PAIRS_LONG // 2, _looking_at_the_whole)


@given(seed=st.integers(0, 2**32))
def test_a_schema_is_compatible_with_itself(alone: Tools, seed: int) -> None:
    """Reflexive, whatever the schema holds; and the level is a patch."""
    _, schema = _generated(seed)
    comparison = compare(schema, json.loads(json.dumps(schema)), alone)
    assert {judgement.method for judgement in comparison.judgements.values()} == {Method.EQUAL}
    assert comparison.level(View.WRITER_READER) is Level.PATCH


@given(seed=st.integers(0, 2**32))
def test_a_refactoring_breaks_nothing(alone: Tools, seed: int) -> None:
    """Definitions renamed, keywords in another order, the schema wrapped: never breaking, in any view."""
    schemas, schema = _generated(seed)
    word = schemas.word
    text = (
        json.dumps(schema)
        .replace(f"#/{word}/n", f"#/{word}/renamed")
        .replace(f"#/{word}/m", f"#/{word}/other")
    )
    moved = json.loads(text)
    names = moved.pop(word)
    dialect = moved.pop("$schema")
    wrapped = {"$schema": dialect, word: {"renamed": names["n"], "other": names["m"]}}
    wrapped["allOf"] = [dict(reversed(moved.items()))]
    comparison = compare(schema, wrapped, alone)
    assert {judgement.verdict for judgement in comparison.judgements.values()} == {Verdict.COMPATIBLE}


@given(seed=st.integers(0, 2**32))
def test_proofs_are_transitive(alone: Tools, seed: int) -> None:
    """Where two steps are proved, the way through both is never refuted."""
    schemas, first = _generated(seed)
    second = schemas.edited(first)
    third = schemas.edited(second)
    for way in Direction:
        steps = [(first, second), (second, third), (first, third)]
        *both, whole = (
            compare(old, new, alone, views=(View.STRICT,)).verdict(View.STRICT, way) for old, new in steps
        )
        if set(both) == {Verdict.COMPATIBLE}:
            assert whole is not Verdict.BREAKING
