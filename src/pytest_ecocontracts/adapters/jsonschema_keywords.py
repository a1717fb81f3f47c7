"""Keywords of ``jsonschema``, where its own would differ from jsonschema-rs or take unbounded time.

Texts are matched in linear time, and errors carry the property names that they are about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from jsonschema.exceptions import ValidationError

from ..core.paths.linear_regex import compile_linear

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


def _below(
    validator: Any, value: Any, schema: Any, path: str | int, schema_path: str | int | None = None
) -> Iterator[ValidationError]:
    """Judge a part of the instance; jsonschema itself forgets the path where the schema is ``false``."""
    if schema is False:
        refusal: dict[str, Any] = {"validator": None, "validator_value": None, "schema": False}
        yield ValidationError("", instance=value, path=[path], **refusal)
    else:
        yield from validator.descend(value, schema, path=path, schema_path=schema_path)


def _properties(validator: Any, properties: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    if isinstance(instance, dict):
        for name, below in properties.items():
            if name in instance:
                yield from _below(validator, instance[name], below, name, name)


def _prefix_items(validator: Any, schemas: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    if isinstance(instance, list):
        for index, (item, below) in enumerate(zip(instance, schemas, strict=False)):
            yield from _below(validator, item, below, index, index)


def _items_or_prefix(validator: Any, below: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    if isinstance(below, list):
        yield from _prefix_items(validator, below, instance, schema)
    else:
        yield from _items(validator, below, instance, {})


def _pattern(_validator: Any, pattern: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    if isinstance(instance, str) and not compile_linear(pattern).search(instance):
        yield _error()


def _pattern_properties(
    validator: Any, patterns: Any, instance: Any, _schema: Any
) -> Iterator[ValidationError]:
    if not isinstance(instance, dict):
        return
    for pattern, below in patterns.items():
        search = compile_linear(pattern).search
        for name, value in instance.items():
            if search(name):
                yield from _below(validator, value, below, name, pattern)


def _additional_properties(
    validator: Any, below: Any, instance: Any, schema: Any
) -> Iterator[ValidationError]:
    if not isinstance(instance, dict):
        return
    declared = schema.get("properties", {})
    searches = [compile_linear(pattern).search for pattern in schema.get("patternProperties", {})]
    extra = [
        name for name in instance if name not in declared and not any(search(name) for search in searches)
    ]
    if below is False:
        if extra:
            yield _error(extra)
    else:
        for name in extra:
            yield from validator.descend(instance[name], below, path=name)


def _branching(branches: list[list[ValidationError]]) -> ValidationError:
    """As context, the errors of the branches know the path that leads to them."""
    return ValidationError("", cause=Branches(branches), context=[e for errors in branches for e in errors])


def _any_of(validator: Any, schemas: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    branches = []
    for index, below in enumerate(schemas):
        errors = list(validator.descend(instance, below, schema_path=index))
        if not errors:
            return
        branches.append(errors)
    yield _branching(branches)


def _one_of(validator: Any, schemas: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    branches = [list(validator.descend(instance, below, schema_path=i)) for i, below in enumerate(schemas)]
    holding = sum(not errors for errors in branches)
    if holding != 1:
        yield _branching([] if holding else branches)


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


def _dependencies(validator: Any, needs: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    if isinstance(instance, dict):
        for trigger, need in needs.items():
            if trigger not in instance:
                continue
            if isinstance(need, list):
                yield from _required(validator, need, instance, None)
            else:
                yield from validator.descend(instance, need, schema_path=trigger)


def _property_names(validator: Any, below: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    if isinstance(instance, dict):
        for name in instance:
            if not validator.evolve(schema=below).is_valid(name):
                yield _error([name])


def _items(validator: Any, below: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    if isinstance(instance, list):
        first = len(schema.get("prefixItems", []))
        for index, item in enumerate(instance[first:], first):
            yield from _below(validator, item, below, index)


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


SINCE_DRAFT_4: Final[Mapping[str, Keyword]] = {
    "anyOf": _any_of,
    "oneOf": _one_of,
    "pattern": _pattern,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional_properties,
    "properties": _properties,
    "items": _items_or_prefix,
    "required": _required,
    "dependencies": _dependencies,
    "multipleOf": _multiple_of,
    "uniqueItems": _unique_items,
}
SINCE_DRAFT_6: Final[Mapping[str, Keyword]] = {**SINCE_DRAFT_4, "propertyNames": _property_names}
SINCE_2019: Final[Mapping[str, Keyword]] = {**SINCE_DRAFT_6, "dependentRequired": _dependent_required}
SINCE_2020: Final[Mapping[str, Keyword]] = {**SINCE_2019, "items": _items, "prefixItems": _prefix_items}
