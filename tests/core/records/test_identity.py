"""Run ids and timestamps."""

from __future__ import annotations

import uuid

from hypothesis import given
from hypothesis import strategies as st

from pytest_ecocontracts.core.records.identity import RUN_ID, timestamp, uuid7

INSTANTS = st.integers(min_value=0, max_value=(1 << 48) * 1_000_000 - 1)


def test_example_of_rfc_9562() -> None:
    """Appendix A.6: 2022-02-22T14:22:22.00-05:00 with the random bits given there."""
    milliseconds = 0x017F22E279B0
    randomness = bytes.fromhex("0cc398c4dc0c0c07398f")
    assert uuid7(milliseconds * 1_000_000, randomness) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"


@given(INSTANTS, st.binary(min_size=10, max_size=10))
def test_every_id_is_a_version_7_uuid(instant: int, randomness: bytes) -> None:
    value = uuid.UUID(uuid7(instant, randomness))
    assert (value.version, value.variant) == (7, uuid.RFC_4122)
    assert value.int >> 80 == instant // 1_000_000
    assert RUN_ID.fullmatch(str(value))


@given(INSTANTS, INSTANTS)
def test_ids_sort_by_time(one: int, two: int) -> None:
    early, late = sorted((one // 1_000_000, two // 1_000_000))
    if early != late:
        assert uuid7(early * 1_000_000) < uuid7(late * 1_000_000)


def test_two_ids_differ() -> None:
    assert uuid7() != uuid7()


def test_timestamp_is_utc_with_milliseconds() -> None:
    assert timestamp(1_795_327_595_118_999_999) == "2026-11-22T06:06:35.118Z"
    assert timestamp(0) == "1970-01-01T00:00:00.000Z"
