"""Whether one value satisfies a node; None where a keyword is not understood.

It sieves: listed values in proofs, and candidates for witnesses before the engines see them.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from ..errors import SchemaProblem
from ..paths.linear_regex import PatternProblem, compile_linear
from .nodes import REFERENCE, Forms, Node, text_of, type_of
from .normal import OPAQUE

Verdict = bool | None
_DEEPEST: Final = 60


def satisfies(forms: Forms, node: Node, value: Any, depth: int = 0) -> Verdict:
    """Whether the value satisfies the node."""
    if not node.keywords:
        return True
    if depth > _DEEPEST:
        return None
    here = _Here(forms, node, value, type_of(value), depth + 1)
    known: Verdict = True
    for keyword in node.keywords:
        check = _CHECKS.get(keyword)
        verdict = True if check is None else check(here)
        if verdict is False:
            return False
        if verdict is None:
            known = None
    return known


def both(verdicts: Iterator[Verdict]) -> Verdict:
    """Whether all hold: False where one does not, None where one is not known."""
    known: Verdict = True
    for verdict in verdicts:
        if verdict is False:
            return False
        if verdict is None:
            known = None
    return known


def _negated(verdict: Verdict) -> Verdict:
    return None if verdict is None else not verdict


@dataclass(slots=True)
class _Here:
    """A value before a schema."""

    forms: Forms
    node: Node
    value: Any
    kind: str
    depth: int

    def holds(self, node: Node) -> Verdict:
        """Whether the very value satisfies another schema."""
        return satisfies(self.forms, node, self.value, self.depth)

    def inner(self, node: Node, value: Any) -> Verdict:
        """Whether a part of the value satisfies a schema."""
        return satisfies(self.forms, node, value, self.depth)


Check = Callable[[_Here], Verdict]
_NUMBERS: Final = frozenset({"integer", "number"})


def _type(here: _Here) -> Verdict:
    names = here.node.keywords["type"]
    return here.kind in names or (here.kind == "integer" and "number" in names)


def _of(kinds: Container[str], keyword: str, holds: Callable[[Any, Any], Verdict]) -> Check:
    """A keyword about values of some types; ``holds`` gets the value and that of the keyword."""

    def check(here: _Here) -> Verdict:
        return here.kind not in kinds or holds(here.value, here.node.keywords[keyword])

    return check


def _divides(value: float, step: float) -> bool:
    return (Fraction(str(value)) / Fraction(str(step))).denominator == 1


def matches(pattern: str, text: str) -> Verdict:
    """Whether a pattern is found in a text."""
    try:
        return compile_linear(pattern).search(text)
    except (PatternProblem, SchemaProblem):
        return None


def _unique(here: _Here) -> Verdict:
    if here.kind != "array":
        return True
    return len({text_of(item) for item in here.value}) == len(here.value)


def _items(here: _Here) -> Verdict:
    if here.kind != "array":
        return True
    first, rest = here.node.get("prefixItems", ()), here.node.get("items")
    pairs = ((first[i] if i < len(first) else rest, item) for i, item in enumerate(here.value))
    return both(here.inner(node, item) for node, item in pairs if node is not None)


def _contains(here: _Here) -> Verdict:
    if here.kind != "array":
        return True
    node = here.node
    verdicts = [here.inner(node.keywords["contains"], item) for item in here.value]
    if None in verdicts:
        return None
    count = verdicts.count(True)
    return bool(node.get("minContains", 1) <= count <= node.get("maxContains", count))


def _dependent(here: _Here) -> Verdict:
    if here.kind != "object":
        return True
    needs = here.node.keywords["dependentRequired"]
    return all(name not in here.value or all(n in here.value for n in more) for name, more in needs.items())


def _dependent_schemas(here: _Here) -> Verdict:
    if here.kind != "object":
        return True
    schemas = here.node.keywords["dependentSchemas"]
    return both(here.holds(inner) for name, inner in schemas.items() if name in here.value)


def _names(here: _Here) -> Verdict:
    if here.kind != "object":
        return True
    inner = here.node.keywords["propertyNames"]
    return both(here.inner(inner, name) for name in here.value)


def _properties(here: _Here) -> Verdict:
    if here.kind != "object":
        return True
    node = here.node
    named, patterned = node.get("properties", {}), node.get("patternProperties", {})
    others = node.get("additionalProperties")
    if others is None and not patterned:
        value = here.value
        return both(here.inner(inner, value[name]) for name, inner in named.items() if name in value)
    return both(_of_properties(here, named, patterned, others))


def _of_properties(
    here: _Here, named: Mapping[str, Node], patterned: Mapping[str, Node], others: Node | None
) -> Iterator[Verdict]:
    for name, item in here.value.items():
        declared = name in named
        if declared:
            yield here.inner(named[name], item)
        for pattern, inner in patterned.items():
            hit = matches(pattern, name)
            if hit is None:
                yield None
            elif hit:
                yield here.inner(inner, item)
            declared = declared or hit is not False
        if not declared and others is not None:
            yield here.inner(others, item)


def _one(here: _Here) -> Verdict:
    verdicts = [here.holds(each) for each in here.node.keywords["oneOf"]]
    certain = verdicts.count(True)
    return False if certain > 1 else (None if None in verdicts else certain == 1)


def _if(here: _Here) -> Verdict:
    verdict = here.holds(here.node.keywords["if"])
    if verdict is None:
        return None
    branch = here.node.get("then" if verdict else "else")
    return True if branch is None else here.holds(branch)


def _sizes(kind: str, noun: str) -> dict[str, Check]:
    return {
        f"min{noun}": _of({kind}, f"min{noun}", lambda value, least: len(value) >= least),
        f"max{noun}": _of({kind}, f"max{noun}", lambda value, most: len(value) <= most),
    }


#: keywords that mean something together are checked by one of them
_CHECKS: Final[Mapping[str, Check]] = {
    **dict.fromkeys((*OPAQUE, "format"), lambda _here: None),
    "type": _type,
    "enum": lambda here: text_of(here.value) in here.node.listed,
    "minimum": _of(_NUMBERS, "minimum", lambda value, bound: value >= bound),
    "maximum": _of(_NUMBERS, "maximum", lambda value, bound: value <= bound),
    "exclusiveMinimum": _of(_NUMBERS, "exclusiveMinimum", lambda value, bound: value > bound),
    "exclusiveMaximum": _of(_NUMBERS, "exclusiveMaximum", lambda value, bound: value < bound),
    "multipleOf": _of(_NUMBERS, "multipleOf", _divides),
    **_sizes("string", "Length"),
    "pattern": _of({"string"}, "pattern", lambda value, pattern: matches(pattern, value)),
    **_sizes("array", "Items"),
    "uniqueItems": _unique,
    "prefixItems": lambda here: "items" in here.node or _items(here),
    "items": _items,
    "contains": _contains,
    **_sizes("object", "Properties"),
    "required": _of({"object"}, "required", lambda value, names: all(name in value for name in names)),
    "dependentRequired": _dependent,
    "dependentSchemas": _dependent_schemas,
    "propertyNames": _names,
    "properties": _properties,
    "patternProperties": lambda here: "properties" in here.node or _properties(here),
    "additionalProperties": lambda here: (
        "properties" in here.node or "patternProperties" in here.node or _properties(here)
    ),
    REFERENCE: lambda here: here.holds(here.forms.target(here.node)),
    "allOf": lambda here: both(here.holds(each) for each in here.node.keywords["allOf"]),
    "anyOf": lambda here: _negated(both(_negated(here.holds(each)) for each in here.node.keywords["anyOf"])),
    "oneOf": _one,
    "not": lambda here: _negated(here.holds(here.node.keywords["not"])),
    "if": _if,
}
