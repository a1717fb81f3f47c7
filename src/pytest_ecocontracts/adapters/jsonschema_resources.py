"""Schemas as ``jsonschema`` has to see them, to answer as the standard says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from jsonschema_specifications import REGISTRY

from ..core.json_schema.dialects import is_meta_schema
from ..core.json_schema.inspection import Inspection
from ..core.json_schema.outline import Outline, Reference, Subschema

_UNEVALUATED: Final = frozenset({"unevaluatedItems", "unevaluatedProperties"})
#: RFC 3986, section 3.5
_IN_FRAGMENTS: Final = "/?:@!$&'()*+,;=~"


@dataclass(frozen=True, slots=True)
class Prepared:
    """Copies of a schema and of all that it refers to, by URI; ``root`` is the schema's own URI."""

    root: str
    resources: Mapping[str, object]
    #: id() of a copied schema object -> the place of its original
    places: Mapping[int, Subschema]


def prepare(inspection: Inspection) -> Prepared:
    """Copy every resource.

    A resource stands under its ``$id``, and static references name it by that in full: the library resolves
    them against the URI of a file instead. No copy has a ``$schema``, which would bring the library's own
    keywords back, and ``unevaluated...`` come last: they need what the keywords beside them evaluate.
    """
    copying = _Copying(inspection)
    resources: dict[str, object] = {}
    for outline in inspection.outlines:
        resources.setdefault(copying.uris.get(id(outline.root), outline.uri), copying.copy(outline.root))
    if any(is_meta_schema(reference.uri) for each in inspection.outlines for reference in each.references):
        for uri in REGISTRY:
            if is_meta_schema(uri.removesuffix("#")):
                resources.setdefault(uri.removesuffix("#"), _undeclared(REGISTRY.contents(uri)))
    return Prepared(
        copying.uris.get(id(inspection.root.root), inspection.root.uri), resources, copying.places
    )


def _undeclared(schema: Any) -> object:
    return {name: value for name, value in schema.items() if name != "$schema"}


class _Copying:
    def __init__(self, inspection: Inspection) -> None:
        self._originals: dict[int, Subschema] = {}
        #: id() of a schema object -> the resource that it stands in
        self._within: dict[int, Outline] = {}
        self._references: dict[int, list[Reference]] = {}
        for outline in inspection.outlines:
            self._originals |= outline.places
            self._within |= dict.fromkeys(outline.places, outline)
            for reference in outline.references:
                self._references.setdefault(id(reference.schema), []).append(reference)
        self._names = inspection.names
        self._targets = inspection.targets
        self.uris = {key: place.base for key, place in self._originals.items()}
        self.places: dict[int, Subschema] = {}

    def copy(self, value: object) -> object:
        if isinstance(value, list):
            return [self.copy(item) for item in value]
        if not isinstance(value, dict):
            return value
        place = self._originals.get(id(value))
        if place is None:
            return {name: self.copy(below) for name, below in value.items()}
        names = value if _UNEVALUATED.isdisjoint(value) else sorted(value, key=_UNEVALUATED.__contains__)
        copied = {
            name: self.copy(below) if isinstance(below, dict | list) else below
            for name, below in ((name, value[name]) for name in names if name != "$schema")
        }
        for reference in self._references.get(id(value), ()):
            if reference.keyword == "$ref":
                copied["$ref"] = self._absolute(reference)
        self.places[id(copied)] = place
        return copied

    def _absolute(self, reference: Reference) -> str:
        target = id(self._targets.get((id(reference.schema), "$ref")))
        if target in self._within and self._originals[target].dialect.ref_hides_siblings:
            # names inside resources of old drafts are not asked for: the library looks for them in
            # 'dependencies' too, and fails where that is a list
            root = self._within[target]
            uri = self.uris.get(id(root.root), root.uri)
            return f"{uri}#{quote(self._originals[target].pointer, safe=_IN_FRAGMENTS)}"
        named = self._names.get((reference.uri, ""))
        uri = self.uris.get(id(named), reference.uri)
        return f"{uri}#{quote(reference.fragment, safe=_IN_FRAGMENTS)}" if reference.fragment else uri
