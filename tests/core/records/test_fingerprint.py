"""A fingerprint follows the finding, not its place or its wording."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sample_records import failure

from pytest_ecocontracts.core.records.fingerprint import fingerprint, general

BASE: dict[str, Any] = {
    "domain": "ecocontracts",
    "code": "ECS002",
    "contract": "day",
    "path": "day.json",
    "pointer": "/rows/3/unit",
    "metadata": {"property": "unit"},
}


def eco(**changes: Any) -> str:
    return failure(**changes)["fingerprints"]["eco/v1"]


def test_value_is_fixed_for_ever() -> None:
    """A change of the algorithm needs a new name (eco/v2) next to this one."""
    identity = b'["eco/v1","ecocontracts","ECS002","day","day.json","/rows/*/unit",{"property":"unit"}]'
    assert fingerprint(**BASE) == sha256(identity).hexdigest()[:32] == "bea8d4debdf4a00cfadadb6ab8c6e56b"


@pytest.mark.parametrize(
    "changes",
    [
        {"location": {"path": "day.json", "pointer": "/rows/99", "line": 7, "column": 1}},
        {"location": {"path": "day.json", "pointer": "/rows/3"}},
        {"message": "the property 'unit' is not there"},
        {"contract": {"id": "day", "version": "1.7.0", "path": "elsewhere.yaml", "line": 1}},
        {"expected": "a unit", "found": "nothing", "fix": "add it"},
        {"severity": "warning"},
    ],
    ids=["row", "line", "message", "contract-version", "texts", "severity"],
)
def test_stays(changes: dict[str, Any]) -> None:
    assert eco(**changes) == eco()


@pytest.mark.parametrize(
    "changes",
    [
        {"code": "ECS003"},
        {"contract": {"id": "night", "version": "1.0.0"}},
        {"location": {"path": "night.json", "pointer": "/rows/3"}},
        {"location": {"path": "day.json", "pointer": "/lines/3"}},
        {"metadata": {"property": "price"}},
        {"metadata": {}},
    ],
    ids=["code", "contract", "path", "pointer", "metadata", "no-metadata"],
)
def test_changes(changes: dict[str, Any]) -> None:
    assert eco(**changes) != eco()


def test_metadata_order_does_not_matter() -> None:
    one = fingerprint(**BASE | {"metadata": {"a": 1, "b": 2}})
    assert one == fingerprint(**BASE | {"metadata": {"b": 2, "a": 1}})


@given(st.lists(st.one_of(st.integers(0, 10**6).map(str), st.sampled_from(["a", "1x", "-1", "~0"]))))
def test_general_replaces_indexes_and_nothing_else(tokens: list[str]) -> None:
    pointer = "".join(f"/{token}" for token in tokens)
    expected = "".join("/*" if token.isdigit() else f"/{token}" for token in tokens)
    assert general(pointer) == expected
    assert general(general(pointer)) == expected


@given(st.text(), st.text(), st.integers(0, 10**9), st.integers(0, 10**9))
def test_reordered_rows_keep_it(path: str, key: str, one: int, two: int) -> None:
    place = BASE | {"path": path}
    pointers = (f"/rows/{row}/{key.replace('/', '~1')}" for row in (one, two))
    first, second = (fingerprint(**place | {"pointer": pointer}) for pointer in pointers)
    assert first == second
