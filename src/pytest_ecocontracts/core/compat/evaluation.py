"""Whether one value satisfies a node; None where a keyword is not understood.

It sieves: listed values in proofs, and candidates for witnesses before the engines see them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
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
    if depth > _DEEPEST:
        return None
    return both(_judgements(forms, node, value, depth + 1))


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


def _judgements(forms: Forms, node: Node, value: Any, depth: int) -> Iterator[Verdict]:
    kind = type_of(value)
    if "type" in node:
        yield kind in node.keywords["type"] or (kind == "integer" and "number" in node.keywords["type"])
    if "enum" in node:
        yield text_of(value) in node.listed
    if not OPAQUE.isdisjoint(node.keywords) or "format" in node:
        yield None
    if kind == "string":
        yield from _text(node, value)
    elif kind == "array":
        yield from _array(forms, node, value, depth)
    elif kind == "object":
        yield from _object(forms, node, value, depth)
    elif kind in {"integer", "number"}:
        yield from _number(node, value)
    if REFERENCE in node:
        yield satisfies(forms, forms.target(node), value, depth)
    yield from _branches(forms, node, value, depth)


def _number(node: Node, value: float) -> Iterator[Verdict]:
    comparisons: Mapping[str, Callable[[Any], bool]] = {
        "minimum": lambda bound: value >= bound,
        "maximum": lambda bound: value <= bound,
        "exclusiveMinimum": lambda bound: value > bound,
        "exclusiveMaximum": lambda bound: value < bound,
        "multipleOf": lambda step: (Fraction(str(value)) / Fraction(str(step))).denominator == 1,
    }
    for keyword, holds in comparisons.items():
        if keyword in node:
            yield holds(node.keywords[keyword])


def _sizes(node: Node, size: int, noun: str) -> Iterator[Verdict]:
    yield size >= node.get(f"min{noun}", 0)
    if f"max{noun}" in node:
        yield size <= node.keywords[f"max{noun}"]


def _text(node: Node, value: str) -> Iterator[Verdict]:
    yield from _sizes(node, len(value), "Length")
    if "pattern" in node:
        yield matches(node.keywords["pattern"], value)


def matches(pattern: str, text: str) -> Verdict:
    """Whether a pattern is found in a text."""
    try:
        return compile_linear(pattern).search(text)
    except (PatternProblem, SchemaProblem):
        return None


def _array(forms: Forms, node: Node, value: list[Any], depth: int) -> Iterator[Verdict]:
    yield from _sizes(node, len(value), "Items")
    if node.get("uniqueItems"):
        yield len({text_of(item) for item in value}) == len(value)
    first = node.get("prefixItems", ())
    for index, item in enumerate(value):
        inner = first[index] if index < len(first) else node.get("items")
        if inner is not None:
            yield satisfies(forms, inner, item, depth)
    if "contains" in node:
        verdicts = [satisfies(forms, node.keywords["contains"], item, depth) for item in value]
        if None in verdicts:
            yield None
        else:
            count = verdicts.count(True)
            yield node.get("minContains", 1) <= count <= node.get("maxContains", count)


def _object(forms: Forms, node: Node, value: dict[str, Any], depth: int) -> Iterator[Verdict]:
    yield from _sizes(node, len(value), "Properties")
    yield all(name in value for name in node.get("required", ()))
    for name, needed in node.get("dependentRequired", {}).items():
        yield name not in value or all(each in value for each in needed)
    for name, inner in node.get("dependentSchemas", {}).items():
        if name in value:
            yield satisfies(forms, inner, value, depth)
    named, patterned = node.get("properties", {}), node.get("patternProperties", {})
    for name, item in value.items():
        if "propertyNames" in node:
            yield satisfies(forms, node.keywords["propertyNames"], name, depth)
        declared = name in named
        if declared:
            yield satisfies(forms, named[name], item, depth)
        for pattern, inner in patterned.items():
            hit = matches(pattern, name)
            if hit is None:
                yield None
            elif hit:
                yield satisfies(forms, inner, item, depth)
            declared = declared or hit is not False
        if not declared and "additionalProperties" in node:
            yield satisfies(forms, node.keywords["additionalProperties"], item, depth)


def _branches(forms: Forms, node: Node, value: Any, depth: int) -> Iterator[Verdict]:
    for each in node.get("allOf", ()):
        yield satisfies(forms, each, value, depth)
    if "anyOf" in node:
        options = node.keywords["anyOf"]
        yield _negated(both(_negated(satisfies(forms, each, value, depth)) for each in options))
    if "oneOf" in node:
        verdicts = [satisfies(forms, each, value, depth) for each in node.keywords["oneOf"]]
        certain = verdicts.count(True)
        yield False if certain > 1 else (None if None in verdicts else certain == 1)
    if "not" in node:
        yield _negated(satisfies(forms, node.keywords["not"], value, depth))
    if "if" in node:
        verdict = satisfies(forms, node.keywords["if"], value, depth)
        branch = node.get("then" if verdict else "else")
        if verdict is None:
            yield None
        elif branch is not None:
            yield satisfies(forms, branch, value, depth)
