"""``unique``: no two records have the same key."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.relations.relating import DAY, NEXT, found, relate, violations, where


def test_a_key_that_comes_again_is_told_with_both_places() -> None:
    gate = relate({"unique": "/id"}, {DAY: [{"id": "a"}, {"id": "b"}, {"id": "a"}]})
    (violation,) = violations(gate)
    assert (violation.code, where(violation)) == ("ECI003", f"{DAY}:3 /id")
    assert violation.message == '"a" stands more than once at /id'
    assert violation.found == f'"a"; first at {DAY}:1:8  /id'
    assert violation.metadata == {"key": '"a"'}


def test_keys_that_differ_pass() -> None:
    gate = relate({"unique": "/id"}, {DAY: [{"id": "1"}, {"id": 1}, {"id": True}]})
    assert found(gate) == []
    assert gate.outcome("unique").details == {"records": 3, "compared": 3}


def test_each_file_is_by_itself_unless_said() -> None:
    files = {DAY: [{"id": "a"}], NEXT: [{"id": "a"}]}
    assert found(relate({"unique": "/id"}, files)) == []
    assert found(relate({"unique": {"of": "/id", "within": "all"}}, files)) == [("ECI003", f"{NEXT}:1 /id")]


def test_within_captures() -> None:
    files = {"x/a/1.jsonl": [{"id": 1}], "x/a/2.jsonl": [{"id": 1}], "x/b/1.jsonl": [{"id": 1}]}
    relation = {"unique": {"of": "/id", "within": ["part"]}}
    gate = relate(relation, files, path="x/{part:slug}/{n:int}.jsonl")
    assert found(gate) == [("ECI003", "x/a/2.jsonl:1 /id")]


def test_a_key_of_several_parts_and_of_captures() -> None:
    relation = {"unique": {"of": ["/kind", "/n", "{date}"], "within": "all"}}
    files: dict[str, object] = {
        DAY: [{"kind": "a", "n": 1}, {"kind": "b", "n": 1}, {"kind": "a", "n": 1}],
        NEXT: [{"kind": "a", "n": 1}],
    }
    assert found(relate(relation, files)) == [("ECI003", f"{DAY}:3 /kind")]


def test_parts_of_records_and_of_documents() -> None:
    relation = {"unique": "/entries/*/id"}
    gate = relate(relation, {"index.json": '{"entries": [\n{"id": 1},\n{"id": 1}]}'}, path="index.json")
    assert found(gate) == [("ECI003", "index.json:3 /entries/1/id")]
    assert violations(gate)[0].found == "1; first at index.json:2:8  /entries/0/id"
    each = {"unique": {"of": ["/id", "/kind"], "each": "/entries/*"}}
    entries = [{"id": 1, "kind": "a"}, {"id": 1, "kind": "b"}, {"id": 1, "kind": "a"}]
    assert found(relate(each, {"index.json": {"entries": entries}}, path="index.json")) == [
        ("ECI003", "index.json:1 /entries/2/id")
    ]


@pytest.mark.parametrize("records", [[], [{}], [{"id": None}], [{"id": None}, {"id": None}, {"id": 1}]])
def test_records_without_a_key_have_none(records: list[object]) -> None:
    """Whether a key may be missing is for the schema to say."""
    gate = relate({"unique": {"of": "/id", "empty": "valid"}}, {DAY: records})
    assert found(gate) == []


def test_records_of_which_none_has_the_key_prove_nothing() -> None:
    gate = relate({"unique": "/idd"}, {DAY: [{"id": 1}], NEXT: []})
    (violation,) = violations(gate)
    assert (violation.code, violation.found) == ("ECC009", "none")
    assert found(relate({"unique": "/idd"}, {DAY: [], NEXT: []})) == []


def test_without_a_file_nothing_is_proved() -> None:
    assert [v.code for v in relate({"unique": "/id"}, {}).outcome("unique").violations] == ["ECX001"]
    assert relate({"unique": "/id"}, {}, presence="optional").outcome("unique").violations == ()


def test_a_file_that_cannot_be_read_blocks() -> None:
    gate = relate({"unique": "/id"}, {DAY: "{", NEXT: [{"id": 1}, {"id": 1}]})
    assert [v.code for v in gate.outcome("unique").violations] == ["ECI003", "ECX001"]


IDS = st.sampled_from(["a", "b", "c", 1, 2, 1.0, True, None, [1], {"a": 1}, "1"])


@given(st.lists(st.fixed_dictionaries({}, optional={"id": IDS}), max_size=12))
@settings(max_examples=40, deadline=None)
def test_as_many_are_told_as_come_again(records: list[dict[str, Any]]) -> None:
    """Against a count by hand; equality is JSON's: 1 is 1.0, and neither true nor "1"."""
    keys = Counter(
        ("bool", r["id"]) if isinstance(r["id"], bool) else repr(1 if r["id"] == 1 else r["id"])
        for r in records
        if r.get("id") is not None
    )
    gate = relate({"unique": {"of": "/id", "empty": "valid"}}, {DAY: records})
    assert len(violations(gate)) == sum(count - 1 for count in keys.values())


def test_many_repeats_are_counted_and_the_first_are_placed() -> None:
    gate = relate({"unique": "/id"}, {DAY: [{"id": 1}] * 40})
    assert len(violations(gate)) == 39
    assert [v.location.line for v in violations(gate) if v.location][-1] == 40
