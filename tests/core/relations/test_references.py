"""``references`` and ``subset``: every value also stands on the other side."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.relations.relating import DAY, DAY_MANIFEST, MANIFEST, NEXT, found, relate, violations

from pytest_ecocontracts.core.limits import Limits
from pytest_ecocontracts.core.relations import holding

EVENTS = {"shop.events": {"path": "events/{date:date}.jsonl"}}
TO_EVENTS = {"references": {"of": "/events/*", "in": "shop.events:/id"}}
EVENT_DAY = "events/2026-01-01.jsonl"


def test_values_that_stand_there_pass() -> None:
    files = {DAY: [{"events": ["a", "b"]}, {"events": ["a"]}], EVENT_DAY: [{"id": "a"}, {"id": "b"}]}
    gate = relate(TO_EVENTS, files, others=EVENTS)
    assert found(gate) == []
    assert gate.outcome("references").details["compared"] == 3


def test_a_dangling_value_is_told_once_with_its_first_place() -> None:
    files = {DAY: [{"events": ["a"]}, {"events": ["a", "x"]}, {"events": ["x"]}], EVENT_DAY: [{"id": "a"}]}
    (violation,) = violations(relate(TO_EVENTS, files, others=EVENTS))
    assert violation.code == "ECI002"
    assert violation.message == '"x" at /events/* is not among shop.events:/id'
    assert violation.location is not None
    assert (violation.location.line, violation.location.pointer) == (2, "/events/1")
    assert violation.found == '"x" (2 times)'


def test_equal_captures_join() -> None:
    """The event of another day is another day's."""
    files = {DAY: [{"events": ["b"]}], EVENT_DAY: [{"id": "a"}], "events/2026-01-02.jsonl": [{"id": "b"}]}
    assert found(relate(TO_EVENTS, files, others=EVENTS)) == [("ECI002", f"{DAY}:1 /events/0")]
    unjoined = {"references": {"of": "/events/*", "in": "shop.events:/id", "join": []}}
    assert found(relate(unjoined, files, others=EVENTS)) == []


def test_a_missing_other_side_is_told_once() -> None:
    files = {DAY: [{"events": ["a", "b"]}], "events/2026-01-02.jsonl": [{"id": "a"}]}
    (violation,) = violations(relate(TO_EVENTS, files, others=EVENTS))
    assert (violation.code, violation.expected) == (
        "ECI006",
        "a file of the other side for date = 2026-01-01",
    )


def test_no_values_need_no_other_side() -> None:
    assert found(relate(TO_EVENTS, {DAY: []}, others=EVENTS)) == []
    assert found(relate(TO_EVENTS, {DAY: [{}, {"events": []}]}, others=EVENTS)) == []
    assert found(relate(TO_EVENTS, {DAY: [{}, {"evnts": []}]}, others=EVENTS))[0][0] == "ECC009"


JOINED = {"references": {"of": "/events/*", "in": "shop.events:/id", "join": {"date": "manifest:/days/*"}}}


@pytest.mark.parametrize(
    ("days", "codes"),
    [
        (["2026-01-01", "2026-01-02"], []),
        (["2026-01-01"], ["ECI002"]),
        (["2026-01-01", "2026-01-02", "2026-01-03"], ["ECI006"]),
    ],
)
def test_a_manifest_says_which_days_join(days: list[str], codes: list[str]) -> None:
    files = {
        DAY: [{"events": ["a", "b"]}],
        DAY_MANIFEST: {"days": days},
        "events/2026-01-01.jsonl": [{"id": "a"}],
        "events/2026-01-02.jsonl": [{"id": "b"}],
    }
    gate = relate(JOINED, files, others=EVENTS, companions=MANIFEST)
    assert [v.code for v in violations(gate)] == codes


def test_values_of_a_companion_and_captures() -> None:
    relation = [
        {"subset": {"of": "/kind", "in": "manifest:/kinds/*"}},
        {"references": {"of": "{date}", "in": "shop.events:{date}", "join": []}},
    ]
    files = {
        DAY: [{"kind": "a"}, {"kind": "c"}],
        DAY_MANIFEST: {"kinds": ["a", "b"]},
        "events/2026-01-02.jsonl": [],
    }
    gate = relate(relation, files, others=EVENTS, companions=MANIFEST)
    assert found(gate)[0] == ("ECI002", f"{DAY}:2 /kind")


def test_captures_of_files_without_records_are_values_too() -> None:
    relation = {"references": {"of": "/day", "in": "shop.events:{date}", "join": []}}
    files = {DAY: [{"day": "2026-01-02"}, {"day": "2026-01-03"}], "events/2026-01-02.jsonl": []}
    assert found(relate(relation, files, others=EVENTS)) == [("ECI002", f"{DAY}:2 /day")]


def test_one_of_several_sources_is_enough() -> None:
    relation = {"references": {"of": "/id", "in": {"any": ["shop.events:/id", "manifest:/extra/*"]}}}
    files = {
        DAY: [{"id": 1}, {"id": 2}, {"id": 3}],
        DAY_MANIFEST: {"extra": [2]},
        EVENT_DAY: [{"id": 1}],
    }
    gate = relate(relation, files, others=EVENTS, companions=MANIFEST)
    assert found(gate) == [("ECI002", f"{DAY}:3 /id")]


def test_each_of_several_sources_joins_by_its_own_captures() -> None:
    """What one source says of another day does not count, though a second source has no days."""
    relation = {"references": {"of": "/id", "in": {"any": ["shop.events:/id", "shop.all:/id"]}}}
    files = {
        DAY: [{"id": 1}, {"id": 3}],
        NEXT: [{"id": 1}],
        EVENT_DAY: [{"id": 1}],
        "events/2026-01-02.jsonl": [],
        "all.jsonl": [{"id": 3}],
    }
    gate = relate(relation, files, others={**EVENTS, "shop.all": {"path": "all.jsonl"}})
    assert found(gate) == [("ECI002", f"{NEXT}:1 /id")]


def test_keys_of_several_parts() -> None:
    relation = {"references": {"of": ["/flow", "/variant"], "in": ["shop.flows:/id", "shop.flows:/variant"]}}
    files = {
        DAY: [{"flow": "a", "variant": "x"}, {"flow": "a", "variant": "y"}],
        "flows.jsonl": [{"id": "a", "variant": "x"}, {"id": "b", "variant": "y"}],
    }
    gate = relate(relation, files, others={"shop.flows": {"path": "flows.jsonl"}})
    assert found(gate) == [("ECI002", f"{DAY}:2 /flow")]


def test_a_missing_required_companion_blocks() -> None:
    relation = {"subset": {"of": "/kind", "in": "manifest:/kinds/*"}}
    gate = relate(relation, {DAY: [{"kind": "a"}]}, companions=MANIFEST)
    assert [v.code for v in gate.outcome("subset").violations] == ["ECX001"]


VALUES = st.lists(st.integers(0, 6), max_size=8)


@given(VALUES, VALUES, VALUES)
@settings(max_examples=40, deadline=None)
def test_what_is_told_is_the_difference_of_the_sets(
    own: list[int], there: list[int], other: list[int]
) -> None:
    files = {
        DAY: [{"events": own}],
        NEXT: [{"events": other}],
        EVENT_DAY: [{"id": n} for n in there],
        "events/2026-01-02.jsonl": [{"id": n} for n in there[:2]],
    }
    relation = {"references": {"of": "/events/*", "in": "shop.events:/id", "empty": "valid"}}
    gate = relate(relation, files, others=EVENTS)
    keys = [(v.location.path, v.metadata["key"]) for v in violations(gate) if v.location]
    expected = [(DAY, str(n)) for n in set(own) - set(there)] + [
        (NEXT, str(n)) for n in set(other) - set(there[:2])
    ]
    assert sorted(keys) == sorted(expected)


FLOWS = {"shop.flows": {"path": "flows.jsonl"}}
HOLDS = {
    "references": {
        "of": "/flow",
        "in": "shop.flows:/id",
        "holds": "other.status != 'disabled' || self.outcome.startsWith('rejected')",
    }
}
FLOW_RECORDS = [{"id": "a", "status": "active"}, {"id": "b", "status": "disabled"}]


def test_a_rule_holds_between_the_records_of_one_key() -> None:
    records = [
        {"flow": "a", "outcome": "completed"},
        {"flow": "b", "outcome": "rejected_unknown"},
        {"flow": "b", "outcome": "completed"},
        {"flow": "c", "outcome": "completed"},
    ]
    gate = relate(HOLDS, {DAY: records, "flows.jsonl": FLOW_RECORDS}, others=FLOWS)
    assert found(gate) == [("ECI002", f"{DAY}:4 /flow"), ("ECI030", f"{DAY}:3")]
    assert 'other.status = "disabled"' in (violations(gate)[1].found or "")
    assert (violations(gate)[1].found or "").endswith("against flows.jsonl:2:1")


def test_a_rule_without_a_value_for_two_records_is_no_pass() -> None:
    files = {DAY: [{"flow": "b"}], "flows.jsonl": FLOW_RECORDS}
    assert [v.code for v in violations(relate(HOLDS, files, others=FLOWS))] == ["ECI031"]


@pytest.mark.parametrize("key_bytes", [5_000, 100_000_000])
def test_a_rule_holds_for_all_pairs_however_often_both_sides_are_read(key_bytes: int) -> None:
    flows = [
        {"id": str(n), "status": "disabled" if n % 10 == 0 else "active", "x": "x" * 300} for n in range(100)
    ]
    records = [{"flow": str(n), "outcome": "completed"} for n in range(100)]
    gate = relate(
        HOLDS, {DAY: records, "flows.jsonl": flows}, others=FLOWS, limits=Limits(key_bytes=key_bytes)
    )
    assert len(violations(gate)) == 10


def test_a_rule_between_records_that_cannot_be_is_a_defect() -> None:
    relation = {"references": {**HOLDS["references"], "holds": "othr.status"}}
    gate = relate(relation, {}, others=FLOWS)
    assert [(p.location.pointer, p.fix) for p in gate.problems if p.location] == [
        ("/relations/0/references/holds", "did you mean 'other'?")
    ]


@pytest.mark.parametrize(
    ("others", "codes"),
    [
        ([{"n": 1}, {"n": 2}], []),
        ([{"n": 2}, {"n": 1}], []),
        ([{"n": 2}, {"n": 3}], ["ECI030"]),
        ([{}, {"n": 1}], []),
        ([{"n": 1}, {}], []),
        ([{}, {"n": 2}], ["ECI031"]),
    ],
)
def test_a_rule_holds_where_it_is_true_for_one_of_several_records(
    others: list[dict[str, int]], codes: list[str]
) -> None:
    relation = {"references": {"of": "/id", "in": "shop.flows:/id", "holds": "other.n == self.n"}}
    files = {DAY: [{"id": "a", "n": 1}], "flows.jsonl": [{"id": "a", **other} for other in others]}
    told = violations(relate(relation, files, others=FLOWS))
    assert [v.code for v in told] == codes
    assert all((v.found or "").endswith("against flows.jsonl:1:1") for v in told)


@pytest.mark.parametrize(
    ("others", "codes"),
    [
        ([{"n": 1}, {"n": 1}], []),
        ([{"n": 1}, {"n": 2}], ["ECI030"]),
        ([{"n": 1}, {}], ["ECI031"]),
        ([], ["ECI002"]),
    ],
)
def test_a_rule_may_have_to_hold_for_every_record(others: list[dict[str, int]], codes: list[str]) -> None:
    relation = {"of": "/id", "in": "shop.flows:/id", "holds": "other.n == self.n", "holds_for": "every"}
    files = {DAY: [{"id": "a", "n": 1}], "flows.jsonl": [{"id": "a", **other} for other in others]}
    told = violations(relate({"references": relation}, files, others=FLOWS))
    assert [v.code for v in told] == codes
    assert codes in ([], ["ECI002"]) or (told[0].found or "").endswith("against flows.jsonl:2:1")


def test_records_of_one_key_agree() -> None:
    relation = {"of": "/id", "in": "/id", "holds": "other.n == self.n", "holds_for": "every"}
    records = [{"id": 1, "n": 1}, {"id": 2, "n": 1}, {"id": 1, "n": 1}, {"id": 2, "n": 2}]
    assert found(relate({"references": relation}, {DAY: records})) == [
        ("ECI030", f"{DAY}:2"),
        ("ECI030", f"{DAY}:4"),
    ]


ROWS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3)), max_size=8)


@given(ROWS, ROWS, st.sampled_from([1, 300, 2000]), st.booleans())
@settings(max_examples=80, deadline=None)
def test_what_is_told_is_the_same_in_one_block_and_in_many(
    own: list[tuple[str, int]], there: list[tuple[str, int]], key_bytes: int, every: bool
) -> None:
    """What the rule demands of the other records of a key, and where, whatever fits into memory."""
    fields = {"of": "/id", "in": "shop.flows:/id", "holds": "other.n > self.n", "empty": "valid"}
    relation = {"references": {**fields, "holds_for": "every" if every else "some"}}
    files = {
        DAY: [{"id": key, "n": n} for key, n in own],
        "flows.jsonl": [{"id": key, "n": n} for key, n in there],
    }
    wide = violations(relate(relation, files, others=FLOWS))
    narrow = violations(relate(relation, files, others=FLOWS, limits=Limits(key_bytes=key_bytes)))
    assert [(v.location, v.message, v.found) for v in wide] == [
        (v.location, v.message, v.found) for v in narrow
    ]
    verdicts = [[m > n for other, m in there if other == key] for key, n in own]
    expected = [
        number
        for number, verdict in enumerate(verdicts, 1)
        if verdict and not (all(verdict) if every else any(verdict))
    ]
    assert [v.location.line for v in wide if v.code == "ECI030" and v.location] == expected


def test_more_violations_than_are_kept_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holding, "MAXIMUM_VIOLATIONS", 3)
    files = {DAY: [{"flow": "b", "outcome": "completed"}] * 7, "flows.jsonl": FLOW_RECORDS}
    assert [v.code for v in violations(relate(HOLDS, files, others=FLOWS))] == ["ECI030"] * 7


@pytest.mark.parametrize("key_bytes", [1, 100_000_000])
def test_keys_that_are_none_do_not_take_time_without_end(
    monkeypatch: pytest.MonkeyPatch, key_bytes: int
) -> None:
    """Pairs of one key grow with the square; beyond a bound that is no verdict, and no pass."""
    monkeypatch.setattr(holding, "MOST_RETRIES", 50)
    relation = {"references": {"of": "/id", "in": "shop.flows:/id", "holds": "other.n == self.n"}}
    files = {DAY: [{"id": 1, "n": 0}] * 10, "flows.jsonl": [{"id": 1, "n": 1}] * 10}
    gate = relate(relation, files, others=FLOWS, limits=Limits(key_bytes=key_bytes))
    assert [v.code for v in gate.outcome("references").violations] == ["ECX001"]
    files["flows.jsonl"] = [{"id": 1, "n": 0}, *files["flows.jsonl"]]
    assert found(relate(relation, files, others=FLOWS, limits=Limits(key_bytes=key_bytes))) == []


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=3),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=2), inner),
        max_leaves=9,
    )
)
def test_a_value_weighs_more_than_its_parts(value: object) -> None:
    assert holding.weigh([value]) > holding.weigh(value) > 0
