"""``${column}`` in the texts of a template: found once, and filled for each row."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from ..pointers import resolve

#: "$${" stands for "${"; a name ends at its brace; one that does not end is found without its brace
_PLACEHOLDER: Final = re.compile(r"\$(?:(?P<escape>\$\{)|\{(?P<name>[^{}]*)(?P<end>\}?))")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A column of the row, or, where it begins with a slash, the JSON Pointer of a value inside of it.

    ``pointer`` leads to the text of the template that it stands in.
    """

    name: str
    pointer: str

    def __str__(self) -> str:
        return f"${{{self.name}}}"

    def value(self, row: Mapping[str, object]) -> object:
        """The row's value; raises KeyError where it has none."""
        if self.name in row:
            return row[self.name]
        if self.name.startswith("/"):
            return resolve(row, self.name)
        raise KeyError(self.name)


#: texts and placeholders in turn
Parts: TypeAlias = "tuple[str | Placeholder, ...]"
#: what of a value has placeholders: nothing, the text itself, or something inside of it
Plan: TypeAlias = "Parts | dict[str | int, Plan] | None"


class PlaceholderProblem(Exception):
    """A placeholder that cannot be read, or a value that cannot stand in the text at ``pointer``."""

    def __init__(self, message: str, pointer: str) -> None:
        self.pointer = pointer
        super().__init__(message)


class Budget:
    """How much may still be made; raises Exhausted when it is used up."""

    def __init__(self, size: int) -> None:
        self._left = size

    def take(self, size: int) -> None:
        """Use some of it, before it is made."""
        self._left -= size
        if self._left < 0:
            raise Exhausted


class Exhausted(Exception):
    """More was asked for than the budget allows."""


def parse(text: str, pointer: str) -> Parts | None:
    """The parts of the text at ``pointer``; None where nothing is filled in. Raises PlaceholderProblem."""
    parts: list[str | Placeholder] = []
    end = 0
    for match in _PLACEHOLDER.finditer(text):
        parts.append(text[end : match.start()])
        end = match.end()
        if match["escape"]:
            parts.append("${")
        elif not match["end"]:
            message = f"a placeholder is not closed: {match[0][:60]!r}"
            raise PlaceholderProblem(message, pointer)
        elif not match["name"].strip():
            message = "a placeholder names no column"
            raise PlaceholderProblem(message, pointer)
        else:
            parts.append(Placeholder(match["name"].strip(), pointer))
    if not parts:
        return None
    parts.append(text[end:])
    return tuple(part for part in parts if part)


def is_key(text: str) -> bool:
    """Whether a key of a mapping looks as if something was to be filled in."""
    return any(not match["escape"] for match in _PLACEHOLDER.finditer(text))


def placeholders(plan: Plan) -> Iterator[Placeholder]:
    """Every placeholder, in the order of the template."""
    for part in plan.values() if isinstance(plan, dict) else plan or ():
        if isinstance(part, Placeholder):
            yield part
        elif not isinstance(part, str):
            yield from placeholders(part)


def fill(value: object, plan: Plan, row: Mapping[str, object], budget: Budget) -> object:
    """A copy with the row's values; what has no placeholders is shared with the template.

    A text that is one placeholder becomes the value itself, whatever its type. Raises
    PlaceholderProblem, KeyError for a column that the row does not have, and Exhausted.
    """
    if plan is None:
        return value
    if isinstance(plan, tuple):
        return _text(plan, row, budget)
    if isinstance(value, list):
        filled = list(value)
        for index, inner in plan.items():
            filled[int(index)] = fill(value[int(index)], inner, row, budget)
        return filled
    mapping: dict[str, object] = dict(value)  # type: ignore[call-overload]  # a plan of keys is one of a mapping
    for key, inner in plan.items():
        mapping[str(key)] = fill(mapping[str(key)], inner, row, budget)
    return mapping


def _text(parts: Parts, row: Mapping[str, object], budget: Budget) -> object:
    if len(parts) == 1 and isinstance(parts[0], Placeholder):
        value = parts[0].value(row)
        budget.take(size_of(value))
        return value
    texts = []
    for part in parts:
        text = part if isinstance(part, str) else _written(part, part.value(row))
        budget.take(len(text))
        texts.append(text)
    return "".join(texts)


def _written(placeholder: Placeholder, value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    what = "null" if value is None else "a list" if isinstance(value, list) else "a mapping"
    message = f"{placeholder} is {what}, which cannot stand inside of a text"
    raise PlaceholderProblem(message, placeholder.pointer)


def size_of(value: object) -> int:
    """About how many characters a value takes; each value in it counts, too."""
    size = 0
    pending = [value]
    while pending:
        each = pending.pop()
        size += 1
        if isinstance(each, str):
            size += len(each)
        elif isinstance(each, dict):
            size += sum(map(len, each))
            pending += each.values()
        elif isinstance(each, list):
            pending += each
    return size
