"""The operations tree: it passes, and every way to break it is told with its code and place."""

from __future__ import annotations

import re
import runpy
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.fakes import FOLDER, Link, MemoryFiles, Packages, make_context, problems
from tests.layouts import Git

from pytest_ecocontracts.core.catalog.linking import build_catalog
from pytest_ecocontracts.core.context import Context
from pytest_ecocontracts.core.kinds import KindRegistry
from pytest_ecocontracts.core.model import Outcome
from pytest_ecocontracts.core.planning import plan
from pytest_ecocontracts.core.running import Ledger
from pytest_ecocontracts.core.violations import Severity
from pytest_ecocontracts.core.waiving import WaiverIndex, apply_waivers, waivers_of

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "ops-ssot"
AS_OF = date(2026, 6, 30)
BREAKING = runpy.run_path(str(EXAMPLE / "breaking.py"))
VARIANTS: list[dict[str, Any]] = BREAKING["variants"]("broken")
HARMLESS: list[dict[str, Any]] = BREAKING["variants"]("harmless")
#: checks that judge the contracts and not the tree, so that nothing in the tree breaks them
OF_CONTRACTS = {"rule-examples", "contract", "catalog"}
KINDS = KindRegistry()
IGNORED = ("artifacts", "ops/_artifacts", "ops/_generated", ".eco")


@cache
def example() -> Any:
    """The tree as it is."""
    return BREAKING["read"]()


def context_of(tree: Any, on: date = AS_OF) -> Context:
    """A context over a state of the tree, as git would see it."""
    links = {path: Link(target) for path, target in tree.links.items()}
    files = MemoryFiles({**dict.fromkeys(tree.folders, FOLDER), **tree.files, **links})
    files.modes = dict(tree.modes)
    ignored = tuple(f"{folder}/" for folder in IGNORED)
    kept = [path for path in (*tree.files, *links) if not path.startswith(ignored) or path in tree.tracked]
    modes = {path: "120000" if path in links else f"100{tree.modes.get(path, 0o644):o}" for path in kept}
    context = make_context(files, on)
    context.git = Git(ignored=IGNORED, modes={p: m for p, m in modes.items() if p not in tree.untracked})
    if tree is not example() and alike(files, linked().files):
        context.catalog = linked().catalog
    else:
        context.catalog = build_catalog(context, KINDS, Packages())
    return context


@cache
def linked() -> Context:
    """The context of the tree as it is, where nothing was looked at but what its catalog is made of."""
    return context_of(example())


@cache
def made_of() -> Sequence[str]:
    """What the catalog is made of: every path that was looked at for it."""
    return sorted(linked().files.asked)


def alike(files: MemoryFiles, others: MemoryFiles) -> bool:
    """Whether two states of the tree have the same catalog."""
    return all(files.shown(path) == others.shown(path) for path in made_of())


def enforce(tree: Any, on: date = AS_OF) -> dict[str, Outcome]:
    """The outcome of every check without what is waived, by its name; a broken contract is a check, too."""
    context = context_of(tree, on)
    planned = plan(context.catalog, context, KINDS)
    waivers = waivers_of(context)
    ledger = Ledger(planned, context, frozenset(waiver.of for waiver in waivers))
    context.outcomes_of = ledger.outcomes_of
    indexes = {
        of: WaiverIndex([waiver for waiver in waivers if waiver.of == of])
        for of in {waiver.of for waiver in waivers}
    }
    units = sorted(
        (unit for units in planned.units.values() for unit in units), key=lambda unit: unit.check.order
    )
    outcomes = {}
    for unit in units:
        outcome = ledger.run(unit)
        index = indexes.get(unit.contract.id)
        if index is not None:
            standing, _ = apply_waivers(outcome.violations, index, on)
            outcome = replace(outcome, violations=tuple(standing))
        outcomes[unit.name] = outcome
    for violation in problems(context.catalog):
        assert violation.contract is not None
        name = f"{violation.contract.id}[contract]"
        known = outcomes.get(name, Outcome()).violations
        outcomes[name] = Outcome(violations=(*known, violation), examined=1)
    return outcomes


def failing(outcomes: dict[str, Outcome]) -> list[str]:
    """The checks that found something."""
    return sorted(
        name
        for name, outcome in outcomes.items()
        if any(violation.severity is Severity.ERROR for violation in outcome.violations)
    )


def on(variant: dict[str, Any]) -> date:
    """The day of the run."""
    return date.fromisoformat(str(variant.get("on", AS_OF)))


def test_example_passes() -> None:
    """Every rule examines something, and finds nothing."""
    context = context_of(example())
    assert problems(context.catalog) == []
    outcomes = enforce(example())
    assert [str(v) for outcome in outcomes.values() for v in outcome.violations] == []
    assert [name for name, outcome in outcomes.items() if not outcome.examined] == []


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant["name"])
def test_broken_variant_is_told(variant: dict[str, Any]) -> None:
    """With its code and place, by the check that is about it, and by no others than those it says."""
    outcomes = enforce(BREAKING["edited"](example(), variant["edits"]), on(variant))
    assert variant["check"] in outcomes, sorted(outcomes)
    found = outcomes[variant["check"]].violations
    places = [(v.code, v.location.path, v.location.line) for v in found if v.location is not None]
    wanted = (variant["code"], variant["path"])
    assert wanted in [place[:2] for place in places], places
    if "line" in variant:
        assert (*wanted, variant["line"]) in places
    assert sorted({*failing(outcomes)} - {variant["check"]}) == variant.get("also", [])


@pytest.mark.parametrize("change", HARMLESS, ids=lambda change: change["name"])
def test_harmless_change_is_not_told(change: dict[str, Any]) -> None:
    """What the contracts allow raises nothing."""
    outcomes = enforce(BREAKING["edited"](example(), change["edits"]), on(change))
    assert [str(v) for name in failing(outcomes) for v in outcomes[name].violations] == []


def test_every_check_has_a_variant() -> None:
    """A check that nothing breaks may be one that nothing can break."""
    checks = {name for name in enforce(example()) if name.split("[")[1].rstrip("]") not in OF_CONTRACTS}
    broken = {variant["check"] for variant in VARIANTS} | {
        re.sub(r"-\d+\]$", "]", variant["check"]) for variant in VARIANTS
    }
    assert checks - broken == set()


def test_names_of_variants_are_unique() -> None:
    names = [one["name"] for one in [*VARIANTS, *HARMLESS]]
    assert sorted(set(names)) == sorted(names)


def test_there_are_enough_variants() -> None:
    assert len(VARIANTS) >= 100
    assert len(HARMLESS) >= 40
