"""Relations as parts of a contract: what is wrong with them, their rule fields, their examples."""

from __future__ import annotations

from typing import Any

import pytest
from tests.core.relations.relating import DAY, MANIFEST, NEXT, found, relate, violations

from pytest_ecocontracts.core.kinds.artifact import KIND
from pytest_ecocontracts.core.limits import Limits
from pytest_ecocontracts.core.relations.judges import NAMES
from pytest_ecocontracts.core.violations import Severity

OTHERS = {"shop.events": {"path": "events/{day:date}.jsonl"}}


@pytest.mark.parametrize(
    ("relation", "code", "pointer"),
    [
        ({"unique": "id"}, "ECC004", "/relations/0/unique/of"),
        ({"unique": ["/id", "manifest:/id"]}, "ECC004", "/relations/0/unique/of"),
        ({"unique": "{day}"}, "ECC004", "/relations/0/unique"),
        ({"unique": {"of": "/id", "within": ["day"]}}, "ECC004", "/relations/0/unique/within"),
        ({"unique": {"of": "/id", "wihtin": "all"}}, "ECC004", "/relations/0/unique"),
        ({"unique": "/id", "count": {"equals": 1}}, "ECC004", "/relations/0"),
        ({"uniqe": "/id"}, "ECC004", "/relations/0/uniqe"),
        ({"id": "x"}, "ECC004", "/relations/0"),
        ({"unique": "/id", "id": "Bad Name"}, "ECC004", "/relations/0/id"),
        ({"unique": "/id", "id": "schema"}, "ECC010", "/relations/0/id"),
        ({"unique": "/id", "since": "2026-02-31"}, "ECC004", "/relations/0/since"),
        ({"references": {"of": "/id", "in": "shop.evnts:/id"}}, "ECC005", "/relations/0/references"),
        ({"references": {"of": "/id", "in": "manifst:/id"}}, "ECC005", "/relations/0/references"),
        ({"references": {"of": "/id", "in": "shop.events:{date}"}}, "ECC004", "/relations/0/references"),
        ({"references": {"of": ["/a", "/b"], "in": "manifest:/a"}}, "ECC004", "/relations/0/references/in"),
        (
            {"references": {"of": "/id", "in": "shop.events:/id", "join": ["date"]}},
            "ECC004",
            "/relations/0/references/join",
        ),
        (
            {"references": {"of": "/id", "in": "shop.events:/id", "join": {"date": "/day"}}},
            "ECC004",
            "/relations/0/references/join",
        ),
        ({"count": {"of": "records"}}, "ECC004", "/relations/0/count"),
        ({"count": {"by": "/k", "equals": 1, "max": 2}}, "ECC004", "/relations/0/count"),
        ({"count": {"equals": "three"}}, "ECC004", "/relations/0/count/equals"),
        ({"digest": {"equals": "manifest:/h", "of": "manifst"}}, "ECC005", "/relations/0/digest"),
        ({"digest": {"equals": "manifest:/h", "of": "Not a name"}}, "ECC004", "/relations/0/digest/of"),
        (
            {"digest": {"equals": "manifest:/h", "algorithm": "md5"}},
            "ECC004",
            "/relations/0/digest/algorithm",
        ),
        ({"digest": {"equals": "manifest:/h", "mode": "exact"}}, "ECC004", "/relations/0/digest/mode"),
        ({"digest": {"equals": "manifest:/h", "allow": ["md5"]}}, "ECC004", "/relations/0/digest/allow/0"),
        (
            {"digest": {"equals": "manifest:/h", "exclude": ["/h"]}},
            "ECC004",
            "/relations/0/digest/exclude",
        ),
    ],
)
def test_relations_that_cannot_be_are_defects_of_the_contract(
    relation: dict[str, object], code: str, pointer: str
) -> None:
    gate = relate(relation, {}, others=OTHERS, companions=MANIFEST)
    told = [(p.code, p.location.pointer) for p in gate.problems if p.location]
    assert told
    assert {c for c, _ in told} == {code}
    assert all(p.startswith(pointer) for _, p in told), told


def test_what_was_meant_is_suggested() -> None:
    gate = relate({"references": {"of": "/id", "in": "shop.evnts:/id"}}, {}, others=OTHERS)
    assert gate.problems[0].fix == "did you mean 'shop.events'?"


def test_every_relation_has_a_check_of_its_own_name() -> None:
    relations = [{"unique": "/id"}, {"unique": "/n"}, {"id": "all-there", "count": {"min": 1}}]
    gate = relate(relations, {DAY: [{"id": 1, "n": 1}, {"id": 2, "n": 1}]})
    assert [name for name in gate.outcomes if "format" not in name and "presence" not in name] == [
        "shop.data[unique]",
        "shop.data[unique-2]",
        "shop.data[all-there]",
    ]
    assert [v.rule for v in violations(gate)] == ["unique-2"]


def test_a_violation_says_who_asked_for_it() -> None:
    fields = {"refs": ["EV-05", "T001"], "class": "XM", "severity": "warning", "message": "Ids are unique"}
    gate = relate({"unique": "/id", **fields}, {DAY: [{"id": 1}, {"id": 1}]}, decisions=["ADR-1"])
    (violation,) = violations(gate)
    assert violation.message == "Ids are unique: 1 stands more than once at /id"
    assert (violation.refs, violation.failure_class) == (("EV-05", "T001"), "XM")
    assert (violation.severity, violation.decisions) == (Severity.WARNING, ("ADR-1",))
    assert violation.contract is not None
    assert violation.contract.line == 7


def test_what_cannot_be_judged_is_no_warning() -> None:
    gate = relate({"unique": "/idd", "severity": "warning"}, {DAY: [{"id": 1}], NEXT: "{"})
    assert {(v.code, v.severity) for v in gate.outcome("unique").violations} == {("ECX001", Severity.ERROR)}


def test_a_rule_without_files_says_whose_clause_is_not_proved() -> None:
    gate = relate({"unique": "/id", "refs": ["C1"], "class": "LOST", "severity": "warning"}, {})
    (violation,) = gate.outcome("unique").violations
    assert (violation.code, violation.severity) == ("ECX001", Severity.ERROR)
    assert (violation.refs, violation.failure_class) == (("C1",), "LOST")
    gate = relate({"unique": "/idd", "severity": "warning"}, {DAY: [{"id": 1}]})
    assert [(v.code, v.severity) for v in violations(gate)] == [("ECC009", Severity.ERROR)]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"since": "2026-02-01"}, [("ECI003", Severity.WARNING)]),
        ({"since": "2026-01-31"}, [("ECI003", Severity.ERROR)]),
        ({"until": "2026-01-31"}, [("ECI003", Severity.ERROR)]),
        ({"until": "2026-01-30"}, []),
    ],
)
def test_rules_begin_and_end(fields: dict[str, str], told: list[Any]) -> None:
    """The day of the tests is 2026-01-31."""
    gate = relate({"unique": "/id", **fields}, {DAY: [{"id": 1}, {"id": 1}]})
    assert [(v.code, v.severity) for v in violations(gate)] == told


@pytest.mark.parametrize(("until", "told"), [("2026-01-31", ["ECC009"]), ("2026-01-30", [])])
def test_a_rule_that_will_end_must_have_something_to_judge_until_then(until: str, told: list[str]) -> None:
    relation = {"unique": {"of": "/id", "when": "path.date == '2025-12-31'"}, "until": until}
    assert [v.code for v in violations(relate(relation, {DAY: [{"id": 1}]}))] == told


PASSES = {"files": {DAY: [{"id": 1}, {"id": 2}]}}
FAILS = {"files": {DAY: [{"id": 1}, {"id": 1}]}, "because": "ids are unique"}


def test_examples_of_relations_are_run() -> None:
    gate = relate({"unique": "/id", "passes": [PASSES], "fails": [FAILS]}, {DAY: [{"id": 1}]})
    assert found(gate) == []
    assert gate.outcome("rule-examples").examined == 2


@pytest.mark.parametrize(
    ("examples", "pointer", "found_words"),
    [
        ({"passes": [FAILS]}, "/relations/0/passes/0", "ECI003"),
        ({"fails": [FAILS, PASSES]}, "/relations/0/fails/1", "none"),
        ({"fails": [{"files": {"elsewhere.json": 1}}]}, "/relations/0/fails/0", "ECX001"),
        ({"fails": [{"files": {DAY: "{"}}]}, "/relations/0/fails/0", "ECX001"),
        ({"fails": [{"files": {DAY: [{"idd": 1}]}}]}, "/relations/0/fails/0", "ECC009"),
    ],
)
def test_examples_with_the_wrong_verdict_are_defects(
    examples: dict[str, object], pointer: str, found_words: str
) -> None:
    gate = relate({"unique": "/id", **examples}, {DAY: [{"id": 1}]})
    (violation,) = violations(gate)
    assert violation.location is not None
    assert (violation.code, violation.location.pointer, violation.found) == ("ECC019", pointer, found_words)


def test_a_rule_that_is_over_still_has_its_examples_run() -> None:
    gate = relate({"unique": "/id", "until": "2026-01-01", "fails": [FAILS]}, {DAY: [{"id": 1}]})
    assert found(gate) == []


def test_examples_hold_companions_and_other_artifacts() -> None:
    good = {"files": {DAY: [{"id": 1}], "events/2026-01-05.jsonl": [{"id": 1}]}}
    bad = {"files": {DAY: [{"id": 1}], "events/2026-01-05.jsonl": [{"id": 2}]}}
    relation = {"references": {"of": "/id", "in": "shop.events:/id"}, "passes": [good], "fails": [bad]}
    files = {DAY: [{"id": 1}], "events/2026-01-01.jsonl": [{"id": 1}]}
    assert found(relate(relation, files, others=OTHERS)) == []


def test_a_file_is_read_once_for_all_relations() -> None:
    relations = [{"unique": "/id"}, {"unique": "/n"}, {"count": {"min": 1}}]
    gate = relate(relations, {DAY: [{"id": 1, "n": 1}]})
    assert found(gate) == []
    reads: list[str] = gate.context.files.reads  # type: ignore[attr-defined]
    assert reads.count(DAY) <= 4  # size and rows, here; content and its chunks, in the other checks


def test_large_sets_give_the_same_verdict_on_disk() -> None:
    """Keys beyond the budget go to a database."""
    files = {DAY: [{"id": n % 49} for n in range(50)]}
    on_disk = relate({"unique": "/id"}, files, limits=Limits(key_bytes=100))
    assert found(on_disk)
    assert found(on_disk) == found(relate({"unique": "/id"}, files))


def test_explaining_shows_relations_in_one_line_each() -> None:
    relations = [
        {"id": "ids", "unique": ["/a", "/b"], "refs": ["EV-05"]},
        {"count": {"equals": "manifest:/n"}},
    ]
    gate = relate(relations, {}, companions=MANIFEST)
    contract = gate.catalog.get("shop.data")
    assert contract is not None
    facts = [f"{fact.label}: {fact.text}" for fact in KIND.facts(contract, gate.context)]
    assert "relation: ids: unique [/a, /b] (EV-05)" in facts
    assert "relation: count equals: manifest:/n" in facts


def test_contracts_that_relations_name_are_referred_to() -> None:
    relation = {"references": {"of": "/id", "in": "shop.events:/id"}}
    gate = relate(relation, {}, others=OTHERS)
    contract = gate.catalog.get("shop.data")
    assert contract is not None
    assert list(KIND.references(contract)) == [("/relations/0/references", "shop.events")]


@pytest.mark.parametrize(
    ("relation", "fix"),
    [
        ({"uniqe": "/id"}, "did you mean 'unique'?"),
        ({"unique": "/id", "sevrity": "error"}, "did you mean 'severity'?"),
        ({"unique": {"of": "/id", "wihtin": "all"}}, "did you mean 'within'?"),
        ({"count": {"equal": 3}}, "did you mean 'equals'?"),
        ({"derive": {"of": "/id", "parts": [{"of": "/a", "lable": "x"}]}}, "did you mean 'label'?"),
    ],
)
def test_misspelt_fields_are_suggested_through_every_schema(relation: dict[str, object], fix: str) -> None:
    assert fix in [problem.fix for problem in relate(relation, {}).problems]


@pytest.mark.parametrize(
    ("relation", "message", "found", "fix"),
    [
        (
            {"unique": "/id", "count": {"equals": 1}},
            'the properties "unique", "count" exclude each other',
            '"unique", "count"',
            "keep one of them; where all are meant, write an entry for each",
        ),
        ({"id": "x"}, "none of the properties is there of which one is needed", '"id"', "add one of them"),
        ({}, "none of the properties is there of which one is needed", "{}", "add one of them"),
    ],
)
def test_an_entry_has_one_kind_of_relation(
    relation: dict[str, object], message: str, found: str, fix: str
) -> None:
    (problem,) = relate([relation], {}).problems
    assert (problem.code, problem.message, problem.found, problem.fix) == ("ECC004", message, found, fix)
    assert problem.location is not None
    assert problem.location.pointer == "/relations/0"
    expected = problem.expected or ""
    assert expected.startswith("exactly one of the properties ")
    assert {name for name in NAMES if f'"{name}"' in expected} == set(NAMES)


@pytest.mark.parametrize(
    ("relation", "pointer"),
    [({"uniqe": "/id"}, "/uniqe"), ({"count": {"equl": 1}}, "/count/equl"), ("unique", "")],
)
def test_what_is_wrong_is_told_once_where_it_is(relation: Any, pointer: str) -> None:
    """A misspelt name is no lack of the right one, and a value of another type has no alternatives."""
    (problem,) = relate([relation], {}).problems
    assert problem.location is not None
    assert problem.location.pointer == f"/relations/0{pointer}"
