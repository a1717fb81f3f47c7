"""The words for a failure against a schema: the same whichever engine found it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Final

from .. import pointers
from ..ports import SchemaError
from ..suggestions import did_you_mean
from .alternatives import alternatives
from .failure import NOTHING, Failure, Words
from .showing import LONGEST, show, type_of

#: properties of one object that are told one by one
MANY: Final = 10_000
#: names among which the nearest one is looked for; more would take long, and help nobody
_COMPARED: Final = 200
_LONGEST_LIST: Final = 10

#: pseudo-keywords for an instance that the engine could not judge
PATTERN_LIMIT: Final = "pattern-limit"
DEPTH_LIMIT: Final = "depth-limit"


def keyword_of(name: object) -> str:
    """One name for what engines name differently; None stands for the schema ``false``."""
    if name is None:
        return NOTHING
    return "contains" if name in {"minContains", "maxContains"} else str(name)


def describe(failure: Failure) -> list[SchemaError]:
    """One error, or one for each property that is missing or not allowed."""
    if failure.keyword in _BY_PROPERTY and failure.properties:
        words = _BY_PROPERTY[failure.keyword]
        errors = [_error(failure, *words(failure, name), name) for name in failure.properties[:MANY]]
        further = len(failure.properties) - MANY
        if further > 0:
            errors.append(_error(failure, f"so are {further} further properties", None, None, None, None))
        return errors
    words_of = _WORDS.get(failure.keyword, _anything)
    message, expected, found, fix = words_of(failure)
    return [_error(failure, message, expected, found, fix, None)]


def unjudged(pattern: str, text: str) -> SchemaError:
    """A pattern that ran out of steps on a text, so that nothing can be said of the document."""
    return SchemaError(
        pointer="",
        schema_pointer="",
        keyword=PATTERN_LIMIT,
        message=f"the pattern {show(pattern)} took too many steps on a text, so there is no verdict",
        expected="a text that the pattern can be tried on within its limit",
        found=show(text),
        fix="write the pattern without look-around, back-references and nested repetition",
    )


def too_deep(limit: int | None) -> SchemaError:
    """A document that is nested too deep for a schema whose questions multiply with every level."""
    return SchemaError(
        pointer="",
        schema_pointer="",
        keyword=DEPTH_LIMIT,
        message="the document is nested too deep for this schema, so there is no verdict",
        expected=f"at most {limit} levels" if limit is not None else "fewer levels",
        fix="let each part of the schema refer to itself in one way only, or nest the document less",
    )


def _error(
    failure: Failure, message: str, expected: str | None, found: str | None, fix: str | None, name: str | None
) -> SchemaError:
    return SchemaError(
        pointer=pointers.join("", *failure.path),
        schema_pointer=failure.schema_pointer,
        schema_uri=failure.schema_uri,
        keyword=failure.keyword,
        message=message,
        expected=expected,
        found=found,
        property=name,
        fix=fix,
    )


def _required(failure: Failure, name: str) -> Words:
    found = list(islice(failure.instance, _COMPARED)) if isinstance(failure.instance, dict) else []
    near = did_you_mean(name, [other for other in found if other not in failure.declared])
    fix = f"rename {show(near)} to {show(name)}" if near else f"add {show(name)}"
    have = ", ".join(map(show, found[:_LONGEST_LIST])) + (", ..." if len(found) > _LONGEST_LIST else "")
    return f"the property {show(name)} is missing", f"the property {show(name)}", have or "{}", fix


def _dependent(failure: Failure, name: str) -> Words:
    cause = next(
        (
            trigger
            for trigger, needs in (failure.value.items() if isinstance(failure.value, dict) else ())
            if isinstance(needs, list) and name in needs and _has(failure.instance, trigger)
        ),
        None,
    )
    because = f" because {show(cause)} is present" if cause is not None else ""
    return (
        f"the property {show(name)} is missing{because}",
        f"the property {show(name)}{because}",
        "no such property",
        f"add {show(name)}" + (f", or remove {show(cause)}" if cause is not None else ""),
    )


def _extra(failure: Failure, name: str) -> Words:
    allowed = failure.declared
    have = failure.instance if isinstance(failure.instance, dict) else {}
    near = did_you_mean(name, [other for other in allowed if other not in have]) or did_you_mean(
        name, allowed
    )
    listed = ", ".join(map(show, sorted(allowed)[:_LONGEST_LIST]))
    more = ", ..." if len(allowed) > _LONGEST_LIST else ""
    expected = f"one of {listed}{more}" if allowed else None
    fix = f"did you mean {show(near)}?" if near else f"remove {show(name)}, or declare it in the schema"
    return f"the property {show(name)} is not allowed", expected, show(name), fix


def _names(failure: Failure, name: str) -> Words:
    wanted = "no property" if failure.value is False else f"names with {show(failure.value)}"
    return f"the property name {show(name)} is not allowed", wanted, show(name), None


def _has(instance: object, name: str) -> bool:
    return isinstance(instance, dict) and name in instance


_BY_PROPERTY: Final[Mapping[str, Callable[[Failure, str], Words]]] = {
    "required": _required,
    "dependentRequired": _dependent,
    "dependencies": _dependent,
    "additionalProperties": _extra,
    "unevaluatedProperties": _extra,
    "propertyNames": _names,
}


def _anything(failure: Failure) -> Words:
    return (
        f"the value does not satisfy {show(failure.keyword)}",
        f"{failure.keyword}: {show(failure.value)}",
        show(failure.instance),
        None,
    )


def _quoted(value: object, wanted: Sequence[object]) -> bool:
    """Whether a text would be of a wanted type if it stood there without quotes."""
    if not isinstance(value, str) or len(value) > LONGEST:
        return False
    try:
        bare = type_of(json.loads(value))
    except ValueError:
        return False
    return bare in wanted or (bare == "integer" and "number" in wanted)


def _type(failure: Failure) -> Words:
    wanted = failure.value if isinstance(failure.value, list) else [failure.value]
    names = " or ".join(str(name) for name in wanted)
    found = type_of(failure.instance)
    fix = None
    if _quoted(failure.instance, wanted):
        fix = "write it without quotes"
    elif "string" in wanted and found in {"integer", "number", "boolean"}:
        fix = f'write it in quotes: "{show(failure.instance)}"'
    return (
        f"the value is of type {found}, not {names}",
        names,
        f"{found}: {show(failure.instance)}",
        fix,
    )


def _enum(failure: Failure) -> Words:
    options = failure.value if isinstance(failure.value, list) else [failure.value]
    listed = ", ".join(map(show, options[:_LONGEST_LIST])) + (", ..." if len(options) > _LONGEST_LIST else "")
    near = None
    if isinstance(failure.instance, str):
        near = did_you_mean(failure.instance, [text for text in options[:_COMPARED] if isinstance(text, str)])
    return (
        "the value is none of those allowed",
        f"one of {listed}",
        show(failure.instance),
        f"did you mean {show(near)}?" if near is not None else None,
    )


def _const(failure: Failure) -> Words:
    return (
        "the value is not the one that is demanded",
        show(failure.value),
        show(failure.instance),
        f"write {show(failure.value)}",
    )


#: the pattern of JSON Pointers in the schemas of contracts
_POINTER: Final = "^(/.*)?$"


def _pattern(failure: Failure) -> Words:
    return (
        "the text does not match the pattern",
        f"a text that matches {show(failure.value)}",
        show(failure.instance),
        _begun(failure.instance) if failure.value == _POINTER else None,
    )


def _begun(text: object) -> str:
    return f"a JSON Pointer begins with '/': {show(f'/{text}')}"


_FORMAT_EXAMPLES: Final = {
    "date-time": "2026-01-31T23:59:59Z",
    "date": "2026-01-31",
    "time": "23:59:59Z",
    "duration": "P3DT4H",
    "email": "name@example.org",
    "hostname": "www.example.org",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.org/a",
    "uuid": "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
    "json-pointer": "/a/0",
}


def _format(failure: Failure) -> Words:
    example = _FORMAT_EXAMPLES.get(str(failure.value))
    return (
        f"the text is not of the format {show(failure.value)}",
        f"format {failure.value}" + (f", for example {show(example)}" if example else ""),
        show(failure.instance),
        None,
    )


def _bound(words: str, sign: str) -> Callable[[Failure], Words]:
    def say(failure: Failure) -> Words:
        return f"the number is {words}", f"{sign} {show(failure.value)}", show(failure.instance), None

    return say


def _count(noun: str, adjective: str, sign: str) -> Callable[[Failure], Words]:
    def say(failure: Failure) -> Words:
        size = len(failure.instance) if isinstance(failure.instance, str | list | dict) else "?"
        return (
            f"there are too {adjective} {noun}",
            f"{sign} {show(failure.value)} {noun}",
            f"{size}: {show(failure.instance)}",
            None,
        )

    return say


def _not(failure: Failure) -> Words:
    return "the value is what is forbidden", f"not {show(failure.value)}", show(failure.instance), None


def _nothing(failure: Failure) -> Words:
    return "nothing may stand here", "no value", show(failure.instance), "remove it"


def _unique(failure: Failure) -> Words:
    return (
        "the items are not unique",
        "items that all differ",
        show(failure.instance),
        "remove the repetition",
    )


def _contains(failure: Failure) -> Words:
    schema = failure.schema if isinstance(failure.schema, dict) else {}
    least, most = schema.get("minContains", 1), schema.get("maxContains")
    wanted = f"at least {show(least)}" + (f" and at most {show(most)}" if most is not None else "")
    return (
        "the number of items that 'contains' describes is not right",
        f"{wanted} of {show(schema.get('contains'))}",
        show(failure.instance),
        None,
    )


def _extra_items(failure: Failure) -> Words:
    return "there are more items than the schema allows", "no further items", show(failure.instance), None


_WORDS: Final[Mapping[str, Callable[[Failure], Words]]] = {
    "type": _type,
    "enum": _enum,
    "const": _const,
    "pattern": _pattern,
    "format": _format,
    "minimum": _bound("too small", "at least"),
    "exclusiveMinimum": _bound("too small", "more than"),
    "maximum": _bound("too large", "at most"),
    "exclusiveMaximum": _bound("too large", "less than"),
    "multipleOf": _bound("not a multiple", "a multiple of"),
    "minLength": _count("characters", "few", "at least"),
    "maxLength": _count("characters", "many", "at most"),
    "minItems": _count("items", "few", "at least"),
    "maxItems": _count("items", "many", "at most"),
    "minProperties": _count("properties", "few", "at least"),
    "maxProperties": _count("properties", "many", "at most"),
    "anyOf": alternatives,
    "oneOf": alternatives,
    "not": _not,
    NOTHING: _nothing,
    "uniqueItems": _unique,
    "contains": _contains,
    "additionalItems": _extra_items,
    "unevaluatedItems": _extra_items,
    "items": _extra_items,
}
