"""A base that is a released catalog: what it cannot say is said, and never taken for granted."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from tests.changes import ChangedBase
from tests.fakes import catalog_file, contract, link, note_kinds

from pytest_ecocontracts.core.changes.gate import ChangeGate
from pytest_ecocontracts.core.changes.policy import ChangePolicy
from pytest_ecocontracts.core.changes.schemas.edition import TextProver
from pytest_ecocontracts.core.context import Context
from pytest_ecocontracts.core.errors import CapabilityMissing
from pytest_ecocontracts.core.model import Chunk

LAYOUT = "contracts/layout.contract.yaml"
BEFORE: dict[str, object] = {
    "ecocontracts.yaml": catalog_file(),
    "contracts/decisions.contract.yaml": contract(
        "decisions/v1", id="shop.decisions", path="adr/{number:int}.md", title="free"
    ),
    LAYOUT: contract(tree={"a.md": "opt"}, root="a"),
}
AFTER = {**BEFORE, LAYOUT: contract(tree={"a.md": "need"}, root="a", version="2.0.0")}


def decision(text: str) -> str:
    return f"---\nstatus: accepted\ndate: 2026-01-02\n---\n# Use files\n\n{text}\n"


NOTE = (
    "{}: `a.md` is needed.\n\n**What changed:** `a.md` of `shop.layout` is needed now, in each folder.\n\n"
    "**How to detect affected artifacts:** look for folders `a/` that lack `a.md`.\n\n"
    "**What to regenerate or migrate:** write `a/a.md` with the title of the folder.\n"
)


class ReleasedBase(ChangedBase):
    whole = False
    name = "folder:released"


def change_gate(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[ChangeGate, Context]:
    _, context = link(after)
    context.base = ReleasedBase(before, after)
    return ChangeGate(context, note_kinds(), TextProver, ChangePolicy()), context


def gate(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, dict[str, list[str] | str]]:
    """What each check of each contract finds, or why it is withheld."""
    made, context = change_gate(before, after)
    found: dict[str, dict[str, list[str] | str]] = {}
    for one in context.catalog.contracts:
        for check in made.checks(one):
            withheld = check.withheld(context)
            codes = [violation.code for violation in check.run(context, Chunk()).violations]
            found.setdefault(one.id, {})[check.name] = withheld or codes
    return found


def test_a_decision_and_its_note_count_where_they_name_the_version_that_the_release_does_not_have() -> None:
    after = {**AFTER, "adr/1.md": decision(NOTE.format("From `shop.layout` 2.0.0 on"))}
    assert gate(BEFORE, after)["shop.layout"] == {"change": []}


@pytest.mark.parametrize("named", ["In `shop.layout`", "In `shop.layout` 2.0.0.1", "In `shop.layout` 12.0.0"])
def test_an_old_decision_does_not_answer_for_a_change_that_it_does_not_name(named: str) -> None:
    """Nobody can tell from a release without decisions that this one is new."""
    after = {**AFTER, "adr/1.md": decision(NOTE.format(named))}
    assert gate(BEFORE, after)["shop.layout"] == {"change": ["ECV006", "ECV007"]}


def test_a_page_that_may_be_older_is_told_what_it_lacks() -> None:
    """Else nobody would know why what they wrote is not seen."""
    after = {**AFTER, "adr/1.md": decision(NOTE.format("In `shop.layout`"))}
    judgements = change_gate(BEFORE, after)[0].judgements
    told = [found.expected or "" for found in judgements["shop.layout"].violations]
    assert len(told) == 2
    assert all("any of them may be an older one" in text for text in told)


def test_a_release_that_holds_decisions_says_which_are_new() -> None:
    before = {**BEFORE, "adr/1.md": decision("We use `shop.layout`.")}
    new = {"adr/2.md": decision(NOTE.format("In `shop.layout`"))}
    assert gate(before, {**before, **AFTER, **new})["shop.layout"] == {"change": []}
    assert gate({**before, **new}, {**before, **AFTER, **new})["shop.layout"] == {
        "change": ["ECV006", "ECV007"]
    }


def test_that_no_decision_was_rewritten_is_judged_where_the_release_holds_any() -> None:
    told = "it compares decisions with those of the base, and folder:released holds none"
    held = {**BEFORE, "adr/1.md": decision("We use files.")}
    assert gate(BEFORE, held)["shop.decisions"] == {"kept": told}
    assert gate(held, {**held, "adr/1.md": decision("We use a bus.")}) == {
        "shop.decisions": {"kept": ["ECV013"]}
    }
    assert gate(held, held) == {}


def test_a_release_whose_catalog_has_no_contract_is_no_base() -> None:
    """Else every contract would be new, and nothing asked of it."""
    with pytest.raises(
        CapabilityMissing, match="folder:released holds no contract in the folders of its catalog"
    ):
        gate({"promises/layout.contract.yaml": contract()}, BEFORE)
    assert gate({"contracts/night.contract.yaml": contract(id="night")}, BEFORE)["shop"]["gone"]
