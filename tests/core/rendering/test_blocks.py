"""Blocks fitted to the terminal: the same words, in styles by what they say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pytest_ecocontracts.core.rendering.blocks import fitted
from pytest_ecocontracts.core.rendering.printable import printable
from pytest_ecocontracts.core.rendering.styles import plain
from pytest_ecocontracts.core.rendering.text import render_violations
from pytest_ecocontracts.core.rendering.wrapping import wrap
from pytest_ecocontracts.core.violations import ContractReference, Location, Violation

VIOLATION = Violation(
    code="ECS003",
    message="the value is of type string, not number",
    location=Location(path="data/a b.json", pointer="/celsius", line=3, column=64),
    contract=ContractReference(id="shop.note", version="1.0.0", path="contracts/a.yaml", line=7),
    expected="number",
    found='string: "cold"',
    fix="Write a number.",
    decisions=("ADR-1",),
)


def test_each_part_of_a_block_has_its_style() -> None:
    lines = list(fitted(render_violations([VIOLATION]), 200))
    assert lines == [
        [("ECS003 schema-type-mismatch:", "code"), (" the value is of type string, not number", "plain")],
        [("  at        ", "label"), ("data/a b.json:3:64  /celsius", "place")],
        [("  expected  ", "label"), ("number", "plain")],
        [("  found     ", "label"), ('string: "cold"', "plain")],
        [
            ("  contract  ", "label"),
            ("shop.note 1.0.0 (contracts/a.yaml:7), decided in ADR-1", "plain"),
        ],
        [("  fix       ", "label"), ("Write a number.", "fix")],
    ]


def test_what_continues_a_value_has_its_style() -> None:
    lines = list(fitted("  fix       rename it to 'a.json'", 26))
    assert lines == [
        [("  fix       ", "label"), ("rename it to", "fix")],
        [("            'a.json'", "fix")],
    ]


@given(st.text().map(printable) | st.sampled_from([render_violations([VIOLATION] * 12)]), st.integers(4, 90))
def test_the_words_are_those_of_the_wrapped_text(text: str, width: int) -> None:
    assert "\n".join(plain(line) for line in fitted(text, width)) == wrap(text, width)


def test_a_mark_below_a_line_stands_out() -> None:
    """In every line of an excerpt and of a witness; a power in a message is none."""
    assert list(fitted("            ^^^^ no number\n  ^\nx ^ 2", 80)) == [
        [("            ^^^^", "code"), (" no number", "plain")],
        [("  ^", "code")],
        [("x ^ 2", "plain")],
    ]
