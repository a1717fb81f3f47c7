"""The shape of one schema resource: every subschema with its pointer, its base URI and its references."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote, unquote, urldefrag, urljoin

from .. import pointers
from ..errors import SchemaProblem
from .dialects import DEFAULT, DRAFT_4, DRAFT_6, DRAFT_7, Dialect, dialect_of

#: subschemas in one resource; a hand-written schema has hundreds
MAXIMUM_SUBSCHEMAS: Final = 200_000

#: RFC 3986: what may stand in a reference; a colon in the first segment ends a scheme
_URI: Final = re.compile(
    r"(?:[A-Za-z][A-Za-z0-9+.-]*:|(?![^/?#]*:))(?:[A-Za-z0-9._~!$&'()*+,;=:@/?#\[\]-]|%[0-9A-Fa-f]{2})*"
)
_RESERVED: Final = "/?#[]@!$&'()*+,;=:~%"

REFERENCES: Final = ("$ref", "$dynamicRef", "$recursiveRef")

_OLD: Final = frozenset({DRAFT_4, DRAFT_6, DRAFT_7})


@dataclass(frozen=True, slots=True)
class Subschema:
    """One schema object inside a resource; ``base`` is the URI that its references resolve against."""

    pointer: str
    schema: dict[str, object]
    base: str
    dialect: Dialect


@dataclass(frozen=True, slots=True)
class Reference:
    """``keyword`` of the subschema at ``pointer`` names ``uri`` (absolute, no fragment) and ``fragment``."""

    schema: dict[str, object]
    pointer: str
    keyword: str
    text: str
    uri: str
    fragment: str


@dataclass(slots=True)
class Outline:
    """What a resource holds.

    ``names`` maps (absolute URI, fragment) to the schema that stands under it, for the resource itself,
    embedded ``$id``s and anchors; JSON Pointer fragments are resolved in the schema of ("uri", "").
    """

    uri: str
    root: object
    dialect: Dialect
    subschemas: list[Subschema] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    names: dict[tuple[str, str], object] = field(default_factory=dict)
    #: id() of a schema object -> its place in the resource
    places: dict[int, Subschema] = field(default_factory=dict)
    #: what cannot be read; all else is outlined nevertheless
    problems: list[SchemaProblem] = field(default_factory=list)


def outline(schema: object, uri: str) -> Outline:
    """Walk a resource known as ``uri`` (absolute, without fragment).

    Only places where the draft expects a schema are walked, and places that a local reference names:
    ``{"$ref": ...}`` inside ``const``, ``enum`` or ``examples`` is data.
    """
    try:
        dialect = dialect_of(schema)
    except SchemaProblem as problem:  # what its keywords mean is not known
        unread = Outline(uri=uri, root=schema, dialect=DEFAULT, problems=[problem])
        unread.names[uri, ""] = schema
        return unread
    result = Outline(uri=uri, root=schema, dialect=dialect)
    result.names[uri, ""] = schema
    pending: list[tuple[str, object, str, Dialect]] = [("", schema, uri, dialect)]
    checked = 0
    while pending:
        while pending:
            _visit(result, pending.pop(), pending)
            if len(result.subschemas) > MAXIMUM_SUBSCHEMAS:
                message = f"the schema has more than {MAXIMUM_SUBSCHEMAS} subschemas"
                result.problems.append(SchemaProblem("ECC017", message, fix="split it"))
                return result
        # a local pointer may name a schema where no keyword expects one
        while checked < len(result.references) and not pending:
            target = _unvisited(result, result.references[checked])
            checked += 1
            if target is not None:
                pending.append(target)
    return result


def _visit(
    result: Outline, item: tuple[str, object, str, Dialect], pending: list[tuple[str, object, str, Dialect]]
) -> None:
    pointer, schema, base, dialect = item
    if not isinstance(schema, dict) or id(schema) in result.places:
        return
    if pointer and dialect.id_keyword in schema:
        try:
            dialect = dialect_of(schema, pointer, dialect)
        except SchemaProblem as problem:
            result.problems.append(problem)
    base = _name(result, pointer, schema, base, dialect)
    node = Subschema(pointer, schema, base, dialect)
    result.places[id(schema)] = node
    result.subschemas.append(node)
    for keyword in REFERENCES:
        if keyword in schema and keyword in dialect.values:
            try:
                result.references.append(_reference(node, keyword))
            except SchemaProblem as problem:
                result.problems.append(problem)
    for child_pointer, child, _ in children(node):
        pending.append((child_pointer, child, base, dialect))


def children(node: Subschema) -> Iterator[tuple[str, object, str]]:
    """Yield (pointer, subschema, keyword) for the schemas directly inside a schema."""
    dialect = node.dialect
    for keyword, value in node.schema.items():
        if isinstance(value, dict):
            if keyword in dialect.named:
                below = pointers.join(node.pointer, keyword)
                for name, child in value.items():
                    if isinstance(child, dict | bool):
                        yield pointers.join(below, name), child, keyword
            elif keyword in dialect.one:
                yield pointers.join(node.pointer, keyword), value, keyword
        elif isinstance(value, list) and keyword in dialect.many:
            below = pointers.join(node.pointer, keyword)
            for index, child in enumerate(value):
                if isinstance(child, dict | bool):
                    yield f"{below}/{index}", child, keyword


def _name(result: Outline, pointer: str, schema: dict[str, object], base: str, dialect: Dialect) -> str:
    """Register the names of a schema and return the base URI inside it."""
    identifier = schema.get(dialect.id_keyword)
    hidden = dialect.ref_hides_siblings and "$ref" in schema
    if isinstance(identifier, str) and not hidden:
        try:
            uri, fragment = _resolved(base, identifier, f"{pointer}/{dialect.id_keyword}", "ECC017")
        except SchemaProblem as problem:
            result.problems.append(problem)
            uri, fragment = base, ""
        if dialect in _OLD and identifier.startswith("#"):
            result.names.setdefault((base, unquote(fragment)), schema)
        else:
            base = uri
            result.names.setdefault((base, ""), schema)
            if fragment and dialect in _OLD:
                result.names.setdefault((base, unquote(fragment)), schema)
    for keyword in ("$anchor", "$dynamicAnchor"):
        anchor = schema.get(keyword)
        if isinstance(anchor, str) and keyword in dialect.values:
            result.names.setdefault((base, anchor), schema)
    return base


def _reference(node: Subschema, keyword: str) -> Reference:
    pointer, text = node.pointer, node.schema[keyword]
    if not isinstance(text, str):
        raise SchemaProblem(
            "ECC017",
            f"{keyword!r} is not a string",
            pointer=f"{pointer}/{keyword}",
            expected="a URI reference, for example '#/$defs/name' or 'other.schema.json'",
            found=repr(text)[:100],
            fix="write the URI reference as a string",
        )
    uri, fragment = _resolved(node.base, text, f"{pointer}/{keyword}", "ECC018")
    return Reference(node.schema, pointer, keyword, text, uri, unquote(fragment))


def _resolved(base: str, text: str, pointer: str, code: str) -> tuple[str, str]:
    """The absolute URI and the fragment that a reference stands for; engines differ on bad ones."""
    try:
        if _URI.fullmatch(text):
            uri, fragment = urldefrag(urljoin(base, text))
            return uri, fragment
    except ValueError:  # urllib: an IPv6 address without its bracket, and the like
        pass
    raise SchemaProblem(
        code,
        f"{text[:200]!r} is not a URI reference",
        pointer=pointer,
        expected="a URI reference: a path or URI, with '%20' for a space and the like",
        found=repr(text)[:200],
        fix=f"write {quote(text[:200], safe=_RESERVED)!r}",
    )


def _unvisited(result: Outline, reference: Reference) -> tuple[str, object, str, Dialect] | None:
    """The schema that a pointer into this resource names, where the walk has not seen it."""
    base = result.names.get((reference.uri, ""))
    if base is None or not reference.fragment.startswith("/"):
        return None
    try:
        target = pointers.resolve(base, reference.fragment)
    except KeyError:
        return None
    if not isinstance(target, dict) or id(target) in result.places:
        return None
    above = result.places.get(id(base))
    prefix = above.pointer if above is not None else ""
    dialect = above.dialect if above is not None else result.dialect
    return prefix + reference.fragment, target, reference.uri, dialect
