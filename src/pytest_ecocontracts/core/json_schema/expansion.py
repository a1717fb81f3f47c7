"""How often a schema can judge one value: bounds the time of validation before it begins.

A schema whose parts share parts can ask exponentially many questions (``allOf: [{$ref: b}, {$ref: b}]``
twenty times over), and a recursive one that reaches itself in two ways doubles with every level of the
document. Seen as an automaton over the steps into a document, what is counted here is the number of its
runs on one path; ordinary schemas, trees and linked lists included, have a few at any depth.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeGuard

from ..errors import SchemaProblem
from .outline import REFERENCES, Outline

#: judgements along one path of a document; some ten seconds of work at worst
MAXIMUM: Final = 10_000_000
#: levels beyond which a bound no longer matters: no document is read that is nested deeper
_DEEPEST: Final = 500

_BY_PRESENCE: Final = ("dependentSchemas", "dependencies")
_IN_PLACE: Final = ("allOf", "anyOf", "oneOf", "if", "then", "else", "not", *_BY_PRESENCE)

_GOING_ON: Final = frozenset(
    {
        *REFERENCES,
        *_IN_PLACE,
        "properties",
        "patternProperties",
        "additionalProperties",
        "items",
        "prefixItems",
    }
    | {"additionalItems", "contains", "unevaluatedItems", "unevaluatedProperties"}
)

Schema = dict[str, object]


@dataclass(slots=True)
class _Steps:
    """Where one schema leads from a value to the values directly inside it, exclusive groups first."""

    #: steps by name or index, and what takes the steps that are not named
    named: dict[str | int, object] = field(default_factory=dict)
    other_names: object = None
    other_items: object = None
    #: what may apply to any step besides
    any_name: list[object] = field(default_factory=list)
    any_item: list[object] = field(default_factory=list)


class Expansion:
    """The graph of a schema and everything it refers to."""

    def __init__(self, targets: Mapping[tuple[int, str], object], hiding: frozenset[int]) -> None:
        """``hiding``: id() of schemas whose ``$ref`` hides all other keywords (drafts 4 to 7)."""
        self._targets = targets
        self._hiding = hiding
        self._closures: dict[int, dict[int, int]] = {}
        self._schemas: dict[int, Schema] = {}
        self._steps: dict[int, _Steps] = {}

    def in_place(self, schema: Schema) -> Iterator[Schema]:
        """The schemas that judge the very value that ``schema`` judges."""
        for keyword in REFERENCES:
            target = self._targets.get((id(schema), keyword)) if keyword in schema else None
            if _goes_on(target):
                yield target
        if id(schema) not in self._hiding:
            yield from filter(_goes_on, applied_in_place(schema))

    def depth_limit(self, root: Outline) -> int | None:
        """How deep a document may be nested so that judging it stays bounded; None where it always is.

        Raises SchemaProblem (ECC017) where a schema refers to itself without a step into the document.
        """
        if not self._targets or not isinstance(root.root, dict):
            return None  # without references there is nothing to share: the text itself is the bound
        if sum(self._closure(root.root, root).values()) > MAXIMUM:
            return 0
        groups = self._states(root)
        if not any(sum(label.values()) > 1 for labels in groups.values() for label in labels):
            return None
        start = id(root.root)
        sizes = {state: sum(self._closure(self._schemas[state], root).values()) for state in groups}
        groups = _merged(groups, sizes)
        return _deepest(groups, sizes, start)

    def _states(self, root: Outline) -> dict[int, list[dict[int, int]]]:
        """For each schema that a step leads to: the schemas that one step further leads to, with counts."""
        assert isinstance(root.root, dict)  # noqa: S101 - asked by the caller
        pending: list[Schema] = [root.root]
        groups: dict[int, list[dict[int, int]]] = {}
        while pending:
            schema = pending.pop()
            if id(schema) in groups:
                continue
            self._schemas[id(schema)] = schema
            labels = self._labels(self._closure(schema, root))
            groups[id(schema)] = labels
            pending.extend(self._schemas[target] for label in labels for target in label)
        return groups

    def _closure(self, schema: Schema, root: Outline) -> dict[int, int]:
        """Every schema applied in place, itself included, and how often."""
        known = self._closures.get(id(schema))
        if known is not None:
            return known
        path: list[tuple[Schema, Iterator[Schema]]] = [(schema, self.in_place(schema))]
        active = {id(schema)}
        while path:
            here, rest = path[-1]
            below = next((child for child in rest if id(child) not in self._closures), None)
            if below is not None:
                if id(below) in active:
                    raise _endless(here, root)
                active.add(id(below))
                path.append((below, self.in_place(below)))
                continue
            path.pop()
            active.discard(id(here))
            self._schemas[id(here)] = here
            counts = {id(here): 1}
            for child in self.in_place(here):
                for state, count in self._closures[id(child)].items():
                    counts[state] = min(counts.get(state, 0) + count, MAXIMUM + 1)
            self._closures[id(here)] = counts
        return self._closures[id(schema)]

    def _labels(self, closure: Mapping[int, int]) -> list[dict[int, int]]:
        """One mapping per kind of step: target schema -> number of ways there."""
        parts = [(self._steps_of(self._schemas[state]), count) for state, count in closure.items()]
        names: set[str | int | None] = {
            name for steps, _ in parts for name, target in steps.named.items() if _goes_on(target)
        }
        if any(steps.other_names or steps.any_name for steps, _ in parts):
            names.add(None)
        if any(steps.other_items or steps.any_item for steps, _ in parts):
            names.add(-1)
        labels: list[dict[int, int]] = []
        for name in names:
            label: dict[int, int] = {}
            for steps, count in parts:
                for target in _taken(steps, name):
                    self._schemas[id(target)] = target
                    label[id(target)] = min(label.get(id(target), 0) + count, MAXIMUM + 1)
            labels.append(label)
        return labels

    def _steps_of(self, schema: Schema) -> _Steps:
        steps = self._steps.get(id(schema))
        if steps is None:
            hidden = id(schema) in self._hiding
            steps = self._steps[id(schema)] = _Steps() if hidden else _read_steps(schema)
        return steps


def _merged(
    groups: Mapping[int, list[dict[int, int]]], sizes: Mapping[int, int]
) -> dict[int, list[dict[int, int]]]:
    """The same automaton with fewer labels: most steps of a large schema lead to equal ends."""
    ends: dict[int, int] = {}
    one = {state: ends.setdefault(sizes[state], state) for state, labels in groups.items() if not any(labels)}
    result: dict[int, list[dict[int, int]]] = {}
    for state, labels in groups.items():
        if state in one:
            result[state] = []
            continue
        distinct: dict[frozenset[tuple[int, int]], dict[int, int]] = {}
        for label in labels:
            counts: dict[int, int] = {}
            for target, count in label.items():
                end = one.get(target, target)
                counts[end] = counts.get(end, 0) + count
            distinct.setdefault(frozenset(counts.items()), counts)
        result[state] = list(distinct.values())
    return result


def _deepest(groups: Mapping[int, list[dict[int, int]]], sizes: Mapping[int, int], start: int) -> int | None:
    """The number of levels up to which no path has more than ``MAXIMUM`` runs, None for any number.

    A level deeper only those states have more runs that lead to one which had more the level before.
    """
    labels = {state: [list(label.items()) for label in each] for state, each in groups.items()}
    before: dict[int, set[int]] = {state: set() for state in groups}
    for state, each in groups.items():
        for target in {target for label in each for target in label}:
            before[target].add(state)
    runs = dict.fromkeys(groups, 0)
    changed = set(groups)
    for depth in range(1, _DEEPEST + 2):
        longer = {
            state: sizes[state] + max((_runs(label, runs) for label in labels[state]), default=0)
            for state in changed
        }
        if longer.get(start, 0) > MAXIMUM:
            return depth - 1
        more = [state for state, count in longer.items() if count != runs[state]]
        if not more:
            return None
        runs.update(longer)
        changed = {state for target in more for state in before[target]}
    return None


def _runs(label: list[tuple[int, int]], runs: Mapping[int, int]) -> int:
    return sum([count * runs[target] for target, count in label])


def deeper_than(document: object, limit: int) -> bool:
    """Whether a document has more levels than ``limit``; a scalar has one."""
    level = [document]
    for _ in range(limit):
        below: list[object] = []
        for value in level:
            if isinstance(value, dict):
                below.extend(value.values())
            elif isinstance(value, list):
                below.extend(value)
        if not below:
            return False
        level = below
    return True


def applied_in_place(schema: Mapping[str, object]) -> Iterator[object]:
    """The subschemas that judge the very value that the schema judges; references not followed."""
    for keyword in _IN_PLACE:
        value = schema.get(keyword)
        if value is None:
            continue
        if keyword in _BY_PRESENCE:
            yield from value.values() if isinstance(value, dict) else ()
        elif isinstance(value, list):
            yield from value
        else:
            yield value


def _goes_on(schema: object) -> TypeGuard[Schema]:
    """Whether a schema passes a value, or a part of it, on to another schema: all that can multiply."""
    return isinstance(schema, dict) and not _GOING_ON.isdisjoint(schema)


def _taken(steps: _Steps, name: str | int | None) -> Iterator[Schema]:
    if isinstance(name, int):
        exclusive, besides = steps.other_items, steps.any_item
    else:
        exclusive, besides = steps.other_names, steps.any_name
    chosen = steps.named.get(name, exclusive) if name is not None else exclusive
    yield from filter(_goes_on, (chosen, *besides))


def _read_steps(schema: Schema) -> _Steps:
    steps = _Steps()
    properties = schema.get("properties")
    if isinstance(properties, dict):
        steps.named.update((name, value) for name, value in properties.items())
    patterns = schema.get("patternProperties")
    if isinstance(patterns, dict):
        steps.any_name.extend(patterns.values())
    steps.other_names = schema.get("additionalProperties", schema.get("unevaluatedProperties"))
    first = schema.get("prefixItems", schema.get("items"))
    if isinstance(first, list):
        steps.named.update(enumerate(first))
        steps.other_items = schema.get(
            "additionalItems", schema.get("items") if "prefixItems" in schema else None
        )
    else:
        steps.other_items = first
    if steps.other_items is None:
        steps.other_items = schema.get("unevaluatedItems")
    if "contains" in schema:
        steps.any_item.append(schema["contains"])
    return steps


def _endless(schema: Schema, root: Outline) -> SchemaProblem:
    place = root.places.get(id(schema))
    return SchemaProblem(
        "ECC017",
        "the schema refers to itself without a step into the document, so it says nothing",
        pointer=place.pointer if place is not None else "",
        expected="recursion through 'properties', 'items' or another keyword that goes into the document",
        fix="remove the reference, or move it into 'properties' or 'items'",
    )
