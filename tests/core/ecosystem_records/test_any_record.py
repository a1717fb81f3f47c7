"""Whatever stands in a record, it is judged: nothing crashes, and what was broken is told."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.core.ecosystem_records.garden import RECORD, changed, failed, files, gate, record

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


def pointers(value: Any, base: str = "") -> list[str]:
    """Every place in some data, but the data itself."""
    if isinstance(value, dict):
        inner = [(f"{base}/{name}", one) for name, one in value.items()]
    elif isinstance(value, list):
        inner = [(f"{base}/{index}", one) for index, one in enumerate(value)]
    else:
        inner = []
    return [place for pointer, one in inner for place in (pointer, *pointers(one, pointer))]


MADE = {"success": record(), "error": failed()}
PLACES = [(name, pointer) for name, made in MADE.items() for pointer in pointers(made)]


@given(st.sampled_from(PLACES), VALUES)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_value_at_any_place_is_judged(place: tuple[str, str], value: object) -> None:
    name, pointer = place
    found = gate(files() | {RECORD: changed(MADE[name], (pointer, value))})
    assert not [v.message for v in found.violations if v.code.startswith("ECZ")]


#: what may be missing from a record: nothing else in it says the same, and no rule asks for it
OPTIONAL = {
    "/stages/0",
    "/inputs/0",
    "/outputs/0",
    *(
        f"/stages/{stage}/counters/{name}"
        for stage in (0, 1)
        for name in ("artifacts_written", "errors_count", "warnings_count")
    ),
}


@pytest.mark.parametrize("pointer", pointers(record()))
def test_whatever_is_taken_out_of_a_record_is_missed(pointer: str) -> None:
    found = gate(files() | {RECORD: changed(record(), (pointer, ...))})
    assert bool(found.codes) == (pointer not in OPTIONAL)
