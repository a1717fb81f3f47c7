"""What a schema has evaluated of a value, for ``unevaluatedProperties`` and ``unevaluatedItems``.

``jsonschema`` asks every subschema again to find that out, which doubles the time with each level, and its
answers for 2019-09 differ from the standard's. Here it is collected on the way, as annotations are in JSON
Schema 2020-12, section 7.7: a schema that holds hands what it evaluated to the schema that applies it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from jsonschema.exceptions import ValidationError


@dataclass(slots=True)
class Evaluated:
    """The properties and the items of one value that one application of a schema has evaluated so far."""

    names: set[str] = field(default_factory=set)
    items: set[int] = field(default_factory=set)


#: of the schema that is being applied; each application has its own, so cousins see nothing of each other
_here: ContextVar[Evaluated] = ContextVar("evaluated")


def evaluated() -> Evaluated:
    """What the schema that is being applied has evaluated so far."""
    return _here.get()


def in_place(validator: Any, instance: Any, schema: Any, schema_path: Any = None) -> list[ValidationError]:
    """The failures of a value against a subschema; what that evaluates counts where there are none."""
    errors, inner = aside(validator, instance, schema, schema_path)
    if not errors:
        adopt(inner)
    return errors


def aside(
    validator: Any, instance: Any, schema: Any, schema_path: Any = None
) -> tuple[list[ValidationError], Evaluated]:
    """The failures of a value against a subschema, and what that evaluates, which does not count yet."""
    return apart(lambda: validator.descend(instance, schema, schema_path=schema_path))


def adopt(inner: Evaluated) -> None:
    """Count what a subschema has evaluated."""
    outer = _here.get(None)
    if outer is not None:
        outer.names |= inner.names
        outer.items |= inner.items


def inside(
    validator: Any, value: Any, schema: Any, path: str | int, schema_path: Any = None
) -> list[ValidationError]:
    """The failures of a part of a value; jsonschema itself forgets the path where the schema is ``false``."""
    if schema is False:
        refusal: dict[str, Any] = {"validator": None, "validator_value": None, "schema": False}
        return [ValidationError("", instance=value, path=[path], **refusal)]
    return apart(lambda: validator.descend(value, schema, path=path, schema_path=schema_path))[0]


def holds(validator: Any, value: Any, schema: Any) -> bool:
    """Whether a value satisfies a subschema; what that evaluates does not count."""
    return not aside(validator, value, schema)[0]


def apart(judge: Callable[[], Iterable[ValidationError]]) -> tuple[list[ValidationError], Evaluated]:
    """The failures that ``judge`` finds, and what it evaluated, which does not count yet."""
    # the failures are listed here and now: a generator left half-way would leave its record behind
    inner = Evaluated()
    token = _here.set(inner)
    try:
        return list(judge()), inner
    finally:
        _here.reset(token)
