"""Numbers that are added up."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum


def total(numbers: Sequence[int | float]) -> int | float:
    """The sum, exact for integers and else rounded once; raises OverflowError where no double holds it."""
    return sum(numbers) if all(isinstance(number, int) for number in numbers) else fsum(numbers)
