"""Violations as text: every fact that somebody needs, each once."""

from __future__ import annotations

from dataclasses import replace

from pytest_ecocontracts.core.rendering.text import render_violation, render_violations
from pytest_ecocontracts.core.taxonomy import taxonomy_from
from pytest_ecocontracts.core.violations import ContractReference, Location, Violation

VIOLATION = Violation(
    code="ECS003",
    message="the value is of type string, not number",
    location=Location(path="data/a.json", pointer="/n", line=3, column=64),
    contract=ContractReference(id="shop.note", version="1.0.0", path="contracts/a.yaml", line=7),
    expected="number",
    found='string: "cold"',
    fix="did you mean 'celsius'?",
    decisions=("ADR-1", "ADR-7"),
    failure_class="SHOP007",
)


def test_a_block_names_everything_that_is_known() -> None:
    assert render_violation(VIOLATION).split("\n") == [
        "ECS003 schema-type-mismatch: the value is of type string, not number",
        "  at        data/a.json:3:64  /n",
        "  expected  number",
        '  found     string: "cold"',
        "  contract  shop.note 1.0.0 (contracts/a.yaml:7), class SHOP007, decided in ADR-1, ADR-7",
        "  fix       did you mean 'celsius'?",
    ]


def test_what_is_not_known_is_left_out() -> None:
    bare = Violation(code="ECS003", message="m", contract=ContractReference(id="?"))
    assert [line.split()[0] for line in render_violation(bare).split("\n")] == ["ECS003", "fix"]


def test_a_code_of_a_catalogs_own_taxonomy_shows_its_name_and_fix() -> None:
    entry = {
        "code": "SHOP007",
        "name": "price-negative",
        "category": "data",
        "severity": "error",
        "fault": "producer",
        "retriable": "no",
        "stops_line": True,
        "status": "active",
        "since": "1.0.0",
        "meaning": "A price is below zero.",
        "fix": "Correct the price list.",
        "acts": "the shop",
    }
    own = taxonomy_from({"domain": "shop", "entries": [entry]})
    violation = replace(VIOLATION, code="SHOP007", fix=None)
    lines = render_violation(violation, own.get).split("\n")
    assert lines[0].startswith("SHOP007 price-negative: ")
    assert lines[-1] == "  fix       Correct the price list."
    assert render_violation(violation).startswith("SHOP007: ")


def test_the_rest_is_counted_and_the_text_says_where_it_is() -> None:
    text = render_violations([VIOLATION] * 12, record=".eco/runs/x/run.json")
    assert text.split("\n")[0].endswith("not number (+11 more)")
    assert text.split("\n")[-1] == "... and 2 more violations: -v shows them, .eco/runs/x/run.json lists them"
    assert text.count("ECS003") == 10
    assert render_violations([VIOLATION] * 12).endswith("-v shows them, the run record lists them")


def test_violations_that_were_not_kept_are_never_said_to_be_shown() -> None:
    text = render_violations([VIOLATION], omitted=5, limit=None)
    assert text.split("\n")[0].endswith("(+5 more)")
    assert text.split("\n")[-1] == "... and 5 more violations that were only counted"
