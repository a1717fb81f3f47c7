"""Whether two path templates can match one path, decided without any file system, with a path as witness."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice, product
from typing import Final

from .automaton import Budget, Dfa, Nfa, literal, shortest
from .captures import name_automaton
from .segments import Capture, Deep, Literal, Segment
from .template import PathTemplate, Thread

#: readings that are tried where captures are repeated
MAXIMUM_TRIES: Final = 2_000
#: values of repeated captures that are tried in the whole template at once
MAXIMUM_SETTLED: Final = 50


@dataclass(frozen=True, slots=True)
class Overlap:
    """A path that two templates seem to share.

    It is ``verified`` when both templates match it. Only where captures are repeated can it be unverified:
    then no shared path was found within MAXIMUM_TRIES, and there probably is none.
    """

    path: str
    verified: bool


def witness(a: PathTemplate, b: PathTemplate, budget: Budget | None = None) -> str | None:
    """Return a path that both templates match, or None; raises automaton.TooComplex above its budget."""
    shared = overlap(a, b, budget)
    return shared.path if shared is not None and shared.verified else None


def overlap(a: PathTemplate, b: PathTemplate, budget: Budget | None = None) -> Overlap | None:
    """Return a path that both templates seem to match; None is a proof that there is none.

    Without repeated captures the answer is exact: a walk over the product of both templates, segment by
    segment, where two segments go together when the product of their automata accepts a name.
    """
    budget = budget or Budget()
    path = _shared_path(a, b, budget)
    if path is None:
        return None
    if _verified(a, b, path):
        return Overlap(path, verified=True)
    for attempt in chain(_settled_paths(a, b, budget), _bound_paths(a, b, budget)):
        if _verified(a, b, attempt):
            return Overlap(attempt, verified=True)
    return Overlap(path, verified=False)


def shared_name(a: Segment, b: Segment, budget: Budget) -> str | None:
    """Return a shortest name that both segments match, repeated captures taken as independent."""
    if a.literal is not None:
        return a.literal if b.dfa.fullmatch(a.literal) else None
    if b.literal is not None:
        return b.literal if a.dfa.fullmatch(b.literal) else None
    if _apart(a, b):
        return None
    return shortest((a.dfa, b.dfa, name_automaton()), budget=budget)


def _apart(a: Segment, b: Segment) -> bool:
    """Whether the texts at the start or at the end of two segments show that they share no name."""
    return _differ(_affix(a, 0), _affix(b, 0)) or _differ(_affix(a, -1)[::-1], _affix(b, -1)[::-1])


def _affix(segment: Segment, index: int) -> str:
    """Return the literal text at the start (0) or the end (-1) of a segment, "" where there is none."""
    part = segment.parts[index]
    return part.text if isinstance(part, Literal) else ""


def _differ(a: str, b: str) -> bool:
    """Whether neither text begins with the other: names that begin so cannot be equal."""
    return not (a.startswith(b) or b.startswith(a))


def _verified(a: PathTemplate, b: PathTemplate, path: str) -> bool:
    return a.match(path) is not None and b.match(path) is not None


def _shared_path(a: PathTemplate, b: PathTemplate, budget: Budget) -> str | None:
    """Walk the product of both templates breadth first; repeated captures count as independent."""
    last_a, last_b = a.segments[-1], b.segments[-1]
    if isinstance(last_a, Segment) and isinstance(last_b, Segment) and _apart(last_a, last_b):
        return None  # most lines of one folder differ there, and it costs next to nothing
    ends = (len(a.segments), len(b.segments))
    queue: deque[tuple[int, int, tuple[str, ...]]] = deque([(0, 0, ())])
    seen = {(0, 0)}
    while queue:
        i, j, names = queue.popleft()
        if (i, j) == ends:
            return "/".join(names)
        for next_i, next_j, name in _steps(a, b, i, j, budget):
            if (next_i, next_j) not in seen:
                seen.add((next_i, next_j))
                queue.append((next_i, next_j, names if name is None else (*names, name)))
    return None


def _steps(
    a: PathTemplate, b: PathTemplate, i: int, j: int, budget: Budget
) -> Iterator[tuple[int, int, str | None]]:
    """Yield where the product goes from (i, j), and the name that is read on the way (None: none)."""
    left = a.segments[i] if i < len(a.segments) else None
    right = b.segments[j] if j < len(b.segments) else None
    if isinstance(left, Deep):
        yield i + 1, j, None
    if isinstance(right, Deep):
        yield i, j + 1, None
    match left, right:
        case (Segment(), Segment()):
            name = shared_name(left, right, budget)
            if name is not None:
                yield i + 1, j + 1, name
        case (Deep(), Segment()):
            name = right.example
            if name is not None:
                yield i, j + 1, name
        case (Segment(), Deep()):
            name = left.example
            if name is not None:
                yield i + 1, j, name


# --- repeated captures: search for a path with their values settled ---------------------------------------


def _settled_paths(a: PathTemplate, b: PathTemplate, budget: Budget) -> Iterator[str]:
    """Yield paths that seem to be shared where the repeated captures of one template have a likely value.

    Spelled out, a capture costs what plain text costs. A walk from the root has to guess a value that
    perhaps only the last segment tells.
    """
    hints = sorted(_hints(a, b) | _hints(b, a), key=_simplest)
    for one, other in ((a, b), (b, a)):
        if one.repeated:
            for values in islice(product(hints, repeat=len(one.repeated)), MAXIMUM_SETTLED):
                bound = dict(zip(one.repeated, values, strict=True))
                segments = tuple(_settled(segment, bound) for segment in one.segments)
                path = _shared_path(replace(one, segments=segments), other, budget)
                if path is not None:
                    yield path


def _bound_paths(a: PathTemplate, b: PathTemplate, budget: Budget) -> Iterator[str]:
    """Yield candidate paths, each name chosen to suit the captures that the names before it have settled."""
    hints = sorted(_hints(a, b) | _hints(b, a), key=_simplest)
    longest = len(a.segments) + len(b.segments)
    queue: deque[tuple[list[Thread], list[Thread], tuple[str, ...]]] = deque([(a.begin(), b.begin(), ())])
    seen = set()
    tries = 0
    while queue and tries < MAXIMUM_TRIES:
        left, right, names = queue.popleft()
        if names and a.end(left) is not None and b.end(right) is not None:
            yield "/".join(names)
        if len(names) >= longest:
            continue
        for name in _candidates(a, b, left, right, hints, budget):
            tries += 1
            following = a.advance(left, name), b.advance(right, name)
            standing = _standing(a, following[0]), _standing(b, following[1])
            if all(following) and standing not in seen:
                seen.add(standing)
                queue.append((*following, (*names, name)))


def _standing(
    template: PathTemplate, threads: Sequence[Thread]
) -> frozenset[tuple[int, tuple[str | None, ...]]]:
    """What matters of threads for how they go on."""
    return frozenset(
        (index, tuple([bound.get(name) for name in template.repeated])) for index, bound in threads
    )


def _candidates(
    a: PathTemplate,
    b: PathTemplate,
    left: list[Thread],
    right: list[Thread],
    hints: Sequence[str],
    budget: Budget,
) -> list[str]:
    """Names that may come next: the shortest that suit two open segments, and hints."""
    found: dict[str, None] = {}
    for (i, bound_a), (j, bound_b) in product(left, right):
        if i == len(a.segments) or j == len(b.segments):
            continue
        automata = (_names(a.segments[i], bound_a), _names(b.segments[j], bound_b), name_automaton())
        for hint in hints:
            if all(dfa.fullmatch(hint) for dfa in automata):
                found[hint] = None
        name = shortest(automata, budget=budget)
        if name is None:
            continue
        found[name] = None
        # A value must also suit the places where it is repeated: try what other segments have in common.
        others = [
            literal(name),
            *(one.expression for one in (*a.segments, *b.segments) if isinstance(one, Segment)),
        ]
        for number, expression in enumerate(others):
            other = Dfa(Nfa(expression))
            inside, outside = (automata, (other,)) if number == 0 else ((*automata, other), ())
            name = shortest(inside, outside, budget)
            if name is not None:
                found[name] = None
    return list(found)


def _names(segment: Segment | Deep, bound: Mapping[str, str]) -> Dfa:
    """The automaton of a segment in which the captures that have a value stand for that value."""
    settled = _settled(segment, bound)
    return name_automaton() if isinstance(settled, Deep) else settled.dfa


def with_values(segment: Segment, bound: Mapping[str, str]) -> Segment:
    """The segment with the captures that have a value spelled out."""
    settled = _settled(segment, bound)
    return settled if isinstance(settled, Segment) else segment


def _settled(segment: Segment | Deep, bound: Mapping[str, str]) -> Segment | Deep:
    """The segment with the captures that have a value spelled out."""
    if isinstance(segment, Deep):
        return segment
    parts = tuple(
        Literal(bound[part.name]) if isinstance(part, Capture) and part.name in bound else part
        for part in segment.parts
    )
    return Segment(segment.text, parts)


def _simplest(text: str) -> tuple[int, str]:
    return len(text), text


def _hints(a: PathTemplate, b: PathTemplate) -> set[str]:
    """Names and values that ``b`` spells out, also as captures of ``a`` would read them."""
    found: set[str] = set()
    for segment in b.segments:
        if isinstance(segment, Deep):
            continue
        for part in segment.parts:
            if isinstance(part, Literal):
                found.add(part.text)
            elif isinstance(part, Capture) and part.type.words:
                found.update(part.type.words[:20])
        if segment.literal is not None:
            for pattern in a.segments:
                if isinstance(pattern, Segment) and pattern.literal is None:
                    found.update(
                        (Segment(pattern.text, pattern.parts).match(segment.literal, {}) or {}).values()
                    )
    return found
