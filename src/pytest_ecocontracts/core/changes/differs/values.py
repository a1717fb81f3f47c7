"""What became of a value, in words."""

from __future__ import annotations

from typing import Final

from ...json_schema.showing import show
from ..model import ABSENT

#: characters of two values that a sentence may hold
_LINE: Final = 120


def step(before: object, after: object) -> str:
    """Say that it is new, is gone, was X and is Y; or changed, where the two values are long."""
    if before is ABSENT:
        return "is new"
    if after is ABSENT:
        return "is gone"
    old, new = show(before), show(after)
    return "changed" if old == new or len(old) + len(new) > _LINE else f"was {old} and is {new}"
