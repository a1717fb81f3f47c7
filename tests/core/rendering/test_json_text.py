"""JSON in one line: valid, harmless, never wider than there is room, and honest about what is cut."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_ecocontracts.core.rendering.json_text import SMALLEST, brief, shown
from pytest_ecocontracts.core.rendering.printable import UNSAFE
from pytest_ecocontracts.core.rendering.width import width_of

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("value", "room", "expected"),
    [
        ({"a": [1, True, None]}, 40, '{"a": [1, true, null]}'),
        ({}, 2, "{}"),
        ("Grüße 日本", 40, '"Grüße 日本"'),
        ({f"k{i}": i for i in range(30)}, 40, "{... 30 keys}"),
        ({"long": "x" * 90}, 40, "{... 1 key}"),
        (list(range(1000)), 40, "[... 1000 items]"),
        ("y" * 500, 40, '"yyyyyyyyyyyyyyyyyy..." (500 characters)'),
        (10**60, 20, "10000000000000000..."),
    ],
)
def test_a_value_is_shown_as_far_as_there_is_room(value: object, room: int, expected: str) -> None:
    assert shown(value, room) == expected
    assert width_of(shown(value, room)) <= room


def test_what_a_terminal_would_act_on_stays_json() -> None:
    hostile = {"\x1b[31m": "a\u202eb\x9f\ud800\n"}
    text = shown(hostile, 200)
    assert text.isascii()
    assert json.loads(text) == hostile


@given(VALUES, st.integers(0, 60))
def test_what_is_whole_is_the_value_and_fits(value: object, room: int) -> None:
    text = brief(value, room)
    if text is None:
        assert room < len(json.dumps(value))  # JSON in ASCII is never narrower
    else:
        assert width_of(text) <= room
        assert UNSAFE.search(text) is None
        assert json.loads(text) == value
    assert width_of(shown(value, room)) <= max(room, SMALLEST) + len(' (99 characters)"...')


def test_what_is_not_shown_is_not_walked() -> None:
    deep: Any = 1
    for _ in range(100_000):
        deep = [deep]
    wide = [list(range(100))] * 1_000_000
    assert shown(deep, 80) == "[... 1 item]"
    assert shown(wide, 80) == "[... 1000000 items]"
