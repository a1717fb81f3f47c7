"""Brings a schema of any draft into nodes: annotations dropped, older words replaced, references resolved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any, Final

from .. import pointers
from ..json_schema.dialects import DRAFT_4, DRAFT_6, DRAFT_7, DRAFT_2019, DRAFT_2020, Dialect
from ..json_schema.inspection import Inspection, outlines_of, resolved
from ..json_schema.outline import Outline, Subschema
from .nodes import MANY, NAMED, ONE, REFERENCE, TYPES, Forms, Node, children, distinct, plain, text_of
from .scopes import Scopes

#: keywords that no rule here understands; schemas that differ in them are undecided
OPAQUE: Final = frozenset(
    {
        "$dynamicRef",
        "contentEncoding",
        "contentMediaType",
        "dependencies",
        "unevaluatedItems",
        "unevaluatedProperties",
    }
)
_VALUES: Final = frozenset(
    {
        "exclusiveMaximum",
        "exclusiveMinimum",
        "maxItems",
        "maxLength",
        "maxProperties",
        "maximum",
        "minItems",
        "minLength",
        "minProperties",
        "minimum",
        "multipleOf",
        "pattern",
    }
)
_NO_OPS: Final = {"minLength": 0, "minItems": 0, "minProperties": 0, "uniqueItems": False}
#: keywords through which other schemas evaluate parts of the same value
_IN_PLACE: Final = (
    *("$ref", "$dynamicRef", "allOf", "anyOf", "oneOf", "not", "if", "dependencies", "dependentSchemas"),
)

#: keywords whose schemas are reduced as they stand
_INNER: Final = (ONE | MANY | NAMED) - {"items", "prefixItems"}
_UNEVALUATED: Final = ("unevaluatedItems", "unevaluatedProperties")

Keywords = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Source:
    """A schema with everything it refers to: ``resources`` holds every other schema by URI."""

    schema: object
    base_uri: str = "https://repository.invalid/schema.json"
    resources: Mapping[str, object] = field(default_factory=dict)

    @cached_property
    def outlines(self) -> Mapping[str, Outline]:
        """The outline of each schema by URI, made once; raises SchemaProblem where one is nested too deep."""
        return outlines_of(self.schema, self.base_uri, self.resources)


@dataclass(frozen=True, slots=True, kw_only=True)
class Normal:
    """A schema in normal form; ``dialect`` is the draft that it was written in."""

    root: Node
    dialect: Dialect
    source: Source
    #: the pointer of each node -> the schema as it was written
    written: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def normalise(old: Source, new: Source, forms: Forms, *, formats: bool = False) -> tuple[Normal, Normal]:
    """Both schemas in normal form; definitions that are the same on both sides share their name.

    ``formats`` keeps ``format``, where it is asserted. Both have to be schemas that an engine accepts. Raises
    SchemaProblem.
    """
    sides = [_Side(source, formats) for source in (old, new)]
    shared = _unchanged(*sides)
    return _built(sides[0], "old", shared, forms), _built(sides[1], "new", shared, forms)


class _Side:
    """One schema as plain data in normal form; references carry the name of what they refer to."""

    def __init__(self, source: Source, formats: bool) -> None:
        self.source = source
        self.inspection: Inspection = resolved(
            source.schema, source.base_uri, source.resources, formats=False, outlines=source.outlines
        )
        self.places: dict[int, tuple[str, Subschema]] = {
            id(node.schema): ("" if each is self.inspection.root else each.uri, node)
            for each, node in self.inspection.subschemas()
        }
        self.formats = formats
        self.scopes = Scopes(self.inspection)
        schemas = [node.schema for _, node in self.places.values()]
        #: whether it matters which schemas have looked at a part of a value
        self.evaluates = any(each in schema for schema in schemas for each in _UNEVALUATED)
        self.definitions: dict[str, Any] = {}
        self.root = self.reduced(source.schema, "")
        pending = [self.root]
        while pending:
            for name in references(pending.pop()):
                if name not in self.definitions:
                    self.definitions[name] = self.reduced(self._targets[name], name)
                    pending.append(self.definitions[name])

    _targets: dict[str, object]

    def reduced(self, schema: object, pointer: str) -> Keywords:
        """The schema in the words of 2020-12; ``(keywords, pointer)`` for every subschema."""
        if not isinstance(schema, dict):
            return {"": pointer} if schema is True else {"": pointer, "not": {"": pointer}}
        resource, place = self.places[id(schema)]
        reduced = _Reduction(self, schema, place.dialect, resource + place.pointer).result()
        reduced[""] = resource + place.pointer
        return reduced

    @cached_property
    def mark(self) -> str:
        """The same only for sources that are the same altogether."""
        source = self.source
        text = text_of([source.schema, source.base_uri, dict(source.resources)])
        return sha256(text.encode()).hexdigest()

    def reference(self, schema: dict[str, Any], keyword: str) -> str:
        """The name of what a reference names: where it stands."""
        target = self.inspection.targets.get((id(schema), keyword))
        if target is None:  # a draft's own meta-schema
            return ""
        if isinstance(target, dict):
            resource, place = self.places[id(target)]
            name = f"{resource}#{place.pointer}"
        else:
            name = f"={text_of(target)}"
        if not hasattr(self, "_targets"):
            self._targets = {}
        self._targets[name] = target
        return name


class _Reduction:
    """The keywords of one schema, without what says nothing."""

    def __init__(self, side: _Side, schema: dict[str, Any], dialect: Dialect, pointer: str) -> None:
        self.side, self.schema, self.dialect, self.pointer = side, schema, dialect, pointer
        self.old = dialect in {DRAFT_4, DRAFT_6, DRAFT_7}
        self.out: Keywords = {}
        #: what stands beside all else
        self.further: list[Keywords] = []

    def result(self) -> Keywords:
        if self.dialect.ref_hides_siblings and REFERENCE in self.schema:
            self._reference()
            return self.out
        self._reference()
        self._values()
        for keyword, value in self.schema.items():
            if keyword in _INNER and keyword in self.dialect.keywords:
                self.out[keyword] = self._inner(keyword, value, keyword)
        self._items()
        if self.old:
            self._dependencies()
        elif "dependencies" in self.schema:  # later drafts have no such keyword, and engines differ
            value = self.schema["dependencies"]
            self.out["dependencies"] = [value, self.side.mark] if "$" in text_of(value) else value
        self._conditional()
        self._contains()
        self._unevaluated()
        if self.further:
            self.out["allOf"] = [*self.out.get("allOf", []), *self.further]
        return self.out

    def _inner(self, keyword: str, value: Any, *tokens: str) -> Any:
        place = pointers.join(self.pointer, *tokens)
        if keyword in ONE:
            return self.side.reduced(value, place)
        if keyword in MANY:
            return [self.side.reduced(each, pointers.join(place, index)) for index, each in enumerate(value)]
        return {name: self.side.reduced(each, pointers.join(place, name)) for name, each in value.items()}

    def _reference(self) -> None:
        for keyword in ("$ref", "$recursiveRef", "$dynamicRef"):
            if keyword in self.schema and keyword in self.dialect.values:
                name = self.side.reference(self.schema, keyword)
                if not name or self.side.scopes.move(keyword, str(self.schema[keyword])):
                    self._unknown(self.schema[keyword])
                elif REFERENCE in self.out:
                    self.further.append({"": self.pointer, REFERENCE: name})
                else:
                    self.out[REFERENCE] = name

    def _unknown(self, what: str) -> None:
        """Say that nobody knows what the schema means; no engine and no algebra reads it in this form."""
        self.out["$dynamicRef"] = [what, self.side.mark]

    def _values(self) -> None:
        schema, out = self.schema, self.out
        for keyword in schema:
            if keyword in _VALUES and plain(schema[keyword]) != _NO_OPS.get(keyword):
                out[keyword] = plain(schema[keyword])
        if self.dialect is DRAFT_4:
            for word in ("Minimum", "Maximum"):
                exclusive = out.pop(f"exclusive{word}", False)
                if exclusive is True and word.lower() in out:
                    out[f"exclusive{word}"] = out.pop(word.lower())
        if schema.get("uniqueItems") is True:
            out["uniqueItems"] = True
        if schema.get("required"):
            out["required"] = sorted(set(schema["required"]))
        if self.side.formats and "format" in schema:
            out["format"] = schema["format"]
        if self.old and self.dialect is not DRAFT_4:
            contents = ("contentEncoding", "contentMediaType")
            out.update({name: schema[name] for name in contents if name in schema})
        self._type()
        self._listed()

    def _type(self) -> None:
        schema, out = self.schema, self.out
        if "type" in schema:
            found = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
            kept = [name for name in TYPES if name in found and not (name == "integer" and "number" in found)]
            if len(kept) < len(TYPES) - 1:
                out["type"] = kept

    def _listed(self) -> None:
        schema, out = self.schema, self.out
        if "enum" in schema:
            out["enum"] = distinct(schema["enum"])
        if "const" in schema and "const" in self.dialect.values:
            one = distinct([schema["const"]])
            kept = [value for value in out.get("enum", one) if text_of(value) == text_of(one[0])]
            out["enum"] = kept
        if out.get("enum") == []:
            out["not"] = {"": self.pointer}
            del out["enum"]

    def _items(self) -> None:
        schema = self.schema
        first, rest = ("prefixItems", "items") if self.dialect is DRAFT_2020 else ("items", "additionalItems")
        if self.dialect is DRAFT_2020 or isinstance(schema.get(first), list):
            if schema.get(first):
                self.out["prefixItems"] = self._inner("prefixItems", schema[first], first)
            if rest in schema:
                self.out["items"] = self._inner("items", schema[rest], rest)
        elif first in schema:
            self.out["items"] = self._inner("items", schema[first], first)

    def _dependencies(self) -> None:
        needs: Keywords = {}
        schemas: Keywords = {}
        found = self.schema.get("dependencies", {})
        for name, value in found.items() if isinstance(found, dict) else ():
            if isinstance(value, list):
                needs[name] = value
            elif isinstance(value, str):  # draft 3
                needs[name] = [value]
            else:
                place = pointers.join(self.pointer, "dependencies", name)
                schemas[name] = self.side.reduced(value, place)
        if needs:
            self.out["dependentRequired"] = needs
        if schemas:
            self.out["dependentSchemas"] = {**schemas, **self.out.get("dependentSchemas", {})}

    def _conditional(self) -> None:
        out = self.out
        alone = "then" not in out and "else" not in out
        if "if" not in out or (alone and not self.side.evaluates):
            for keyword in ("if", "then", "else"):
                out.pop(keyword, None)
        if "dependentRequired" in self.dialect.values and self.schema.get("dependentRequired"):
            out["dependentRequired"] = {
                **self.schema["dependentRequired"],
                **out.get("dependentRequired", {}),
            }
        if "dependentRequired" in out:
            needs = {name: sorted(set(each)) for name, each in out["dependentRequired"].items() if each}
            out["dependentRequired"] = needs
            if not needs:
                del out["dependentRequired"]

    def _contains(self) -> None:
        out = self.out
        if "contains" not in out:
            return
        least, most = 1, None
        if "minContains" in self.dialect.values:
            least, most = self.schema.get("minContains", 1), self.schema.get("maxContains")
        if least == 0 and most is None and not self.side.evaluates:
            del out["contains"]
            return
        if least != 1:
            out["minContains"] = plain(least)
        if most is not None:
            out["maxContains"] = plain(most)
        if self.dialect is DRAFT_2019 and self.side.evaluates:
            self._unknown("contains")  # engines differ on whether it evaluates items

    def _unevaluated(self) -> None:
        """Beside no applicator, what is not evaluated is what the schema itself does not name."""
        out = self.out
        pairs = {"unevaluatedProperties": "additionalProperties", "unevaluatedItems": "items"}
        for keyword, plainer in pairs.items():
            if keyword not in out:
                continue
            if plainer in out:
                del out[keyword]
            elif (
                not self.further
                and not any(name in out for name in _IN_PLACE)
                and (plainer != "items" or "contains" not in out)
            ):
                out[plainer] = out.pop(keyword)


def references(data: Any) -> Iterator[str]:
    """The names that reduced data refers to."""
    pending = [data]
    while pending:
        here = pending.pop()
        if isinstance(here.get(REFERENCE), str):
            yield here[REFERENCE]
        pending.extend(children(here))


def _unchanged(old: _Side, new: _Side) -> set[str]:
    """The names of definitions that say the same on both sides, and so does all that they refer to."""
    same = {
        name
        for name, data in old.definitions.items()
        if name in new.definitions and _stripped(data) == _stripped(new.definitions[name])
    }
    while True:
        changed = {name for name in same if not same.issuperset(references(old.definitions[name]))}
        if not changed:
            return same
        same -= changed


def _stripped(data: Any) -> str:
    """The reduced data without the places it came from."""

    def bare(here: Keywords) -> Keywords:
        return _mapped(here, bare)

    return text_of(bare(data))


def _mapped(here: Keywords, change: Callable[[Keywords], Any]) -> Keywords:
    result: Keywords = {}
    for keyword, value in here.items():
        if keyword in ONE:
            result[keyword] = change(value)
        elif keyword in MANY:
            result[keyword] = [change(each) for each in value]
        elif keyword in NAMED:
            result[keyword] = {name: change(each) for name, each in value.items()}
        elif keyword:
            result[keyword] = value
    return result


def _built(side: _Side, word: str, shared: set[str], forms: Forms) -> Normal:
    def named(name: str) -> str:
        return name if name in shared else f"{word}:{name}"

    def node(here: Keywords) -> Node:
        keywords = _mapped(here, node)
        if REFERENCE in keywords:
            keywords[REFERENCE] = named(keywords[REFERENCE])
        return forms.node(keywords, here[""])

    for name, data in side.definitions.items():
        forms.definitions[named(name)] = node(data)
    written = {resource + place.pointer: place.schema for resource, place in side.places.values()}
    dialect = side.inspection.root.dialect
    return Normal(root=node(side.root), dialect=dialect, source=side.source, written=written)
