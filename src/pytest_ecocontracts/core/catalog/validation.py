"""A contract document against its kind's JSON Schema: every problem, each with what to write instead."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from ..json_schema.showing import show
from ..model import Report
from ..pointers import join, resolve, split
from ..ports import CompiledSchema, SchemaError
from ..resources import own_schema_bytes, referred
from ..suggestions import suggestion
from ..violations import Violation

#: a document with more problems than this needs no word on each
MAXIMUM_FIXES: Final = 100
MAXIMUM_PROBLEMS: Final = 1000
_ALTERNATIVES: Final = frozenset({"anyOf", "oneOf"})
_EXTRA: Final = frozenset({"additionalProperties", "unevaluatedProperties"})
HEADER_FIELDS: Final = (
    "contract", "id", "version", "owner", "status", "since", "sunset", "replaced_by", "decisions", "summary",
    "for_each", "rules",
)  # fmt: skip


def validate_document(
    data: Mapping[str, object], compiled: CompiledSchema, schema: str | Mapping[str, object], report: Report
) -> None:
    """Report every way in which the document is not what its kind's schema asks for."""
    if compiled.is_valid(data):
        return
    errors = _roots(compiled.errors(data))
    for index, error in enumerate(errors[:MAXIMUM_PROBLEMS]):
        at_key = error.keyword in {"additionalProperties", "unevaluatedProperties", "propertyNames"}
        pointer = error.pointer
        if at_key and error.property is not None:
            pointer = join(pointer, error.property)
        report.add(
            "ECC004",
            error.message,
            pointer=pointer,
            key=at_key,
            expected=error.expected,
            found=error.found,
            fix=(_fix(error, schema, data) if index < MAXIMUM_FIXES else None) or error.fix,
            metadata={"keyword": error.keyword, "property": error.property},
        )
    report.violations.sort(key=_position)
    if len(errors) > MAXIMUM_PROBLEMS:
        hidden = len(errors) - MAXIMUM_PROBLEMS
        message = f"{hidden} more problems of the document are not listed"
        report.add("ECC004", message, metadata={"keyword": "limit"})


def _position(violation: Violation) -> tuple[int, int]:
    place = violation.location
    return (place.line or 0, place.column or 0) if place else (0, 0)


def _roots(errors: list[SchemaError]) -> list[SchemaError]:
    """Drop echoes: when a value is wrong inside, its parent's unevaluated fields are not news.

    Neither are the alternatives of a value of another type, nor the lack of a property that is only misspelt.
    """
    echoed: dict[str, list[str]] = {}
    for error in errors:
        if error.keyword == "type":
            echoed.setdefault(error.pointer, []).append("")
        elif error.keyword in _EXTRA:
            echoed.setdefault(error.pointer, []).append(f"rename {show(error.property)} to ")
    told = [
        error
        for error in errors
        if error.keyword not in _ALTERNATIVES
        or not (error.fix or "").startswith(tuple(echoed.get(error.pointer, ())))
    ]
    return _without_unevaluated(told) or errors


def _without_unevaluated(errors: list[SchemaError]) -> list[SchemaError]:
    inner = [error for error in errors if error.keyword != "unevaluatedProperties"]
    unevaluated = [error for error in errors if error.keyword == "unevaluatedProperties"]
    known = _known_at_top(errors)
    return inner + [error for error in unevaluated if error.pointer or error.property not in known]


def _known_at_top(errors: list[SchemaError]) -> set[str]:
    # A header field that fails its own schema is also reported as unevaluated (2020-12, section 11.3).
    tops = {error.pointer.split("/")[1] for error in errors if error.pointer.startswith("/")}
    return tops | set(HEADER_FIELDS)


def _fix(error: SchemaError, schema: str | Mapping[str, object], data: object) -> str | None:
    if error.keyword not in _EXTRA or error.property is None:
        return None
    known = _known_fields(schema, error.pointer)
    try:
        there = resolve(data, error.pointer)
    except KeyError:
        there = None
    taken = there if isinstance(there, dict) else {}
    free = [name for name in known if name not in taken]
    return suggestion(error.property, free) if free else None


def _known_fields(schema: str | Mapping[str, object], pointer: str) -> list[str]:
    """The names that the schema knows at an instance pointer, by walking ``properties`` and ``items``."""
    if isinstance(schema, str):
        import json  # noqa: PLC0415 - only on failure

        schema = json.loads(own_schema_bytes(schema))
    names: set[str] = set(HEADER_FIELDS) if not pointer else set()
    for node in _descend(schema, schema, split(pointer)):
        properties = node.get("properties")
        if isinstance(properties, dict):
            names.update(properties)
    return sorted(names)


def _descend(node: object, root: object, tokens: list[str], depth: int = 0) -> list[Mapping[str, object]]:
    """Schema nodes that may describe the value at ``tokens``, through $ref, branches and containers."""
    if not isinstance(node, Mapping) or depth > 60:  # noqa: PLR2004 - shipped schemas are shallow
        return []
    found: list[Mapping[str, object]] = []
    reference = node.get("$ref")
    if isinstance(reference, str):
        with suppress(KeyError):
            found += _descend(*referred(reference, root), tokens, depth + 1)
    for branch in ("anyOf", "oneOf", "allOf"):
        options = node.get(branch)
        if isinstance(options, list):
            for option in options:
                found += _descend(option, root, tokens, depth + 1)
    for branch in ("then", "else"):
        found += _descend(node.get(branch), root, tokens, depth + 1)
    if not tokens:
        return [node, *found]
    head, rest = tokens[0], tokens[1:]
    properties = node.get("properties")
    if isinstance(properties, Mapping) and head in properties:
        found += _descend(properties[head], root, rest, depth + 1)
    else:
        patterns = node.get("patternProperties")
        for container in (node.get("items"), node.get("additionalProperties"), *_values(patterns)):
            found += _descend(container, root, rest, depth + 1)
    return found


def _values(node: object) -> list[object]:
    return list(node.values()) if isinstance(node, Mapping) else []
