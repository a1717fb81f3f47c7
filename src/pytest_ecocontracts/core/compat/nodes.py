"""A schema in one form for every draft: nodes with the keywords of 2020-12, and numbers for equal content."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from json.encoder import encode_basestring_ascii
from typing import TYPE_CHECKING, Any, Final

from ..paths.automaton import Budget

if TYPE_CHECKING:
    from .facts import Facts

#: keywords whose value is one node, a list of nodes, or nodes by name
ONE: Final = frozenset(
    {
        "additionalProperties",
        "contains",
        "else",
        "if",
        "items",
        "not",
        "propertyNames",
        "then",
        "unevaluatedItems",
        "unevaluatedProperties",
    }
)
MANY: Final = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
NAMED: Final = frozenset({"dependentSchemas", "patternProperties", "properties"})
REFERENCE: Final = "$ref"

#: states that all questions about regular languages together may visit; one takes some 20 µs
LANGUAGES: Final = 50_000

#: every JSON type, in the order in which people list them
TYPES: Final = ("null", "boolean", "integer", "number", "string", "array", "object")


class Exhausted(Exception):
    """What was allowed for a proof or for a search has been used up."""


def children(keywords: Mapping[str, Any]) -> Iterator[Any]:
    """What stands directly inside of keywords: schemas, in whatever form they are."""
    for keyword, value in keywords.items():
        if keyword in ONE:
            yield value
        elif keyword in MANY:
            yield from value
        elif keyword in NAMED:
            yield from value.values()


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One schema. Nodes with equal ``form`` hold the same; ``pointer`` is where the schema was written.

    The value of ``$ref`` is a name among ``Forms.definitions``.
    """

    keywords: Mapping[str, Any]
    form: int
    pointer: str = ""
    #: the texts of the values that ``enum`` lists
    listed: frozenset[str] = frozenset()

    def get(self, keyword: str, default: Any = None) -> Any:
        """The value of a keyword."""
        return self.keywords.get(keyword, default)

    def __contains__(self, keyword: str) -> bool:
        return keyword in self.keywords

    def children(self) -> Iterator[Node]:
        """The nodes directly inside."""
        return children(self.keywords)


@dataclass(slots=True)
class Forms:
    """Makes nodes, and numbers them by content, so that equal schemas are compared once."""

    definitions: dict[str, Node] = field(default_factory=dict)
    #: what questions about regular languages may cost together
    languages: Budget = field(default_factory=lambda: Budget(LANGUAGES))
    _numbers: dict[object, int] = field(default_factory=dict)
    #: the forms of several nodes -> what is known of a value that satisfies them all
    conjunctions: dict[tuple[int, ...], Facts] = field(default_factory=dict)
    #: how many more nodes may be looked at; None without end
    left: int | None = None
    _alone: dict[tuple[int, str], int] = field(default_factory=dict)
    #: id() of a list of values, which is kept -> its texts
    _listed: dict[int, tuple[list[Any], frozenset[str]]] = field(default_factory=dict)

    def node(self, keywords: Mapping[str, Any], pointer: str = "") -> Node:
        """A node with these keywords, whose children are nodes."""
        listed = self._texts(keywords["enum"]) if "enum" in keywords else frozenset()
        key = tuple(
            (name, listed if name == "enum" else _key(name, keywords[name])) for name in sorted(keywords)
        )
        return Node(keywords, self._numbers.setdefault(key, len(self._numbers)), pointer, listed)

    def spend(self, units: int) -> None:
        """Count nodes that are looked at; raises Exhausted once there were too many."""
        if self.left is not None:
            self.left -= units
            if self.left < 0:
                raise Exhausted

    def alone(self, node: Node, keyword: str) -> int:
        """The form of a schema with nothing but this keyword of a node."""
        found = self._alone.get((node.form, keyword))
        if found is None:
            found = self._alone[node.form, keyword] = self.node({keyword: node.keywords[keyword]}).form
        return found

    def _texts(self, values: list[Any]) -> frozenset[str]:
        if id(values) not in self._listed:
            self._listed[id(values)] = values, frozenset(map(text_of, values))
        return self._listed[id(values)][1]

    @property
    def anything(self) -> Node:
        """The schema that everything satisfies."""
        return self.node({})

    @property
    def nothing(self) -> Node:
        """The schema that nothing satisfies."""
        return self.node({"not": self.anything})

    def target(self, node: Node) -> Node:
        """The node that the ``$ref`` of a node names."""
        return self.definitions[node.keywords[REFERENCE]]

    def schema(self, node: Node) -> dict[str, Any]:
        """A document of draft 2020-12 that says what the node says."""
        names: dict[str, int] = {}
        pending: list[str] = []

        def written(here: Node) -> Any:
            if not here.keywords:
                return True
            return {name: value(name, each) for name, each in here.keywords.items()}

        def value(keyword: str, found: Any) -> Any:
            if keyword in ONE:
                return written(found)
            if keyword in MANY:
                return [written(each) for each in found]
            if keyword in NAMED:
                return {name: written(each) for name, each in found.items()}
            if keyword == REFERENCE:
                if found not in names:
                    names[found] = len(names)
                    pending.append(found)
                return f"#/$defs/d{names[found]}"
            return found

        root = written(node)
        document = dict(root) if isinstance(root, dict) else {}
        definitions = {}
        while pending:
            name = pending.pop()
            definitions[f"d{names[name]}"] = written(self.definitions[name])
        if definitions:
            document["$defs"] = definitions
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", **document}

    def reachable(self, node: Node, limit: int) -> int:
        """How many nodes and listed values a node holds, what it refers to included; at most ``limit``."""
        pending, seen, count = [node], set(), 0
        while pending and count < limit:
            here = pending.pop()
            count += 1 + len(here.listed)
            pending.extend(here.children())
            name = here.get(REFERENCE)
            if name is not None and name not in seen:
                seen.add(name)
                pending.append(self.definitions[name])
        return count


def _key(keyword: str, value: Any) -> object:
    if keyword in ONE:
        return value.form
    if keyword in MANY:
        return tuple([each.form for each in value])
    if keyword in NAMED:
        return tuple([(name, value[name].form) for name in sorted(value)])
    if type(value) is str or type(value) is int:  # of one keyword all values are numbers, or none is
        return value
    if type(value) is list and all(type(each) is str for each in value):
        return tuple(value)
    return text_of(value)


def text_of(value: object) -> str:
    """One text for equal JSON values: as JSON Schema has it, 1 and 1.0 are equal and 1 and true are not."""
    if isinstance(value, str):
        return encode_basestring_ascii(value)
    return json.dumps(plain(value), sort_keys=True, ensure_ascii=True)


def plain(value: Any) -> Any:
    """The value with whole floats as integers."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    return value


def type_of(value: object) -> str:
    """The JSON type of a value; a whole float is an integer."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "integer" if isinstance(value, int) or value.is_integer() else "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def distinct(values: Iterable[object]) -> list[Any]:
    """The values without repetition, in a fixed order."""
    found = {text_of(value): plain(value) for value in values}
    return [found[text] for text in sorted(found)]
