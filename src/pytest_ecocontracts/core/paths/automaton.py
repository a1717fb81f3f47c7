"""Regular languages as automata: Thompson's NFA, read through a DFA that is built while reading.

The construction is Thompson's (1968); building the DFA lazily with a bounded memory of states, thrown away
when full, is how grep and RE2 keep matching linear in the text whatever the expression is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

#: inclusive ranges of code points, sorted and disjoint
Ranges: TypeAlias = tuple[tuple[int, int], ...]

MAXIMUM_CODE_POINT: Final = 0x10FFFF
MAXIMUM_STATES: Final = 6_000
MAXIMUM_WORK: Final = 30_000
#: remembered transitions of one DFA; above it the memory is emptied, which costs time but no verdict
MAXIMUM_MEMORY: Final = 20_000
MAXIMUM_PAIRS: Final = 50_000


class TooComplex(Exception):
    """An expression or a comparison that needs more states than the bounds allow."""


# --- expressions ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Characters:
    """One character out of ``ranges``; no ranges match nothing."""

    ranges: Ranges


@dataclass(frozen=True, slots=True)
class Concatenation:
    """One after the other; the empty sequence matches the empty text."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several."""

    options: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """``minimum`` to ``maximum`` times; no maximum means any number of times."""

    part: Expression
    minimum: int
    maximum: int | None


@dataclass(frozen=True, slots=True)
class Anchor:
    """The start or the end of the whole text; consumes nothing."""

    at: Literal["start", "end"]


Expression: TypeAlias = Characters | Concatenation | Choice | Repeat | Anchor

EMPTY: Final = Concatenation(())


def normalise(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """Sort ranges and merge those that touch."""
    merged: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)


def complement(ranges: Ranges) -> Ranges:
    """Every code point that is in none of the (normalised) ranges."""
    result: list[tuple[int, int]] = []
    start = 0
    for low, high in ranges:
        if start < low:
            result.append((start, low - 1))
        start = high + 1
    if start <= MAXIMUM_CODE_POINT:
        result.append((start, MAXIMUM_CODE_POINT))
    return tuple(result)


def one_of(text: str) -> Characters:
    """One of the characters of ``text``."""
    return Characters(normalise((ord(character), ord(character)) for character in text))


def literal(text: str) -> Expression:
    """Exactly this text."""
    return Concatenation(tuple(Characters(((ord(character), ord(character)),)) for character in text))


def alphabet(expression: Expression) -> Ranges:
    """Every character that a text of the language can hold."""
    found: list[tuple[int, int]] = []
    stack = [expression]
    while stack:
        match stack.pop():
            case Characters(ranges):
                found.extend(ranges)
            case Concatenation(parts) | Choice(parts):
                stack.extend(parts)
            case Repeat(part, _, maximum) if maximum != 0:
                stack.append(part)
    return normalise(found)


def contains(ranges: Ranges, character: str) -> bool:
    """Whether a character lies in one of the ranges."""
    return any(low <= ord(character) <= high for low, high in ranges)


def lengths(expression: Expression) -> tuple[int, int | None]:
    """The least and the greatest length of a text of the language; None is unbounded."""
    match expression:
        case Characters():
            return 1, 1
        case Anchor():
            return 0, 0
        case Concatenation(parts):
            sizes = [lengths(part) for part in parts]
            return sum(low for low, _ in sizes), _total(high for _, high in sizes)
        case Choice(options):
            sizes = [lengths(option) for option in options]
            highs = [high for _, high in sizes]
            bounded = [high for high in highs if high is not None]
            return min(low for low, _ in sizes), max(bounded) if len(bounded) == len(highs) else None
        case Repeat(part, minimum, maximum):
            low, high = lengths(part)
            if high == 0 or maximum == 0:
                return 0, 0
            return low * minimum, None if high is None or maximum is None else high * maximum


def _total(values: Iterable[int | None]) -> int | None:
    total = 0
    for value in values:
        if value is None:
            return None
        total += value
    return total


# --- the NFA -------------------------------------------------------------------------------------------


class Nfa:
    """Thompson's automaton of one expression.

    State ``s`` consumes a character of ``ranges[s]`` and goes to ``targets[s][0]``; without ranges it goes
    to every target at once, or, where it is an anchor, only at that end of the text.
    """

    def __init__(self, expression: Expression) -> None:
        self.ranges: list[Ranges] = []
        self.targets: list[tuple[int, ...]] = []
        self.anchors: dict[int, str] = {}
        self._work = 0
        self.accept = self._state((), ())
        self.start = self._emit(expression, self.accept)
        cuts = {edge for ranges in self.ranges for low, high in ranges for edge in (low, high + 1)}
        #: code points at which the set of states that can be entered may change
        self.cuts: Sequence[int] = sorted(cuts)

    def _state(self, ranges: Ranges, targets: tuple[int, ...]) -> int:
        if len(self.ranges) >= MAXIMUM_STATES:
            raise TooComplex
        self.ranges.append(ranges)
        self.targets.append(targets)
        return len(self.ranges) - 1

    def _emit(self, expression: Expression, then: int) -> int:
        """Add the states of an expression in front of state ``then``; return the first of them."""
        self._work += 1
        if self._work > MAXIMUM_WORK:  # repetitions of nothing cost no states but time
            raise TooComplex
        match expression:
            case Characters(ranges):
                return self._state(ranges, (then,)) if ranges else self._state((), ())
            case Concatenation(parts):
                for part in reversed(parts):
                    then = self._emit(part, then)
                return then
            case Choice(options):
                return self._state((), tuple([self._emit(option, then) for option in options]))
            case Anchor(at):
                state = self._state((), (then,))
                self.anchors[state] = at
                return state
            case Repeat(part, minimum, maximum):
                end = then
                if maximum is None:
                    then = self._state((), ())
                    self.targets[then] = (self._emit(part, then), end)
                else:
                    for _ in range(maximum - minimum):
                        then = self._state((), (self._emit(part, then), end))
                for _ in range(minimum):
                    then = self._emit(part, then)
                return then

    def closure(self, states: Iterable[int], *, start: bool = False, end: bool = False) -> frozenset[int]:
        """Every state reachable without consuming; ``start`` and ``end`` open the anchors."""
        seen: set[int] = set()
        stack = list(states)
        while stack:
            state = stack.pop()
            if state in seen:
                continue
            seen.add(state)
            anchor = self.anchors.get(state)
            if anchor == "start" and not start:
                continue
            if anchor == "end" and not end:
                continue
            if not self.ranges[state]:
                stack.extend(self.targets[state])
        return frozenset(seen)


# --- the DFA -------------------------------------------------------------------------------------------


class Node:
    """One state of a DFA: a set of NFA states with the transitions taken so far."""

    __slots__ = ("accepts", "next", "states")

    def __init__(self, states: frozenset[int]) -> None:
        self.states = states
        self.next: dict[str, Node] = {}
        #: whether the text may end here; None until somebody asks
        self.accepts: bool | None = None


class Dfa:
    """A DFA over an NFA, built while texts are read; with ``anywhere`` a match may begin at any place."""

    def __init__(self, nfa: Nfa, *, anywhere: bool = False) -> None:
        self.nfa = nfa
        self._anywhere = nfa.closure([nfa.start]) if anywhere else frozenset()
        self.start = Node(nfa.closure([nfa.start], start=True))
        self._nodes: dict[frozenset[int], Node] = {}
        self._memory = 0

    def accepts(self, node: Node) -> bool:
        """Whether the language holds the text that led to this node."""
        if node.accepts is None:
            closed = self.nfa.closure(node.states, start=node is self.start, end=True)
            node.accepts = self.nfa.accept in closed
        return node.accepts

    def step(self, node: Node, character: str) -> Node:
        """Read one character; a node without states is where no text of the language continues."""
        known = node.next.get(character)
        return known if known is not None else self._build(node, character)

    def _build(self, node: Node, character: str) -> Node:
        nfa, point = self.nfa, ord(character)
        entered = [
            nfa.targets[state][0]
            for state in node.states
            if any(low <= point <= high for low, high in nfa.ranges[state])
        ]
        states = nfa.closure(entered) | self._anywhere
        if self._memory >= MAXIMUM_MEMORY:
            self._forget()
        target = self._nodes.get(states)
        if target is None:
            target = self._nodes[states] = Node(states)
        node.next[character] = target
        self._memory += 1 + len(states) // 16
        return target

    def _forget(self) -> None:
        for node in self._nodes.values():
            node.next.clear()
        self.start.next.clear()
        self._nodes.clear()
        self._memory = 0

    def fullmatch(self, text: str) -> bool:
        """Whether the language holds the whole text; linear in its length."""
        node = self.start
        for character in text:
            node = node.next.get(character) or self._build(node, character)
            if not node.states:
                return False
        return self.accepts(node)

    def search(self, text: str) -> bool:
        """Whether a match ends anywhere in the text (meant for ``anywhere``); linear in its length."""
        node, accept = self.start, self.nfa.accept
        for character in text:
            if accept in node.states:
                return True
            node = node.next.get(character) or self._build(node, character)
        return self.accepts(node)

    def ends(self, text: str, start: int) -> list[int]:
        """Every position at which a match that begins at ``start`` can end, the last one first."""
        node = self.start
        found = [start] if self.accepts(node) else []
        for position in range(start, len(text)):
            node = self.step(node, text[position])
            if not node.states:
                break
            if self.accepts(node):
                found.append(position + 1)
        return found[::-1]


# --- comparing languages -------------------------------------------------------------------------------

_READABLE: Final = "a0xyzb1-_.~AB"


def representatives(automata: Sequence[Dfa]) -> list[str]:
    """One character of each class that no automaton can tell apart, readable ones first."""
    cuts = sorted({0, MAXIMUM_CODE_POINT + 1}.union(*(dfa.nfa.cuts for dfa in automata)))
    found: dict[int, str] = {}
    for character in _READABLE:
        found.setdefault(bisect_right(cuts, ord(character)), character)
    for index in range(len(cuts) - 1):
        low, high = cuts[index], cuts[index + 1] - 1
        if index + 1 not in found:
            printable = next(
                (chr(p) for p in range(low, min(high, low + 512) + 1) if chr(p).isprintable()), None
            )
            found[index + 1] = printable or chr(low)
    return list(found.values())


class Budget:
    """What a comparison, or several together, may cost; one unit is one state of a product, roughly."""

    def __init__(self, units: int = MAXIMUM_PAIRS) -> None:
        self.left = units

    def spend(self, units: int) -> None:
        """Raise TooComplex once nothing is left."""
        self.left -= units
        if self.left < 0:
            raise TooComplex


def shortest(inside: Sequence[Dfa], outside: Sequence[Dfa] = (), budget: Budget | None = None) -> str | None:
    """Return a shortest text that all of ``inside`` and none of ``outside`` accept, None where there is none.

    A breadth-first walk over the product; raises TooComplex where the budget is spent.
    """
    budget = budget or Budget()
    automata = (*inside, *outside)
    characters = representatives(automata)
    count = len(inside)
    first = tuple([dfa.start for dfa in automata])
    seen = {tuple([node.states for node in first])}
    queue = deque([(first, "")])
    while queue:
        nodes, text = queue.popleft()
        budget.spend(1 + sum([len(node.states) for node in nodes]) // 8)
        verdicts = [dfa.accepts(node) for dfa, node in zip(automata, nodes, strict=True)]
        if all(verdicts[:count]) and not any(verdicts[count:]):
            return text
        for character in characters:
            following = tuple([dfa.step(node, character) for dfa, node in zip(automata, nodes, strict=True)])
            key = tuple([node.states for node in following])
            if key not in seen and all(key[:count]):
                seen.add(key)
                queue.append((following, text + character))
    return None
