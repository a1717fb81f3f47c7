"""``count`` with ``share``: what must be rare, or common, among some records."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.relations.relating import DAY, DAY_MANIFEST, MANIFEST, NEXT, found, relate, violations

RECORDS = [{"kind": "a", "test": True}, {"kind": "b"}, {"kind": "a"}]
OTHER = {"where": "self.kind == 'b'", "share": True}
REAL = {"where": "self.kind == 'b'", "share": "!has(self.test)"}


def shared(count: dict[str, object], records: object = RECORDS, **fields: Any) -> Any:
    return relate(
        {"count": count}, {DAY: records, DAY_MANIFEST: {"share": 0.5}}, companions=MANIFEST, **fields
    )


@pytest.mark.parametrize(
    ("count", "told"),
    [
        ({**OTHER, "max": 0.34}, None),
        ({**OTHER, "max": 0.33}, "0.3333, 1 of 3"),
        ({**OTHER, "min": 0.33}, None),
        ({**OTHER, "min": 0.5}, "0.3333, 1 of 3"),
        ({**REAL, "max": 0.5}, None),
        ({**REAL, "equals": "manifest:/share"}, None),
        ({**OTHER, "equals": "manifest:/share"}, f"0.3333, 1 of 3; declared at {DAY_MANIFEST}:1:11  /share"),
        ({**OTHER, "max": 0}, "0.3333, 1 of 3"),
        ({"where": "self.kind == 'c'", "share": True, "max": 0}, None),
        ({"where": "true", "share": True, "min": 1}, None),
    ],
)
def test_a_share_is_of_all_records_or_of_some(count: dict[str, object], told: str | None) -> None:
    assert [v.found for v in violations(shared(count))] == ([] if told is None else [told])


def test_a_violation_says_of_which_records() -> None:
    (violation,) = violations(shared({**REAL, "max": 0.2}))
    assert violation.code == "ECI001"
    assert violation.message == (
        "the share of records for which !has(self.test) is 0.5, and at most 0.2 is declared"
    )


@pytest.mark.parametrize("bound", [{"min": 0.5}, {"max": 0.5}, {"equals": "manifest:/share"}])
def test_of_no_records_there_is_no_share(bound: dict[str, object]) -> None:
    assert found(shared({**OTHER, **bound}, [])) == []


def test_a_whole_without_records_proves_nothing_unless_the_contract_says_so() -> None:
    none = {**OTHER, "share": "self.kind == 'z'", "max": 0.5}
    assert [v.code for v in violations(shared(none))] == ["ECC009"]
    assert found(shared({**none, "empty": "valid"})) == []


def test_a_declared_share_that_is_none_is_told() -> None:
    assert found(shared({**OTHER, "max": "manifest:/shre"})) == [("ECI005", f"{DAY_MANIFEST}:1 /shre")]


@pytest.mark.parametrize(("within", "codes"), [("file", ["ECI001"]), ("all", [])])
def test_shares_of_several_files_together(within: str, codes: list[str]) -> None:
    files = {DAY: [{"kind": "b"}], NEXT: [{"kind": "a"}] * 3}
    relation = {"count": {**OTHER, "max": 0.25, "within": within}}
    assert [v.code for v in violations(relate(relation, files))] == codes


def test_parts_of_records_have_shares() -> None:
    relation = {"count": {"each": "/kinds/*", "where": "self == 'b'", "share": True, "max": 0.4}}
    files = {DAY: [{"kinds": ["a", "b"]}, {"kinds": ["a"]}], NEXT: [{"kinds": ["b"]}]}
    assert found(relate(relation, files)) == [("ECI001", NEXT)]


def test_a_condition_without_a_value_is_no_pass() -> None:
    count = {"where": "self.test", "share": True, "max": 1}
    assert found(shared(count)) == [("ECI031", f"{DAY}:2")]
    assert found(shared({**count, "share": "has(self.test)"})) == []


@pytest.mark.parametrize(
    ("count", "pointer"),
    [
        ({**OTHER, "max": 20}, "/max"),
        ({**OTHER, "min": -0.1}, "/min"),
        ({**OTHER, "share": "self.", "max": 1}, "/share"),
        ({**OTHER, "of": "/kind", "max": 1}, "/of"),
        ({**OTHER, "by": "/kind", "max": 1}, "/by"),
        ({**OTHER, "distinct": True, "max": 1}, "/distinct"),
        ({"share": True, "max": 1}, ""),
        (OTHER, ""),
    ],
)
def test_shares_that_cannot_be_are_defects_of_the_contract(count: dict[str, object], pointer: str) -> None:
    told = {(p.code, p.location.pointer) for p in shared(count).problems if p.location}
    assert told == {("ECC004", f"/relations/0/count{pointer}")}


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=8), st.integers(0, 10))
@settings(max_examples=60, deadline=None)
def test_a_share_is_what_one_counts_by_hand(pairs: list[tuple[bool, bool]], tenths: int) -> None:
    records = [{"w": w, "a": a} for w, a in pairs]
    count = {"where": "self.w", "share": "self.a", "max": tenths / 10, "empty": "valid"}
    among = [w for w, a in pairs if a]
    rare = not among or sum(among) / len(among) <= tenths / 10
    assert bool(found(shared(count, records))) == (not rare)
