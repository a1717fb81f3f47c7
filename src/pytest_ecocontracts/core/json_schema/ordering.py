"""The failures of a document in a stable order, each told once, without mere consequences."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from ..ports import SchemaError


def ordered(errors: Iterable[tuple[SchemaError, Collection[str]]]) -> list[SchemaError]:
    """Sort errors, each given with the names its schema declares, and drop mere consequences.

    A part of a schema that fails says nothing of the properties it knows, so ``unevaluatedProperties``
    then refuses them all; what counts is the failure itself.
    """
    # One thing may be said twice, by two parts of a schema or for two reasons; once is enough.
    pairs = list({_order(error): (error, declared) for error, declared in errors}.values())
    causes = [
        error
        for error, declared in pairs
        if not error.keyword.startswith("unevaluated")
        or (error.property is not None and error.property not in declared)
    ]
    kept = causes if len(causes) == len(pairs) else _with_unexplained(pairs, causes)
    return sorted(kept, key=_order)


def _order(error: SchemaError) -> tuple[str, ...]:
    words = (error.expected or "", error.message, error.found or "")
    return (error.pointer, error.keyword, error.property or "", *words)


def _with_unexplained(
    pairs: Sequence[tuple[SchemaError, Collection[str]]], causes: list[SchemaError]
) -> list[SchemaError]:
    places = {
        ancestor
        for cause in causes
        for ancestor in _ancestors(cause.pointer)
        # a property that nobody knows makes what is above it fail, and nothing beside it
        if ancestor != cause.pointer or not cause.keyword.startswith("unevaluated")
    }
    known = set(map(id, causes))
    return causes + [error for error, _ in pairs if id(error) not in known and error.pointer not in places]


def _ancestors(pointer: str) -> Iterator[str]:
    yield pointer
    while pointer:
        pointer = pointer.rpartition("/")[0]
        yield pointer
