"""How deep a document may be nested, counted level by level."""

from __future__ import annotations

from collections.abc import Mapping
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from pytest_ecocontracts.core.json_schema import expansion

STATES = st.integers(0, 4)
LABELS = st.lists(st.dictionaries(STATES, st.integers(1, 3), max_size=3), max_size=3)


def _counted(groups: Mapping[int, list[dict[int, int]]], sizes: Mapping[int, int]) -> int | None:
    """The same by counting every state at every level."""
    runs = dict.fromkeys(groups, 0)
    for depth in range(1, expansion._DEEPEST + 2):
        runs = {
            state: sizes[state]
            + max((sum(n * runs[t] for t, n in label.items()) for label in labels), default=0)
            for state, labels in groups.items()
        }
        if runs[0] > expansion.MAXIMUM:
            return depth - 1
    return None


@given(
    groups=st.fixed_dictionaries(dict.fromkeys(range(5), LABELS)),
    sizes=st.fixed_dictionaries({state: st.integers(1, 3) for state in range(5)}),
)
def test_the_limit_is_that_of_counting_all_states_at_every_level(
    groups: dict[int, list[dict[int, int]]], sizes: dict[int, int]
) -> None:
    with patch.object(expansion, "_DEEPEST", 40), patch.object(expansion, "MAXIMUM", 1_000):
        assert expansion._deepest(groups, sizes, 0) == _counted(groups, sizes)
