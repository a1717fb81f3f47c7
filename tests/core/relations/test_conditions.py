"""``where`` says which records count, ``when`` for which files a relation is asked."""

from __future__ import annotations

import pytest
from tests.core.relations.relating import DAY, DAY_MANIFEST, MANIFEST, NEXT, found, relate, violations


def test_only_records_of_the_filter_count() -> None:
    records = [{"kind": "a", "id": 1}, {"kind": "b", "id": 1}, {"kind": "a", "id": 2}]
    relation = [
        {"unique": {"of": "/id", "where": "self.kind == 'a'"}},
        {"count": {"equals": "manifest:/a", "where": "self.kind == 'a'"}},
    ]
    files = {DAY: records, DAY_MANIFEST: {"a": 2}}
    gate = relate(relation, files, companions=MANIFEST)
    assert found(gate) == []
    assert gate.outcome("unique").details == {"records": 3, "compared": 2}


def test_places_are_those_of_the_file() -> None:
    """Records that the filter leaves out still count as lines."""
    records = [{"kind": "b", "id": 1}, {"kind": "a", "id": 1}, {"kind": "b", "id": 1}, {"kind": "a", "id": 1}]
    gate = relate(
        {"unique": {"of": "/id", "where": "self.kind == params.kind"}}, {DAY: records}, params={"kind": "a"}
    )
    assert found(gate) == [("ECI003", f"{DAY}:4 /id")]
    assert (violations(gate)[0].found or "").endswith(f"first at {DAY}:2:21  /id")


def test_a_filter_that_lets_nothing_through_proves_nothing() -> None:
    relation = {"unique": {"of": "/id", "where": "self.kind == 'x'"}}
    assert found(relate(relation, {DAY: [{"kind": "a", "id": 1}]}))[0][0] == "ECC009"
    relation["unique"]["empty"] = "valid"
    assert found(relate(relation, {DAY: [{"kind": "a", "id": 1}]})) == []


def test_a_filter_without_a_value_is_no_pass() -> None:
    relation = {"unique": {"of": "/id", "where": "self.kind == 'x'"}}
    (violation,) = violations(relate(relation, {DAY: [{"id": 1}, {"id": 1}]}))
    assert violation.code == "ECI031"
    assert violation.message == "the condition has no value: there is no key 'kind'"
    assert violation.excerpt[0] == "self.kind == 'x'"


def test_when_says_for_which_files() -> None:
    relation = {"count": {"equals": "manifest:/n", "when": "companions.manifest.version == 2"}}
    files = {
        DAY: [{}],
        DAY_MANIFEST: {"version": 1},
        NEXT: [{}],
        "manifest/2026-01-02.json": {"version": 2, "n": 2},
    }
    gate = relate(relation, files, companions=MANIFEST)
    assert found(gate) == [("ECI001", NEXT)]
    assert gate.outcome("count").examined == 1


def test_when_never_proves_nothing() -> None:
    relation = {"count": {"equals": 1, "when": "path.date < '2020'"}}
    assert [v.code for v in violations(relate(relation, {DAY: [{}]}))] == ["ECC009"]
    relation["count"]["empty"] = "valid"
    assert found(relate(relation, {DAY: [{}]})) == []


@pytest.mark.parametrize(
    ("name", "text"), [("where", "slf.a"), ("where", "1"), ("when", "self.a"), ("when", "(")]
)
def test_conditions_that_cannot_be_are_defects_of_the_contract(name: str, text: str) -> None:
    gate = relate({"unique": {"of": "/id", name: text}}, {})
    assert [(p.code, p.location.pointer) for p in gate.problems if p.location] == [
        ("ECC004", f"/relations/0/unique/{name}")
    ]
