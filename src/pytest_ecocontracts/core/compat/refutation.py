"""Looks for a value of one schema that is none of another, guided by where the proof failed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations, islice
from typing import Any, Final

from . import branches
from .evaluation import matches, satisfies
from .facts import Facts, facts_of
from .nodes import REFERENCE, TYPES, Forms, Node
from .patterns import Undecided, example
from .samples import Samples

_DEEPEST: Final = 40
_PAIRS: Final = 20
#: values that are made around one that is to be inside of them
_AROUND: Final = 8

Values = Iterator[Any]


@dataclass(slots=True)
class Refutation:
    """Candidates for witnesses; ``settled`` are pairs in which there are none."""

    samples: Samples
    settled: frozenset[object] = frozenset()
    #: the keywords of a pair among which a refutation is to be looked for
    failing: Mapping[object, Iterable[str]] = field(default_factory=dict)
    _active: dict[object, int] = field(default_factory=dict)

    @property
    def forms(self) -> Forms:
        """Makes nodes."""
        return self.samples.forms

    def of(self, facts: Facts, node: Node) -> Values:
        """Values that should satisfy the facts and not the schema, each only sieved."""
        key = (facts.key, node.form)
        met = self._active.get(key, 0)
        self.samples.steps -= 1
        if key in self.settled or not node.keywords or node.form in facts.key or self.samples.steps < 0:
            return
        if met > 0 or len(self._active) >= _DEEPEST:
            return
        self._active[key] = met + 1
        try:
            yield from self._candidates(facts, node)
        finally:
            del self._active[key]

    def _candidates(self, facts: Facts, node: Node) -> Values:
        if facts.values is not None:
            yield from (v for v in facts.values if satisfies(self.forms, node, v) is not True)
            return
        keywords = self.failing.get((facts.key, node.form), node.keywords)
        ways = dict.fromkeys(WAYS[keyword] for keyword in keywords if keyword in WAYS)
        for way in ways:
            yield from way(self, facts, node)
        cases = next(branches.cases(self.forms, facts, self.forms.anything), None)
        for case in cases or ():
            yield from self.of(case, node)

    def refuting(self, facts: Facts, node: Node) -> Values:
        """As ``of``, without what our own rules can tell to be none."""
        for value in self.of(facts, node):
            known = all(satisfies(self.forms, each, value) is not False for each in facts.nodes)
            if known and satisfies(self.forms, node, value) is not True:
                yield value

    def sampled(self, facts: Facts, **keywords: Any) -> Values:
        """Samples of the facts that also satisfy the keywords."""
        yield from self.samples.of(facts.also(self.forms.node(keywords)))


def _type(search: Refutation, facts: Facts, node: Node) -> Values:
    for name in TYPES:
        if facts.may_be(name) and name not in node.keywords["type"]:
            yield from search.sampled(facts, type=[name])


def _enum(search: Refutation, facts: Facts, node: Node) -> Values:
    yield from search.sampled(facts, **{"not": search.forms.node({"enum": node.keywords["enum"]})})
    for name in TYPES:
        if facts.may_be(name):
            yield from search.sampled(facts, type=[name])
    for value in node.keywords["enum"]:
        if isinstance(value, str):
            yield value + "a"
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield from (value + 1, value - 1, value + 0.5)


def _bound(
    keyword: str, kind: str, opposite: str, by: int = 0
) -> Callable[[Refutation, Facts, Node], Values]:
    def search_beyond(search: Refutation, facts: Facts, node: Node) -> Values:
        yield from search.sampled(facts, **{"type": [kind], opposite: node.keywords[keyword] + by})

    return search_beyond


def _negated(keyword: str, kind: str) -> Callable[[Refutation, Facts, Node], Values]:
    def search_without(search: Refutation, facts: Facts, node: Node) -> Values:
        own = search.forms.node({keyword: node.keywords[keyword]})
        yield from search.sampled(facts, **{"type": [kind], "not": own})

    return search_without


def _multiple(search: Refutation, facts: Facts, node: Node) -> Values:
    step = node.keywords["multipleOf"]
    for value in search.sampled(facts, type=["number"]):
        yield from (value, value + 1, value + step / 2, value + step / 3)


def _format(search: Refutation, facts: Facts, _node: Node) -> Values:
    yield from search.sampled(facts, type=["string"])
    yield from ("(", "%")  # no regular expression, no reference


def _required(search: Refutation, facts: Facts, node: Node) -> Values:
    for name in node.keywords["required"]:
        if name not in facts.required:
            yield from _absent(search, facts, name)


def _absent(search: Refutation, facts: Facts, name: str) -> Values:
    yield from search.sampled(facts, type=["object"], properties={name: search.forms.nothing})


def _dependent(search: Refutation, facts: Facts, node: Node) -> Values:
    for name, needed in node.keywords["dependentRequired"].items():
        present = facts.also(search.forms.node({"required": [name]}))
        for each in needed:
            yield from _absent(search, present, each)


def _dependent_schemas(search: Refutation, facts: Facts, node: Node) -> Values:
    for name, inner in node.keywords["dependentSchemas"].items():
        yield from search.of(facts.also(search.forms.node({"type": ["object"], "required": [name]})), inner)


def _only(forms: Forms, node: Node, keywords: Iterable[str]) -> Node:
    return forms.node({each: node.keywords[each] for each in keywords if each in node})


def _properties(search: Refutation, facts: Facts, node: Node) -> Values:
    if not facts.may_be("object"):
        return
    own = Facts(search.forms, [_only(search.forms, node, _OF_PROPERTIES)])
    patterns = facts.name_patterns | own.name_patterns
    listed = sorted(facts.names | own.names)
    for name in [*listed, *_other_names(search, facts, patterns, listed)]:
        if any(satisfies(search.forms, each, name) is False for each in facts.each("propertyNames")):
            continue
        matched = frozenset(pattern for pattern in patterns if matches(pattern, name))
        known = facts_of(search.forms, facts.of_name(name, matched))
        for target in own.of_name(name, matched):
            for value in search.refuting(known, target):
                yield from islice(search.samples.objects(facts, {name: value}), _AROUND)


def _other_names(
    search: Refutation, facts: Facts, patterns: frozenset[str], listed: list[str]
) -> Iterator[str]:
    ordered = sorted(patterns)
    groups: list[tuple[tuple[str, ...], tuple[str, ...]]] = [((), tuple(ordered))]
    for each in ordered:
        groups += [((each,), tuple(p for p in ordered if p != each)), ((each,), ())]
    for inside, outside in groups:
        try:
            found = example(search.forms.languages, inside, outside, 1)
        except Undecided:
            continue
        if found is not None:
            yield found if found not in listed else found + "x"
    yield from search.samples.names(facts)


def _names(search: Refutation, facts: Facts, node: Node) -> Values:
    string = search.forms.node({"type": ["string"]})
    known = facts_of(search.forms, [string, *facts.each("propertyNames")])
    for name in [*facts.names, *search.of(known, node.keywords["propertyNames"])]:
        if isinstance(name, str):
            matched = frozenset(pattern for pattern in facts.name_patterns if matches(pattern, name))
            for value in search.samples.first(facts_of(search.forms, facts.of_name(name, matched))):
                yield from search.samples.objects(facts, {name: value})


def _some_property(search: Refutation, facts: Facts, _node: Node) -> Values:
    yield from search.sampled(facts, type=["object"], minProperties=1)


def _count(search: Refutation, facts: Facts, node: Node) -> Values:
    if "minProperties" in node:
        yield from search.sampled(facts, type=["object"], maxProperties=node.keywords["minProperties"] - 1)
    if "maxProperties" in node:
        yield from search.sampled(facts, type=["object"], minProperties=node.keywords["maxProperties"] + 1)


def _items(search: Refutation, facts: Facts, node: Node) -> Values:
    if not facts.may_be("array"):
        return
    own = Facts(search.forms, [_only(search.forms, node, _OF_ITEMS)])
    for index in range(max(facts.positions, own.positions) + 1):
        known = facts_of(search.forms, facts.of_item(index))
        for target in own.of_item(index):
            for value in search.refuting(known, target):
                yield from islice(search.samples.arrays(facts, {index: value}), _AROUND)


def _unique(search: Refutation, facts: Facts, _node: Node) -> Values:
    for value in search.samples.first(facts_of(search.forms, facts.of_item(0))):
        yield from search.samples.arrays(facts, {0: value, 1: value})


def _contains(search: Refutation, facts: Facts, node: Node) -> Values:
    wanted = node.keywords["contains"]
    opposite = search.forms.node({"not": wanted})
    yield from search.sampled(facts, type=["array"], items=opposite)
    least, most = node.get("minContains", 1), node.get("maxContains")
    for count in [least - 1] if most is None else [least - 1, most + 1]:
        if 0 < count <= _PAIRS:
            items = facts_of(search.forms, [*facts.of_item(0), wanted])
            values = list(search.samples.of(items))
            for value in values[:2]:
                yield from search.samples.arrays(facts, dict.fromkeys(range(count), value))
            yield from search.samples.arrays(facts, dict(enumerate(values[:count])))


def _all(search: Refutation, facts: Facts, node: Node) -> Values:
    for each in node.keywords["allOf"]:
        yield from search.of(facts, each)


def _reference(search: Refutation, facts: Facts, node: Node) -> Values:
    yield from search.of(facts, search.forms.target(node))


def _any(search: Refutation, facts: Facts, node: Node) -> Values:
    for option in node.keywords["anyOf"]:
        yield from search.of(facts, option)
    yield from search.samples.of(facts)


def _one(search: Refutation, facts: Facts, node: Node) -> Values:
    options = node.keywords["oneOf"]
    for first, second in combinations(options[:_PAIRS], 2):
        yield from search.samples.of(facts.also(first, second))
    for option in options:
        yield from search.of(facts, option)
    yield from search.samples.of(facts)


def _not(search: Refutation, facts: Facts, node: Node) -> Values:
    inner = node.keywords["not"]
    yield from search.samples.of(facts.also(inner))
    for option in inner.get("anyOf", ()):
        yield from search.samples.of(facts.also(option))


def _if(search: Refutation, facts: Facts, node: Node) -> Values:
    condition = node.keywords["if"]
    if "then" in node:
        yield from search.of(facts.also(condition), node.keywords["then"])
    if "else" in node:
        opposite = search.forms.node({"not": condition})
        yield from search.of(facts.also(opposite), node.keywords["else"])
        yield from search.of(facts, condition)


_OF_PROPERTIES: Final = ("properties", "patternProperties", "additionalProperties")
_OF_ITEMS: Final = ("prefixItems", "items")
WAYS: Final[Mapping[str, Callable[[Refutation, Facts, Node], Values]]] = {
    "type": _type,
    "enum": _enum,
    "minimum": _bound("minimum", "number", "exclusiveMaximum"),
    "maximum": _bound("maximum", "number", "exclusiveMinimum"),
    "exclusiveMinimum": _bound("exclusiveMinimum", "number", "maximum"),
    "exclusiveMaximum": _bound("exclusiveMaximum", "number", "minimum"),
    "multipleOf": _multiple,
    "minLength": _bound("minLength", "string", "maxLength", -1),
    "maxLength": _bound("maxLength", "string", "minLength", 1),
    "pattern": _negated("pattern", "string"),
    "format": _format,
    "minItems": _bound("minItems", "array", "maxItems", -1),
    "maxItems": _bound("maxItems", "array", "minItems", 1),
    "minProperties": _count,
    "maxProperties": _count,
    "required": _required,
    "dependentRequired": _dependent,
    "dependentSchemas": _dependent_schemas,
    **dict.fromkeys(_OF_PROPERTIES, _properties),
    "unevaluatedProperties": _some_property,
    "propertyNames": _names,
    **dict.fromkeys(_OF_ITEMS, _items),
    "uniqueItems": _unique,
    "contains": _contains,
    "allOf": _all,
    REFERENCE: _reference,
    "anyOf": _any,
    "oneOf": _one,
    "not": _not,
    "if": _if,
}
