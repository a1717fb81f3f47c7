"""The rules for numbers: bounds and multiples."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from .facts import Facts
from .judging import Judge, Rule
from .nodes import Node


def _lower(_judge: Judge, facts: Facts, node: Node) -> bool:
    bound, excluded = facts.lower
    return not facts.may_be("number") or all(
        bound > node.get(keyword) or (bound == node.get(keyword) and (excluded or keyword == "minimum"))
        for keyword in ("minimum", "exclusiveMinimum")
        if keyword in node
    )


def _upper(_judge: Judge, facts: Facts, node: Node) -> bool:
    bound, excluded = facts.upper
    return not facts.may_be("number") or all(
        bound < node.get(keyword) or (bound == node.get(keyword) and (excluded or keyword == "maximum"))
        for keyword in ("maximum", "exclusiveMaximum")
        if keyword in node
    )


def _multiple(_judge: Judge, facts: Facts, node: Node) -> bool:
    if not facts.may_be("number"):
        return True
    step = _exact(node.keywords["multipleOf"])
    known = [_exact(each) for each in facts.each("multipleOf")]
    if "number" not in facts.types:
        known.append(Fraction(1))
    return any((each / step).denominator == 1 for each in known)


def _exact(number: float) -> Fraction:
    return Fraction(str(number))


def impossible(_judge: Judge, facts: Facts) -> bool:
    """Whether no number satisfies the facts."""
    (low, above), (high, below) = facts.lower, facts.upper
    return low > high or (low == high and (above or below))


RULES: Final[dict[str, Rule]] = {
    "minimum": _lower,
    "exclusiveMinimum": _lower,
    "maximum": _upper,
    "exclusiveMaximum": _upper,
    "multipleOf": _multiple,
}
