"""The macros that visit the elements of a list or the keys of a map, one slot of the frame for each.

``cost`` is the number of parts of the body: what one visit takes off the budget.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from .closures import Run, Span
from .problems import BudgetExceeded, EvaluationError
from .values import Frame, spend, type_name

#: visits that are paid for at once
_BLOCK: Final = 64


def _visit(value: object, frame: Frame, cost: int, place: Span) -> Iterable[Any]:
    """The elements or keys, paid for."""
    if type(value) is dict:
        items: list[Any] = list(value)
    elif type(value) is list:
        items = value
    else:
        message = f"only lists and maps have elements, here is {type_name(value)}"
        raise EvaluationError(message, *place)
    if len(items) > _BLOCK:
        return _paid(items, frame, cost)
    frame[0] -= cost * len(items)
    if frame[0] < 0:
        spend(frame, 0)
    return items


def _paid(items: list[Any], frame: Frame, cost: int) -> Iterator[Any]:
    for start in range(0, len(items), _BLOCK):
        block = items[start : start + _BLOCK]
        spend(frame, cost * len(block))
        yield from block


def _not_bool(macro: str, value: object, place: Span) -> EvaluationError:
    return EvaluationError(f"the condition of {macro} is {type_name(value)}, not bool", *place)


def quantifier(macro: str, items: Run, slot: int, body: Run, cost: int, place: Span) -> Run:
    """``all`` and ``exists``: an element that decides wins over errors at others."""
    deciding = macro == "exists"

    def run(frame: Frame) -> bool:
        failure: EvaluationError | None = None
        values = items(frame)
        if type(values) is not list or len(values) > _BLOCK:
            values = _visit(values, frame, cost, place)
        else:  # as _visit does, without a call: most lists are short
            frame[0] -= cost * len(values)
            if frame[0] < 0:
                spend(frame, 0)
        for item in values:
            frame[slot] = item
            try:
                verdict: object = body(frame)
            except BudgetExceeded:
                raise
            except EvaluationError as error:
                failure = failure or error
                continue
            if verdict is deciding:
                return deciding
            if verdict is not True and verdict is not False and failure is None:
                failure = _not_bool(macro, verdict, place)
        if failure is not None:
            raise failure
        return not deciding

    return run


def exists_one(_macro: str, items: Run, slot: int, body: Run, cost: int, place: Span) -> Run:
    """``exists_one``: every element is looked at, and an error at any of them is one."""

    def run(frame: Frame) -> bool:
        count = 0
        for item in _visit(items(frame), frame, cost, place):
            frame[slot] = item
            verdict = body(frame)
            if verdict is True:
                count += 1
            elif verdict is not False:
                raise _not_bool("exists_one", verdict, place)
        return count == 1

    return run


def filtered(_macro: str, items: Run, slot: int, body: Run, cost: int, place: Span) -> Run:
    """``filter``."""

    def run(frame: Frame) -> list[Any]:
        kept: list[Any] = []
        for item in _visit(items(frame), frame, cost, place):
            frame[slot] = item
            verdict = body(frame)
            if verdict is True:
                kept.append(item)
            elif verdict is not False:
                raise _not_bool("filter", verdict, place)
        return kept

    return run


def mapped(_macro: str, items: Run, slot: int, body: Run, cost: int, place: Span) -> Run:
    """``map`` with a value alone."""

    def run(frame: Frame) -> list[Any]:
        made: list[Any] = []
        for item in _visit(items(frame), frame, cost, place):
            frame[slot] = item
            made.append(body(frame))
        return made

    return run


def mapped_if(condition: Run, items: Run, slot: int, body: Run, cost: int, place: Span) -> Run:
    """``map`` with a condition before the value."""

    def run(frame: Frame) -> list[Any]:
        made: list[Any] = []
        for item in _visit(items(frame), frame, cost, place):
            frame[slot] = item
            verdict = condition(frame)
            if verdict is True:
                made.append(body(frame))
            elif verdict is not False:
                raise _not_bool("map", verdict, place)
        return made

    return run


LOOPS: Final[dict[str, Callable[[str, Run, int, Run, int, Span], Run]]] = {
    "all": quantifier,
    "exists": quantifier,
    "exists_one": exists_one,
    "filter": filtered,
    "map": mapped,
}
