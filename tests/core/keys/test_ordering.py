"""Rows in order: by several values, rising or falling, equal ones in any succession unless strict."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pytest_ecocontracts.core.keys import Disorder, Ordering


def check(rows: list[list[object]], falling: list[bool], *, strict: bool = False) -> list[Disorder]:
    ordering = Ordering(falling, strict=strict)
    found = [ordering.add(row, place) for place, row in enumerate(rows)]
    return [disorder for disorder in found if disorder]


def test_rows_in_order_are_in_order() -> None:
    assert check([["a", 3], ["a", 2.5], ["b", 9], ["b", 9]], [False, True]) == []
    assert check([], [False]) == []


def test_the_value_that_breaks_the_order_is_told() -> None:
    assert check([["a", 2], ["a", 3], ["b", 1], ["a", 0]], [False, True]) == [
        Disorder(1, 0, 1),
        Disorder(3, 2, 0),
    ]


def test_equal_rows_are_told_only_where_they_may_not_be() -> None:
    assert check([[1], [1.0]], [False]) == []
    assert check([[1], [1.0]], [False], strict=True) == [Disorder(1, 0, None)]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=8), st.booleans(), st.booleans())
def test_rows_are_in_order_exactly_where_sorting_leaves_them(
    rows: list[tuple[int, int]], first: bool, second: bool
) -> None:
    ordered = sorted(rows, key=lambda row: (-row[0] if first else row[0], -row[1] if second else row[1]))
    assert (check([list(row) for row in rows], [first, second]) == []) is (rows == ordered)
