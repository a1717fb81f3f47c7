"""What is counted of elements: how many there are, how many distinct values, or the sum of the values."""

from __future__ import annotations

from collections.abc import Sequence

from ..sources.keys import key_of
from ..sources.model import Element
from ..sources.numbers import total
from .fields import number_in, undeclared
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
    numbers: list[int | float] = []
    for element in elements:
        number = number_in(element.value)
        if number is None:
            raise Unmeasured(undeclared(element, None, "a number"))
        numbers.append(number)
    try:
        return total(numbers)
    except OverflowError:
        largest = max(elements, key=lambda element: abs(number_in(element.value) or 0))
        raise Unmeasured(undeclared(largest, None, "a number that can be added up with others")) from None
