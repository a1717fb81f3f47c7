"""Expressions over elements: what one that does not hold tells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..cel import EvaluationError, Explanation, Expression
from ..pointers import join
from ..relations.conditions import values_shown, verdict
from ..sources.model import Element, Place
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
    """The place in the element of what says most, where the file is data and the element the record."""
    place = element.place
    if place.line is not None or place.offset is not None or not explanation.path:
        return place
    variable, *rest = explanation.path
    if variable == "value" or (variable == "self" and element.record is element.value):
        return place._replace(pointer=join(place.pointer, *rest))
    return place
