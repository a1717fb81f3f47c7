"""``partitions``: ranges cover the whole once."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.relations.relating import found, relate, violations, where

PARTS = {"of": ["/from", "/to"], "each": "/parts/*"}


def parts(*pairs: tuple[object, object], **fields: object) -> Any:
    relation = {"partitions": {**PARTS, **fields}}
    document = {"parts": [{"from": start, "to": end} for start, end in pairs], "total": 9}
    return relate(relation, {"day.json": document}, path="day.json")


@pytest.mark.parametrize(
    ("pairs", "fields", "messages"),
    [
        ([(0, 4), (4, 9)], {"from": 0, "to": "/total"}, []),
        ([(4, 9), (0, 4)], {"from": 0, "to": 9}, []),
        ([(0, 4), (5, 9)], {"ends": "included", "from": 0, "to": 9}, []),
        ([(0, 4), (5, 9)], {}, ["no part holds 4 to 5"]),
        ([(0, 5), (4, 9)], {}, ["two parts hold 4 to 5"]),
        ([(0, 5), (5, 9)], {"ends": "included"}, ["two parts hold 5 to 5"]),
        ([(1, 9)], {"from": 0}, ["no part holds 0 to 1"]),
        ([(0, 8)], {"to": 9}, ["no part holds 8 to 9"]),
        ([(0, 8)], {"to": "/total", "ends": "included"}, ["no part holds 9 to 9"]),
        ([(3, 2)], {}, ["a part ends before it starts: 3 to 2"]),
        ([("a", "m"), ("m", "z")], {"from": "a"}, []),
        ([("a", "m"), ("n", "z")], {}, ['no part holds "m" to "n"']),
        ([(1.5, 2)], {"ends": "included"}, ["/from, /to is no range: 1.5 to 2"]),
        ([(True, 2)], {}, ["/from, /to is no range: true to 2"]),
        ([(0, 10)], {"to": 9}, ["a part goes beyond the whole: 9 to 10"]),
        ([], {}, []),
        ([], {"from": 0, "to": 9}, ["no part holds 0 to 9"]),
    ],
)
def test_partitions(pairs: Any, fields: dict[str, object], messages: list[str]) -> None:
    gate = parts(*pairs, **fields)
    assert [v.message for v in violations(gate)] == messages
    assert {v.code for v in violations(gate)} <= {"ECI014"}


def test_an_overlap_is_told_with_both_parts() -> None:
    (violation,) = violations(parts((0, 5), (4, 9)))
    assert where(violation) == "day.json:1 /parts/1/from"
    assert (violation.found or "").endswith("also in day.json:1:21  /parts/0/from")


def test_the_end_of_the_whole_is_not_declared() -> None:
    assert [v.code for v in violations(parts((0, 5), to="/nowhere"))] == ["ECI005"]


def test_tiles_of_a_snapshot() -> None:
    """Each tile is a file; the manifest beside them says how many documents there are."""
    relation = {
        "partitions": {
            "of": ["/range/start", "/range/end"],
            "within": ["snapshot"],
            "from": 0,
            "to": "manifest:/counts/total",
        }
    }
    files = {
        "s/a/manifest.json": {"counts": {"total": 5}},
        "s/a/tiles/0.json": {"range": {"start": 0, "end": 3}},
        "s/a/tiles/1.json": {"range": {"start": 3, "end": 4}},
        "s/b/manifest.json": {"counts": {"total": 1}},
        "s/b/tiles/0.json": {"range": {"start": 0, "end": 1}},
    }
    gate = relate(
        relation,
        files,
        path="s/{snapshot:slug}/tiles/{n:int}.json",
        companions={"manifest": {"path": "s/{snapshot}/manifest.json"}},
    )
    assert [v.message for v in violations(gate)] == ["no part holds 4 to 5"]
    assert found(gate) == [("ECI014", "s/a/tiles/1.json:1 /range/start")]


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=5))
@settings(max_examples=60, deadline=None)
def test_no_finding_means_that_every_number_is_in_one_part(pairs: list[tuple[int, int]]) -> None:
    gate = parts(*pairs, **{"from": 0, "to": 8})
    holds = [sum(start <= n < end for start, end in pairs) for n in range(8)]
    right = all(count == 1 for count in holds) and all(start < end <= 8 for start, end in pairs)
    assert (violations(gate) == []) == right


@pytest.mark.parametrize("of", [["/a", "/b/*"], ["/a", "manifest:/b"]])
def test_what_is_no_range_is_a_defect_of_the_contract(of: object) -> None:
    assert {p.code for p in relate({"partitions": {"of": of}}, {}).problems} == {"ECC004"}
