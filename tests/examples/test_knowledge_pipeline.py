"""The knowledge pipeline: its data is what the script makes, and every way to break it is told as it should be."""

from __future__ import annotations

import re
import runpy
from collections.abc import Callable, KeysView, Mapping
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


def units_of(context: Context) -> list[WorkUnit]:
    planned = plan(context.catalog, context, KINDS)
    return [unit for units in planned.units.values() for unit in units]


@cache
def untouched() -> tuple[dict[str, Outcome], dict[str, set[str]]]:
    """The outcome of every check on the example as it is; the files and folders that each contract looks at."""
    outcomes, seen = {}, {}
    for contract in linked().catalog.contracts:
        units = [unit for unit in units_of(linked()) if unit.contract is contract]
        files = MemoryFiles(example())
        context = context_of(files)
        outcomes |= {unit.name: run(unit, context) for unit in units}
        seen[contract.id] = files.asked
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
        unit
        for unit in units_of(context)
        if unit.check.name not in OF_CONTRACTS
        if unit.contract.document.data != made.get(unit.contract.id)
        or (seen[unit.contract.id] | made_of(unit.contract)) & changed
    ]
    return outcomes | {unit.name: run(unit, context) for unit in again}


def _folders(paths: KeysView[str], others: KeysView[str]) -> set[str]:
    """The folders that list something for the files which only the first ones have."""
    known = {str(parent) for path in others for parent in PurePosixPath(path).parents}
    found = set()
    for path in paths - others:
        for parent in PurePosixPath(path).parents:
            found.add("" if str(parent) == "." else str(parent))
            if str(parent) in known:
                break
    return found


def failing(outcomes: Mapping[str, Outcome]) -> list[str]:
    """The checks that found something; not those that only could not be run."""
    found = {name: {violation.code for violation in outcome.violations} for name, outcome in outcomes.items()}
    return sorted(name for name, codes in found.items() if codes - {"ECX001"})


def test_data_is_what_the_script_makes() -> None:
    """Nobody edits the data: the script makes the same bytes again, and no file is left over."""
    made = BREAKING["build"]()
    folders = {path.split("/")[0] for path in made}
    assert {path: data for path, data in example().items() if path.split("/")[0] in folders} == made
    assert len({day for path in made for day in re.findall(r"2026-\d\d-\d\d", path)}) == 3


def test_example_passes() -> None:
    """Two full days and an empty one keep every rule."""
    outcomes, _ = untouched()
    assert [str(v) for outcome in outcomes.values() for v in outcome.violations] == []


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant["name"])
def test_broken_variant_is_told(variant: dict[str, Any]) -> None:
    """With its code, file and pointer, by the check that is about it, and by no other than those it says."""
    outcomes = enforce(edited(example(), variant["edits"]))
    found = outcomes[variant["check"]].violations
    places = [(v.code, v.location.path, v.location.pointer) for v in found if v.location is not None]
    wanted = (variant["code"], variant["path"])
    matching = [v for v, place in zip(found, places, strict=True) if place[:2] == wanted]
    assert matching, places
    if "pointer" in variant:
        assert (*wanted, variant["pointer"]) in places
    assert sorted({*failing(outcomes)} - {variant["check"]}) == variant.get("also", [])
    said = [
        (rule.get("class"), {*rule.get("refs", ())}) for check, rule in RULES if check == variant["check"]
    ]
    for violation in matching if said else []:
        assert any(violation.failure_class == one and refs <= {*violation.refs} for one, refs in said)


@pytest.mark.parametrize("change", HARMLESS, ids=lambda change: change["name"])
def test_harmless_change_is_not_told(change: dict[str, Any]) -> None:
    """What a contract allows raises nothing."""
    assert failing(enforce(edited(example(), change["edits"]))) == []


def test_every_check_of_data_has_a_variant() -> None:
    """A check that nothing breaks may be one that nothing can break."""
    checks = {name for name in untouched()[0] if name.split("[")[1].rstrip("]") not in OF_CONTRACTS}
    assert checks - {variant["check"] for variant in VARIANTS} == set()


def test_rows_page_is_written_by_its_script() -> None:
    assert (EXAMPLE / "ROWS.md").read_text(encoding="utf-8") == ROWS["page"]()


def test_every_clause_is_judged_or_says_why_not() -> None:
    """And rules cite clauses that exist, checks that exist, classes that exist."""
    sections = ROWS["clauses"]()
    rows = {clause: row for section in sections.values() for clause, row in section.items()}
    judged = ROWS["judges"]()
    told = [clause for clause, row in rows.items() if judged.get(clause) or row.get("open")]
    assert rows.keys() - {*told} - sections["Contract tests"].keys() == sections["Contradictions"].keys()
    assert judged.keys() - rows.keys() == set()
    named = {check for checks in judged.values() for check in checks}
    assert named - set(untouched()[0]) == set()
    taxonomy: Any = linked().catalog.get("knowledge.failures")
    classes = {one.name for one in taxonomy.body.classes}
    assert {rule.get("class") for _, rule in RULES} <= classes
    capabilities = {word for row in rows.values() for word in row.get("open", {})}
    assert capabilities <= {"running", "scanning", "comparing", "records", "people", "language"}


def test_rulings_are_decisions() -> None:
    """Each of the forty contradictions is settled by the decision that its row names, and contracts cite it."""
    pages = {path.name[:4]: path.read_text(encoding="utf-8") for path in EXAMPLE.glob("docs/decisions/0*.md")}
    rows = {clause: row for section in ROWS["clauses"]().values() for clause, row in section.items()}
    rulings = {row["ruling"].removeprefix("ADR-") for row in rows.values() if "ruling" in row}
    assert rulings <= set(pages)
    assert [number for number, text in pages.items() if not re.search(r"Rules\s+on\s+C\d+", text)] == []
    assert {clause for clause in rows if re.fullmatch(r"C\d+", clause)} == {f"C{n}" for n in range(1, 41)}
    settled = {n: re.findall(r"\bC\d+\b", text.split("## Decision")[0]) for n, text in pages.items()}
    for clause in (f"C{n}" for n in range(1, 41)):
        assert clause in settled[rows[clause]["ruling"].removeprefix("ADR-")], clause


def test_names_of_variants_are_unique() -> None:
    names = [one["name"] for one in [*VARIANTS, *HARMLESS]]
    assert sorted(set(names)) == sorted(names)


def test_edit_that_changes_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="changes nothing"):
        edited({"a": b"x"}, [["replace", "a", "y", "z"]])
