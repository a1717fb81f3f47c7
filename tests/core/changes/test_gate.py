"""The gate as a run sees it: a check for each contract that the change touches, and none for others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.changes import ChangedBase
from tests.fakes import catalog_file, contract, link, note_kinds

from pytest_ecocontracts.core.changes.gate import ChangeGate
from pytest_ecocontracts.core.changes.policy import ChangePolicy
from pytest_ecocontracts.core.changes.schemas.edition import TextProver
from pytest_ecocontracts.core.model import Chunk

LAYOUT = "contracts/layout.contract.yaml"
RULES = "contracts/other.contract.yaml"
DECISION = "---\nstatus: accepted\ndate: 2026-01-02\n---\n# Use files\n\nWe use files.\n"
BASE: dict[str, object] = {
    "ecocontracts.yaml": catalog_file(),
    "contracts/decisions.contract.yaml": contract(
        "decisions/v1", id="shop.decisions", path="adr/{number:int}.md", title="free"
    ),
    LAYOUT: contract(tree={"a.md": "opt"}, root="a"),
    RULES: contract(id="shop.other", root="b"),
    "adr/1.md": DECISION,
}


def gate(
    after: Mapping[str, object], base: Mapping[str, object] = BASE
) -> tuple[ChangeGate, dict[str, dict[str, list[str]]]]:
    """The gate, and what each check of each contract finds."""
    _, context = link(after)
    context.base = ChangedBase(base, after)
    policy = context.catalog.settings.change_policy or ChangePolicy()
    made = ChangeGate(context, note_kinds(), TextProver, policy)
    found: dict[str, dict[str, list[str]]] = {}
    for one in context.catalog.contracts:
        for check in made.checks(one):
            outcome = check.run(context, Chunk())
            assert outcome.examined > 0
            found.setdefault(one.id, {})[check.name] = [violation.code for violation in outcome.violations]
    return made, found


def test_nothing_changed_means_no_check() -> None:
    made, found = gate(BASE)
    assert found == {}
    assert made.explain("shop.layout") == []
    base: Any = made._context.base
    assert base.files.reads == []


def test_a_touched_contract_has_a_check_and_a_checklist() -> None:
    made, found = gate({**BASE, LAYOUT: contract(tree={"a.md": "need"}, root="a")})
    assert found == {"shop.layout": {"change": ["ECV001", "ECV006", "ECV007"]}}
    assert made.explain("shop.layout")[0] == "since main: changed in 1 place: major"
    assert made.explain("shop.other") == []


def test_what_is_gone_is_told_under_the_catalog() -> None:
    _, found = gate({name: text for name, text in BASE.items() if name != RULES})
    assert found == {"shop": {"gone": ["ECV012", "ECV006", "ECV007"]}}


def test_a_decision_that_was_rewritten_is_told_under_its_contract() -> None:
    _, found = gate({**BASE, "adr/1.md": DECISION.replace("We use", "We used")})
    assert found == {"shop.decisions": {"kept": ["ECV013"]}}
    _, found = gate(
        {name: text for name, text in BASE.items() if name != "adr/1.md"} | {"adr/2.md": DECISION}
    )
    assert found == {"shop.decisions": {"kept": ["ECV013"]}}, "it became the second one"
    _, found = gate({**BASE, "adr/2.md": DECISION})
    assert found == {}


def test_a_decision_that_is_gone_is_told_unless_it_was_never_taken() -> None:
    other = DECISION.replace("files", "buses")
    for text, codes in ((other, ["ECV013"]), (other.replace("accepted", "proposed"), [])):
        base = {**BASE, "adr/2.md": text}
        _, found = gate(BASE, base)
        assert found == {"shop.decisions": {"kept": codes}}


LOOSE = {"requires": {"patch": [], "minor": [], "major": [], "removed": []}}


def test_a_change_is_judged_by_the_policy_of_its_base() -> None:
    changed = {LAYOUT: contract(tree={"a.md": "need"}, root="a")}
    loosened = {"ecocontracts.yaml": catalog_file(change_policy=LOOSE, version="2.0.0")}
    made, found = gate({**BASE, **changed, **loosened})
    assert made.explain("shop.layout")[1] == (
        "asked by the policy of main: that of today counts from the next change on"
    )
    assert found["shop.layout"] == {"change": ["ECV001", "ECV006", "ECV007"]}
    assert found["shop"] == {"change": ["ECV006", "ECV007"]}, "whoever asks less says why"
    loose = {**BASE, **loosened}
    _, found = gate({**loose, **changed}, loose)
    assert found == {"shop.layout": {"change": []}}
    _, found = gate({**BASE, **changed}, loose)
    assert found["shop.layout"] == {"change": []}, "what is stricter counts from the next change on"


def test_without_a_catalog_file_in_the_base_todays_policy_counts() -> None:
    first = {name: text for name, text in BASE.items() if name != "ecocontracts.yaml"}
    changed = {LAYOUT: contract(tree={"a.md": "need"}, root="a")}
    _, found = gate({**first, **changed, "ecocontracts.yaml": catalog_file(change_policy=LOOSE)}, first)
    assert found["shop.layout"] == {"change": []}


def test_a_window_is_a_part_of_the_policy() -> None:
    base = {**BASE, "ecocontracts.yaml": catalog_file(change_policy={**LOOSE, "window_days": 90})}
    fields = {"status": "deprecated", "since": "1", "sunset": "2026-03-01", "replaced_by": "shop.layout"}
    _, found = gate({**base, RULES: contract(id="shop.other", root="b", **fields)}, base)
    assert found == {"shop.other": {"change": ["ECV018"]}}


def test_a_contract_in_a_file_that_nobody_can_read_is_not_gone() -> None:
    """The file fails where it stands; whether the contract is still there, nobody can tell."""
    _, found = gate({**BASE, RULES: "a: [["})
    assert found == {}
    _, found = gate({**BASE, RULES: contract(id="shop.other", root="b", colour="blue")})
    assert found == {}
    others = {name: text for name, text in BASE.items() if name != RULES}
    _, found = gate({**others, "contracts/new.contract.yaml": "a: [["})
    assert found == {"shop": {"gone": ["ECV012", "ECV006", "ECV007"]}}


def test_a_catalog_file_that_is_gone_is_a_contract_that_is_gone() -> None:
    rest = {name: text for name, text in BASE.items() if name != "ecocontracts.yaml"}
    _, found = gate(rest)
    assert found == {"shop.decisions": {"gone": ["ECV012", "ECV006", "ECV007"]}}
