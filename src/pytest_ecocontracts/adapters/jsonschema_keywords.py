"""Keywords of ``jsonschema``, where its own would differ from jsonschema-rs or take unbounded time.

Texts are matched within bounds, and errors carry the property names that they are about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

import jsonschema
from jsonschema.exceptions import ValidationError

from .jsonschema_evaluation import adopt, apart, aside, evaluated, holds, in_place, inside
from .pattern_search import searcher

Keyword = Callable[[Any, Any, Any, Any], Iterator[ValidationError]]


class Properties(Exception):
    """The property names that an error is about; jsonschema carries them in the error's ``cause``."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        super().__init__(names)


class Branches(Exception):
    """The errors of each alternative of ``anyOf`` or ``oneOf``; none where too many alternatives hold."""

    def __init__(self, errors: list[list[ValidationError]]) -> None:
        self.errors = errors
        super().__init__(len(errors))


def _error(names: list[str] | None = None) -> ValidationError:
    return ValidationError("", cause=None if names is None else Properties(names))


def _properties(validator: Any, properties: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    if isinstance(instance, dict):
        for name, below in properties.items():
            if name in instance:
                evaluated().names.add(name)
                yield from inside(validator, instance[name], below, name, name)


def _prefix_items(validator: Any, schemas: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    if isinstance(instance, list):
        for index, (item, below) in enumerate(zip(instance, schemas, strict=False)):
            evaluated().items.add(index)
            yield from inside(validator, item, below, index, index)


def _items_or_prefix(validator: Any, below: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    if isinstance(below, list):
        yield from _prefix_items(validator, below, instance, schema)
    else:
        yield from _items(validator, below, instance, {})


def _items(validator: Any, below: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    if isinstance(instance, list):
        yield from _items_from(len(schema.get("prefixItems", [])), validator, below, instance)


def _additional_items(validator: Any, below: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    first = schema.get("items")
    if not isinstance(instance, list) or not isinstance(first, list):
        return
    if below is not False:
        yield from _items_from(len(first), validator, below, instance)
    elif len(instance) > len(first):
        yield _error()


def _items_from(first: int, validator: Any, below: Any, instance: list[Any]) -> Iterator[ValidationError]:
    for index, item in enumerate(instance[first:], first):
        evaluated().items.add(index)
        yield from inside(validator, item, below, index)


def _contains(validator: Any, below: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    if isinstance(instance, list):
        found = [index for index, item in enumerate(instance) if holds(validator, item, below)]
        evaluated().items.update(found)
        if not schema.get("minContains", 1) <= len(found) <= schema.get("maxContains", len(found)):
            yield _error()


def _contains_one(validator: Any, below: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    yield from _contains(validator, below, instance, {})


def _pattern(_validator: Any, pattern: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    if isinstance(instance, str) and not searcher(pattern)(instance):
        yield _error()


def _pattern_properties(
    validator: Any, patterns: Any, instance: Any, _schema: Any
) -> Iterator[ValidationError]:
    if not isinstance(instance, dict):
        return
    for pattern, below in patterns.items():
        search = searcher(pattern)
        for name, value in instance.items():
            if search(name):
                evaluated().names.add(name)
                yield from inside(validator, value, below, name, pattern)


def _additional_properties(
    validator: Any, below: Any, instance: Any, schema: Any
) -> Iterator[ValidationError]:
    if not isinstance(instance, dict):
        return
    declared = schema.get("properties", {})
    searches = [searcher(pattern) for pattern in schema.get("patternProperties", {})]
    extra = [
        name for name in instance if name not in declared and not any(search(name) for search in searches)
    ]
    evaluated().names.update(extra)
    if below is False:
        if extra:
            yield _error(extra)
    else:
        for name in extra:
            yield from inside(validator, instance[name], below, name)


def _branching(branches: list[list[ValidationError]]) -> ValidationError:
    """As context, the errors of the branches know the path that leads to them."""
    return ValidationError("", cause=Branches(branches), context=[e for errors in branches for e in errors])


def _all_of(validator: Any, schemas: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    for index, below in enumerate(schemas):
        yield from in_place(validator, instance, below, index)


def _any_of(validator: Any, schemas: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    # all are asked, even after one that holds: each that holds has evaluated something
    branches = [in_place(validator, instance, below, index) for index, below in enumerate(schemas)]
    if all(branches):
        yield _branching(branches)


def _one_of(validator: Any, schemas: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    branches = [aside(validator, instance, below, index) for index, below in enumerate(schemas)]
    holding = [inner for errors, inner in branches if not errors]
    if len(holding) == 1:
        adopt(holding[0])
    else:
        yield _branching([] if holding else [errors for errors, _ in branches])


def _not(validator: Any, below: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    if holds(validator, instance, below):
        yield _error()


def _if(validator: Any, condition: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    branch = "else" if in_place(validator, instance, condition) else "then"
    if branch in schema:
        yield from in_place(validator, instance, schema[branch], branch)


def _referring(keyword: str, draft: Any) -> Keyword:
    follow = draft.VALIDATORS[keyword]

    def judge(validator: Any, text: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
        errors, inner = apart(lambda: follow(validator, text, instance, schema))
        adopt(inner)  # even where it fails: so does the schema, and what follows from that is not told
        yield from errors

    return judge


def _required(_validator: Any, names: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    if isinstance(instance, dict):
        for name in names:
            if name not in instance:
                yield _error([name])


def _dependent_required(validator: Any, needs: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    if isinstance(instance, dict):
        for trigger, names in needs.items():
            if trigger in instance:
                yield from _required(validator, names, instance, None)


def _dependent_schemas(validator: Any, needs: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    if isinstance(instance, dict):
        for trigger, below in needs.items():
            if trigger in instance:
                errors, inner = aside(validator, instance, below, trigger)
                adopt(inner)  # as for '$ref'
                yield from errors


def _dependencies(validator: Any, needs: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    if isinstance(instance, dict):
        for trigger, need in needs.items():
            if trigger not in instance:
                continue
            if isinstance(need, list):
                yield from _required(validator, need, instance, None)
            else:  # nothing that it evaluates counts: drafts that count know it as 'dependentSchemas'
                yield from aside(validator, instance, need, trigger)[0]


def _property_names(validator: Any, below: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    if isinstance(instance, dict):
        for name in instance:
            if not holds(validator, name, below):
                yield _error([name])


def _unevaluated_properties(
    validator: Any, below: Any, instance: Any, _schema: Any
) -> Iterator[ValidationError]:
    if not isinstance(instance, dict):
        return
    extra = [name for name in instance if name not in evaluated().names]
    refused = [name for name in extra if inside(validator, instance[name], below, name)]
    evaluated().names.update(extra)
    if refused:
        yield _error(refused)


def _unevaluated_items(validator: Any, below: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    if not isinstance(instance, list):
        return
    extra = [index for index in range(len(instance)) if index not in evaluated().items]
    refused = [index for index in extra if inside(validator, instance[index], below, index)]
    evaluated().items.update(extra)
    if refused:
        yield _error()


def _multiple_of(_validator: Any, factor: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    if not isinstance(instance, int | float) or isinstance(instance, bool):
        return
    # as written in decimal: 19.99 is a multiple of 0.01, whatever their doubles are
    if (Fraction(str(instance)) / Fraction(str(factor))).denominator != 1:
        yield _error()


def _unique_items(_validator: Any, wanted: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    if wanted and isinstance(instance, list) and len({_key(item) for item in instance}) != len(instance):
        yield _error()


def _key(value: Any) -> Any:
    """A hashable twin of a JSON value: equal exactly where JSON Schema says that values are equal."""
    if isinstance(value, bool):
        return ("boolean", value)
    if isinstance(value, list):
        return ("array", tuple(_key(item) for item in value))
    if isinstance(value, dict):
        return ("object", frozenset((name, _key(item)) for name, item in value.items()))
    return value


IN_DRAFT_4: Final[Mapping[str, Keyword]] = {
    "$ref": _referring("$ref", jsonschema.Draft202012Validator),
    "allOf": _all_of,
    "anyOf": _any_of,
    "oneOf": _one_of,
    "not": _not,
    "pattern": _pattern,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional_properties,
    "properties": _properties,
    "items": _items_or_prefix,
    "additionalItems": _additional_items,
    "required": _required,
    "dependencies": _dependencies,
    "multipleOf": _multiple_of,
    "uniqueItems": _unique_items,
}
IN_DRAFT_6: Final[Mapping[str, Keyword]] = {
    **IN_DRAFT_4,
    "propertyNames": _property_names,
    "contains": _contains_one,
}
IN_DRAFT_7: Final[Mapping[str, Keyword]] = {**IN_DRAFT_6, "if": _if}
_SINCE_2019: Final[Mapping[str, Keyword]] = {
    **IN_DRAFT_7,
    "dependentRequired": _dependent_required,
    "dependentSchemas": _dependent_schemas,
    "contains": _contains,
    "unevaluatedProperties": _unevaluated_properties,
    "unevaluatedItems": _unevaluated_items,
}
IN_2019: Final[Mapping[str, Keyword]] = {
    **_SINCE_2019,
    "$recursiveRef": _referring("$recursiveRef", jsonschema.Draft201909Validator),
}
IN_2020: Final[Mapping[str, Keyword]] = {
    **_SINCE_2019,
    "$dynamicRef": _referring("$dynamicRef", jsonschema.Draft202012Validator),
    "items": _items,
    "prefixItems": _prefix_items,
}
