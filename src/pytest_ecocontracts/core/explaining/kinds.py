"""What a contract kind is for, and its fields, from its own schema."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final, cast

from ..kinds import BUILT_IN
from ..model import Kind
from ..resources import OWN_BASE, own_schema_bytes, referred
from .sources import Sources
from .text import section, table

_NAME: Final = re.compile(r"([a-z][a-z0-9_-]*)(?:/v([1-9][0-9]{0,3}))?", re.ASCII)
_HEADER: Final = "header.v1.schema.json"
#: fields of fields are told, and no further
_DEPTH: Final = 3


def find_kind(word: str, sources: Sources) -> Kind | None:
    """The kind that is called ``layout/v1``, or ``layout`` in its newest version; else None."""
    match = _NAME.fullmatch(word)
    if match is None:
        return None
    name, version = match[1], match[2]
    versions = [
        int(known.partition("/v")[2]) for known in sources.kinds.names() if known.startswith(f"{name}/v")
    ]
    if not versions:
        return None
    return sources.kinds.get(name, int(version) if version else max(versions))


def explain_kind(kind: Kind, sources: Sources) -> list[str]:
    """What the kind is for, its fields, and the contracts that are of it."""
    name = f"{kind.name}/v{kind.version}"
    schema = _schema(kind.schema)
    header = _schema(_HEADER)
    known = set(cast("Mapping[str, object]", header["properties"]))
    fields = [row for row in _fields(schema, schema) if row[0] not in known]
    here = [
        (contract.id, source.shown(contract.document.path))
        for source, contract in sources.contracts()
        if (contract.header.kind, contract.header.kind_version) == (kind.name, kind.version)
    ]
    built_in = kind.name in BUILT_IN and kind.version == 1
    page = f"docs/kinds/{kind.name}.md" if built_in else "see the plugin that brings the kind"
    return [
        f"{name}: {_first(schema.get('description') or schema.get('title') or 'no description')}",
        *section("Fields", table(fields) or ["its schema names none"]),
        *section("Fields of every contract", table(list(_fields(header, header)))),
        *section("Contracts of this kind here", table(here) or ["none"]),
        *section("More", [f"page    {page}", *([f"schema  {OWN_BASE}{kind.schema}"] if built_in else [])]),
    ]


def _schema(schema: str | Mapping[str, object]) -> Mapping[str, object]:
    return (
        cast("Mapping[str, object]", json.loads(own_schema_bytes(schema)))
        if isinstance(schema, str)
        else schema
    )


def _fields(
    node: Mapping[str, object], root: Mapping[str, object], prefix: str = "", depth: int = 1
) -> Iterator[tuple[str, str, str]]:
    """(name, whether it is required, what it means) of the fields, and below them those of theirs.

    ``*`` stands for names that the contract chooses, ``[]`` for the entries of a list.
    """
    for branch in _branches(node, root):
        required = branch.get("required")
        for name, field in _members(branch, root):
            needed = "required" if isinstance(required, list) and name in required else ""
            text = _first(field.get("description") or "")
            if name != "*" or text:
                yield prefix + name, needed, text
            if depth < _DEPTH:
                yield from _fields(field, root, f"{prefix}{name}.", depth + 1)
                yield from _fields(_resolved(field.get("items"), root), root, f"{prefix}{name}[].", depth + 1)


def _branches(node: Mapping[str, object], root: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """The node itself, and the alternatives that it gives for a value of another shape."""
    yield node
    for name in ("anyOf", "oneOf", "then"):
        value = node.get(name)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, Mapping):
                yield _resolved(one, root)


def _members(
    node: Mapping[str, object], root: Mapping[str, object]
) -> Iterator[tuple[str, Mapping[str, object]]]:
    properties, patterns = node.get("properties"), node.get("patternProperties")
    for name, value in properties.items() if isinstance(properties, Mapping) else ():
        yield str(name), _resolved(value, root)
    others = list(patterns.values()) if isinstance(patterns, Mapping) else []
    for value in (*others, node.get("additionalProperties")):
        if isinstance(value, Mapping):
            yield "*", _resolved(value, root)


def _resolved(node: object, root: Mapping[str, object]) -> Mapping[str, object]:
    """A part of a schema, with what it refers to in shipped schemas; what it says itself wins."""
    if not isinstance(node, Mapping):
        return {}
    reference = node.get("$ref")
    if not isinstance(reference, str):
        return node
    try:
        target, _ = referred(reference, root)
    except KeyError:
        return node
    name = reference.partition("#")[0]
    target = _resolved(_from_elsewhere(target, name) if name else target, root)
    properties = {**_properties(target), **_properties(node)}
    return {**target, **node, **({"properties": properties} if properties else {})}


def _properties(node: Mapping[str, object]) -> Mapping[str, object]:
    properties = node.get("properties")
    return properties if isinstance(properties, Mapping) else {}


def _from_elsewhere(node: object, name: str) -> object:
    """A part of another schema, whose references to itself name that schema."""
    if isinstance(node, Mapping):
        return {
            key: f"{name}{value}"
            if key == "$ref" and isinstance(value, str) and value.startswith("#")
            else _from_elsewhere(value, name)
            for key, value in node.items()
        }
    return [_from_elsewhere(value, name) for value in node] if isinstance(node, list) else node


def _first(text: object) -> str:
    return " ".join(str(text).split())
