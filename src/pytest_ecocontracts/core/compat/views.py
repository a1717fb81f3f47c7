"""Readings of a schema: what a writer emits who knows only its names, and what a tolerant reader accepts.

The writer's reading is the schema and, beside it, a shadow that allows only declared names wherever the
schema declares some; so it never holds more than the schema. The reader's leaves out that other names are
refused, except below keywords under which leaving something out could refuse more.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import is_
from typing import Any, Final

from .nodes import MANY, NAMED, ONE, REFERENCE, Forms, Node, children

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
    """What a consumer accepts that tolerates names it does not know; the schema itself where that is all."""
    return _Reader(forms, root).read(root)


class _Reader:
    """Leaves out what refuses names, and copies only what holds such a thing."""

    def __init__(self, forms: Forms, root: Node) -> None:
        self.forms = forms
        self.refusing = _refusing(forms, root)

    def read(self, node: Node) -> Node:
        keywords = {
            keyword: self._inner(node, keyword, value)
            for keyword, value in node.keywords.items()
            if not (keyword in _CLOSING and is_nothing(value))
        }
        same = all(keywords.get(keyword) is value for keyword, value in node.keywords.items())
        return node if same else self.forms.node(keywords, node.pointer)

    def _inner(self, node: Node, keyword: str, value: Any) -> Any:
        if not _opens(node, keyword):
            return value
        if keyword in ONE:
            return self.read(value)
        if keyword in MANY:
            several = [self.read(each) for each in value]
            return value if all(map(is_, several, value)) else several
        if keyword in NAMED:
            named = {name: self.read(each) for name, each in value.items()}
            return value if all(map(is_, named.values(), value.values())) else named
        if keyword == REFERENCE and value in self.refusing:
            name, definitions = f"reader:{value}", self.forms.definitions
            if name not in definitions:
                definitions[name] = self.forms.anything  # taken while it is made
                definitions[name] = self.read(definitions[value])
            return name
        return value


def _opens(node: Node, keyword: str) -> bool:
    """Whether a reader may leave something out below a keyword."""
    return keyword not in _NOT_MONOTONE and not (keyword == "contains" and "maxContains" in node)


def _refusing(forms: Forms, root: Node) -> set[str]:
    """The names of the definitions that a reader has to open, for what they hold or refer to."""
    found: set[str] = set()
    users: dict[str, set[str]] = {}
    pending = [("", root)]
    while pending:
        name, start = pending.pop()
        inner = [start]
        while inner:
            node = inner.pop()
            if any(keyword in node and is_nothing(node.keywords[keyword]) for keyword in _CLOSING):
                found.add(name)
            kept = {keyword: value for keyword, value in node.keywords.items() if _opens(node, keyword)}
            inner.extend(children(kept))
            target = kept.get(REFERENCE)
            if target is not None:
                if target not in users:
                    pending.append((target, forms.definitions[target]))
                users.setdefault(target, set()).add(name)
    spreading = list(found)
    while spreading:
        more = users.get(spreading.pop(), set()) - found
        found |= more
        spreading.extend(more)
    return found
