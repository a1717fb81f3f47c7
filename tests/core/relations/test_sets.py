"""``equal`` and ``disjoint``: values of both sides."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.relations.relating import DAY, DAY_MANIFEST, MANIFEST, NEXT, found, relate, violations, where

INDEXED = {"shop.memos": {"path": "memo/{name:slug}.md", "format": "text"}}


def test_an_index_lists_the_files_and_nothing_else() -> None:
    """Orphans are told at the file, dangling entries at the index."""
    relation = {"equal": {"of": "/entries/*/path", "to": "shop.memos:{path}"}}
    files = {
        "index.json": '{"entries": [{"path": "memo/a.md"},\n{"path": "memo/c.md"}]}',
        "memo/a.md": "x",
        "memo/b.md": "x",
    }
    gate = relate(relation, files, path="index.json", others=INDEXED)
    assert found(gate) == [("ECI013", "index.json:2 /entries/1/path"), ("ECI013", "memo/b.md")]
    assert (
        violations(gate)[1].message == '"memo/b.md" stands at shop.memos:{path}, and not at /entries/*/path'
    )
    del files["memo/b.md"]
    files["memo/c.md"] = "y"
    assert found(relate(relation, files, path="index.json", others=INDEXED)) == []


def test_every_file_has_its_manifest_and_the_other_way_round() -> None:
    relation = {"equal": {"of": "{date}", "to": "shop.manifests:{date}", "join": []}}
    others = {"shop.manifests": {"path": "manifest/{date:date}.json"}}
    files = {DAY: "", NEXT: "", DAY_MANIFEST: "{}", "manifest/2026-01-03.json": "{}"}
    assert found(relate(relation, files, others=others)) == [
        ("ECI013", NEXT),
        ("ECI013", "manifest/2026-01-03.json"),
    ]


def test_files_of_the_other_side_that_nothing_belongs_to_are_told() -> None:
    relation = {"equal": {"of": "/id", "to": "shop.sessions:/id"}}
    files = {
        DAY: [{"id": 1}],
        "sessions/2026-01-01.jsonl": [{"id": 1}],
        "sessions/2026-01-02.jsonl": [{"id": 2}],
    }
    others = {"shop.sessions": {"path": "sessions/{date:date}.jsonl"}}
    assert found(relate(relation, files, others=others)) == [("ECI006", "sessions/2026-01-02.jsonl")]


def test_an_empty_index_of_no_files_is_fine() -> None:
    relation = {"equal": {"of": "/entries/*/path", "to": "shop.memos:{path}"}}
    assert found(relate(relation, {"index.json": {"entries": []}}, path="index.json", others=INDEXED)) == []
    files = {"index.json": {"entries": []}, "memo/a.md": ""}
    assert found(relate(relation, files, path="index.json", others=INDEXED)) == [("ECI013", "memo/a.md")]


SESSIONS = {"shop.sessions": {"path": "sessions/{date:date}.jsonl"}}
BY_KEY = {
    "equal": {
        "of": "/event_ids",
        "to": "shop.sessions:/event_ids",
        "key": {"of": "/source_ids/0", "to": "shop.sessions:/session_id"},
    }
}
SESSION_DAY = "sessions/2026-01-01.jsonl"


def test_records_of_one_key_have_one_value() -> None:
    files = {
        DAY: [
            {"source_ids": ["s1"], "event_ids": ["a", "b"]},
            {"source_ids": ["s2"], "event_ids": ["c", "b"]},
            {"source_ids": ["s9"], "event_ids": ["x"]},
        ],
        SESSION_DAY: [
            {"session_id": "s1", "event_ids": ["a", "b"]},
            {"session_id": "s2", "event_ids": ["b", "c"]},
        ],
    }
    (violation,) = violations(relate(BY_KEY, files, others=SESSIONS))
    assert (violation.code, where(violation)) == ("ECI013", f"{DAY}:2 /event_ids")
    assert violation.message == '/event_ids of "s2" is not what shop.sessions:/event_ids says'
    assert violation.found == '["c", "b"]'


def test_the_other_side_is_missing() -> None:
    files = {DAY: [{"source_ids": ["s1"], "event_ids": ["a"]}], "sessions/2026-01-02.jsonl": []}
    assert [v.code for v in violations(relate(BY_KEY, files, others=SESSIONS))] == ["ECI006"]


ONE_VALUE = {"equal": {"of": "/kind", "key": "/id"}}


def test_records_of_one_key_have_one_value_among_themselves() -> None:
    records = [{"id": 1, "kind": "a"}, {"id": 2, "kind": "a"}, {"id": 1, "kind": "a"}, {"id": 3}]
    assert found(relate(ONE_VALUE, {DAY: records, NEXT: [{"id": 1, "kind": "b"}]})) == []
    (violation,) = violations(relate(ONE_VALUE, {DAY: [*records, {"id": 1, "kind": "b"}]}))
    assert (violation.code, where(violation)) == ("ECI013", f"{DAY}:5 /kind")
    assert violation.message == "/kind of 1 is not always the same"
    assert violation.expected == '"a", as in the first record of the key'
    assert violation.found == f'"b"; first at {DAY}:1:19  /kind'


def test_what_is_excluded_may_differ_among_records_of_one_key() -> None:
    relation = {"equal": {"of": "self:", "key": "/id", "exclude": ["/at"]}}
    assert found(relate(relation, {DAY: [{"id": 1, "at": 1}, {"id": 1, "at": 2}]})) == []
    assert found(relate(relation, {DAY: [{"id": 1, "n": 1}, {"id": 1, "n": 2}]})) == [("ECI013", f"{DAY}:2")]


def test_records_without_a_key_and_a_value_prove_nothing() -> None:
    assert [v.code for v in violations(relate(ONE_VALUE, {DAY: [{"id": 1}]}))] == ["ECC009"]


@pytest.mark.parametrize("key", [{"of": "/id", "to": "/id"}, "{date}", "manifest:/id"])
def test_a_key_without_another_side_is_of_the_records(key: object) -> None:
    gate = relate({"equal": {"of": "/kind", "key": key}}, {DAY: []}, companions=MANIFEST)
    assert [p.code for p in gate.problems] == (["ECC004"] if key != "{date}" else [])


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=8))
def test_one_value_is_told_for_each_further_one(pairs: list[tuple[int, int]]) -> None:
    distinct = set(pairs)
    records = [{"id": key, "kind": value} for key, value in pairs]
    expected = len(distinct) - len({key for key, _ in distinct})
    assert len(found(relate(ONE_VALUE, {DAY: records}))) == expected


def test_what_is_excluded_may_differ() -> None:
    relation = {
        "equal": {"of": "self:", "to": "shop.reruns:", "key": "/id", "exclude": ["/created_at", "/meta/run"]}
    }
    others = {"shop.reruns": {"path": "rerun/{date:date}.jsonl"}}
    first = [{"id": 1, "created_at": 1, "meta": {"run": "a", "x": 1}}, {"id": 2, "meta": {"x": 1}}]
    second = [{"id": 1, "created_at": 2, "meta": {"run": "b", "x": 1}}, {"id": 2, "meta": {"x": 2}}]
    gate = relate(relation, {DAY: first, "rerun/2026-01-01.jsonl": second}, others=others)
    assert found(gate) == [("ECI013", f"{DAY}:2")]


def test_one_value_of_a_manifest() -> None:
    relation = {"equal": {"of": "manifest:/day", "to": "{date}"}}
    files = {DAY: "", DAY_MANIFEST: {"day": "2026-01-02"}}
    assert {code for code, _ in found(relate(relation, files, companions=MANIFEST))} == {"ECI013"}
    files[DAY_MANIFEST] = {"day": "2026-01-01"}
    assert found(relate(relation, files, companions=MANIFEST)) == []


def test_disjoint_values_are_told_with_both_places() -> None:
    relation = {"disjoint": {"of": "/id", "from": "manifest:/retired/*"}}
    files = {DAY: [{"id": 1}, {"id": 2}], DAY_MANIFEST: '{"retired": [3,\n2]}'}
    (violation,) = violations(relate(relation, files, companions=MANIFEST))
    assert (violation.code, where(violation)) == ("ECI010", f"{DAY}:2 /id")
    assert violation.found == f"2; also at {DAY_MANIFEST}:2:1  /retired/1"
    files[DAY_MANIFEST] = {"retired": []}
    assert found(relate(relation, files, companions=MANIFEST)) == []


VALUES = st.lists(st.integers(0, 5), max_size=6)


@given(VALUES, VALUES)
@settings(max_examples=40, deadline=None)
def test_what_is_told_are_the_differences_and_the_common_values(own: list[int], there: list[int]) -> None:
    relation = [
        {"equal": {"of": "/id", "to": "manifest:/ids/*", "empty": "valid"}},
        {"disjoint": {"of": "/id", "from": "manifest:/ids/*", "empty": "valid"}},
    ]
    files = {DAY: [{"id": n} for n in own], DAY_MANIFEST: {"ids": there}}
    told: dict[str, list[int]] = {"ECI010": [], "ECI013": []}
    for violation in violations(relate(relation, files, companions=MANIFEST)):
        told[violation.code].append(int(str(violation.metadata["key"])))
    assert sorted(told["ECI013"]) == sorted(set(own) ^ set(there))
    assert sorted(told["ECI010"]) == sorted(set(own) & set(there))


@pytest.mark.parametrize(
    "relation",
    [
        {"equal": {"of": ["/a", "/b"], "to": "manifest:/a"}},
        {"equal": {"of": "/a", "to": "manifest:/a", "key": {"of": "manifest:/k", "to": "manifest:/k"}}},
        {"disjoint": {"of": "/a", "from": ["manifest:/a", "manifest:/b"]}},
        {"disjoint": {"of": "/a", "from": "nobody:/a"}},
    ],
)
def test_sides_that_cannot_be_compared_are_defects(relation: dict[str, object]) -> None:
    assert {p.code for p in relate(relation, {}, companions=MANIFEST).problems} <= {"ECC004", "ECC005"}
    assert relate(relation, {}, companions=MANIFEST).problems
