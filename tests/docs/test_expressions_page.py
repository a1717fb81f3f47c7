"""What the page of the expression language shows is what happens, and nothing is left out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from pytest_ecocontracts.core.cel import STEPS, ExpressionProblem, compile_rule
from pytest_ecocontracts.core.cel import parser as limits
from pytest_ecocontracts.core.cel.functions import FUNCTIONS, UNIVERSAL
from pytest_ecocontracts.core.cel.operators import ARITHMETIC, COMPARISON, MAXIMUM_ELEMENTS
from pytest_ecocontracts.core.cel.parser import MACROS, parse
from pytest_ecocontracts.core.cel.patterns import MAXIMUM_STATES
from pytest_ecocontracts.core.cel.syntax import Binary, Call, Logic, Macro, Unary, walk
from pytest_ecocontracts.core.cel.text import MAXIMUM_TEXT
from pytest_ecocontracts.core.paths.linear_regex import MAXIMUM_LENGTH as PATTERN_LENGTH

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "expressions.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"```yaml\n(.*?)```\n(?:\n```text\n(.*?)```)?", re.DOTALL)
#: the last column of the tables whose examples are true
TRUE = re.compile(r"^\|.*\| `((?:[^`|]|\\\|)+)` \|$", re.MULTILINE)

EXAMPLES = BLOCK.findall(PAGE)
TRUTHS = [
    example.replace("\\|", "|")
    for section in PAGE.split("| Example, which is true |\n")[1:]
    for example in TRUE.findall(section.split("\n\n")[0])
]


def lines_of(rule: str, data: Any) -> list[str]:
    """What is shown for a rule that does not hold; nothing for one that does."""
    try:
        compiled = compile_rule(rule, ["self"])
    except ExpressionProblem as problem:
        return [*problem.lines(), problem.message, problem.fix or ""]
    found = compiled.explain({"self": data})
    if not found.error and compiled.evaluate({"self": data}):
        return []
    return found.lines()


@pytest.mark.parametrize(("block", "shown"), EXAMPLES, ids=range(len(EXAMPLES)))
def test_an_example_shows_what_is_said(block: str, shown: str) -> None:
    example = yaml.safe_load(block)
    assert lines_of(example["rule"], example.get("self")) == shown.splitlines()


@pytest.mark.parametrize("rule", TRUTHS)
def test_an_example_of_the_tables_is_true(rule: str) -> None:
    assert compile_rule(rule, []).evaluate({}) is True


def test_the_page_has_examples() -> None:
    assert len(EXAMPLES) >= 9
    assert len(TRUTHS) >= 50


def test_the_tables_leave_nothing_out() -> None:
    nodes = [node for rule in TRUTHS for node, _ in walk(parse(rule))]
    calls = {
        (node.function, node.receiver is not None, len(node.arguments) + (node.receiver is not None))
        for node in nodes
        if isinstance(node, Call)
    }
    forms = {(name, form.method, len(form.parameters)) for name, all_ in FUNCTIONS.items() for form in all_}
    assert calls == forms | {(name, False, 1) for name in UNIVERSAL}
    operators = {node.operator for node in nodes if isinstance(node, (Binary, Logic, Unary))}
    assert operators == {*ARITHMETIC, *COMPARISON, "==", "!=", "in", "&&", "||", "!"}
    assert {node.kind for node in nodes if isinstance(node, Macro)} == set(MACROS) - {"existsOne"}


def test_the_limits_are_those_of_the_page() -> None:
    table = PAGE.split("## Limits\n")[1]
    column = re.findall(r"^\|.*\| ([0-9, ]+) \|$", table, re.MULTILINE)
    assert column == [
        f"{limits.MAXIMUM_LENGTH:,}",
        f"{limits.MAXIMUM_NESTING}",
        f"{limits.MAXIMUM_DEPTH}",
        f"{limits.MAXIMUM_NODES:,}",
        f"{PATTERN_LENGTH:,}, {MAXIMUM_STATES:,}",
        f"{MAXIMUM_TEXT:,}",
        f"{MAXIMUM_ELEMENTS:,}",
        f"{STEPS:,}",
    ]
