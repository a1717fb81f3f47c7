"""What counts as an answer: text of this very change, which people can see and act on."""

from __future__ import annotations

from typing import Any

import pytest
from tests.changes import judged, told
from tests.core.changes.test_rule import BASE, DECISION, EVENTS, NOTE, REQUIRED, decision, events
from tests.fakes import contract

from pytest_ecocontracts.core.changes.policy import ChangePolicy

OLD = "adr/0001-use-files.md"
CHANGED = "Every event has a `count` now."
DETECT = "`jq 'select(.count == null)' data/*.jsonl` lists the events without one."
MIGRATE = "Run `make events` again for every day in `data/`."


def problems(files: dict[str, Any], base: dict[str, Any] | None = None) -> list[str]:
    base = base or BASE
    found = judged(base, {**base, EVENTS: REQUIRED, **files})["shop.events"]
    return [f"{one.code} {one.message.rpartition(': ')[2]}" for one in found.violations]


def noted(*changes: tuple[str, str], base: dict[str, Any] | None = None) -> list[str]:
    note = NOTE
    for old, new in changes:
        assert old in note
        note = note.replace(old, new)
    return problems({DECISION: decision(note=note)}, base)


# --- decisions ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        decision().replace("\n\n", "\n\n\n") + "   \n",
        decision() + "\n<!-- shop.events, again -->\n",
        decision().replace("This changes", "*This* changes"),
    ],
)
def test_a_page_that_says_what_it_said_is_no_decision_about_this_change(text: str) -> None:
    old = decision().replace("Count events", "Use files")
    page = f"# shop.events\n{NOTE}"
    assert text != decision()
    files = {OLD: text.replace("Count events", "Use files"), "docs/migrations/events.md": page}
    assert files[OLD] != old
    assert problems(files) == ["ECV006 no decision of this change names 'shop.events'"]
    (found,) = judged(BASE, {**BASE, EVENTS: REQUIRED, **files})["shop.events"].violations
    assert found.found == "0001, which says what it said in the base"


def test_a_name_that_nobody_can_see_is_none() -> None:
    text = decision(note=NOTE).replace("This changes `shop.events`.", "Why not. <!-- shop.events -->")
    assert [code[:6] for code in problems({DECISION: text})] == ["ECV006", "ECV007"]


def test_one_decision_may_answer_for_several_contracts() -> None:
    orders = "contracts/orders.contract.yaml"
    base = {**BASE, orders: events(id="shop.orders", path="orders/{day:date}.jsonl")}
    text = decision(names="shop.orders` and `shop.events", note=NOTE)
    now = {
        **base,
        EVENTS: REQUIRED,
        DECISION: text,
        orders: events(
            id="shop.orders", path="orders/{day:date}.jsonl", required=["id", "count"], version="2.0.0"
        ),
    }
    assert {name: told(one) for name, one in judged(base, now).items()} == {
        "shop.events": [],
        "shop.orders": [],
    }


def test_what_may_be_cited_cannot_be_loosened_by_the_change_that_profits() -> None:
    path = "contracts/decisions.contract.yaml"
    fields = {"id": "shop.decisions", "path": "adr/{number:int}-{title:slug}.md", "title": "free"}
    loose = contract("decisions/v1", **fields, citable=["proposed"], version="2.0.0")
    found = problems({path: loose, DECISION: decision("proposed", note=NOTE)})
    assert found == ["ECV006 0002 names 'shop.events', and its status does not allow a change"]
    second = contract(
        "decisions/v1",
        id="shop.more",
        path="more/{number:int}-{title:slug}.md",
        title="free",
        ids={"form": "M-{number}"},
        citable=["proposed"],
    )
    files = {
        "contracts/more.contract.yaml": second,
        "more/0001-count-events.md": decision("proposed", note=NOTE),
    }
    assert problems(files) == ["ECV006 M-0001 names 'shop.events', and its status does not allow a change"]


# --- notes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ([(CHANGED, "n/a")], "'What changed' says next to nothing"),
        ([(CHANGED, "A new count.")], "next to nothing (9 letters, at least 20 are asked for)"),
        ([(CHANGED, "See the section above, please: it is the same as there.")], "says next to nothing"),
        ([(MIGRATE, "None. Nothing is needed.")], "says next to nothing"),
        ([(MIGRATE, DETECT)], "repeats 'How to detect affected artifacts'"),
        ([(CHANGED, "Every event has an account of its own now.")], "names nothing of what changed"),
    ],
)
def test_a_part_says_something_of_its_own(changes: list[tuple[str, str]], problem: str) -> None:
    (found,) = noted(*changes)
    assert found.startswith("ECV008")
    assert problem.rpartition("' ")[2] in found


def test_a_command_may_be_short() -> None:
    assert noted((DETECT, "`grep -L count data/*`")) == []
    (found,) = noted((DETECT, "`ls`"))
    assert found.endswith("says next to nothing (2 letters, at least 8 are asked for)")


def test_every_breaking_change_is_spoken_of() -> None:
    now = events(required=["id", "count", "place"], version="2.0.0")
    found = problems({EVENTS: now, DECISION: decision(note=NOTE)})
    assert found == ["ECV008 'What changed' does not speak of place"]
    both = NOTE.replace(CHANGED, "Every event has a `count` and a `place` now.")
    assert problems({EVENTS: now, DECISION: decision(note=both)}) == []


def test_a_rule_without_a_name_is_called_by_what_it_is() -> None:
    now = events(relations=[{"unique": "/id"}], version="2.0.0")
    files = {
        EVENTS: now,
        DECISION: decision(note=NOTE.replace(CHANGED, "Each event has an id, unique for it.")),
    }
    assert problems(files) == []
    silent = files | {DECISION: decision(note=NOTE.replace(CHANGED, "No event stands in its file twice."))}
    (found,) = problems(silent)
    assert found.startswith("ECV008 'What changed' names nothing")


def test_the_text_of_a_template_is_no_note() -> None:
    template = f"# Title\n{NOTE}"
    for path in ("adr/template.md", "docs/migrations/TEMPLATE.md"):
        base = {**BASE, path: template, "docs/migrations/old.md": "# Old\n"}
        (first, *_) = noted(base=base)
        assert f"is the text of {path}" in first


def test_what_changed_is_not_told_in_words_of_an_older_note() -> None:
    old = f"# Notes\n\n## shop.events 1.0.0\n{NOTE.replace('## ', '### ')}"
    base = {**BASE, "docs/migrations/old.md": old}
    assert noted(base=base) == [
        "ECV008 'What changed' says what docs/migrations/old.md said before the change"
    ]
    assert noted((CHANGED, "Each event carries a `count`."), base=base) == [], "the rest may be the same"


def test_a_note_may_be_in_another_language() -> None:
    parts = {"changed": ("变更",), "detect": ("检测",), "migrate": ("迁移",)}
    note = (
        "\n## 变更\n\n每个事件都有count字段。\n\n## 检测\n\n没有 `/count` 字段的事件文件。\n\n"
        "## 迁移\n\n对每一天重新运行 `make events`。\n"
    )
    now = {**BASE, EVENTS: REQUIRED, DECISION: decision(note=note)}
    assert told(judged(BASE, now, ChangePolicy(parts=parts))["shop.events"]) == []
    short = {**now, DECISION: decision(note=note.replace("每个事件都有count字段。", "count。"))}
    assert told(judged(BASE, short, ChangePolicy(parts=parts))["shop.events"]) == ["ECV008"]


def test_a_note_for_another_contract_is_none() -> None:
    page = f"# Migrations\n\n## shop.orders\n{NOTE.replace('## ', '### ')}"
    found = problems({DECISION: decision(), "docs/migrations/orders.md": page})
    assert found == ["ECV007 no page of this change holds a migration note for 'shop.events'"]
