"""The knowledge pipeline: its data is what the script makes, and every way to break it is told as it should be."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.examples.pipeline import (
    BREAKING,
    EXAMPLE,
    HARMLESS,
    OF_CONTRACTS,
    ROWS,
    RULES,
    VARIANTS,
    edited,
    enforce,
    example,
    failing,
    linked,
    untouched,
)


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
    assert all(violation.refs and violation.failure_class for violation in matching)
    named = {variant["check"], re.sub(r"-\d+\]$", "]", variant["check"])}  # run-ids also speaks of run-ids-2
    said = [(rule.get("class"), {*rule.get("refs", ())}) for check, rule in RULES if check in named]
    for violation in matching:
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
    assert rows.keys() - {*told} == sections["Contradictions"].keys()
    assert judged.keys() - rows.keys() == set()
    named = {check for checks in judged.values() for check in checks}
    assert named - set(untouched()[0]) == set()
    taxonomy: Any = linked().catalog.get("knowledge.failures")
    classes = {one.name for one in taxonomy.body.classes}
    assert {rule.get("class") for _, rule in RULES} <= classes
    capabilities = {word for row in rows.values() for word in row.get("open", {})}
    assert capabilities <= {"running", "scanning", "comparing", "people"}


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


def test_there_are_enough_variants() -> None:
    """Each clause that is judged is broken in some way, and much that is allowed raises nothing."""
    assert len(VARIANTS) > 750
    assert len(HARMLESS) > 90
    broken = {variant["check"] for variant in VARIANTS}
    judged = {clause: checks for clause, checks in ROWS["judges"]().items() if checks}
    of_data = {
        clause
        for clause, checks in judged.items()
        if any(check.split("[")[1].rstrip("]") not in OF_CONTRACTS for check in checks)
    }
    assert {clause for clause in of_data if not broken & {*judged[clause]}} == set()
