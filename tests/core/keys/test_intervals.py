"""Intervals that should cover a range once: every gap and overlap, whatever the order they come in."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.keys.ways import NEVER, WAYS, no_database

from pytest_ecocontracts.core.keys import Gap, KeyStore, Outside, Overlap, Reversed, encode

key = encode


def found(
    intervals: list[tuple[object, object]],
    lower: object = None,
    upper: object = None,
    store: KeyStore | None = None,
) -> list[object]:
    with store or KeyStore(NEVER, no_database) as made:
        held = made.intervals()
        for place, (start, end) in enumerate(intervals):
            held.add(key(start), key(end), place)
        bounds = [None if bound is None else key(bound) for bound in (lower, upper)]
        return list(held.flaws(*bounds))


def test_a_partition_has_no_flaws() -> None:
    assert found([(5, 9), (0, 3), (3, 5)], 0, 9) == []
    assert found([("2026-01-01", "2026-02-01"), ("2026-02-01", "2026-03-01")]) == []


def test_a_gap_is_told_with_its_neighbours() -> None:
    assert found([(7, 9), (0, 3)]) == [Gap(key(3), key(7), 0, 1)]


def test_gaps_at_the_bounds_have_one_neighbour() -> None:
    assert found([(2, 8)], 0, 10) == [Gap(key(0), key(2), 0, None), Gap(key(8), key(10), None, 0)]


def test_nothing_between_two_bounds_is_one_gap() -> None:
    assert found([], 0, 10) == [Gap(key(0), key(10), None, None)]
    assert found([]) == []


def test_an_overlap_is_told_with_the_one_that_reaches_furthest() -> None:
    assert found([(0, 10), (1, 2), (9, 12)]) == [
        Overlap(key(1), key(2), 1, 0),
        Overlap(key(9), key(10), 2, 0),
    ]


def test_the_same_interval_twice_overlaps() -> None:
    assert found([(0, 1), (0, 1)]) == [Overlap(key(0), key(1), 1, 0)]


def test_what_leaves_the_bounds_is_told() -> None:
    assert found([(-1, 2), (2, 12)], 0, 10) == [Outside(key(-1), key(0), 0), Outside(key(10), key(12), 1)]
    assert found([(20, 30)], 0, 10) == [Outside(key(20), key(30), 0), Gap(key(0), key(10), 0, None)]
    assert found([(-3, -2)], 0, 10) == [Outside(key(-3), key(-2), 0), Gap(key(0), key(10), None, None)]


def test_an_interval_that_ends_before_it_starts_covers_nothing() -> None:
    assert found([(3, 3), (5, 4), (0, 9)], 0, 9) == [Reversed(key(3), key(3), 0), Reversed(key(5), key(4), 1)]


bounds = st.integers(-3, 12)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(bounds, bounds), max_size=8), st.booleans())
def test_each_point_is_covered_once_where_there_are_no_flaws(
    intervals: list[tuple[int, int]], bounded: bool
) -> None:
    flaws = found([*intervals], *((0, 10) if bounded else ()))
    forward = [(start, end) for start, end in intervals if start < end]
    low, high = (0, 10) if bounded else (min(forward)[0], max(e for _, e in forward)) if forward else (0, 0)
    times = [sum(start <= point < end for start, end in forward) for point in range(low, high)]
    outside = [(s, e) for s, e in forward if s < low or e > high]
    clean = all(count == 1 for count in times) and not outside and len(forward) == len(intervals)
    assert (flaws == []) is clean
    gaps = [flaw for flaw in flaws if isinstance(flaw, Gap)]
    assert sum(_length(gap, low, high) for gap in gaps) == times.count(0)


def _length(gap: Gap, low: int, high: int) -> int:
    numbers = [key(point) for point in range(low, high + 1)]
    return sum(gap.start <= start and end <= gap.end for start, end in pairwise(numbers))


@settings(deadline=None, max_examples=20)
@given(st.lists(st.tuples(bounds, bounds), max_size=8))
def test_every_way_finds_the_same_flaws(intervals: list[tuple[int, int]]) -> None:
    expected = found([*intervals], 0, 10)
    for name, budget, opening in WAYS[1:]:
        assert found([*intervals], 0, 10, KeyStore(budget, opening)) == expected, name


@pytest.mark.parametrize("opening", [way[2] for way in WAYS[1:]], ids=[way[0] for way in WAYS[1:]])
def test_more_intervals_than_a_batch_arrive(opening: object) -> None:
    intervals: list[tuple[object, object]] = [(n, n + 1) for n in range(20_500, -1, -1) if n != 77]
    assert len(intervals) == 20_500
    flaws = found(intervals, 0, 20_501, KeyStore(0, opening))  # type: ignore[arg-type]
    assert flaws == [Gap(key(77), key(78), 20_500 - 78, 20_500 - 77)]
