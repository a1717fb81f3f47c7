"""No contract changes without a version of the right size, a decision that names it and a migration note."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.changes import changed, judged, told
from tests.fakes import catalog_file, contract

from pytest_ecocontracts.core.changes.model import CONSUMER, Level, Side, State
from pytest_ecocontracts.core.changes.policy import ChangePolicy, Need

EVENTS = "contracts/events.contract.yaml"
DECISION = "adr/0002-count-events.md"


def events(**fields: Any) -> str:
    return contract(
        "artifact/v1",
        **{"id": "shop.events", "path": "data/{day:date}.jsonl", "required": ["id"], **fields},
    )


def decision(status: str = "accepted", note: str = "", names: str = "shop.events") -> str:
    return (
        f"---\nstatus: {status}\ndate: 2026-01-02\n---\n# Count events\n\nThis changes `{names}`.\n\n{note}"
    )


NOTE = """
## What changed

Every event has a `count` now.

## How to detect affected artifacts

`jq 'select(.count == null)' data/*.jsonl` lists the events without one.

## What to regenerate or migrate

Run `make events` again for every day in `data/`.
"""
BASE = {
    "ecocontracts.yaml": catalog_file(),
    "contracts/decisions.contract.yaml": contract(
        "decisions/v1", id="shop.decisions", path="adr/{number:int}-{title:slug}.md", title="free"
    ),
    "adr/0001-use-files.md": decision().replace("Count events", "Use files"),
    EVENTS: events(),
}
REQUIRED = events(required=["id", "count"], version="2.0.0")


def after(**more: str) -> dict[str, object]:
    return {**BASE, **{name: text for name, text in more.items() if text}}


def test_a_change_with_version_decision_and_note_is_fine() -> None:
    found = judged(BASE, {**BASE, EVENTS: REQUIRED, DECISION: decision(note=NOTE)})["shop.events"]
    assert told(found) == []
    assert (found.level, found.step) == (Level.MAJOR, Level.MAJOR)
    assert [one.met for one in found.obligations] == [True, True, True]


def test_everything_that_is_missing_is_told_at_once() -> None:
    text = events(required=["id", "count"])
    found = judged(BASE, {**BASE, EVENTS: text})["shop.events"]
    assert told(found) == ["ECV001", "ECV006", "ECV007"]
    version = found.violations[0]
    assert version.fix == "write version: 2.0.0"
    assert '"count" is new' in version.message
    assert version.location is not None
    assert (version.location.pointer, version.location.line) == ("/version", 3)


def test_nothing_is_said_of_what_did_not_change() -> None:
    assert judged(BASE, BASE) == {}
    assert judged(BASE, {**BASE, "src/a.py": "x = 1\n", "data/x.json": "{}"}) == {}


@pytest.mark.parametrize(
    ("version", "code"),
    [("1.0.0", "ECV001"), ("1.0.1", "ECV002"), ("1.1.0", "ECV002"), ("0.9.0", "ECV004"), ("2.0.0", None)],
)
def test_a_breaking_change_needs_a_major_version(version: str, code: str | None) -> None:
    text = events(required=["id", "count"], version=version)
    found = judged(BASE, {**BASE, EVENTS: text, DECISION: decision(note=NOTE)})["shop.events"]
    assert told(found) == ([code] if code else [])


def test_a_version_without_a_change_is_idle() -> None:
    found = judged(BASE, {**BASE, EVENTS: events(version="1.0.1")})["shop.events"]
    assert told(found) == ["ECV003"]


def test_a_lower_version_is_refused_even_where_nothing_else_changed() -> None:
    found = judged(BASE, {**BASE, EVENTS: events(version="0.1.0")})["shop.events"]
    assert told(found) == ["ECV004"]


def test_better_words_need_a_patch_version_alone() -> None:
    for version, codes in (("1.0.0", ["ECV001"]), ("1.0.1", [])):
        text = events(summary="Events of the shop, by day.", version=version)
        assert told(judged(BASE, {**BASE, EVENTS: text})["shop.events"]) == codes


def test_a_decision_has_to_be_new_name_the_contract_and_hold() -> None:
    def missing(files: dict[str, object]) -> list[str]:
        return told(
            judged(BASE, {**BASE, EVENTS: REQUIRED, "docs/migrations/events.md": note, **files})[
                "shop.events"
            ]
        )

    note = f"# shop.events\n{NOTE}"
    assert missing({}) == ["ECV006"], "the decision of the base names it, and did not change"
    assert missing({DECISION: decision()}) == []
    assert missing({DECISION: decision("proposed")}) == ["ECV006"]
    assert missing({DECISION: decision(names="shop.events.daily")}) == ["ECV006"]
    assert missing({DECISION: decision(names="other")}) == ["ECV006"]


def test_a_catalog_without_decisions_is_told_what_to_add() -> None:
    base = {name: text for name, text in BASE.items() if "decisions" not in name}
    found = judged(base, {**base, EVENTS: REQUIRED})["shop.events"]
    fixes = {violation.code: violation.fix or "" for violation in found.violations}
    assert "add a decisions/v1 contract" in fixes["ECV006"]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("Every event has a `count` now.", "", "says next to nothing"),
        (
            "Every event has a `count` now.",
            "See the ticket, as it is to be told.",
            "names nothing of what changed",
        ),
        ("## How to detect affected artifacts", "## Other", "is missing"),
        ("Run `make events` again for every day in `data/`.", "TBD", "says next to nothing"),
        (
            "Run `make events` again for every day in `data/`.",
            "Somebody will regenerate the files soon",
            "names no path",
        ),
    ],
)
def test_each_part_of_a_note_is_there_and_specific(old: str, new: str, problem: str) -> None:
    note = NOTE.replace(old, new)
    assert note != NOTE
    found = judged(BASE, {**BASE, EVENTS: REQUIRED, DECISION: decision(note=note)})["shop.events"]
    assert told(found) == ["ECV008"]
    assert problem in found.violations[0].message
    place = found.violations[0].location
    assert place is not None
    assert (place.path, bool(place.line)) == (DECISION, True)


def test_labelled_lines_are_parts_too_and_one_page_may_hold_several_notes() -> None:
    note = """# Migrations

## shop.orders 2.0.0

What changed: the field `total` of every order is a number

## shop.events 2.0.0

- **What changed:** every event has a `count` now
- **How to detect:** events without the field `/count`
- **How to migrate:** run `make events` for each day
"""
    files = {**BASE, EVENTS: REQUIRED, DECISION: decision()}
    assert told(judged(BASE, {**files, "docs/migrations/2026/all.md": note})["shop.events"]) == []
    without = note.replace("- **How to detect:** events without the field `/count`\n", "")
    assert told(judged(BASE, {**files, "docs/migrations/2026/all.md": without})["shop.events"]) == ["ECV008"]


def test_the_proposal_is_told_and_not_what_it_supersedes() -> None:
    """Of several decisions that name the contract, the new one is what somebody works on."""
    old = decision(names="shop.events").replace("Count events", "Use files")
    base = {**BASE, "adr/0001-use-files.md": old}
    files = {"adr/0001-use-files.md": old.replace("accepted", "superseded"), DECISION: decision("proposed")}
    found = judged(base, {**base, EVENTS: REQUIRED, **files})["shop.events"]
    place = next(one.location for one in found.violations if one.code == "ECV006")
    assert place is not None
    assert place.path == DECISION


def test_a_labelled_line_goes_on_below_it() -> None:
    """What is wrapped is read whole, even where a line of it has a colon."""
    note = """# shop.events 2.0.0

**What changed:** from this version on there is something new in each of the events, namely
a field: `count`.
**How to detect:**
`jq 'select(.count == null)' data/*.jsonl` lists the events without one.
**How to migrate:** events are made again from what the shop wrote down on each day, by
the command `make events`.
"""
    files = {**BASE, EVENTS: REQUIRED, DECISION: decision()}
    assert told(judged(BASE, {**files, "docs/migrations/events.md": note})["shop.events"]) == []
    cut = note.replace("\na field: `count`.", "")
    assert told(judged(BASE, {**files, "docs/migrations/events.md": cut})["shop.events"]) == ["ECV008"]


def test_a_note_that_the_base_had_already_is_none() -> None:
    page = f"# Migrations\n\n## shop.events\n{NOTE.replace('## ', '### ')}"
    base = {**BASE, "docs/migrations/all.md": page}
    now = {
        **base,
        EVENTS: REQUIRED,
        DECISION: decision(),
        "docs/migrations/all.md": page + "\n## Other\n\nText.\n",
    }
    assert told(judged(base, now)["shop.events"]) == ["ECV007"]


def test_what_is_experimental_in_the_base_promised_nothing() -> None:
    base = {**BASE, EVENTS: events(status="experimental")}
    found = judged(base, {**base, EVENTS: events(required=["id", "count"])})["shop.events"]
    assert (told(found), found.exempt) == ([], "experimental")
    found = judged(BASE, {**BASE, EVENTS: events(required=["id", "count"], status="experimental")})[
        "shop.events"
    ]
    assert "ECV001" in told(found), "a contract cannot exempt itself"


def test_the_policy_says_what_is_asked_and_whose_breakage_counts() -> None:
    text = events(required=["id", "count"], version="1.1.0")
    policy = ChangePolicy(sides=CONSUMER, requires={"minor": (Need.VERSION,)})
    assert told(judged(BASE, {**BASE, EVENTS: text}, policy)["shop.events"]) == []
    policy = replace(policy, sides=frozenset({Side.PRODUCER}))
    assert judged(BASE, {**BASE, EVENTS: text}, policy)["shop.events"].level is Level.MAJOR


def test_a_new_contract_owes_nothing_and_a_moved_one_neither() -> None:
    new = {**BASE, "contracts/orders.contract.yaml": events(id="shop.orders", path="orders/{n:int}.json")}
    found = judged(BASE, new)["shop.orders"]
    assert (found.change.state, told(found)) == (State.ADDED, [])
    moved = {name.replace("events.", "daily/events."): text for name, text in BASE.items()}
    found = judged(BASE, moved)["shop.events"]
    assert (found.change.state, told(found)) == (State.MOVED, [])


def test_a_contract_goes_away_only_after_its_window() -> None:
    gone = {name: text for name, text in BASE.items() if name != EVENTS}
    gone[DECISION] = decision(note=NOTE.replace("`count`", "`shop.events`"))
    assert told(judged(BASE, gone)["shop.events"]) == ["ECV012"]
    for sunset, codes in (("2026-01-30", []), ("2026-06-30", ["ECV012"])):
        fields = {"status": "deprecated", "since": "1.0.0", "sunset": sunset, "replaced_by": "shop.decisions"}
        base = {**BASE, EVENTS: events(**fields)}
        assert told(judged(base, gone)["shop.events"]) == codes


def test_a_base_that_todays_language_does_not_read_says_so() -> None:
    base = {**BASE, EVENTS: events().replace("artifact/v1", "artifact/v9")}
    full = {DECISION: decision(note=NOTE.replace("`count`", "`shop.events`"))}
    found = judged(base, {**base, EVENTS: events(version="1.1.0"), **full})["shop.events"]
    assert told(found) == ["ECV010"]
    assert "ECC021" in found.violations[0].message
    assert told(judged(base, {**base, EVENTS: events(version="2.0.0"), **full})["shop.events"]) == []
    broken = {**BASE, EVENTS: "a: [\n"}
    assert "ECV010" in told(judged(broken, {**broken, EVENTS: events()})["shop.events"])


def test_what_nobody_can_decide_fails_unless_the_version_covers_it() -> None:
    base = {**BASE, EVENTS: events(schema={"type": "object", "minProperties": 1})}
    full = {DECISION: decision(note=NOTE.replace("`count`", "`minProperties`"))}

    def codes(version: str) -> list[str]:
        text = events(schema={"type": "object", "minProperties": 2}, version=version)
        found = judged(base, {**base, EVENTS: text, **full})["shop.events"]
        undecided = [one for one in found.violations if one.code == "ECV009"]
        pointers = {one.location.pointer for one in undecided if one.location}
        assert pointers <= {"/schema/minProperties"}
        return told(found)

    assert codes("1.0.0") == ["ECV009", "ECV001"]
    assert codes("1.1.0") == ["ECV009"]
    assert codes("2.0.0") == []


def test_a_schema_file_belongs_to_the_contract_that_names_it() -> None:
    schema = '{"type": "object", "properties": {"a": {"$ref": "part.json"}}}'
    base = {
        **BASE,
        EVENTS: events(schema="schemas/a.json"),
        "schemas/a.json": schema,
        "schemas/part.json": "true",
    }
    now = {**base, "schemas/part.json": '{"type": "string"}'}
    found = changed(base, now)["shop.events"]
    assert found.state is State.CHANGED
    assert [one.path for one in found.changes] == ["schemas/part.json"]
    assert found.changes[0].is_undecided()
    titled = {**base, "schemas/a.json": schema.replace("{", '{"title": "Event", ', 1)}
    assert [one.level() for one in changed(base, titled)["shop.events"].changes] == [Level.PATCH]


def test_a_template_belongs_to_the_rows_of_its_registry() -> None:
    text = events(id="shop.${name}", path="data/${name}.jsonl").replace(
        "contract:", "for_each: {file: rows.csv}\ncontract:"
    )
    base = {**BASE, EVENTS: text, "rows.csv": "name\nevents\norders\n"}
    found = judged(base, {**base, "rows.csv": "name\norders\n"})
    assert {name: one.change.state for name, one in found.items()} == {
        "shop.events": State.REMOVED,
        "shop.orders": State.UNCHANGED,
    }


def test_the_kind_of_a_contract_is_its_language() -> None:
    text = contract("layout/v1", id="shop.events", version="2.0.0")
    found = changed(BASE, {**BASE, EVENTS: text})["shop.events"]
    assert [one.pointer for one in found.changes] == ["/contract"]
    assert found.level() is Level.MAJOR


def test_a_thousand_untouched_contracts_are_not_read_in_the_base() -> None:
    many = {f"contracts/c{n}.contract.yaml": events(id=f"shop.c{n}", path=f"d{n}/a.json") for n in range(40)}
    base, now = {**BASE, **many}, {**BASE, **many, EVENTS: REQUIRED}
    from tests.changes import based

    read, context = based(base, now)
    assert set(read.contracts) == {
        "shop",
        "shop.decisions",
        "shop.events",
        *(f"shop.c{n}" for n in range(40)),
    }
    files: Any = context.base and context.base.files
    assert files.reads == [EVENTS]
