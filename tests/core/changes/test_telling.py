"""What records say of a changed contract: plain data, bounded, and valid for the schema of records."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, cast

from tests.changes import based, judged
from tests.fakes import contract
from tests.sample_records import check_event, ending, record_schema, tally

from pytest_ecocontracts.core.changes.model import BOTH, CONSUMER, NOBODY, PRODUCER, Change, State
from pytest_ecocontracts.core.changes.releases.released import edition_obligation
from pytest_ecocontracts.core.changes.rule.obligations import Judgement
from pytest_ecocontracts.core.changes.telling.entries import (
    CHANGES,
    TEXT,
    WITNESSES,
    moved,
    settled,
    told,
)
from pytest_ecocontracts.core.changes.telling.more_entries import told_absent, told_editions
from pytest_ecocontracts.core.compat.model import Witness
from pytest_ecocontracts.core.ports import SchemaError
from pytest_ecocontracts.core.records.assemble import assemble
from pytest_ecocontracts.core.records.verify import defects
from pytest_ecocontracts.core.violations import Location

from .test_rule import BASE, DECISION, EVENTS, NOTE, REQUIRED, decision, events

Json = dict[str, Any]


def entry(judgement: Judgement) -> Json:
    """What is told, once the schema of records has accepted it."""
    return accepted(told(judgement, BOTH, lambda change: 7))


def accepted(found: dict[str, object]) -> Json:
    made = cast("Json", found)
    json.dumps(made, allow_nan=False)
    state = tally(
        {"event": "base", "name": "main", "revision": "d" * 40}, {**check_event(), "changes": [made]}
    )
    emission: Json = {
        "writer": {"name": "pytest-ecocontracts", "version": "0.1.0"},
        "recovered": False,
        "redactions": 0,
        "redaction_tokens": [],
        "taxonomy": [],
        "journal": {"path": "journal.jsonl", "lines": 3, "torn": 0, "lost": 0},
    }
    record = cast("Json", assemble(state, ending(), emission=emission))
    assert defects(record, record_schema()) == []
    assert record["changes"] == {"contracts": [made], "contracts_omitted": 0, "unjudged": []}
    return made


def changed(text: str, **more: str) -> Judgement:
    return judged(BASE, {**BASE, EVENTS: text, **more})["shop.events"]


def witness(value: object, *messages: str) -> Witness:
    errors = [
        SchemaError(pointer="", schema_pointer="/type", keyword="type", message=message)
        for message in messages or ("it is no number",)
    ]
    return Witness(value=value, errors=tuple(errors))


def with_changes(*changes: Change) -> Judgement:
    judgement = changed(REQUIRED)
    return replace(judgement, change=replace(judgement.change, changes=changes))


def test_a_break_with_all_that_it_lacks() -> None:
    made = entry(changed(events(required=["id", "count"])))
    assert {name: made[name] for name in list(made)[:13]} == {
        "id": "shop.events",
        "kind": "artifact/v1",
        "owner": "platform",
        "path": EVENTS,
        "state": "changed",
        "version_before": "1.0.0",
        "version_after": "1.0.0",
        "level": "major",
        "step": "none",
        "verdict": "breaking",
        "breaks": ["producer"],
        "undecided": [],
        "exempt": None,
    }
    (one,) = made["changes"]
    assert (one["path"], one["line"], one["subject"], one["level"]) == (EVENTS, 7, "count", "major")
    assert [(each["need"], each["met"]) for each in made["obligations"]] == [
        ("version 2.0.0", False),
        ("decision", False),
        ("migration note", False),
    ]
    assert made["obligations"][0]["missing"] == [
        {
            "code": "ECV001",
            "message": made["obligations"][0]["missing"][0]["message"],
            "path": EVENTS,
            "pointer": "/version",
            "line": 3,
            "fix": "write version: 2.0.0",
            "waived": False,
        }
    ]


def test_what_is_answered_is_met() -> None:
    made = entry(judged(BASE, {**BASE, EVENTS: REQUIRED, DECISION: decision(note=NOTE)})["shop.events"])
    assert all(one["met"] and not one["missing"] for one in made["obligations"])
    assert (made["step"], made["version_after"]) == ("major", "2.0.0")


def test_every_state_is_told() -> None:
    new = contract(id="shop.new", tree={"a": "opt"}, root="a")
    found = {
        "added": judged(BASE, {**BASE, "contracts/new.contract.yaml": new})["shop.new"],
        "removed": judged(BASE, {name: text for name, text in BASE.items() if name != EVENTS})["shop.events"],
        "moved": judged(
            BASE,
            {
                **{name: text for name, text in BASE.items() if name != EVENTS},
                "contracts/b.contract.yaml": BASE[EVENTS],
            },
        )["shop.events"],
        "unreadable": judged({**BASE, EVENTS: events(presence="maybe")}, BASE)["shop.events"],
    }
    entries = {state: entry(judgement) for state, judgement in found.items()}
    assert {state: made["state"] for state, made in entries.items()} == {state: state for state in found}
    assert {state: made["verdict"] for state, made in entries.items()} == {
        "added": "compatible",
        "removed": "breaking",
        "moved": "compatible",
        "unreadable": "undecided",
    }
    assert (entries["moved"]["was"], entries["moved"]["path"]) == (EVENTS, "contracts/b.contract.yaml")
    assert (entries["added"]["version_before"], entries["added"]["version_after"]) == (None, "1.0.0")
    assert (entries["removed"]["version_before"], entries["removed"]["version_after"]) == ("1.0.0", None)


def test_absent_and_null_are_two_things() -> None:
    first, second = entry(
        with_changes(
            Change(pointer="/a", why="a is new", after=None),
            Change(pointer="/b", why="b is gone", before={"c": 1}),
        )
    )["changes"]
    assert (first.get("before"), first["after"]) == (None, "null")
    assert "before" not in first
    assert (second["before"], "after" in second) == ('{"c": 1}', False)


def test_what_breaks_somebody_comes_first_with_its_witness() -> None:
    quiet = Change(pointer="/a", why="a changed")
    loud = Change(
        pointer="/b", why="b changed", breaks=CONSUMER, witness=witness({"n": "x"}, "no", "not that")
    )
    made = entry(with_changes(quiet, loud))
    first, second = made["changes"]
    assert first["witness"] == {
        "title": "allowed now, refused in the base",
        "value": {"n": "x"},
        "errors": [
            {"pointer": "", "keyword": "type", "message": "no"},
            {"pointer": "", "keyword": "type", "message": "not that"},
        ],
        "text": ['{"n": "x"}', "^^^^^^^^^^ no", "^^^^^^^^^^ not that"],
    }
    assert "witness" not in second


def test_nothing_grows_beyond_its_bounds() -> None:
    deep: Any = 1
    for _ in range(400):
        deep = [deep]
    values = ["x" * 100_000, deep, list(range(10_000)), {"a": 1}]
    changes = [
        Change(
            pointer="/x" * 3_000, why="y" * 9_000, before="z" * 9_000, breaks=PRODUCER, witness=witness(value)
        )
        for value in values
    ]
    made = entry(with_changes(*changes, *[Change(pointer=f"/{n}", why="small") for n in range(200)]))
    assert (len(made["changes"]), made["changes_omitted"]) == (CHANGES, 204 - CHANGES)
    assert [("value" in one["witness"]) for one in made["changes"][:WITNESSES]] == [False] * WITNESSES
    assert all(one["witness"]["text"] for one in made["changes"][:WITNESSES])
    assert "witness" not in made["changes"][WITNESSES]
    assert max(len(made["changes"][0][name]) for name in ("pointer", "why", "before")) <= TEXT + 30
    assert len(json.dumps(made)) < 60_000


def test_only_sides_that_count_make_the_level() -> None:
    judgement = with_changes(Change(pointer="/a", why="a changed", breaks=CONSUMER, undecided=PRODUCER))
    (both,) = told(judgement, BOTH, lambda change: None)["changes"]  # type: ignore[misc]
    (one,) = told(judgement, PRODUCER, lambda change: None)["changes"]  # type: ignore[misc]
    (none,) = told(judgement, NOBODY, lambda change: None)["changes"]  # type: ignore[misc]
    assert [each["level"] for each in (both, one, none)] == ["major", "undecided", "minor"]


def test_what_is_waived_is_marked_and_paths_move() -> None:
    judgement = changed(events(required=["id", "count"]))
    made = settled(entry(judgement), judgement.violations[:1])
    obligations = cast("list[Json]", made["obligations"])
    assert [one["missing"][0]["waived"] for one in obligations] == [True, False, False]
    placed = cast("Json", moved(made, lambda path: f"shop/{path}"))
    assert placed["path"] == placed["changes"][0]["path"] == f"shop/{EVENTS}"
    assert placed["obligations"][0]["missing"][0]["path"] == f"shop/{EVENTS}"


def test_a_contract_that_only_lacks_something_is_told_too() -> None:
    judgement = changed(events(required=["id", "count"]))
    quiet = replace(judgement, change=replace(judgement.change, state=State.UNCHANGED))
    assert entry(quiet)["state"] == "unchanged"


def test_what_nobody_can_compare_is_told_with_what_it_lacks() -> None:
    """It is gone and was unreadable, or this work tree leaves it out: either way it is no contract that is as it was."""
    base, context = based(BASE, BASE)
    owner = context.catalog.contracts[0]
    problem = owner.violation(
        "ECC004", "it is invalid", location=Location(path="contracts/old.contract.yaml")
    )
    lost = replace(problem, contract=replace(owner.reference(), id="shop.old"))
    base = replace(base, lost=(lost, lost), left_out=("contracts/far.contract.yaml",))
    lack = owner.violation("ECC008", "it is left out", location=Location(path="contracts/far.contract.yaml"))
    far, old = (accepted(one) for one in told_absent(base, [lack]))
    assert (far["id"], far["state"], far["verdict"]) == (
        "contracts/far.contract.yaml",
        "unreadable",
        "undecided",
    )
    assert [one["code"] for one in far["obligations"][0]["missing"]] == ["ECC008"]
    assert (old["id"], old["path"]) == ("shop.old", "contracts/old.contract.yaml")
    assert old["obligations"][0]["met"] is True
    assert list(told_absent(replace(base, lost=(), left_out=()), [])) == []


def test_where_a_witness_was_found_stands_beside_its_title() -> None:
    """A title is of few words; the place may be any path."""
    found = Witness(value={}, errors=witness({}).errors, origin="data/`a`.jsonl, record 2 of the base" * 60)
    made = entry(with_changes(Change(pointer="/a", why="no", breaks=PRODUCER, witness=found)))["changes"][0]
    assert made["witness"]["title"] == "allowed in the base, refused now"
    assert made["witness"]["origin"].startswith("data/`a`.jsonl, record 2 of the base")


def test_a_contract_that_breaks_its_word_to_a_release_is_told() -> None:
    judgement = changed(REQUIRED)
    contract = judgement.change.contract
    broken = contract.violation("ECV015", "the supported edition 1.0.0 is broken")
    for known, before in ((judgement, "1.0.0"), (None, "2.0.0")):
        (made,) = (accepted(one) for one in told_editions(contract, known, edition_obligation([broken], 1)))
        assert (made["state"], made["verdict"], made["version_before"]) == ("unchanged", "breaking", before)
        assert made["obligations"][0]["need"] == "released editions"
    undecided = contract.violation("ECV017", "nobody can tell")
    (made,) = (accepted(one) for one in told_editions(contract, None, edition_obligation([undecided], 1)))
    assert made["verdict"] == "undecided"
    assert list(told_editions(contract, judgement, edition_obligation([], 1))) == []


def test_a_version_that_nobody_has_checked_is_cut() -> None:
    judgement = changed(REQUIRED)
    for version, expected in (("9" * 5_000, "9" * 200), ("", None)):
        spoiled = replace(judgement.change, before=None, version_before=version)
        assert entry(replace(judgement, change=spoiled))["version_before"] == expected
