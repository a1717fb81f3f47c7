"""Every operator, macro and function of the language, one by one."""

from __future__ import annotations

import math
from typing import Any

import pytest
from tests.core.cel.table import DATA, FAILURES, VALUES

from pytest_ecocontracts.core.cel import EvaluationError, compile_expression
from pytest_ecocontracts.core.cel.functions import FUNCTIONS
from pytest_ecocontracts.core.cel.operators import ARITHMETIC, COMPARISON
from pytest_ecocontracts.core.cel.parser import MACROS, parse
from pytest_ecocontracts.core.cel.syntax import Binary, Call, walk

ROWS = [pytest.param(text, value, id=text) for rows in VALUES.values() for text, value in rows]


def same(left: Any, right: Any) -> bool:
    """Equality that tells types apart and finds NaN equal to itself."""
    if type(left) is not type(right):
        return False
    if isinstance(left, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict):
        return list(left) == list(right) and all(same(left[key], right[key]) for key in left)
    if isinstance(left, float) and math.isnan(left):
        return math.isnan(right)
    return bool(left == right)


@pytest.mark.parametrize(("text", "value"), ROWS)
def test_an_expression_has_the_value_that_the_specification_gives(text: str, value: Any) -> None:
    found = compile_expression(text, DATA).evaluate(DATA)
    assert same(found, value), f"{text} is {found!r}"


@pytest.mark.parametrize(("text", "message"), FAILURES)
def test_an_expression_without_a_value_says_why_and_where(text: str, message: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        compile_expression(text, DATA).evaluate(DATA)
    assert message in caught.value.message
    assert 1 <= caught.value.column <= len(text)


def test_double_is_not_a_number() -> None:
    for text in ("double('NaN')", "0.0 / 0.0", "double('inf') * 0.0", "(0.0 / 0.0) / 0.0"):
        assert math.isnan(compile_expression(text, []).evaluate({}))


def test_the_table_leaves_no_function_out() -> None:
    called: set[tuple[str, bool, int]] = set()
    for rows in VALUES.values():
        for text, _ in rows:
            for node, _ in walk(parse(text)):
                if isinstance(node, Call):
                    method = node.receiver is not None
                    called.add((node.function, method, len(node.arguments) + method))
    forms = {(name, form.method, len(form.parameters)) for name, all_ in FUNCTIONS.items() for form in all_}
    assert forms <= called


def test_the_table_leaves_no_operator_and_no_macro_out() -> None:
    texts = [text for rows in VALUES.values() for text, _ in rows]
    used = {node.operator for text in texts for node, _ in walk(parse(text)) if isinstance(node, Binary)}
    assert {*ARITHMETIC, *COMPARISON, "==", "!=", "in"} <= used
    for macro in MACROS:
        assert any(f".{macro}(" in text for text in texts), macro
