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
from typing import Final, TypeAlias

from ..paths.automaton import Anchor, Characters, Choice, Concatenation, Dfa, Expression, Nfa, Repeat
from ..paths.linear_regex import PatternProblem, compile_linear
from .problems import Failure
from .values import Frame, spend

#: characters that ``re`` may search when a match may begin anywhere
_SHORT: Final = 256
#: every state may be looked at for every character
MAXIMUM_STATES: Final = 2_000
#: steps for each state where the automaton makes a transition that it does not know yet
_STATE_STEPS: Final = 4
_UNLIMITED: Final = 10**12


#: a search that takes its steps off the budget of an evaluation
Search: TypeAlias = Callable[[str, Frame], bool]


def matches(text: str, pattern: str) -> bool:
    """Whether the pattern matches somewhere in the text; raises Failure for a pattern that is not one."""
    return matcher(pattern).search(text, [_UNLIMITED])


@dataclass(frozen=True, slots=True)
class Matcher:
    """The search with one pattern; ``states`` says how large it is."""

    search: Search
    states: int


@lru_cache(maxsize=256)
def matcher(pattern: str) -> Matcher:
    """The search with one pattern; raises Failure."""
    try:
        linear = compile_linear(pattern)
    except PatternProblem as problem:
        message = f"the pattern cannot be used: {problem}"
        raise Failure(message) from None
    nfa = linear.dfa.nfa
    if len(nfa.ranges) > MAXIMUM_STATES:
        raise Failure("the pattern cannot be used: it is too large; use smaller repetition counts")
    slow = _automaton(nfa)
    if not _deterministic(nfa):
        return Matcher(slow, len(nfa.ranges))
    compiled = re.compile(_python(linear.expression))
    fast = _anchored_search(compiled) if _anchored(linear.expression) else _short_search(compiled, slow)
    return Matcher(fast, len(nfa.ranges))


def _automaton(nfa: Nfa) -> Search:
    """Read the automaton: a step for each character, and more where a state is met for the first time."""
    accept, dfa, cost = nfa.accept, Dfa(nfa, anywhere=True), _STATE_STEPS * len(nfa.ranges)

    def search(text: str, frame: Frame) -> bool:
        spend(frame, len(text))
        node = dfa.start
        for character in text:
            if accept in node.states:
                return True
            following = node.next.get(character)
            if following is None:
                spend(frame, cost)
                following = dfa.step(node, character)
            node = following
        return dfa.accepts(node)

    return search


def _anchored_search(compiled: re.Pattern[str]) -> Search:
    match = compiled.match

    def search(text: str, frame: Frame) -> bool:
        frame[0] -= len(text) >> 3
        if frame[0] < 0:
            spend(frame, 0)
        return match(text) is not None

    return search


def _short_search(compiled: re.Pattern[str], slow: Search) -> Search:
    def search(text: str, frame: Frame) -> bool:
        if len(text) > _SHORT:
            return slow(text, frame)
        spend(frame, len(text))
        return compiled.search(text) is not None

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
