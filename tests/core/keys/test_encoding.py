"""Keys are equal where JSON Schema says that the values are, sort as the values do, and can be read back."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_ecocontracts.core.keys import decode, encode

numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
text = st.text() | st.text(st.sampled_from("a\0\xff\u0100\U0001f600"))
scalars = st.none() | st.booleans() | numbers | text
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(text, inner), max_leaves=8)


def equal(a: object, b: object) -> bool:
    """JSON Schema 2020-12, section 4.2.2, spelled out."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(equal(a[name], b[name]) for name in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(equal, a, b))
    return a == b


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        (1, 1.0, True),
        (0, -0.0, True),
        (1, True, False),
        (0, False, False),
        (1, "1", False),
        ("e\u0301", "\u00e9", False),
        (None, False, False),
        ("", None, False),
        ([1, 2.0], [1.0, 2], True),
        ([1, 2], [2, 1], False),
        ({"a": 1, "b": 2}, {"b": 2.0, "a": 1}, True),
        ({"a": [0.0]}, {"a": [0]}, True),
        ([], {}, False),
        (2**53, 2.0**53, True),
        (2**53 + 1, 2.0**53, False),
        (10**300, 1e300, False),
        (int(1e300), 1e300, True),
    ],
)
def test_keys_are_equal_as_json_schema_says(a: object, b: object, same: bool) -> None:
    assert (encode(a) == encode(b)) is same
    assert (encode("x", a) == encode("x", b)) is same


@given(values, values)
def test_any_two_values_have_one_key_exactly_where_they_are_equal(a: object, b: object) -> None:
    assert (encode(a) == encode(b)) is equal(a, b)


@given(st.tuples(values, values), st.tuples(values, values))
def test_keys_of_several_values_do_not_run_into_each_other(
    a: tuple[object, object], b: tuple[object, object]
) -> None:
    assert (encode(*a) == encode(*b)) is (equal(a[0], b[0]) and equal(a[1], b[1]))


@given(st.lists(numbers))
def test_numbers_sort_as_numbers(found: list[float]) -> None:
    assert sorted(found, key=encode) == sorted(found)


@given(st.lists(text))
def test_strings_sort_by_code_points(found: list[str]) -> None:
    assert sorted(found, key=encode) == sorted(found)


@given(st.lists(st.tuples(text, numbers)))
def test_several_values_sort_one_after_the_other(found: list[tuple[str, float]]) -> None:
    assert sorted(found, key=lambda each: encode(*each)) == sorted(found)


def test_kinds_sort_in_a_fixed_order() -> None:
    mixed = [{}, "a", 0, None, [], 1.5, True, "", -1, False]
    assert sorted(mixed, key=encode) == [None, False, True, -1, 0, 1.5, "", "a", [], {}]


@given(st.lists(values, min_size=1, max_size=4))
def test_values_come_back_out_of_their_key(found: list[object]) -> None:
    back = decode(encode(*found))
    assert len(back) == len(found)
    assert all(map(equal, back, found))


@pytest.mark.parametrize("number", [5e-324, -5e-324, 1.7976931348623157e308, -(2**64), 2**14000, 0.1, -0.1])
def test_the_ends_of_the_numbers_come_back_exactly(number: float) -> None:
    assert decode(encode(number)) == [number]


def test_an_integer_beyond_what_loaders_read_is_refused() -> None:
    with pytest.raises(OverflowError):
        encode(1 << (1 << 16))


def test_names_that_are_not_utf8_have_keys() -> None:
    assert decode(encode("a\udcff")) == ["a\udcff"]
    assert encode({"\udcff": 1}) != encode({"\udcfe": 1})


def test_values_nested_as_deep_as_loaders_allow_have_keys() -> None:
    value: object = 1.0
    for _ in range(500):
        value = [value]
    assert decode(encode(value)) == [json.loads("[" * 500 + "1" + "]" * 500)]


def test_keys_are_compact() -> None:
    assert len(encode("ev_0001")) == 8
    assert len(encode(7)) == 5
    assert len(encode(math.pi)) == 11
