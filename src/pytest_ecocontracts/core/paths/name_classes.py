"""Names that stand for all names: one for each way in which some segments tell names apart.

Two names are alike where the same segments match both. Most segments of a layout have no name in common, so
the sets of segments that do are found by growing them one by one, and few automata are ever walked together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .automaton import Budget, Choice, Dfa, Nfa, literal, shortest
from .captures import name_automaton
from .overlap import shared_name
from .segments import Segment


def name_classes(spelled: Sequence[str], patterns: Sequence[Segment], budget: Budget) -> Iterator[str]:
    """Yield every spelled-out name, and a shortest of the others for each set of patterns that fits one.

    Repeated captures count as independent. Raises automaton.TooComplex above the budget.
    """
    yield from spelled
    names = Dfa(Nfa(Choice(tuple(literal(name) for name in spelled)))) if spelled else None
    yield from _Classes(patterns, (names,) if names else (), budget).grow((), range(len(patterns)))


class _Classes:
    def __init__(self, patterns: Sequence[Segment], excluded: tuple[Dfa, ...], budget: Budget) -> None:
        self._dfas = [pattern.dfa for pattern in patterns]
        self._excluded = excluded
        self._budget = budget
        self._meets = [
            {
                other
                for other, right in enumerate(patterns)
                if other != one and shared_name(left, right, budget) is not None
            }
            for one, left in enumerate(patterns)
        ]

    def grow(self, inside: tuple[int, ...], near: Sequence[int]) -> Iterator[str]:
        """Yield the names of the sets that hold ``inside``; ``near`` are the patterns that meet all of it."""
        chosen = tuple([self._dfas[one] for one in inside])
        others = tuple([self._dfas[one] for one in near])
        name = shortest((*chosen, name_automaton()), (*others, *self._excluded), self._budget)
        if name is not None:
            yield name
        for one in near:
            if inside and one < inside[-1]:
                continue
            dfas = (*chosen, self._dfas[one], name_automaton())
            if len(inside) < 2 or shortest(dfas, (), self._budget) is not None:  # noqa: PLR2004 - pairs are known
                yield from self.grow((*inside, one), [other for other in near if other in self._meets[one]])
