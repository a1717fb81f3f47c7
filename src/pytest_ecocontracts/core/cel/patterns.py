r"""``matches``: a search with a regular expression, in time linear in the text, whoever wrote the pattern.

Patterns are those of ``core.paths.linear_regex``. Python's ``re`` is many times faster than an automaton in
Python, but it backtracks; so it is used only where there is nothing to go back to: where, in every state of
the automaton, at most one way reads the next character. Such an expression is called deterministic or
one-unambiguous (Brueggemann-Klein and Wood, 1998). A search that may begin anywhere can still take quadratic
time, so without ``^`` in front ``re`` gets only short texts.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from ..paths.automaton import Anchor, Characters, Choice, Concatenation, Expression, Nfa, Repeat
from ..paths.linear_regex import LinearPattern, PatternProblem, compile_linear
from .problems import Failure

#: characters that ``re`` may search when a match may begin anywhere
_SHORT: Final = 256
#: a state may be looked at for every character
_MOST_STATES: Final = 2_000


@dataclass(frozen=True, slots=True)
class Matcher:
    """The search with one pattern. ``steps`` is what eight characters of text may cost."""

    search: Callable[[str], bool]
    steps: int


def matches(text: str, pattern: str) -> bool:
    """Whether the pattern matches somewhere in the text; raises Failure for a pattern that is not one."""
    return matcher(pattern).search(text)


@lru_cache(maxsize=256)
def matcher(pattern: str) -> Matcher:
    """The search with one pattern; raises Failure."""
    try:
        linear = compile_linear(pattern)
    except PatternProblem as problem:
        message = f"the pattern cannot be used: {problem}"
        raise Failure(message) from None
    nfa = linear.dfa.nfa
    if len(nfa.ranges) > _MOST_STATES:
        raise Failure("the pattern cannot be used: it is too large; use smaller repetition counts")
    if not _deterministic(nfa):
        return Matcher(linear.search, 8 + len(nfa.ranges))
    compiled = re.compile(_python(linear.expression))
    if _anchored(linear.expression):
        match = compiled.match
        return Matcher(lambda text: match(text) is not None, 1)
    return Matcher(_searching(compiled, linear), 8)


def _searching(compiled: re.Pattern[str], linear: LinearPattern) -> Callable[[str], bool]:
    def search(text: str) -> bool:
        if len(text) <= _SHORT:
            return compiled.search(text) is not None
        return linear.search(text)

    return search


def _anchored(expression: Expression) -> bool:
    """Whether a match can begin only where the text begins."""
    while isinstance(expression, Concatenation) and expression.parts:
        expression = expression.parts[0]
    return expression == Anchor("start")


def _deterministic(nfa: Nfa) -> bool:
    """Whether every state is entered on one way only, and no two ways read the same character."""
    reading = zip(nfa.ranges, nfa.targets, strict=True)
    starts = {nfa.start, *(targets[0] for ranges, targets in reading if ranges)}
    return all(_one_way(nfa, start) for start in starts)


def _one_way(nfa: Nfa, start: int) -> bool:
    seen = {start}
    stack = [start]
    readable: list[tuple[int, int]] = []
    while stack:
        state = stack.pop()
        if nfa.ranges[state]:
            readable.extend(nfa.ranges[state])
            continue
        for target in nfa.targets[state]:
            if target in seen:
                return False
            seen.add(target)
            stack.append(target)
    readable.sort()
    return all(high < low for (_, high), (low, _) in itertools.pairwise(readable))


def _python(expression: Expression) -> str:
    """The same language as a pattern for ``re``."""
    match expression:
        case Characters(ranges):
            return f"[{''.join(_range(low, high) for low, high in ranges)}]" if ranges else r"(?!)"
        case Anchor(at):
            return r"\A" if at == "start" else r"\Z"
        case Concatenation(parts):
            return _sequence(parts)
        case Choice(options):
            return f"(?:{'|'.join(map(_python, options))})"
        case Repeat(part, minimum, maximum):
            count = f"{minimum}," if maximum is None else f"{minimum},{maximum}"
            return f"(?:{_python(part)}){{{count}}}"


def _sequence(parts: Iterable[Expression]) -> str:
    return "".join(map(_python, parts))


def _range(low: int, high: int) -> str:
    return rf"\U{low:08x}" if low == high else rf"\U{low:08x}-\U{high:08x}"
