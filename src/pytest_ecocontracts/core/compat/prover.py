"""Proves that every value of one schema is a value of another; what it cannot prove it leaves open.

A schema is a conjunction of keywords, so each keyword of the wider one is proved from all that is known of
the value. References may be recursive: a pair that is met again further inside of the value is taken for
proved (coinduction: a refuting value of least size would hold a smaller one).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import inf
from typing import Final

from ..ports import SchemaAlgebra
from . import arrays, branches, numbers, objects, strings
from .evaluation import satisfies
from .facts import Facts
from .nodes import Exhausted, Forms, Node

#: rules tried in one proof; each takes some 20 µs
STEPS: Final = 20_000
_DEEPEST: Final = 24
_LEVELS: Final = 70
#: nodes of a pair that the algebra is asked about, and how often it is asked
_ALGEBRA_NODES: Final = 60
_ALGEBRA_CALLS: Final = 100

#: one proof by cases may take this part of what is left
_SHARE: Final = 8
#: values that are held against a schema in the time of one step
VALUES_PER_STEP: Final = 10

Rule = Callable[["Prover", Facts, Node], bool]


@dataclass(frozen=True, slots=True)
class Open:
    """A pair that could not be proved: at ``path`` of the value, keyword ``keyword`` of the wider schema."""

    path: tuple[str | int, ...]
    facts: Facts
    node: Node
    keyword: str


def _type(prover: Prover, facts: Facts, node: Node) -> bool:
    names = node.keywords["type"]
    wrong = [name for name in facts.types if not (name in names or (name == "integer" and "number" in names))]
    return all(prover.empty(facts.also(prover.forms.node({"type": [name]}))) for name in wrong)


RULES: Final[Mapping[str, Rule]] = {
    "type": _type,
    **numbers.RULES,
    **strings.RULES,
    **objects.RULES,
    **arrays.RULES,
    **branches.RULES,
}
#: keywords that another rule looks at
_BESIDE: Final = frozenset({"then", "else", "minContains", "maxContains"})
#: keywords that mean something only together with others of their schema
_DEPENDENT: Final = frozenset(
    {
        "additionalProperties",
        "contains",
        "if",
        "items",
        "patternProperties",
        "properties",
        "unevaluatedItems",
        "unevaluatedProperties",
    }
)


@dataclass(slots=True)
class Prover:
    """Holds what has been proved, and what is being proved."""

    forms: Forms
    algebra: SchemaAlgebra | None = None
    steps: int = STEPS
    #: where proofs of the outermost pair failed
    open: list[Open] = field(default_factory=list)
    proved: set[object] = field(default_factory=set)
    #: the keywords that were not proved of a pair
    failing: dict[object, list[str]] = field(default_factory=dict)
    _attempted: set[object] = field(default_factory=set)
    #: what could not be proved, and whether that has been left open
    _failed: dict[object, bool] = field(default_factory=dict)
    #: how many pairs have been left open, those met again included
    _left: int = 0
    _active: dict[object, tuple[int, int]] = field(default_factory=dict)
    #: proved under the assumption of an active pair, the least of which is told by its index
    _assumed: dict[object, float] = field(default_factory=dict)
    _lowest: float = inf
    _empty: dict[object, bool] = field(default_factory=dict)
    _path: list[str | int] = field(default_factory=list)
    _quiet: int = 0
    _nested: int = 0
    _asked: int = 0

    def again(self, steps: int, algebra: SchemaAlgebra | None = None) -> Prover:
        """A prover that knows what this one found out; with an algebra it asks that where this one failed."""
        failed = self._failed
        if algebra is not None:
            failed = {key: False for key, left_open in failed.items() if not left_open}
        return Prover(
            self.forms,
            algebra,
            steps,
            proved=self.proved,
            failing=self.failing,
            _attempted=self._attempted,
            _failed=failed,
            _empty=self._empty,
        )

    def implies(self, facts: Facts, node: Node) -> bool:
        """Whether the facts are proved to imply a schema; raises Exhausted."""
        if not node.keywords or node.form in facts.key:
            return True
        key = (facts.key, node.form)
        if key in self.proved:
            return True
        if key in self._assumed:
            self._lowest = min(self._lowest, self._assumed[key])
            return True
        if key in self._active:
            return self._assume(*self._active[key])
        if key in self._failed and (self._quiet or self._failed[key]):
            self._left += not self._quiet
            return False
        return self._prove(key, facts, node)

    def _assume(self, index: int, level: int) -> bool:
        """Take an active pair for proved, which only holds further inside of the value."""
        if level >= len(self._path):
            return False
        self._lowest = min(self._lowest, index)
        return True

    def _prove(self, key: object, facts: Facts, node: Node) -> bool:
        self._attempted.add(key)
        index, mark, outer = len(self._active), len(self._assumed), self._lowest
        if index > _LEVELS:
            return False
        self._active[key] = index, len(self._path)
        self._lowest = inf
        held = self._attempt(facts, node)
        del self._active[key]
        lowest, self._lowest = self._lowest, outer
        since = list(self._assumed)[mark:]
        if held and lowest < index:
            self._assumed[key] = lowest
            self._lowest = min(outer, lowest)
            return True
        for each in since:
            del self._assumed[each]
        if held:
            self.proved.update([key, *since])
        else:
            self._failed[key] = not self._quiet
        return held

    def inside(self, token: str | int, facts: Facts, node: Node) -> bool:
        """As ``implies``, for a value directly inside of the one that is looked at."""
        self._path.append(token)
        try:
            return self.implies(facts, node)
        finally:
            self._path.pop()

    def spend(self, steps: int = 1) -> None:
        """Count work; raises Exhausted once there was too much."""
        self.steps -= steps
        if self.steps < 0:
            raise Exhausted

    def _attempt(self, facts: Facts, node: Node) -> bool:
        self.spend()
        if facts.values is not None:
            held = all(satisfies(self.forms, node, value) is True for value in self.possible(facts))
            return held or self._leave_open(facts, node, "enum", self._left)
        found, left = len(self.open), self._left
        failed = [keyword for keyword in node.keywords if not self._keyword(facts, node, keyword)]
        if not failed:
            return True
        self.failing[facts.key, node.form] = failed
        if self.empty(facts) or self._by_cases(facts, node) or self._by_algebra(facts, node):
            del self.open[found:]
            return True
        return self._leave_open(facts, node, failed[0], left)

    def _leave_open(self, facts: Facts, node: Node, keyword: str, left: int) -> bool:
        if not self._quiet and self._left <= left:
            self._left += 1
            self.open.append(Open(tuple(self._path), facts, node, keyword))
        return False

    def _keyword(self, facts: Facts, node: Node, keyword: str) -> bool:
        if keyword in _BESIDE:
            return True
        if keyword not in _DEPENDENT:
            alone = self.forms.alone(node, keyword)
            if any(self.forms.alone(known, keyword) == alone for known, _ in facts.holders(keyword)):
                return True
        rule = RULES.get(keyword)
        return rule is not None and rule(self, facts, node)

    def _by_cases(self, facts: Facts, node: Node) -> bool:
        """Prove every case of an alternative among the facts."""
        if self._nested >= _DEEPEST:
            return False
        cases = next(branches.cases(self.forms, facts, node), None)
        if cases is None:
            return False
        self.spend(sum(len(each.nodes) + len(facts.names) for each in cases) // VALUES_PER_STEP)
        with self._within_share():
            return all(self.implies(case, node) for case in cases)
        return False

    @contextmanager
    def _within_share(self) -> Iterator[None]:
        """Cases of cases may be without number: the outermost get a part of what is left and end with it."""
        outermost = self._nested == 0
        active, assumed, path, lowest = len(self._active), len(self._assumed), len(self._path), self._lowest
        aside = self._set_aside() if outermost else (0, 0)
        self._nested += 1
        try:
            with self.quietly():
                yield
        except Exhausted:
            if not outermost:
                raise
            for kept, count in ((self._active, active), (self._assumed, assumed)):
                for key in list(kept)[count:]:
                    del kept[key]
            del self._path[path:]
            self._lowest = lowest
        finally:
            self._nested -= 1
            self.steps += aside[0]
            if self.forms.left is not None:
                self.forms.left += aside[1]

    def _set_aside(self) -> tuple[int, int]:
        """Take most of what is left away, and tell how much."""
        steps, combined = self.steps - self.steps // _SHARE, 0
        self.steps -= steps
        if self.forms.left is not None:
            combined = self.forms.left - self.forms.left // _SHARE
            self.forms.left -= combined
        return steps, combined

    def _by_algebra(self, facts: Facts, node: Node) -> bool:
        if self.algebra is None or self._quiet or self._asked >= _ALGEBRA_CALLS:
            return False
        whole = self.forms.node({"allOf": list(facts.nodes)})
        if sum(self.forms.reachable(each, _ALGEBRA_NODES) for each in (whole, node)) >= _ALGEBRA_NODES:
            return False
        self._asked += 1
        return self.algebra.covers(self.forms.schema(whole), self.forms.schema(node)) is True

    @property
    def settled(self) -> frozenset[object]:
        """Pairs in which nothing is to be looked for: proved, if only all around them is."""
        return frozenset(self._attempted - self._failed.keys() - self._active.keys())

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """Attempts of which only the success matters leave nothing open."""
        self._quiet += 1
        try:
            yield
        finally:
            self._quiet -= 1

    def tries(self, facts: Facts, node: Node) -> bool:
        """As ``implies``, where other ways are left."""
        with self.quietly():
            return self.implies(facts, node)

    def possible(self, facts: Facts) -> list[object]:
        """The listed values that no fact excludes."""
        listed = facts.values or []
        self.spend(len(listed) * len(facts.nodes) // VALUES_PER_STEP)
        return [v for v in listed if all(satisfies(self.forms, n, v) is not False for n in facts.nodes)]

    def empty(self, facts: Facts) -> bool:
        """Whether no value is proved to satisfy the facts; raises Exhausted."""
        known = self._empty.get(facts.key)
        if known is not None:
            return known
        if self._nested >= _DEEPEST:
            return False
        self.spend()
        self._empty[facts.key] = False  # asked again meanwhile, it is not known
        outer, self._lowest = self._lowest, inf
        found = False
        with self._within_share():
            found = self._is_empty(facts)
        assumed = self._lowest < inf
        self._lowest = min(outer, self._lowest) if found else outer
        if found and assumed:
            del self._empty[facts.key]
        else:
            self._empty[facts.key] = found
        return found

    def _is_empty(self, facts: Facts) -> bool:
        if facts.values is not None and not self.possible(facts):
            return True
        if all(self._impossible(facts, name) for name in facts.types):
            return True
        return branches.excluded(self, facts)

    def _impossible(self, facts: Facts, name: str) -> bool:
        check = _IMPOSSIBLE.get(name)
        return check is not None and check(self, facts)


_IMPOSSIBLE: Final[Mapping[str, Callable[[Prover, Facts], bool]]] = {
    "integer": numbers.impossible,
    "number": numbers.impossible,
    "string": strings.impossible,
    "array": arrays.impossible,
    "object": objects.impossible,
}


def unsettled(found: Sequence[Open]) -> list[Open]:
    """Each open pair once."""
    once = {(each.path, each.node.pointer, each.keyword): each for each in found}
    return list(once.values())
