"""Rows in the order of several values, each rising or falling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .encoding import encode


class Disorder(NamedTuple):
    """A row that belongs before the one at ``previous``; ``part`` is the index of the value that says so.

    ``part`` is None where all values are equal and they may not be.
    """

    place: int
    previous: int
    part: int | None


class Ordering:
    """Looks at rows in turn and remembers the last one only.

    ``falling`` says for each value whether it falls instead of rising. Equal rows are in order in any
    succession, unless ``strict``.
    """

    def __init__(self, falling: Sequence[bool], *, strict: bool = False) -> None:
        self._falling = tuple(falling)
        self._strict = strict
        self._keys: list[bytes] = []
        self._place = -1

    def add(self, values: Sequence[object], place: int) -> Disorder | None:
        """Compare the next row, by its values, with the one before it."""
        keys = [encode(value) for value in values]
        before, previous = self._keys, self._place
        self._keys, self._place = keys, place
        if not before:
            return None
        for part, falls in enumerate(self._falling):
            if keys[part] != before[part]:
                in_order = (keys[part] < before[part]) is falls
                return None if in_order else Disorder(place, previous, part)
        return Disorder(place, previous, None) if self._strict else None
