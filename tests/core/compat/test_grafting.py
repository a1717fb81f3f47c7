"""Data at hand with another part, where nobody can make the whole."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_ecocontracts.core.compat.comparing import Tools, compare
from pytest_ecocontracts.core.compat.grafting import grafts
from pytest_ecocontracts.core.compat.model import Direction, Seed, Verdict, View


@pytest.mark.parametrize(
    ("value", "path", "parts", "made"),
    [
        (1, (), [2, 3], [2, 3]),
        ({"a": 1, "b": 2}, ("a",), [5], [{"a": 5, "b": 2}]),
        ({"a": 1}, ("b",), [5], [{"a": 1, "b": 5}]),
        ({"a": 1}, ("b", "c"), [5], []),
        ([1, 2], (0,), [5], [[5, 2], [1, 5]]),
        ([{"a": 1}], (7, "a"), [5], [[{"a": 5}]]),
        ({"a": {"b": 1}}, ("a",), [{"c": 2}], [{"a": {}}, {"a": {"b": 1, "c": 2}}, {"a": {"c": 2}}]),
        ("text", ("a",), [5], []),
        ({"0": 1}, (0,), [5], []),
    ],
)
def test_parts_take_their_place(value: Any, path: tuple[str | int, ...], parts: list[Any], made: Any) -> None:
    assert list(grafts(value, path, parts)) == made


def order(currencies: list[str], amount: dict[str, Any], *required: str) -> dict[str, Any]:
    """Nobody can make an order: its id has a pattern that our own rules cannot read."""
    fields = {
        "id": {"type": "string", "pattern": r"\b[a-z]{3}-\d"},
        "amount": amount,
        "currency": {"enum": currencies},
    }
    each = {"type": "object", "properties": fields, "required": ["id", "amount", *required]}
    return {"type": "object", "properties": {"orders": {"items": each}}, "required": ["orders"]}


@pytest.mark.parametrize(
    ("new", "direction"),
    [
        (order(["EUR", "CHF"], {"type": "number"}), Direction.FORWARD),
        (order(["EUR"], {"type": "integer"}), Direction.BACKWARD),
        (order(["EUR"], {"type": "number", "minimum": 10}), Direction.BACKWARD),
        (order(["EUR"], {"type": "number"}, "currency"), Direction.BACKWARD),
    ],
    ids=["value", "type", "bound", "required"],
)
def test_data_at_hand_shows_what_nobody_could_make(
    tools: Tools, new: dict[str, Any], direction: Direction
) -> None:
    old = order(["EUR"], {"type": "number"})
    seed = Seed(value={"orders": [{"id": "abc-1", "amount": 30, "currency": "EUR"}]})
    found = compare(old, new, tools, seeds=[seed]).judgement(View.WRITER_READER, direction)
    assert found.verdict is Verdict.BREAKING
    without = compare(old, new, tools).judgement(View.WRITER_READER, direction)
    assert without.verdict is Verdict.UNDECIDED
