"""The drafts of JSON Schema: their keywords, where subschemas stand, and which formats can be checked.

Sources: the meta-schemas of drafts 4, 6, 7, 2019-09 and 2020-12. The formats are those that every engine
here asserts in that draft; a draft's own list may be longer (``content*`` and old names are left out).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ..errors import SchemaProblem
from ..suggestions import did_you_mean


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


#: keywords whose value is one schema
_ONE: Final = frozenset({"additionalItems", "additionalProperties", "contains", "items", "not"})
_ONE_6: Final = _ONE | {"propertyNames"}
_ONE_7: Final = _ONE_6 | {"if", "then", "else"}
_ONE_2019: Final = _ONE_7 | {"unevaluatedItems", "unevaluatedProperties", "contentSchema"}

#: keywords whose value is a list of schemas
_LIST: Final = frozenset({"allOf", "anyOf", "oneOf", "items"})

#: keywords whose value maps names to schemas
_MAP: Final = frozenset({"definitions", "dependencies", "patternProperties", "properties"})
_MAP_2019: Final = _MAP | {"$defs", "dependentSchemas"}

_VALUES_4: Final = _words(
    "$schema $ref title description default multipleOf maximum exclusiveMaximum minimum exclusiveMinimum",
    "maxLength minLength pattern maxItems minItems uniqueItems maxProperties minProperties",
    "required enum type format",
)
_VALUES_6: Final = _VALUES_4 | {"$id", "examples", "const"}
_VALUES_7: Final = _VALUES_6 | {"$comment", "readOnly", "writeOnly", "contentMediaType", "contentEncoding"}
_VALUES_2019: Final = _VALUES_7 | {
    "$anchor",
    "$vocabulary",
    "dependentRequired",
    "maxContains",
    "minContains",
}

_FORMATS_4: Final = _words("date-time date time email hostname ipv4 ipv6 uri regex")
_FORMATS_6: Final = _FORMATS_4 | {"uri-reference", "uri-template", "json-pointer"}
_FORMATS_7: Final = _FORMATS_6 | {
    "idn-email",
    "idn-hostname",
    "iri",
    "iri-reference",
    "relative-json-pointer",
}
_FORMATS_2019: Final = _FORMATS_7 | {"duration", "uuid"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One draft: ``id_keyword`` names a schema; ``in_place`` is what other keywords do beside ``$ref``."""

    name: str
    uri: str
    id_keyword: str
    one: frozenset[str]
    many: frozenset[str]
    named: frozenset[str]
    values: frozenset[str]
    formats: frozenset[str]
    ref_hides_siblings: bool

    @property
    def keywords(self) -> frozenset[str]:
        """Every keyword that means something in this draft."""
        return self.one | self.many | self.named | self.values


DRAFT_4: Final = Dialect(
    name="draft-04",
    uri="http://json-schema.org/draft-04/schema",
    id_keyword="id",
    one=_ONE - {"contains"},
    many=_LIST,
    named=_MAP,
    values=_VALUES_4 | {"id"},
    formats=_FORMATS_4,
    ref_hides_siblings=True,
)
DRAFT_6: Final = Dialect(
    name="draft-06",
    uri="http://json-schema.org/draft-06/schema",
    id_keyword="$id",
    one=_ONE_6,
    many=_LIST,
    named=_MAP,
    values=_VALUES_6,
    formats=_FORMATS_6,
    ref_hides_siblings=True,
)
DRAFT_7: Final = Dialect(
    name="draft-07",
    uri="http://json-schema.org/draft-07/schema",
    id_keyword="$id",
    one=_ONE_7,
    many=_LIST,
    named=_MAP,
    values=_VALUES_7,
    formats=_FORMATS_7,
    ref_hides_siblings=True,
)
DRAFT_2019: Final = Dialect(
    name="2019-09",
    uri="https://json-schema.org/draft/2019-09/schema",
    id_keyword="$id",
    one=_ONE_2019,
    many=_LIST,
    named=_MAP_2019,
    values=_VALUES_2019 | {"$recursiveRef", "$recursiveAnchor"},
    formats=_FORMATS_2019,
    ref_hides_siblings=False,
)
DRAFT_2020: Final = Dialect(
    name="2020-12",
    uri="https://json-schema.org/draft/2020-12/schema",
    id_keyword="$id",
    one=_ONE_2019 - {"additionalItems"},
    many=(_LIST - {"items"}) | {"prefixItems"},
    named=_MAP_2019,
    values=_VALUES_2019 | {"$dynamicRef", "$dynamicAnchor"},
    formats=_FORMATS_2019,
    ref_hides_siblings=False,
)

DIALECTS: Final = (DRAFT_4, DRAFT_6, DRAFT_7, DRAFT_2019, DRAFT_2020)
DEFAULT: Final = DRAFT_2020
_BY_URI: Final = {dialect.uri: dialect for dialect in DIALECTS}


def dialect_of(schema: object, pointer: str = "", default: Dialect = DEFAULT) -> Dialect:
    """Return the draft that ``$schema`` names, else ``default``; raises SchemaProblem (ECC017)."""
    if not isinstance(schema, dict) or "$schema" not in schema:
        return default
    name = schema["$schema"]
    if isinstance(name, str):
        found = _BY_URI.get(name.removesuffix("#"))
        if found is not None:
            return found
    known = [dialect.uri for dialect in DIALECTS]
    closest = did_you_mean(name, known) if isinstance(name, str) else None
    raise SchemaProblem(
        "ECC017",
        "'$schema' names no draft that can be checked here",
        pointer=f"{pointer}/$schema",
        expected="one of " + ", ".join(known),
        found=repr(name)[:200],
        fix=f"did you mean {closest!r}?" if closest else f"write {DEFAULT.uri!r}",
    )


def is_meta_schema(uri: str) -> bool:
    """Whether the URI (without fragment) names a draft's own meta-schema, which every engine carries."""
    return uri in _BY_URI or uri.startswith(
        ("https://json-schema.org/draft/2019-09/meta/", "https://json-schema.org/draft/2020-12/meta/")
    )
