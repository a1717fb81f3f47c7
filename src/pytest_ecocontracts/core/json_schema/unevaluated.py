"""How deep ``unevaluatedProperties`` and ``unevaluatedItems`` are nested in schemas that judge one value.

To know what is evaluated an engine asks the schemas below once more, and where these hold such a keyword
themselves, each asks again: jsonschema-rs takes three times longer for every level.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from ..errors import SchemaProblem
from .expansion import Expansion, Schema
from .outline import Subschema

#: a schema that extends one that extends another is at level 3; the cost at the last is about 6,000 times
MAXIMUM_NESTED: Final = 8

_KEYWORDS: Final = frozenset({"unevaluatedProperties", "unevaluatedItems"})


def demand_shallow(expansion: Expansion, subschemas: Iterable[Subschema]) -> None:
    """Raise SchemaProblem (ECC017) where the keywords are nested more than MAXIMUM_NESTED times."""
    asking = [node for node in subschemas if not _KEYWORDS.isdisjoint(node.schema)]
    if len(asking) <= MAXIMUM_NESTED:
        return
    levels: dict[int, int] = {}
    for node in asking:
        if _level(expansion, node.schema, levels) > MAXIMUM_NESTED:
            raise SchemaProblem(
                "ECC017",
                f"'unevaluatedProperties' or 'unevaluatedItems' are nested more than {MAXIMUM_NESTED} times "
                "in schemas that judge the same value",
                pointer=node.pointer,
                expected="one at the outermost schema: it sees through 'allOf' and '$ref'",
                fix="remove those of the inner schemas",
            )


def _level(expansion: Expansion, schema: Schema, levels: dict[int, int]) -> int:
    path: list[tuple[Schema, Iterator[Schema]]] = [(schema, expansion.in_place(schema))]
    active = {id(schema)}
    while path:
        here, rest = path[-1]
        below = next((child for child in rest if id(child) not in levels and id(child) not in active), None)
        if below is not None:
            active.add(id(below))
            path.append((below, expansion.in_place(below)))
            continue
        path.pop()
        active.discard(id(here))
        inner = max((levels.get(id(child), 0) for child in expansion.in_place(here)), default=0)
        levels[id(here)] = inner + (not _KEYWORDS.isdisjoint(here))
    return levels[id(schema)]
