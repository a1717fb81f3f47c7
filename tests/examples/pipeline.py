"""The knowledge pipeline of the examples in memory: as it is, and changed in some way."""

from __future__ import annotations

import runpy
from collections.abc import Callable, KeysView, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from tests.fakes import MemoryFiles, Packages, make_context, problems

from pytest_ecocontracts.core.catalog.linking import build_catalog
from pytest_ecocontracts.core.context import Context
from pytest_ecocontracts.core.kinds import KindRegistry
from pytest_ecocontracts.core.model import Contract, Outcome, WorkUnit
from pytest_ecocontracts.core.planning import plan
from pytest_ecocontracts.core.running import run

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "knowledge-pipeline"
AS_OF = date(2026, 4, 30)
KINDS = KindRegistry()


def script(name: str) -> dict[str, Any]:
    """What a script of the example defines; its own folder is on the path, as for a script that is started."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(EXAMPLE)
        return runpy.run_path(str(EXAMPLE / name))


ROWS = script("rows.py")
BREAKING = script("breaking.py")
edited: Callable[[Mapping[str, bytes], list[list[Any]]], dict[str, bytes]] = BREAKING["edited"]
VARIANTS: list[dict[str, Any]] = BREAKING["variants"]("broken")
HARMLESS: list[dict[str, Any]] = BREAKING["variants"]("harmless")
RULES: list[tuple[str, dict[str, Any]]] = [*ROWS["rules"](), *ROWS["parts"]()]
#: checks that judge the contracts and not the data, so that no data breaks them
OF_CONTRACTS = {"rule-examples", "classes", "catalog"}


@cache
def example() -> dict[str, bytes]:
    """Every file of the example, but what runs leave behind."""
    paths = [path.relative_to(EXAMPLE) for path in sorted(EXAMPLE.rglob("*")) if path.is_file()]
    kept = [path for path in paths if not {"__pycache__", ".eco", ".pytest_cache"} & set(path.parts)]
    return {str(path): (EXAMPLE / path).read_bytes() for path in kept}


@cache
def linked() -> Context:
    """The context of the whole example, with its catalog; nothing that a variant breaks is a contract."""
    context = make_context(MemoryFiles(example()), AS_OF)
    context.catalog = build_catalog(context, KINDS, Packages())
    assert problems(context.catalog) == []
    return context


def context_of(files: MemoryFiles) -> Context:
    """A context over a state of the data; schemas and catalog are those of the example as it is."""
    whole = linked()
    context = make_context(files, AS_OF)
    context.schemas, context.engine, context.catalog = whole.schemas, whole.engine, whole.catalog
    return context


def units_of(context: Context, contracts: Sequence[Contract]) -> list[WorkUnit]:
    """What is to be run for some contracts."""
    planned = plan(replace(context.catalog, contracts=contracts), context, KINDS)
    return [unit for units in planned.units.values() for unit in units]


@cache
def untouched() -> tuple[dict[str, Outcome], dict[str, set[str]]]:
    """The outcome of every check on the example as it is; the files and folders that each contract looks at."""
    outcomes, seen = {}, {}
    for contract in linked().catalog.contracts:
        units = units_of(linked(), [contract])
        files = MemoryFiles(example())
        context = context_of(files)
        outcomes |= {unit.name: run(unit, context) for unit in units}
        seen[contract.id] = files.asked | made_of(contract)
    return outcomes, seen


def made_of(contract: Contract) -> set[str]:
    """The data files that a contract is made of: its registry, and those that its params stand in."""
    data: Any = contract.document.data
    params = [given for given in data.get("params", {}).values() if isinstance(given, dict)]
    registry = {contract.document.row.path} if contract.document.row is not None else set()
    return registry | {given["from"] for given in params if "from" in given}


def enforce(files: Mapping[str, bytes]) -> dict[str, Outcome]:
    """The outcome of every check, by its name; of a contract that sees nothing of the change, as before."""
    outcomes, seen = untouched()
    before = example()
    changed = {path for path in files.keys() | before.keys() if files.get(path) != before.get(path)}
    changed |= _folders(files.keys(), before.keys()) | _folders(before.keys(), files.keys())
    context = context_of(MemoryFiles(files))
    made = {contract.id: contract.document.data for contract in linked().catalog.contracts}
    if any(made_of(contract) & changed for contract in linked().catalog.contracts):
        context.catalog = build_catalog(context, KINDS, Packages())
    again = [
        contract
        for contract in context.catalog.contracts
        if contract.document.data != made.get(contract.id) or seen[contract.id] & changed
    ]
    units = [unit for unit in units_of(context, again) if unit.check.name not in OF_CONTRACTS]
    return outcomes | {unit.name: run(unit, context) for unit in units}


def _folders(paths: KeysView[str], others: KeysView[str]) -> set[str]:
    """The folders that list something for the files which only the first ones have."""
    more = paths - others
    known = {str(parent) for path in others for parent in PurePosixPath(path).parents} if more else set()
    found = set()
    for path in more:
        for parent in PurePosixPath(path).parents:
            found.add("" if str(parent) == "." else str(parent))
            if str(parent) in known:
                break
    return found


def failing(outcomes: Mapping[str, Outcome]) -> list[str]:
    """The checks that found something; not those that only could not be run."""
    found = {name: {violation.code for violation in outcome.violations} for name, outcome in outcomes.items()}
    return sorted(name for name, codes in found.items() if codes - {"ECX001"})
