"""Equal data has one byte form; unequal data has another."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest
from hypothesis import given
from tests.inputs import identical, values

from pytest_ecocontracts.core.loading.canonical import canonical_bytes, digest


def test_the_form_is_compact_sorted_and_utf8() -> None:
    data = {"b": [1, 1.0, 2**70, 1e300, True, None], "a": 'é\n"', "": {}}
    expected = '{"":{},"a":"é\\n\\"","b":[1,1.0,1180591620717411303424,1e+300,true,null]}'
    assert canonical_bytes(data) == expected.encode()
    assert digest(data) == f"sha256:{sha256(expected.encode()).hexdigest()}"


@given(values)
def test_the_form_says_all_of_the_data_and_nothing_else(value: object) -> None:
    back = json.loads(canonical_bytes(value))
    assert canonical_bytes(back) == canonical_bytes(value)
    assert back == value


@given(values, values)
def test_equal_digests_mean_identical_data(left: object, right: object) -> None:
    same = identical(_sorted(left), _sorted(right))
    assert (digest(left) == digest(right)) == same


def _sorted(value: object) -> object:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value


def test_names_that_are_not_utf8_have_a_form() -> None:
    assert digest(["\udcff"]) != digest(["\udcfe"])


def test_what_json_does_not_have_is_refused() -> None:
    for value in (float("nan"), float("inf"), {1, 2}, b"x"):
        with pytest.raises((TypeError, ValueError)):
            canonical_bytes(value)
