"""What every source may do with its elements: choose among them, and change what is compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from ..cel import EvaluationError, Expression
from ..model import Report
from ..paths.linear_regex import PatternProblem
from ..pointers import join, resolve
from ..relations.conditions import compile_condition
from ..relations.normalisers import NORMALISERS, NoRecipe
from .model import Element, SourceBlocked, Step
from .patterns import Replacement, parse_pattern

#: value: what is compared; self: the record that it comes from; path: the path of its file
VARIABLES: Final = ("value", "self", "path", "params")


@dataclass(frozen=True, slots=True)
class Where(Step):
    """Keep the elements for which a condition holds."""

    condition: Expression
    params: Mapping[str, object]

    def apply(self, elements: Iterator[Element]) -> Iterator[Element]:
        """Yield the elements that count; one that cannot be judged blocks the source."""
        for element in elements:
            try:
                counts = self.condition.evaluate(variables(element, self.params))
            except EvaluationError as error:
                message = f"'where: {self.condition.text}' cannot be judged: {error}"
                raise SourceBlocked(
                    element.place.path,
                    message,
                    element.place,
                    expected="elements that all have what the condition reads",
                    found=str(error),
                    fix=error.fix or "ask with has(...) first, where not every element has it",
                ) from None
            if counts is True:
                yield element


def variables(element: Element, params: Mapping[str, object]) -> dict[str, Any]:
    """What an expression reads of an element."""
    return {
        "value": element.value,
        "self": element.record,
        "path": element.place.path,
        "params": params,
    }


@dataclass(frozen=True, slots=True)
class Take(Step):
    """Compare a part of the record, or a list of parts; elements without it are left out."""

    pointers: Sequence[str]
    is_one: bool

    def apply(self, elements: Iterator[Element]) -> Iterator[Element]:
        """Yield the elements with their new values, at the places of these."""
        for element in elements:
            try:
                values = [resolve(element.record, pointer) for pointer in self.pointers]
            except KeyError:
                continue
            if any(value is None for value in values):
                continue
            place = element.place
            if self.is_one and place.line is None and place.offset is None and self._is_in(element.value):
                place = place._replace(pointer=place.pointer + self.pointers[0])
            yield element._replace(value=values[0] if self.is_one else values, place=place)

    def _is_in(self, value: object) -> bool:
        """Whether the part stands in the value, and not only beside it in the record."""
        try:
            resolve(value, self.pointers[0])
        except KeyError:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Change(Step):
    """Change each value that is a text; a list of values is changed part by part."""

    change: Callable[[str], str]

    def apply(self, elements: Iterator[Element]) -> Iterator[Element]:
        """Yield the elements with their new values."""
        for element in elements:
            try:
                yield element._replace(value=self._changed(element.value))
            except NoRecipe as problem:
                raise SourceBlocked(element.place.path, str(problem), element.place) from None

    def _changed(self, value: object) -> object:
        if isinstance(value, list):
            return [self._changed(part) for part in value]
        return self.change(value) if isinstance(value, str) else value


def parse_steps(
    fields: Mapping[str, object], pointer: str, params: Mapping[str, object], report: Report
) -> list[Step]:
    """The steps of a source, in the order in which they are done; reports what is wrong with them."""
    steps: list[Step] = []
    if "value" in fields:
        taken = fields["value"]
        is_one = isinstance(taken, str)
        steps.append(Take([cast("str", taken)] if is_one else cast("list[str]", taken), is_one))
    # The schema knows their names.
    steps += [Change(NORMALISERS[name]) for name in cast("list[str]", fields.get("normalise", []))]
    for index, entry in enumerate(cast("list[Mapping[str, str]]", fields.get("replace", []))):
        pattern = parse_pattern(entry["pattern"], join(pointer, "replace", index, "pattern"), report)
        if pattern is not None:
            try:
                steps.append(Change(Replacement(pattern, entry["with"]).apply))
            except PatternProblem as problem:
                report.add(
                    "ECC020",
                    f"the replacement cannot be used: {problem}",
                    pointer=join(pointer, "replace", index, "with"),
                    expected=f"groups from 0 to {pattern.groups}, as \\1 or \\g<name>; \\\\ is a backslash",
                    found=entry["with"][:200],
                    metadata={"pattern": pattern.text[:200]},
                )
    renamed = fields.get("rename")
    if isinstance(renamed, Mapping):
        steps.append(Change(lambda text: str(renamed.get(text, text))))
    if "where" in fields:
        members = {"params": tuple(params)}
        condition = compile_condition(
            str(fields["where"]), VARIABLES, join(pointer, "where"), report, "where", members
        )
        if condition is not None:
            steps.append(Where(condition, params))
    return steps
