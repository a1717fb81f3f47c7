"""``sorted`` and ``monotonic``: records in order."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.relations.relating import DAY, NEXT, found, relate, violations


def rows(*pairs: tuple[object, object]) -> list[dict[str, object]]:
    return [{"ts": ts, "id": name} for ts, name in pairs]


@pytest.mark.parametrize(
    ("relation", "records", "codes"),
    [
        ("/ts", rows((1, "b"), (1, "a"), (2, "a")), []),
        ("/ts", rows((2, "a"), (1, "a")), ["ECI011"]),
        (["/ts", "/id"], rows((1, "a"), (1, "b"), (2, "a")), []),
        (["/ts", "/id"], rows((1, "b"), (1, "a")), ["ECI011"]),
        ([{"of": "/ts", "order": "descending"}, "/id"], rows((2, "a"), (1, "a"), (1, "b")), []),
        ([{"of": "/ts", "order": "descending"}], rows((1, "a"), (2, "a")), ["ECI011"]),
        ({"of": ["/ts"], "strict": True}, rows((1, "a"), (1, "b")), ["ECI011"]),
        ({"of": ["/ts", "/id"], "strict": True}, rows((1, "a"), (1, "b"), (1, "b")), ["ECI011"]),
        ({"of": "/ts", "where": "self.id == 'a'"}, rows((2, "a"), (1, "b"), (3, "a")), []),
        ("/ts", [{"id": 1}, *rows((1, "a"))], []),
        ("/ts", [{"id": 1}], ["ECC009"]),
        ("/ts", [], []),
    ],
)
def test_sorted(relation: object, records: object, codes: list[str]) -> None:
    assert [code for code, _ in found(relate({"sorted": relation}, {DAY: records}))] == codes


def test_what_is_out_of_order_is_told_with_what_it_comes_after() -> None:
    gate = relate({"sorted": ["/ts", "/id"]}, {DAY: rows((1, "a"), (3, "a"), (2, "a"), (3, "a"))})
    (violation,) = violations(gate)
    assert violation.message == "the records are not in order of /ts, /id: 2 comes after 3"
    assert violation.location is not None
    assert (violation.location.line, violation.location.pointer, violation.expected) == (
        3,
        "/ts",
        "at least 3",
    )
    assert violation.found == f"2; after {DAY}:2:8  /ts"


def test_order_through_all_files() -> None:
    files = {DAY: rows((2, "a")), NEXT: rows((1, "a"))}
    assert found(relate({"sorted": "/ts"}, files)) == []
    assert found(relate({"sorted": {"of": "/ts", "within": "all"}}, files)) == [("ECI011", f"{NEXT}:1 /ts")]


VALUES = st.lists(st.tuples(st.integers(0, 3), st.sampled_from("abc")), max_size=8)


@given(VALUES, st.booleans(), st.booleans())
@settings(max_examples=50, deadline=None)
def test_as_many_steps_back_are_told_as_there_are(pairs: Any, falling: bool, strict: bool) -> None:
    order: list[object] = [{"of": "/ts", "order": "descending"} if falling else "/ts", "/id"]
    keys = [(-ts if falling else ts, name) for ts, name in pairs]
    back = sum(b < a or (strict and a == b) for a, b in pairwise(keys))
    gate = relate({"sorted": {"of": order, "strict": strict}}, {DAY: rows(*pairs)})
    assert len(violations(gate)) == back


@pytest.mark.parametrize(
    ("relation", "numbers", "lines"),
    [
        ("/n", [1, 2, 5], []),
        ("/n", [1, 2, 2, 1], [3, 4]),
        ({"of": "/n", "strict": False}, [1, 1, 0], [3]),
        ({"of": "/n", "step": 1}, [4, 5, 7, 8], [3]),
        ({"of": "/n", "step": -2}, [4, 2, 0], []),
        ("/n", [1, "x", 2, None], [2]),
        ("/n", [1.5, 2], []),
    ],
)
def test_monotonic(relation: object, numbers: list[object], lines: list[int]) -> None:
    gate = relate({"monotonic": relation}, {DAY: [{"n": number} for number in numbers]})
    assert [where for _, where in found(gate)] == [f"{DAY}:{line} /n" for line in lines]


def test_monotonic_through_all_files_and_parts() -> None:
    relation = {"monotonic": {"of": "/n", "within": "all", "step": 1}}
    files = {DAY: [{"n": 1}, {"n": 2}], NEXT: [{"n": 4}]}
    (violation,) = violations(relate(relation, files))
    assert (violation.expected, violation.found) == ("3", f"4; after {DAY}:2:7  /n")
    stages = {"stages": [{"at": 1}, {"at": 3}, {"at": 2}]}
    gate = relate({"monotonic": {"of": "/at", "each": "/stages/*"}}, {"run.json": stages}, path="run.json")
    assert found(gate) == [("ECI011", "run.json:1 /stages/2/at")]


@pytest.mark.parametrize(
    "relation", [{"sorted": "/a/*"}, {"sorted": "{date}"}, {"monotonic": "/a/*"}, {"monotonic": "bytes"}]
)
def test_what_has_no_order_is_a_defect_of_the_contract(relation: dict[str, object]) -> None:
    assert {p.code for p in relate(relation, {}).problems} == {"ECC004"}
