"""``count`` and ``sum``: totals of files are what is declared."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.relations.relating import DAY, DAY_MANIFEST, MANIFEST, NEXT, found, relate, violations, where

RECORDS = [{"kind": "a", "n": 1}, {"kind": "b", "n": 2}, {"kind": "a", "n": 4}]


def counted(relation: dict[str, object], manifest: object, records: object = RECORDS) -> Any:
    return relate(relation, {DAY: records, DAY_MANIFEST: manifest}, companions=MANIFEST)


@pytest.mark.parametrize(
    ("relation", "manifest"),
    [
        ({"count": {"equals": "manifest:/n"}}, {"n": 3}),
        ({"count": {"of": "records", "equals": 3}}, {}),
        ({"count": {"of": "/n", "min": 3, "max": "manifest:/n"}}, {"n": 4}),
        ({"count": {"of": "/kind", "distinct": True, "equals": "manifest:/n"}}, {"n": 2}),
        ({"count": {"of": "lines", "equals": 3}}, {}),
        ({"count": {"of": "bytes", "equals": "manifest:/n"}}, {"n": 66}),
        ({"count": {"of": "manifest:/memos/*", "equals": 2}}, {"memos": [1, 2]}),
        ({"count": {"by": "/kind", "equals": "manifest:/kinds"}}, {"kinds": {"a": 2, "b": 1, "c": 0}}),
        ({"count": {"by": ["/kind", "/n"], "equals": "manifest:/k"}}, {"k": {"a|1": 1, "b|2": 1, "a|4": 1}}),
        ({"sum": {"of": "/n", "equals": "manifest:/n"}}, {"n": 7}),
        (
            {"sum": {"of": "manifest:/reasons/*", "equals": "manifest:/n"}},
            {"n": 3, "reasons": {"x": 1, "y": 2}},
        ),
        ({"sum": {"of": "/n", "by": "/kind", "equals": "manifest:/k"}}, {"k": {"a": 5, "b": 2}}),
    ],
)
def test_totals_that_are_declared_pass(relation: dict[str, object], manifest: object) -> None:
    assert found(counted(relation, manifest)) == []


@pytest.mark.parametrize(
    ("relation", "manifest", "code", "message", "told"),
    [
        (
            {"count": {"equals": "manifest:/n"}},
            '{\n"n": 4}',
            "ECI001",
            "the number of records is 3, and exactly 4 is declared",
            f"3; declared at {DAY_MANIFEST}:2:6  /n",
        ),
        (
            {"count": {"of": "/n", "max": 2}},
            {},
            "ECI001",
            "the number of values at /n is 3, and at most 2 is declared",
            "3",
        ),
        (
            {"count": {"by": "/kind", "equals": "manifest:/k"}},
            '{"k": {"a": 2,\n"b": 2}}',
            "ECI001",
            "the number of records of /kind b is 1, and exactly 2 is declared",
            f"1; declared at {DAY_MANIFEST}:2:6  /k/b",
        ),
        (
            {"count": {"by": "/kind", "equals": "manifest:/k"}},
            {"k": {"a": 2}},
            "ECI001",
            "the number of records of /kind b is 1, and exactly 0 is declared",
            f"1; declared at {DAY_MANIFEST}:1:7  /k",
        ),
        (
            {"sum": {"of": "/n", "min": "manifest:/n"}},
            {"n": 8.5},
            "ECI007",
            "the sum of /n is 7, and at least 8.5 is declared",
            f"7; declared at {DAY_MANIFEST}:1:7  /n",
        ),
    ],
)
def test_totals_that_differ_are_told(
    relation: dict[str, object], manifest: object, code: str, message: str, told: str
) -> None:
    (violation,) = violations(counted(relation, manifest))
    assert (violation.code, violation.message, violation.found) == (code, message, told)
    assert violation.location is not None
    assert violation.location.path == DAY


@pytest.mark.parametrize("manifest", [{}, {"n": "3"}, {"n": None}, {"n": True}, {"n": [3]}])
def test_a_total_that_is_not_declared_is_told_where_it_should_be(manifest: object) -> None:
    gate = counted({"count": {"equals": "manifest:/n"}}, manifest)
    assert found(gate) == [("ECI005", f"{DAY_MANIFEST}:1 /n")]


@pytest.mark.parametrize("kinds", [[1], {"a": "2"}, None])
def test_groups_that_are_not_declared_as_numbers(kinds: object) -> None:
    gate = counted({"count": {"by": "/kind", "equals": "manifest:/k"}}, {"k": kinds})
    assert [v.code for v in violations(gate)] == ["ECI005"]


def test_an_optional_manifest_that_is_missing_declares_nothing() -> None:
    companions = {"manifest": {"path": "manifest/{date}.json", "presence": "optional"}}
    relation = [{"count": {"equals": "manifest:/n"}}, {"count": {"by": "/kind", "equals": "manifest:/k"}}]
    files = {DAY: RECORDS, NEXT: RECORDS, DAY_MANIFEST: {"n": 2, "k": {"a": 2, "b": 1}}}
    assert [v.code for v in violations(relate(relation, files, companions=companions))] == ["ECI001"]


def test_empty_files_have_totals_too() -> None:
    relation = [
        {"count": {"equals": "manifest:/n"}},
        {"sum": {"of": "/n", "equals": "manifest:/s"}},
        {"count": {"by": "/kind", "equals": "manifest:/k"}},
    ]
    assert (
        found(relate(relation, {DAY: "", DAY_MANIFEST: {"n": 0, "s": 0, "k": {}}}, companions=MANIFEST)) == []
    )
    gate = relate(relation, {DAY: "", DAY_MANIFEST: {"n": 1, "s": 1, "k": {"a": 1}}}, companions=MANIFEST)
    assert [v.code for v in violations(gate)] == ["ECI001", "ECI007", "ECI001"]


@pytest.mark.parametrize(
    ("within", "codes"), [("file", ["ECI001"] * 3), ("all", []), (["month"], ["ECI001"])]
)
def test_totals_of_several_files_together(within: object, codes: list[str]) -> None:
    files = {
        "d/2026-01/1.jsonl": [{"n": 1}, {"n": 2}],
        "d/2026-01/2.jsonl": [{"n": 3}],
        "d/2026-02/1.jsonl": [{"n": 4}] * 2,
    }
    relations = [{"count": {"within": within, "min": 3}}]
    gate = relate(relations, files, path="d/{month:month}/{n:int}.jsonl", types={"month": "[0-9-]+"})
    assert [v.code for v in violations(gate)] == codes


@pytest.mark.parametrize(
    ("kind", "fields", "groups"),
    [
        ("count", {"by": "/kind", "max": 1}, ["/kind a"]),
        ("count", {"by": "/kind", "min": 2}, ["/kind b"]),
        ("count", {"by": "/kind", "equals": 3}, ["/kind a", "/kind b"]),
        ("sum", {"of": "/n", "by": "/kind", "max": 4}, ["/kind a"]),
        ("count", {"by": "/other", "min": 2, "empty": "valid"}, []),
    ],
)
def test_a_number_holds_for_each_group_that_is_there(
    kind: str, fields: dict[str, object], groups: list[str]
) -> None:
    gate = relate({kind: fields}, {DAY: RECORDS})
    assert [v.metadata["group"] for v in violations(gate)] == groups


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 2)), max_size=9))
@settings(max_examples=30, deadline=None)
def test_each_group_counts_equal_values_once(pairs: list[tuple[str, int]]) -> None:
    records = [{"kind": kind, "n": n} for kind, n in pairs]
    kinds = Counter(kind for kind, _ in set(pairs))
    relation = {"count": {"of": "/n", "distinct": True, "by": "/kind", "equals": "manifest:/kinds"}}
    assert found(counted(relation, {"kinds": kinds}, records)) == []
    assert found(counted(relation, {"kinds": {**kinds, "c": 1}}, records)) == [("ECI001", DAY)]


def test_records_of_another_artifact_are_counted_by_their_captures() -> None:
    relation = {"count": {"of": "shop.sessions:records", "equals": "/sessions"}}
    files = {
        "m/2026-01-01.json": {"sessions": 2},
        "m/2026-01-02.json": {"sessions": 1},
        "s/2026-01-01.jsonl": [{}, {}],
        "s/2026-01-02.jsonl": [{}, {}],
    }
    others = {"shop.sessions": {"path": "s/{date:date}.jsonl"}}
    gate = relate(relation, files, path="m/{date:date}.json", others=others)
    assert found(gate) == [("ECI001", "s/2026-01-02.jsonl")]


def test_sums_of_deltas_stand_in_records_of_another_file() -> None:
    relation = {
        "sum": {
            "of": "/count",
            "by": "/corpus",
            "equals": {"of": "shop.daily:/total", "by": "shop.daily:/corpus"},
        }
    }
    files = {
        DAY: [{"corpus": "a", "count": 1}, {"corpus": "b", "count": 2}, {"corpus": "a", "count": 3}],
        "daily/2026-01-01.jsonl": [{"corpus": "a", "total": 4}, {"corpus": "b", "total": 3}],
    }
    gate = relate(relation, files, others={"shop.daily": {"path": "daily/{date:date}.jsonl"}})
    (violation,) = violations(gate)
    assert violation.message == "the sum of /count of /corpus b is 2, and exactly 3 is declared"
    assert violation.found == "2; declared at daily/2026-01-01.jsonl:2:26  /total"


MOVES = {
    DAY: [{"shelf": "a", "n": 3}, {"shelf": "b", "n": 1}, {"shelf": "a", "n": -1}],
    "data/2026-01-03.jsonl": [{"shelf": "a", "n": 4}],
}


def stocked(**stock: list[int]) -> Any:
    """The verdict on shelves whose stock of three days is told."""
    sides = ["shop.stock:/shelf", "shop.stock:/date"]
    relation = {
        "of": "/n",
        "by": ["/shelf", "{date}"],
        "running": True,
        "within": "all",
        "equals": {"of": "shop.stock:/n", "by": sides},
    }
    told = [
        {"shelf": shelf, "date": f"2026-01-0{day}", "n": number}
        for shelf, numbers in stock.items()
        for day, number in enumerate(numbers, 1)
    ]
    return relate({"sum": relation}, MOVES | {"s.jsonl": told}, others={"shop.stock": {"path": "s.jsonl"}})


def test_running_sums_go_on_from_day_to_day() -> None:
    """Also through a day on which nothing happened, each series by itself."""
    assert found(stocked(a=[2, 2, 6], b=[1, 1, 1])) == []


def test_a_running_sum_that_differs_is_told_at_its_day() -> None:
    (violation,) = violations(stocked(a=[2, 3, 6], b=[1, 1, 1]))
    assert violation.message == (
        "the sum of /n of /shelf, {date} a|2026-01-02 is 2, and exactly 3 is declared"
    )
    assert where(violation) == "s.jsonl:2 /n"


def test_a_running_sum_of_a_day_that_nobody_tells_is_missed() -> None:
    assert [v.code for v in violations(stocked(a=[2, 2], b=[1, 1, 1]))] == ["ECI007"]


def shelved(by: object, told: object, **fields: object) -> Any:
    """The verdict on sums of ``n`` by a key, which the records of ``s.jsonl`` tell."""
    sides = [f"shop.stock:{part}" for part in (by if isinstance(by, list) else [by])]
    relation = {"of": "/n", "by": by, "equals": {"of": "shop.stock:/n", "by": sides}, **fields}
    files = {DAY: MOVES[DAY], "s.jsonl": told}
    return relate({"sum": relation}, files, others={"shop.stock": {"path": "s.jsonl"}})


def test_one_of_two_records_that_tell_a_group_differently_is_wrong() -> None:
    """Neither hides behind the other, whichever is read last."""
    told = [{"shelf": "b", "n": 1}, {"shelf": "a", "n": 3}, {"shelf": "a", "n": 2}, {"shelf": "b", "n": 1}]
    another, wrong = violations(shelved("/shelf", told))
    assert (another.code, another.expected) == ("ECI013", "3, as in the first record of the group")
    assert another.found is not None
    assert (where(another), another.found.startswith("2; first at s.jsonl:2")) == ("s.jsonl:3 /n", True)
    assert (wrong.code, wrong.expected) == ("ECI007", "exactly 3")


def test_a_record_that_tells_no_number_of_its_group_is_told_as_that() -> None:
    told = [{"shelf": "a", "n": "2"}, {"shelf": "b", "n": 1}]
    assert found(shelved("/shelf", told)) == [("ECI005", "s.jsonl:1 /n")]


def test_groups_do_not_mix_where_their_values_hold_what_stands_between_values() -> None:
    records = [{"a": "x|y", "b": "z", "n": 1}, {"a": "x", "b": "y|z", "n": 2}]
    relation = {"of": "/n", "by": ["/a", "/b"], "equals": {"of": "other:/n", "by": ["other:/a", "other:/b"]}}
    others = {"other": {"path": "s.jsonl"}}
    assert found(relate({"sum": relation}, {DAY: records, "s.jsonl": records}, others=others)) == []
    swapped = [{**one, "n": 3 - int(str(one["n"]))} for one in records]
    assert len(found(relate({"sum": relation}, {DAY: records, "s.jsonl": swapped}, others=others))) == 2


def test_running_sums_go_on_in_the_order_of_numbers_where_the_key_is_one() -> None:
    moves = [{"hour": hour, "n": 1} for hour in (2, 10)]
    stock = [{"hour": 2, "n": 1}, {"hour": 10, "n": 2}]
    told = {"of": "other:/n", "by": "other:/hour"}
    relation = {"of": "/n", "by": "/hour", "running": True, "equals": told}
    gate = relate({"sum": relation}, {DAY: moves, "s.jsonl": stock}, others={"other": {"path": "s.jsonl"}})
    assert found(gate) == []
    whole = {"of": "/n", "by": "/hour", "running": True, "equals": "manifest:/n"}
    assert found(counted({"sum": whole}, {"n": {"2": 1, "10": 2}}, moves)) == []


def test_totals_of_all_files_together() -> None:
    files = {DAY: [{"n": 1}, {"n": 2}], NEXT: [{"n": 4}]}
    whole = {"sum": {"of": "/n", "within": "all", "equals": 7}}
    assert found(relate(whole, files)) == []
    assert found(relate({"count": {"within": "all", "equals": 2}}, files)) == [("ECI001", DAY)]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(-(2**60), 2**60)), max_size=9), st.booleans())
@settings(max_examples=40, deadline=None)
def test_totals_are_those_of_a_count_by_hand(pairs: list[tuple[str, int]], off: bool) -> None:
    records = [{"kind": kind, "n": n} for kind, n in pairs]
    kinds = Counter(kind for kind, _ in pairs)
    sums = {kind: sum(n for k, n in pairs if k == kind) + off for kind in kinds}
    manifest = {"total": sum(n for _, n in pairs) + off, "n": len(pairs) + off, "kinds": kinds, "sums": sums}
    relation: list[dict[str, object]] = [
        {"count": {"equals": "manifest:/n"}},
        {"sum": {"of": "/n", "equals": "manifest:/total"}},
        {"count": {"by": "/kind", "equals": "manifest:/kinds"}},
        {"sum": {"of": "/n", "by": "/kind", "equals": "manifest:/sums"}},
    ]
    gate = relate(relation, {DAY: records, DAY_MANIFEST: manifest}, companions=MANIFEST)
    told = Counter(v.rule for v in violations(gate))
    assert told == Counter({"count": off, "sum": off, "sum-2": len(kinds) * off} if off else {})
