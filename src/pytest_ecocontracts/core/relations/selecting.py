"""Values by JSON Pointer; ``*`` is each element or value, ``*~`` each name of an object."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from ..pointers import array_index, join, split

#: tokens that lead to many: every element or member; the names of the members, as no valid pointer has it
EVERY: Final = "*"
NAMES: Final = "*~"
_MANY: Final = frozenset({EVERY, NAMES})
#: stands for nothing at all, where null is a value
ABSENT: Final = object()


def first_many(tokens: Sequence[str]) -> int | None:
    """The number of the first token that leads to many values; None where each leads to one."""
    return next((index for index, token in enumerate(tokens) if token in _MANY), None)


def last_many(tokens: Sequence[str]) -> int | None:
    """The number of the last token that leads to many values; None where each leads to one."""
    found = first_many(tokens[::-1])
    return None if found is None else len(tokens) - 1 - found


@lru_cache(maxsize=1024)
def values_at(pointer: str) -> Callable[[object], Sequence[object]]:
    """A function that gives every value at a pointer, in the order of the data; none where nothing is."""
    tokens = split(pointer)
    if not tokens:
        return lambda data: (data,)
    if len(tokens) == 1 and tokens[0] not in _MANY:
        return _member(tokens[0])
    if first_many(tokens) is None:

        def one(data: object) -> Sequence[object]:
            for token in tokens:
                data = step(data, token)
                if data is ABSENT:
                    return ()
            return (data,)

        return one

    def many(data: object) -> Sequence[object]:
        found: list[object] = [data]
        for token in tokens:
            found = [inner for value in found for inner in _inner(value, token)]
        return found

    return many


def _inner(value: object, token: str) -> Iterable[object]:
    """What one token leads to, without the pointers that ``places_at`` would make."""
    if token == EVERY:
        return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if token == NAMES:
        return value if isinstance(value, dict) else ()
    following = step(value, token)
    return () if following is ABSENT else (following,)


def _member(token: str) -> Callable[[object], Sequence[object]]:
    """The commonest pointer of all: a field of the record."""

    def member(data: object) -> Sequence[object]:
        if isinstance(data, dict):
            return (data[token],) if token in data else ()
        value = step(data, token)
        return () if value is ABSENT else (value,)

    return member


def places_at(tokens: Sequence[str], data: object, base: str = "") -> Iterator[tuple[str, object]]:
    """Yield (pointer, value) for every value that the tokens lead to; a name stands where its member does."""
    pending: list[tuple[str, object, int]] = [(base, data, 0)]
    while pending:
        pointer, value, depth = pending.pop()
        if depth == len(tokens):
            yield pointer, value
            continue
        token = tokens[depth]
        if token == NAMES:
            names = list(value) if isinstance(value, dict) else []
            pending += [(join(pointer, name), name, depth + 1) for name in reversed(names)]
        elif token != EVERY:
            following = step(value, token)
            if following is not ABSENT:
                pending.append((join(pointer, token), following, depth + 1))
        elif isinstance(value, dict):
            pending += [(join(pointer, name), inner, depth + 1) for name, inner in reversed(value.items())]
        elif isinstance(value, list):
            pending += [
                (join(pointer, index), value[index], depth + 1) for index in range(len(value) - 1, -1, -1)
            ]


def step(data: object, token: str) -> object:
    """What one token of a pointer leads to, or ABSENT."""
    if isinstance(data, dict):
        return data.get(token, ABSENT)
    if isinstance(data, list) and (index := array_index(token)) is not None:
        return data[index] if index < len(data) else ABSENT
    return ABSENT
