"""The JSON Schema engine for machines without jsonschema-rs: ``jsonschema``, with the same verdicts.

What it could only answer differently or in unbounded time it refuses to compile.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

import jsonschema
from jsonschema.exceptions import ValidationError
from referencing import Registry
from referencing.jsonschema import specification_with

from ..core import pointers
from ..core.errors import SchemaProblem
from ..core.json_schema.dialects import (
    DRAFT_4,
    DRAFT_6,
    DRAFT_7,
    DRAFT_2019,
    DRAFT_2020,
    Dialect,
    dialect_of,
)
from ..core.json_schema.expansion import deeper_than
from ..core.json_schema.failure import NOTHING, Failure
from ..core.json_schema.inspection import Inspection, judged, resolved
from ..core.json_schema.ordering import ordered
from ..core.json_schema.outline import Outline, Subschema
from ..core.json_schema.problems import bad_pattern, gathered, schema_problems
from ..core.json_schema.wording import describe, keyword_of, too_deep
from ..core.paths.linear_regex import PatternProblem, compile_linear
from ..core.ports import CompiledSchema, SchemaError
from .formats import FORMATS
from .installed import installed_version
from .jsonschema_keywords import (
    IN_2019,
    IN_2020,
    IN_DRAFT_4,
    IN_DRAFT_6,
    IN_DRAFT_7,
    Branches,
    Properties,
)
from .jsonschema_resources import Prepared, prepare

_INSTALL: Final = "install jsonschema-rs, or write the schema without it"

_CLASSES: Final[Mapping[Dialect, tuple[Any, Any]]] = {
    DRAFT_4: (jsonschema.Draft4Validator, IN_DRAFT_4),
    DRAFT_6: (jsonschema.Draft6Validator, IN_DRAFT_6),
    DRAFT_7: (jsonschema.Draft7Validator, IN_DRAFT_7),
    DRAFT_2019: (jsonschema.Draft201909Validator, IN_2019),
    DRAFT_2020: (jsonschema.Draft202012Validator, IN_2020),
}


class JsonschemaEngine:
    """Drafts 4 to 2020-12 by jsonschema; nothing is fetched, patterns run in linear time.

    With ``backtracking`` patterns that need it are accepted, too, and tried with a limit on their steps;
    jsonschema-rs does that, so it has to be there. Where one runs out there is no verdict.
    """

    def __init__(self, *, backtracking: bool = False) -> None:
        self._backtracking = backtracking

    @property
    def name(self) -> str:
        """Name and version of the engine."""
        return f"jsonschema {installed_version('jsonschema')}"

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
        """Compile; raises SchemaProblem, whose ``others`` are the further problems.

        Of trusted schemas the references are resolved too: this engine needs what they name.
        """
        if trusted:
            inspection = resolved(schema, base_uri, resources, formats=formats, outlines=outlines)
        else:
            inspection = judged(
                schema, base_uri, resources, _meta_problems, formats=formats, outlines=outlines
            )
        refused = _refusals(inspection, formats, backtracking=self._backtracking)
        if refused:
            raise gathered(refused)
        prepared = prepare(inspection)
        return _PySchema(inspection, prepared.places, _validator(inspection, prepared, formats))


@cache
def _class(dialect: Dialect) -> Any:
    base, keywords = _CLASSES[dialect]
    return jsonschema.validators.extend(base, keywords)  # type: ignore[no-untyped-call]


@cache
def _format_checker() -> jsonschema.FormatChecker:
    checker = jsonschema.FormatChecker(formats=())
    for name, check in FORMATS.items():
        checker.checks(name)(lambda value, check=check: not isinstance(value, str) or check(value))
    return checker


def _validator(inspection: Inspection, prepared: Prepared, formats: bool) -> Any:
    dialect = inspection.root.dialect
    create = specification_with(dialect.uri).create_resource
    registry: Registry[Any] = Registry().with_resources(
        (uri, create(schema)) for uri, schema in prepared.resources.items()
    )
    if not dialect.ref_hides_siblings:
        registry = registry.crawl()  # else the anchors of the library's own meta-schemas would come first
    return _class(dialect)(
        {"$ref": prepared.root},
        registry=registry,
        format_checker=_format_checker() if formats else None,
    )


def _meta_problems(schema: Any, uri: str | None) -> list[SchemaProblem]:
    """What the draft's own meta-schema says against a schema."""
    try:
        dialect = dialect_of(schema)
    except SchemaProblem:
        return []  # the inspection reports it
    base, _ = _CLASSES[dialect]
    try:
        errors = list(base(base.META_SCHEMA).iter_errors(schema))
    except RecursionError:
        return [_too_deep_to_judge(uri)]
    return schema_problems(_errors(errors, {}, None), dialect, uri) if errors else []


def _too_deep_to_judge(uri: str | None) -> SchemaProblem:
    problem = SchemaProblem(
        "ECC008",
        "the schema is nested too deep to be checked without jsonschema-rs",
        found=f"jsonschema {installed_version('jsonschema')}",
        fix=_INSTALL,
    )
    problem.resource = uri
    return problem


def _refusals(inspection: Inspection, formats: bool, *, backtracking: bool) -> list[SchemaProblem]:
    """Everything that this engine cannot check as jsonschema-rs would."""
    found: list[SchemaProblem] = []
    root = inspection.root
    for resource, node in inspection.subschemas():
        refused = [*_refused(node, root.dialect, formats), *([] if backtracking else _patterns(node))]
        for problem in refused:
            if resource is not root:
                problem.resource = resource.uri
            found.append(problem)
    return found


def _refused(node: Subschema, dialect: Dialect, formats: bool) -> Iterator[SchemaProblem]:
    schema = node.schema
    if node.dialect is not dialect or ("$schema" in schema and node.pointer):
        yield _missing(node, "$schema", "schemas of more than one draft")
    name = schema.get("format")
    if formats and isinstance(name, str) and name in node.dialect.formats and name not in FORMATS:
        yield _missing(node, "format", f"the format {name!r}")
    if node.dialect in {DRAFT_6, DRAFT_7} and {"contentEncoding", "contentMediaType"} & schema.keys():
        yield _missing(node, "contentEncoding", "the encoding of texts")


def _patterns(node: Subschema) -> Iterator[SchemaProblem]:
    """The patterns that cannot be looked for in linear time."""
    schema = node.schema
    patterns = schema.get("patternProperties")
    places = {pointers.join(node.pointer, "pattern"): schema.get("pattern")}
    for pattern in patterns if isinstance(patterns, dict) else ():
        places[pointers.join(node.pointer, "patternProperties", pattern)] = pattern
    for place, pattern in places.items():
        if isinstance(pattern, str):
            try:
                compile_linear(pattern)
            except PatternProblem as problem:
                refused = bad_pattern(place, pattern)
                refused.message += f" without jsonschema-rs: {problem}"
                yield refused


def _missing(node: Subschema, keyword: str, what: str) -> SchemaProblem:
    return SchemaProblem(
        "ECC008",
        f"{what} cannot be checked without jsonschema-rs",
        pointer=pointers.join(node.pointer, keyword),
        found=f"jsonschema {installed_version('jsonschema')}",
        fix=_INSTALL,
    )


class _PySchema:
    """A compiled schema over a validator of ``jsonschema``."""

    def __init__(self, inspection: Inspection, places: Mapping[int, Subschema], validator: Any) -> None:
        self._inspection = inspection
        self._places = places
        self._validator = validator

    @property
    def depth_limit(self) -> int | None:
        """Levels up to which a document is judged; None for any number, or where nobody has asked."""
        return self._inspection.depth_limit

    def is_valid(self, instance: object) -> bool:
        """Whether the instance satisfies the schema; False where there is no verdict."""
        if self._too_deep(instance):
            return False
        try:
            return bool(self._validator.is_valid(instance))
        except RecursionError:
            return False

    def errors(self, instance: object) -> list[SchemaError]:
        """Every failure, ordered by pointer."""
        if self._too_deep(instance):
            return [too_deep(self.depth_limit)]
        try:
            raw = list(self._validator.iter_errors(instance))
        except RecursionError:
            return [too_deep(None)]
        return _errors(raw, self._places, self._inspection)

    def _too_deep(self, instance: object) -> bool:
        limit = self.depth_limit
        return limit is not None and deeper_than(instance, limit)


def _errors(
    raw: Iterable[ValidationError], places: Mapping[int, Subschema], inspection: Inspection | None
) -> list[SchemaError]:
    failures = [_failure(error, places, inspection) for error in raw]
    return ordered((error, failure.declared) for failure in failures for error in describe(failure))


def _failure(error: Any, places: Mapping[int, Subschema], inspection: Inspection | None) -> Failure:
    keyword = keyword_of(error.validator)
    place = places.get(id(error.schema))
    # the words are about what people wrote, not about the copy that the library sees
    schema = place.schema if place else error.schema
    value = place.schema.get(error.validator, error.validator_value) if place else error.validator_value
    properties: Sequence[str] = ()
    branches: list[list[SchemaError]] = []
    if isinstance(error.cause, Properties):
        properties = error.cause.names
    if isinstance(error.cause, Branches):
        branches = [_errors(errors, places, inspection) for errors in error.cause.errors]
    return Failure(
        path=list(error.absolute_path),
        keyword=keyword,
        schema_pointer=(place.pointer if place else "") + ("" if keyword == NOTHING else f"/{keyword}"),
        schema_uri=place.base if place else "",
        schema=schema,
        value=value,
        instance=error.instance,
        properties=properties,
        declared=inspection.declared(schema) if properties and inspection else (),
        branches=branches,
    )
