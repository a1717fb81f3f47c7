"""The JSON Schema engine: jsonschema-rs, offline, formats asserted, regular expressions bounded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache, cached_property, partial
from typing import Any, Final
from urllib.parse import unquote, urldefrag

import jsonschema_rs

from ..core import pointers
from ..core.errors import SchemaProblem
from ..core.json_schema.dialects import dialect_of, is_meta_schema
from ..core.json_schema.expansion import deeper_than
from ..core.json_schema.failure import NOTHING, Failure
from ..core.json_schema.inspection import Inspection, inspect, judged, resolved
from ..core.json_schema.ordering import ordered
from ..core.json_schema.outline import Outline
from ..core.json_schema.problems import bad_pattern, schema_problems
from ..core.json_schema.wording import describe, keyword_of, too_deep, unjudged
from ..core.ports import CompiledSchema, SchemaError
from .bounded_patterns import PATTERN_BYTES, STEPS, PatternWatch, pattern_keyword
from .installed import installed_version

_LINEAR: Final = jsonschema_rs.RegexOptions(size_limit=PATTERN_BYTES)
_BACKTRACKING: Final = jsonschema_rs.FancyRegexOptions(backtrack_limit=STEPS, size_limit=PATTERN_BYTES)

#: keywords whose schema ``false`` refuses every property
_OF_NAMES: Final = frozenset({"additionalProperties", "propertyNames"})
_EXTRA_PROPERTIES: Final = frozenset({"AdditionalProperties", "UnevaluatedProperties"})


class JsonschemaRsEngine:
    """Drafts 4 to 2020-12 by jsonschema-rs; nothing is fetched, whatever a schema says."""

    @property
    def name(self) -> str:
        """Name and version of the engine."""
        return f"jsonschema-rs {installed_version('jsonschema-rs')}"

    def compile(
        self,
        schema: object,
        *,
        base_uri: str,
        resources: Mapping[str, object],
        formats: bool = True,
        trusted: bool = False,
        outlines: Mapping[str, Outline] | None = None,
    ) -> CompiledSchema:
        """Compile; raises SchemaProblem, whose ``others`` are the further problems."""
        if trusted:
            with suppress(jsonschema_rs.ValidationError):  # some patterns need to be watched
                validator = _validator(schema, base_uri, resources, formats, _LINEAR, {})
                return _RsSchema(validator, lambda: resolved(schema, base_uri, resources, formats=formats))
        inspection = judged(schema, base_uri, resources, _meta_problems, formats=formats, outlines=outlines)
        watch = None
        try:
            validator = _validator(schema, base_uri, resources, formats, _LINEAR, {})
        except jsonschema_rs.ValidationError as error:
            if not _is_pattern(error):
                raise _problem(error) from None
            watch = PatternWatch(inspection)
            keywords = {"pattern": pattern_keyword(watch)}
            try:
                validator = _validator(schema, base_uri, resources, formats, _BACKTRACKING, keywords)
            except jsonschema_rs.ValidationError as second:
                raise _problem(second) from None
        return _RsSchema(validator, lambda: inspection, watch, inspection.depth_limit)


def _validator(
    schema: Any,
    base_uri: str,
    resources: Mapping[str, object],
    formats: bool,
    patterns: Any,
    keywords: Mapping[str, type],
) -> Any:
    # Schemas may refer back to this one, so the registry needs it too.
    others: dict[str, Any] = {**resources, base_uri: schema} if resources else {}
    made = partial(
        jsonschema_rs.validator_for,
        schema,
        validate_formats=formats,
        ignore_unknown_formats=not formats,
        base_uri=base_uri,
        pattern_options=patterns,
        keywords=dict(keywords) or None,
        offline=True,
    )
    try:
        return made(registry=jsonschema_rs.Registry(list(others.items())) if others else None)
    except jsonschema_rs.ValidationError as error:
        if not isinstance(error.kind, jsonschema_rs.ValidationErrorKind.Referencing):
            raise
    # The engine carries the meta-schema of the schema's own draft alone.
    known = {**_meta_schemas(), **others}
    return made(registry=jsonschema_rs.Registry(list(known.items())))


@cache
def _meta_schemas() -> Mapping[str, Any]:
    """The meta-schemas up to draft-07, by URI: those of later drafts mean something else in another draft."""
    from jsonschema_specifications import REGISTRY  # noqa: PLC0415 - few schemas are about those of others

    drafts = ("draft-04", "draft-06", "draft-07")
    return {
        uri: REGISTRY.contents(uri) for uri in (f"http://json-schema.org/{each}/schema" for each in drafts)
    }


def _is_pattern(error: Any) -> bool:
    kind = error.kind
    return isinstance(kind, jsonschema_rs.ValidationErrorKind.Format) and kind.format == "regex"


def _problem(error: Any) -> SchemaProblem:
    """What the engine refuses although the meta-schema and our own inspection accept it."""
    place = pointers.join("", *error.instance_path)
    text = str(error.message)[:300]
    if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.Referencing):
        return SchemaProblem("ECC018", f"a reference cannot be resolved: {text}", pointer=place)
    if _is_pattern(error):
        return bad_pattern(place, error.instance)
    return SchemaProblem("ECC017", f"the schema cannot be used: {text}", pointer=place)


def _meta_problems(schema: Any, uri: str | None) -> list[SchemaProblem]:
    """What the draft's own meta-schema says against a schema."""
    try:
        dialect = dialect_of(schema)
        if isinstance(schema, dict | bool) and jsonschema_rs.meta.is_valid(schema):
            return []
    except SchemaProblem:
        return []  # the inspection reports it
    return schema_problems(_meta_schema(dialect.uri).errors(schema), dialect, uri)


@cache
def _meta_schema(uri: str) -> CompiledSchema:
    from jsonschema_specifications import REGISTRY  # noqa: PLC0415 - only wrong schemas need it

    schema = {"$schema": uri, "$ref": uri}
    names = (name.removesuffix("#") for name in REGISTRY)
    contents = {name: REGISTRY.contents(name) for name in names if is_meta_schema(name)}
    inspection = inspect(schema, "", contents, formats=False)
    return _RsSchema(_validator(schema, "", {}, False, _BACKTRACKING, {}), lambda: inspection)


class _RsSchema:
    """A compiled schema; the inspection finds the schema of an error again, for its words."""

    def __init__(
        self,
        validator: Any,
        inspect_: Callable[[], Inspection],
        watch: PatternWatch | None = None,
        depth: int | None = None,
    ) -> None:
        """``inspect_`` is called when the first failure is put into words."""
        self._validator = validator
        self._inspect = inspect_
        self._watch = watch
        self.depth_limit = depth
        if watch is None and self.depth_limit is None:  # straight into the engine: this is the hot path
            self.is_valid = validator.is_valid  # type: ignore[method-assign]

    @cached_property
    def _inspection(self) -> Inspection:
        return self._inspect()

    def is_valid(self, instance: object) -> bool:
        """Whether the instance satisfies the schema; False where there is no verdict."""
        if self.depth_limit is not None and deeper_than(instance, self.depth_limit):
            return False
        if self._watch is None:
            return bool(self._validator.is_valid(instance))
        self._watch.begin(instance)
        return self._validator.is_valid(instance) and not self._watch.exceeded

    def errors(self, instance: object) -> list[SchemaError]:
        """Every failure, ordered by pointer."""
        if self.depth_limit is not None and deeper_than(instance, self.depth_limit):
            return [too_deep(self.depth_limit)]
        if self._watch is not None:
            self._watch.begin(instance)
        raw = self._validator.iter_errors(instance)
        if self._watch is not None and self._watch.exceeded:
            return [unjudged(pattern, text) for pattern, text in self._watch.exceeded]
        return self._errors(raw, instance)

    def _errors(self, raw: Sequence[Any], instance: object) -> list[SchemaError]:
        failures = [self._failure(item, instance) for item in raw]
        return ordered((error, failure.declared) for failure in failures for error in describe(failure))

    def _failure(self, error: Any, instance: object) -> Failure:
        kind = error.kind
        kind_name = type(kind).__name__
        path, place = _spelt(instance, error.instance_path), error.schema_path
        uri, _ = urldefrag(error.absolute_keyword_location or "")
        where = place
        keyword = keyword_of(place[-1] if place else None)
        properties: Sequence[str] = ()
        branches: Sequence[Sequence[SchemaError]] = ()
        by_reference = False
        if kind_name == "FalseSchema":
            parent, value = self._keyword(unquote(uri), place, keyword)
            if keyword in _OF_NAMES and self._inspection.holds(parent):
                # the engine refuses the whole object at once
                properties = list(_value_at(instance, path))
            else:
                keyword = NOTHING
        elif kind_name == "PropertyNames":
            inner = kind.error
            # Of a schema that is referred to, the engine tells the place and not who refers to it.
            by_reference = "propertyNames" not in place
            keyword, properties = "propertyNames", (inner.instance,)
            if not by_reference:
                where = place[: len(place) - list(reversed(place)).index("propertyNames")]
        elif kind_name == "Required":
            properties = (kind.property,)
        elif kind_name in _EXTRA_PROPERTIES:
            properties = kind.unexpected
        elif kind_name in {"AnyOf", "OneOfNotValid"}:
            branches = [self._errors(branch, instance) for branch in kind.context]
        pointer = pointers.join("", *where)
        parent, value = self._keyword(unquote(uri), where, keyword)
        if by_reference:
            value = parent
        return Failure(
            path=path,
            keyword=keyword,
            schema_pointer=pointer,
            schema_uri=uri,
            schema=parent,
            value=value,
            declared=self._inspection.declared(parent) if properties else (),
            instance=_value_at(instance, path),
            properties=properties,
            branches=branches,
        )

    def _keyword(self, uri: str, place: Sequence[str | int], keyword: str) -> tuple[object, object]:
        """The schema that holds a keyword, and the keyword's value."""
        resource = self._inspection.resource(uri)
        if keyword == NOTHING:
            return resource, False
        try:
            parent = pointers.resolve(resource, pointers.join("", *place[:-1]))
        except KeyError:
            return None, None
        return parent, parent.get(keyword) if isinstance(parent, dict) else None


def _spelt(instance: object, path: Sequence[str | int]) -> list[str | int]:
    """The engine's path with names as the document has them.

    It gives the name "007" as the number 7, and leaves out the empty name.
    """
    spelt: list[str | int] = []
    value: Any = instance
    for step in path:
        while isinstance(value, dict) and "" in value and isinstance(step, str) and step not in value:
            spelt.append("")
            value = value[""]
        if isinstance(step, int) and isinstance(value, dict):
            names = (name for name in value if name.isascii() and name.lstrip("+").isdigit())
            step = str(step) if str(step) in value else next(n for n in names if int(n) == step)  # noqa: PLW2901
        spelt.append(step)
        value = value[step]
    return spelt


def _value_at(instance: object, path: Sequence[str | int]) -> Any:
    """Follow the engine's path through the document itself, which the engine would have to copy."""
    value: Any = instance
    for step in path:
        value = value[step]
    return value
