"""Aliases of a contract: names for values that different producers put at different pointers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from ..keys import encode
from ..relations.selecting import ABSENT, values_at

#: name -> the pointers at which its value may stand, the first first
AliasMap: TypeAlias = Mapping[str, Sequence[str]]


def find(pointers: Sequence[str], data: object) -> tuple[str, object]:
    """The first value that there is, with its pointer; null only where nothing else is, else ABSENT."""
    found: tuple[str, object] = (pointers[0] if pointers else "", ABSENT)
    for pointer in pointers:
        for value in values_at(pointer)(data):
            if value is not None:
                return pointer, value
            found = (pointer, None) if found[1] is ABSENT else found
    return found


def named_values(aliases: AliasMap, data: object) -> dict[str, object]:
    """The values of the aliases in one record, by name; what has none is not there."""
    found = {name: find(pointers, data)[1] for name, pointers in aliases.items()}
    return {name: value for name, value in found.items() if value is not ABSENT}


def contradictions(pointers: Sequence[str], data: object) -> list[tuple[str, object]]:
    """The values that are not the first one, which ``find`` gives; null contradicts nothing."""
    present = [
        (pointer, value) for pointer in pointers for value in values_at(pointer)(data) if value is not None
    ]
    if len(present) < 2:  # noqa: PLR2004 - one value has nothing to disagree with
        return []
    first = encode(present[0][1])
    return [(pointer, value) for pointer, value in present[1:] if encode(value) != first]
