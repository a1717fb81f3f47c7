"""``holds``: a rule of the expression language is true for every element."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...cel import Expression
from ...sources.model import Element, Source
from ...sources.steps import VARIABLES, variables
from ..conditions import broken, is_true
from ..model import Finding
from ..reading import RelationReader
from ..view import View


@dataclass(frozen=True, slots=True)
class Holds:
    """A rule over ``value``, ``self``, ``path`` and ``params``; None where it is wrong, never run."""

    of: Source
    rule: Expression | None
    params: Mapping[str, object]

    @property
    def sources(self) -> Sequence[Source]:
        """Every source that is read."""
        return (self.of,)

    def judge(self, view: View) -> Iterator[Finding]:
        """Each element for which the rule is not true."""
        for element in view.elements(self.of):
            yield from self.judge_element(element)

    def judge_element(self, element: Element) -> Iterator[Finding]:
        """What is wrong with one element."""
        bound = variables(element, self.params)
        if self.rule is not None and not is_true(self.rule, bound):
            yield broken(self.rule, element, bound)


def parse(read: RelationReader) -> Holds:
    """Read ``holds: {of: ..., rule: ...}``."""
    return Holds(read.source("of"), read.condition("rule", VARIABLES), read.params)
