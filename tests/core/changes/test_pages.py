"""Decisions that were taken stay as they are, and names are whole."""

from __future__ import annotations

import pytest
from tests.changes import based, judged
from tests.fakes import catalog_file, contract

from pytest_ecocontracts.core.changes.model import CONSUMER
from pytest_ecocontracts.core.changes.rule.checklist import checklist
from pytest_ecocontracts.core.changes.rule.pages import ChangedPages, names
from pytest_ecocontracts.core.changes.rule.rewriting import rewritten

DECISIONS = {
    "contracts/decisions.contract.yaml": contract(
        "decisions/v1", id="shop.decisions", path="adr/{number:int}.md", ids={"form": "ADR-{number}"}
    )
}
HEADED = {
    "contracts/decisions.contract.yaml": contract(
        "decisions/v1",
        id="shop.decisions",
        path="adr/{number:int}.md",
        ids={"form": "ADR-{number}"},
        format="headed",
    )
}


def page(status: str = "accepted", text: str = "We use one file a day.", more: str = "") -> str:
    return f"---\nstatus: {status}\ndate: 2026-01-02\n{more}---\n# Use files\n\n{text}\n"


def headed(status: str = "Accepted", text: str = "We use one file a day.") -> str:
    return f"# 1. Use files\n\nDate: 2026-01-02\n\n## Status\n\n{status}\n\n## Decision\n\n{text}\n"


def codes(before: str, after: str, contracts: dict[str, str] = DECISIONS) -> list[tuple[str, int | None]]:
    base, context = based({**contracts, "adr/1.md": before}, {**contracts, "adr/1.md": after})
    found = rewritten(tuple(ChangedPages(base, context).decisions()))
    return [(one.code, one.location.line if one.location else None) for one in found]


@pytest.mark.parametrize(
    ("before", "after", "rewrites"),
    [
        (page(), page(text="We use one file a week."), True),
        (page(), page(text="We use one file\na   day."), False),
        (page(), page().replace("# Use", "\n\n# Use"), False),
        (page(), page(text="We use one file a day. <!-- why? -->"), False),
        (page(text="One.\n\nTwo."), page(text="Two.\n\nOne."), True),
        (page(), page("superseded by ADR-2"), False),
        (page(), page("superseded", more="superseded_by: ADR-2\n"), False),
        (page(), page("superseded by ADR-2", "We use one file a day.\n\nUntil June."), False),
        (page(), page("superseded by ADR-2", "We used files."), True),
        (page(), page(text="We use one file a day.\n\nAnd one a week."), True),
        (page(), page(more="supersedes: ADR-0\n"), True),
        (page("proposed"), page(text="We use one file a week."), False),
        (page("rejected"), page("rejected", "We do not."), False),
    ],
)
def test_an_accepted_decision_is_superseded_and_not_edited(before: str, after: str, rewrites: bool) -> None:
    found = codes(before, after)
    assert [code for code, _ in found] == ["ECV013"] * rewrites
    assert all(line is not None for _, line in found)


def test_decisions_with_headed_fields_are_judged_alike() -> None:
    assert codes(headed(), headed("Superseded by ADR-2"), HEADED) == []
    assert codes(headed(), headed(text="We use one file a week."), HEADED) == [("ECV013", 11)]


def test_a_name_is_a_whole_id() -> None:
    assert names("shop.events", "It changes `shop.events`.")
    assert names("shop.events", "shop.events, and more")
    assert names("shop.events", "all of `shop.*` change")
    assert not names("shop.events", "`shop.orders.*`, and *everything*")
    for text in ("shop.events.daily", "my-shop.events", "shop.events-2", "other.shop.events", "shop events"):
        assert not names("shop.events", text)


def test_the_checklist_says_what_is_asked_and_what_is_there() -> None:
    path = "contracts/layout.contract.yaml"
    base = {"ecocontracts.yaml": catalog_file(), path: contract(tree={"a.md": "opt"})}
    found = judged(base, {**base, path: contract(tree={"a.md": "need"}, version="1.0.1")})["shop.layout"]
    lines = checklist(found, "origin/main")
    assert lines[:4] == [
        "since origin/main: changed in 1 place: major",
        "  /tree/a.md: a.md was opt and is need (major, for producers)",
        "[ ] version 2.0.0 or later (1.0.0 in the base; the change is major)",
        "    found: version 1.0.1",
    ]
    assert [line for line in lines if line.startswith("    ECV")] != []
    assert (
        checklist(found, "main", CONSUMER)[1]
        == "  /tree/a.md: a.md was opt and is need (minor, for producers)"
    )
    assert sum(line.startswith("[ ]") for line in lines) == 3


def test_what_was_taken_is_no_proposal_again_and_does_not_move_away() -> None:
    assert codes(page(), page("proposed")) == [("ECV013", 1)]
    assert codes(page(), page("rejected")) == [("ECV013", 1)]
    base, context = based(
        {**DECISIONS, "adr/1.md": page()}, {**DECISIONS, "docs/old.md": page(), "adr/2.md": page("proposed")}
    )
    gone = [decision.id for _, decision in ChangedPages(base, context).removed_decisions()]
    assert gone == ["ADR-1"], "a page that lies elsewhere is no decision any more"


def test_a_contract_about_other_pages_does_not_forget_those_of_the_base() -> None:
    path = "contracts/decisions.contract.yaml"
    moved = {path: DECISIONS[path].replace("adr/{", "docs/adr/{")}
    base, now = {**DECISIONS, "adr/1.md": page()}, {**moved, "docs/adr/1.md": page(), "docs/adr/2.md": page()}
    kept, context = based(base, now)
    assert list(ChangedPages(kept, context).removed_decisions()) == []
    base_two, context = based({**base, "adr/2.md": page()}, {**moved, "docs/adr/1.md": page()})
    assert [one.id for _, one in ChangedPages(base_two, context).removed_decisions()] == ["ADR-2"]
    assert ChangedPages(base_two, context).touches(context.catalog.contracts[0])
