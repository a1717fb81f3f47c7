"""What is known of a value that satisfies several schemas at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from math import ceil, floor, inf
from re import escape
from typing import Any, Final

from .nodes import REFERENCE, TYPES, Forms, Node, distinct

Number = int | float

#: nodes that are compared with known ones in the time in which one is looked at
_NODES_PER_UNIT: Final = 8
#: texts that are refused one by one
_REFUSED_TEXTS: Final = 5
_WRAPPERS: Final = ("allOf", REFERENCE)
#: what a part of a schema must not keep: these mean something only beside all of its applicators
_OF_THE_WHOLE: Final = ("unevaluatedItems", "unevaluatedProperties")


class Facts:
    """The conjunction of nodes, ``allOf`` and ``$ref`` looked through."""

    def __init__(self, forms: Forms, nodes: Sequence[Node]) -> None:
        self.forms = forms
        self.nodes = _closure(forms, nodes)
        forms.spend(1 + len(self.nodes))
        self.key = frozenset(node.form for node in self.nodes)

    def also(self, *nodes: Node) -> Facts:
        """The facts with further ones."""
        return facts_of(self.forms, (*self.nodes, *nodes))

    def without(self, node: Node, keyword: str) -> Facts:
        """The facts without one keyword of one node."""
        dropped = {keyword, *_WRAPPERS, *_OF_THE_WHOLE}
        rest = {name: value for name, value in node.keywords.items() if name not in dropped}
        others = [each for each in self.nodes if each is not node]
        return facts_of(self.forms, (*map(self._bare, others), self.forms.node(rest, node.pointer)))

    def _bare(self, node: Node) -> Node:
        """A node whose wrappers have been looked through already."""
        if not any(name in node for name in _WRAPPERS):
            return node
        dropped = {*_WRAPPERS, *_OF_THE_WHOLE}
        rest = {name: value for name, value in node.keywords.items() if name not in dropped}
        return self.forms.node(rest, node.pointer)

    def each(self, keyword: str) -> Iterator[Any]:
        """The values that a keyword has."""
        for node in self.nodes:
            if keyword in node:
                yield node.keywords[keyword]

    def holders(self, *keywords: str) -> Iterator[tuple[Node, str]]:
        """The nodes that have one of the keywords, with that keyword."""
        for node in self.nodes:
            for keyword in keywords:
                if keyword in node:
                    yield node, keyword

    @cached_property
    def types(self) -> frozenset[str]:
        """The types that the value can have; "number" includes "integer"."""
        found = frozenset(TYPES) - {"integer"}
        for names in self.each("type"):
            allowed = frozenset(names)
            kept = found & allowed
            if "integer" in allowed and "number" in found:
                kept |= {"integer"}
            if "integer" in found and "number" in allowed:
                kept |= {"integer"}
            found = kept
        return found

    def may_be(self, name: str) -> bool:
        """Whether the value can be of a type; an integer is a number."""
        return name in self.types or (name == "number" and "integer" in self.types)

    @cached_property
    def values(self) -> list[Any] | None:
        """The finitely many values that are possible, where the schemas list them."""
        found: list[Any] | None = None
        for values in self.each("enum"):
            if found is None or len(values) < len(found):
                found = values
        if found is None and self.types <= {"null", "boolean"}:
            found = [None, False, True]
        return found

    @cached_property
    def lower(self) -> tuple[Number, bool]:
        """The greatest lower bound of a number, and whether it is excluded itself."""
        found: list[tuple[Number, bool]] = [(-inf, False)]
        found += [(each, False) for each in self.each("minimum")]
        found += [(each, True) for each in self.each("exclusiveMinimum")]
        bound, excluded = max(found)
        if self.integral and bound > -inf:
            return (floor(bound) + 1 if excluded else ceil(bound)), False
        return bound, excluded

    @cached_property
    def upper(self) -> tuple[Number, bool]:
        """The least upper bound of a number, and whether it is excluded itself."""
        found: list[tuple[Number, bool]] = [(inf, False)]
        found += [(each, False) for each in self.each("maximum")]
        found += [(each, True) for each in self.each("exclusiveMaximum")]
        bound, excluded = min(found, key=lambda each: (each[0], not each[1]))
        if self.integral and bound < inf:
            return (ceil(bound) - 1 if excluded else floor(bound)), False
        return bound, excluded

    @cached_property
    def integral(self) -> bool:
        """Whether a number can only be an integer."""
        return not self.may_be("number") or (
            "number" not in self.types or any(isinstance(each, int) for each in self.each("multipleOf"))
        )

    def least(self, keyword: str) -> int:
        """The greatest of the least sizes: ``minLength`` and the like."""
        return max(self.each(keyword), default=0)

    def most(self, keyword: str) -> int | None:
        """The least of the greatest sizes: ``maxLength`` and the like."""
        return min(self.each(keyword), default=None)

    @cached_property
    def required(self) -> frozenset[str]:
        """The properties that an object must have, those included that others bring with them."""
        names = {name for each in self.each("required") for name in each}
        self.forms.spend(len(names) // _NODES_PER_UNIT)
        needs = list(self.each("dependentRequired"))
        while True:
            more = {n for each in needs for name, more in each.items() if name in names for n in more}
            if more <= names:
                return frozenset(names)
            names |= more

    @cached_property
    def patterns(self) -> tuple[str, ...]:
        """What a text must match."""
        return tuple(distinct(self.each("pattern")))

    @cached_property
    def refused_patterns(self) -> tuple[str, ...]:
        """What a text must not match; of a few texts that it must not be, patterns for each."""
        found: list[str] = []
        for node in self.each("not"):
            if node.keywords.keys() <= {"pattern", "type"} and "pattern" in node:
                found += [node.keywords["pattern"]] if "string" in node.get("type", ("string",)) else []
            elif node.keywords.keys() == {"enum"} and len(node.listed) <= _REFUSED_TEXTS:
                found += [f"^{escape(text)}$" for text in node.keywords["enum"] if isinstance(text, str)]
        return tuple(distinct(found))

    @cached_property
    def names(self) -> frozenset[str]:
        """The properties that the schemas name."""
        return frozenset(name for each in self.each("properties") for name in each) | self.required

    @cached_property
    def name_patterns(self) -> frozenset[str]:
        """The patterns by which the schemas name properties."""
        return frozenset(pattern for each in self.each("patternProperties") for pattern in each)

    def of_name(self, name: str | None, matched: frozenset[str]) -> list[Node]:
        """What is known of the value of a property that ``matched`` match; None is a name not listed."""
        found: list[Node] = []
        for node in self.nodes:
            named = node.get("properties", {})
            patterned = node.get("patternProperties", {})
            hits = [patterned[pattern] for pattern in patterned if pattern in matched]
            if name is not None and name in named:
                hits.append(named[name])
            if not hits and "additionalProperties" in node:
                hits.append(node.keywords["additionalProperties"])
            found += hits
        return found

    @cached_property
    def positions(self) -> int:
        """How many items have schemas of their own."""
        return max((len(each) for each in self.each("prefixItems")), default=0)

    def of_item(self, index: int) -> list[Node]:
        """What is known of the item at a position; from ``positions`` on all are the same."""
        found: list[Node] = []
        for node in self.nodes:
            first = node.get("prefixItems", ())
            if index < len(first):
                found.append(first[index])
            elif "items" in node:
                found.append(node.keywords["items"])
        return found


def facts_of(forms: Forms, nodes: Sequence[Node]) -> Facts:
    """The conjunction of nodes; the same one for nodes of equal content, wherever they were written."""
    key = tuple([node.form for node in nodes])
    forms.spend(1 + len(key) // _NODES_PER_UNIT)
    found = forms.conjunctions.get(key)
    if found is None:
        found = forms.conjunctions[key] = Facts(forms, nodes)
    return found


def _closure(forms: Forms, nodes: Sequence[Node]) -> tuple[Node, ...]:
    found: dict[int, Node] = {}
    pending = list(reversed(nodes))
    while pending:
        node = pending.pop()
        if node.form in found:
            continue
        found[node.form] = node
        pending.extend(reversed(node.get("allOf", ())))
        if REFERENCE in node:
            pending.append(forms.target(node))
    return tuple(found.values())
