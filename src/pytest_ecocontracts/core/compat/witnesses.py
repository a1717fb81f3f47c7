"""Confirms candidates by validators and makes confirmed ones small."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ..json_schema.wording import DEPTH_LIMIT, PATTERN_LIMIT
from ..ports import CompiledSchema, SchemaError
from .model import Witness
from .nodes import text_of

#: values that are tried while a witness is made smaller
_TRIES: Final = 500
_NO_VERDICT: Final = frozenset({DEPTH_LIMIT, PATTERN_LIMIT})


class Both:
    """Several schemas as one: a reading that adds to its schema need not be compiled with it again."""

    depth_limit = None

    def __init__(self, parts: Sequence[CompiledSchema]) -> None:
        self._parts = parts

    def is_valid(self, instance: object) -> bool:
        """Whether the instance satisfies all of them."""
        return all(part.is_valid(instance) for part in self._parts)

    def errors(self, instance: object) -> list[SchemaError]:
        """The failures of each."""
        return [error for part in self._parts for error in part.errors(instance)]


@dataclass(frozen=True, slots=True)
class Court:
    """The validators of both versions, by the index of an engine; none is asked before those ahead agree."""

    accepting: Callable[[int], CompiledSchema]
    refusing: Callable[[int], CompiledSchema]
    engines: int

    def witness(self, value: Any) -> Witness | None:
        """A value that every engine accepts under the one version and refuses under the other, made small.

        None where one of them does not, or says nothing.
        """
        if not self._differ(0, value):
            return None
        small = shrunk(value, lambda smaller: self._differ(0, smaller))
        if not self._confirm(small):
            if not self._confirm(value):
                return None
            small = shrunk(value, self._confirm)  # the engines differ on something along the way
        errors = [self.refusing(index).errors(small) for index in range(self.engines)]
        if not all(map(_refuse, errors)):
            return None
        return Witness(value=small, errors=tuple(errors[0]))

    def _confirm(self, value: Any) -> bool:
        return all(self._differ(index, value) for index in range(self.engines))

    def _differ(self, index: int, value: Any) -> bool:
        return self.accepting(index).is_valid(value) and not self.refusing(index).is_valid(value)


def _refuse(errors: Sequence[SchemaError]) -> bool:
    return bool(errors) and not any(error.keyword in _NO_VERDICT for error in errors)


def shrunk(value: Any, holds: Callable[[Any], bool]) -> Any:
    """A smaller value for which ``holds`` is still true; the value itself where there is none."""
    tries = _TRIES
    progress = True
    while progress:
        progress = False
        for smaller in _smaller(value):
            tries -= 1
            if tries < 0:
                return value
            if holds(smaller):
                value, progress = smaller, True
                break
    return value


def _smaller(value: Any) -> Iterator[Any]:
    """Values with something left out or made simpler, the greatest steps first."""
    if isinstance(value, dict):
        names = list(value)
        half = len(names) // 2
        for part in (names[:half], names[half:]) if half else ():
            yield {name: value[name] for name in part}
        for name in value:
            yield {other: value[other] for other in value if other != name}
        for name in value:
            yield from ({**value, name: inner} for inner in _smaller(value[name]))
    elif isinstance(value, list):
        half = len(value) // 2
        yield from (part for part in (value[:half], value[half:]) if part and len(part) < len(value))
        for index in range(len(value)):
            yield value[:index] + value[index + 1 :]
        for index, item in enumerate(value):
            yield from ([*value[:index], inner, *value[index + 1 :]] for inner in _smaller(item))
    else:
        yield from _simpler(value)


def _simpler(value: Any) -> Iterator[Any]:
    if isinstance(value, str):
        shorter = ["", "a", value[: len(value) // 2], value[:-1]]
        yield from (text for text in dict.fromkeys(shorter) if (len(text), text) < (len(value), value))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        plainer = [0, 1, int(value)]
        yield from (each for each in plainer if _weight(each) < _weight(value))


def _weight(number: float) -> tuple[bool, int, str]:
    return isinstance(number, float), len(text_of(number)), text_of(number)
