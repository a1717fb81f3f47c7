"""Readings of a schema: what a writer emits who knows only its names, and what a tolerant reader accepts.

The writer's reading is the schema and, beside it, a shadow that allows only declared names wherever the
schema declares some; so it never holds more than the schema. The reader's leaves out that other names are
refused, except below keywords under which leaving something out could refuse more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from .nodes import MANY, NAMED, ONE, REFERENCE, Forms, Node

_IN_PLACE: Final = ("allOf", "anyOf", "oneOf")
_IN_PLACE_ONE: Final = ("if", "then", "else")
_CLOSING: Final = ("additionalProperties", "unevaluatedProperties")
#: under these a schema that accepts more may make the whole accept less
_NOT_MONOTONE: Final = frozenset({"oneOf", "not", "if", "propertyNames"})


def writer(forms: Forms, root: Node) -> Node:
    """What a producer emits that knows the schema: only names that it declares."""
    shadow = _shadow(forms, [root])
    return root if shadow is None else forms.node({"allOf": [root, shadow]}, root.pointer)


def _shadow(forms: Forms, nodes: Sequence[Node]) -> Node | None:
    closure = in_place(forms, nodes)
    name = "writer:" + ",".join(map(str, sorted(node.form for node in closure)))
    reference = forms.node({REFERENCE: name})
    if name in forms.definitions:
        return reference if forms.definitions[name].keywords else None
    forms.definitions[name] = reference  # found again below: a recursive schema
    found = _Declared(closure)
    shadow: dict[str, Any] = {}
    for keyword, named in (("properties", found.properties), ("patternProperties", found.patterns)):
        below = {each: _shadow(forms, inner) for each, inner in named.items()}
        kept = {each: inner for each, inner in below.items() if inner is not None}
        if kept:
            shadow[keyword] = kept
    for keyword, several in (("additionalProperties", found.others), ("items", found.items)):
        inner = _shadow(forms, several) if several else None
        if inner is not None:
            shadow[keyword] = inner
    if "additionalProperties" in shadow:  # it must not fall upon the declared names
        for keyword, names in (("properties", found.properties), ("patternProperties", found.patterns)):
            shadow[keyword] = {**dict.fromkeys(names, forms.anything), **shadow.get(keyword, {})}
    if found.names and not found.others:
        options = [forms.node({"enum": sorted(found.names)})]
        options += [forms.node({"pattern": each}) for each in sorted(found.patterns)]
        shadow["propertyNames"] = forms.node({"anyOf": options})
    forms.definitions[name] = forms.node(shadow)
    return reference if shadow else None


class _Declared:
    """What schemas that judge one value declare: names, and the schemas of what is inside."""

    def __init__(self, closure: Sequence[Node]) -> None:
        self.names: set[str] = set()
        self.properties: dict[str, list[Node]] = {}
        self.patterns: dict[str, list[Node]] = {}
        self.others: list[Node] = []
        self.items: list[Node] = []
        for node in closure:
            self._add(node)

    def _add(self, node: Node) -> None:
        for name, inner in node.get("properties", {}).items():
            self.properties.setdefault(name, []).append(inner)
        for pattern, inner in node.get("patternProperties", {}).items():
            self.patterns.setdefault(pattern, []).append(inner)
        self.names.update(node.get("properties", ()), node.get("required", ()))
        for name, needed in node.get("dependentRequired", {}).items():
            self.names.update((name, *needed))
        self.names.update(node.get("dependentSchemas", ()))
        for keyword in _CLOSING:
            inner = node.get(keyword)
            if inner is not None and inner.keywords and not is_nothing(inner):
                self.others.append(inner)
        self.items += node.get("prefixItems", ())
        self.items += [node.get(keyword) for keyword in ("items", "contains") if keyword in node]


def is_nothing(node: Node) -> bool:
    """Whether nothing satisfies the schema ``false``, or one written like it."""
    return node.keywords.keys() == {"not"} and not node.keywords["not"].keywords


def in_place(forms: Forms, nodes: Sequence[Node]) -> list[Node]:
    """Every schema that may judge the very value that the nodes judge, under whatever condition."""
    found: dict[int, Node] = {}
    pending = list(nodes)
    while pending:
        node = pending.pop()
        if node.form in found:
            continue
        found[node.form] = node
        for keyword in _IN_PLACE:
            pending.extend(node.get(keyword, ()))
        pending.extend(node.get(keyword) for keyword in _IN_PLACE_ONE if keyword in node)
        pending.extend(node.get("dependentSchemas", {}).values())
        if REFERENCE in node:
            pending.append(forms.target(node))
    return list(found.values())


def reader(forms: Forms, root: Node) -> Node:
    """What a consumer accepts that tolerates names it does not know."""
    keywords: dict[str, Any] = {}
    for keyword, value in root.keywords.items():
        if keyword in _CLOSING and is_nothing(value):
            continue
        keywords[keyword] = _opened(forms, root, keyword, value)
    return forms.node(keywords, root.pointer)


def _opened(forms: Forms, node: Node, keyword: str, value: Any) -> Any:
    if keyword in _NOT_MONOTONE or (keyword == "contains" and "maxContains" in node):
        return value
    if keyword in ONE:
        return reader(forms, value)
    if keyword in MANY:
        return [reader(forms, each) for each in value]
    if keyword in NAMED:
        return {name: reader(forms, each) for name, each in value.items()}
    if keyword == REFERENCE:
        name = f"reader:{value}"
        if name not in forms.definitions:
            forms.definitions[name] = forms.anything  # taken while it is made
            forms.definitions[name] = reader(forms, forms.definitions[value])
        return name
    return value
