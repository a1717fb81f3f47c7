"""What is counted of elements: how many there are, how many distinct values, or the sum of the values."""

from __future__ import annotations

from collections.abc import Sequence

from ..sources.model import Element
from .fields import number_in, undeclared
from .keys import key_of
from .model import Finding


class Unmeasured(Exception):
    """Something that has no number; the finding says what."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(finding.message)


def measured(elements: Sequence[Element], measure: str) -> float:
    """The number of elements or distinct values, or the sum; raises Unmeasured."""
    if measure == "elements":
        return len(elements)
    if measure == "distinct":
        return len({key_of(element.value) for element in elements})
    total: float = 0
    for element in elements:
        number = number_in(element.value)
        if number is None:
            raise Unmeasured(undeclared(element, None, "a number"))
        total += number
    return total
