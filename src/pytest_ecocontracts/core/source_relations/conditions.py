"""Expressions over elements: what one that does not hold tells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..cel import EvaluationError, Explanation, Expression
from ..pointers import join
from ..relations.conditions import values_shown, verdict
from ..sources.model import Element, Place
from .fields import inside, place_of
from .model import Finding


def is_true(expression: Expression, bound: Mapping[str, Any]) -> bool:
    """Whether the rule is true; one without a value is not."""
    try:
        return expression.evaluate(bound) is True
    except EvaluationError:
        return False


def broken(
    expression: Expression, element: Element, bound: Mapping[str, Any], other: tuple[str, Place] | None = None
) -> Finding:
    """A rule that is not true for an element, with the values that made it so."""
    explanation = expression.explain(bound)
    code, message = verdict(explanation)
    return Finding(
        code=code,
        message=message,
        place=_place(element, explanation),
        expected="an element for which the rule is true",
        found=values_shown(explanation),
        fix=explanation.fix,
        other=other,
        excerpt=tuple(explanation.lines()[:2]),
        metadata={"rule": " ".join(expression.text.split())[:200]},
    )


def _place(element: Element, explanation: Explanation) -> Place:
    """The place in the element of what says most, where the file is data and it is a part of the value."""
    variable, *rest = explanation.path or ("",)
    if variable == "value":
        return inside(element.place, join("", *rest))
    return place_of(element, join("", *rest)) if variable == "self" else element.place
