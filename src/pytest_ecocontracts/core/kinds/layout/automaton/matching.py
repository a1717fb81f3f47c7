"""Which line the name of a file belongs to, compiled once for each state."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from ....paths.segments import Segment, Star
from ..lines import Line
from .threads import Thread, rank


class Candidate(NamedTuple):
    """A line whose last segment comes next; ``name`` where only one name can match."""

    thread: Thread
    segment: Segment
    name: str | None

    def matches(self, name: str) -> bool:
        """Whether the line ends with this name."""
        if self.name is not None:
            return name == self.name
        return self.segment.match(name, dict(self.thread.values)) is not None


def candidate_order(candidate: Candidate) -> tuple[object, ...]:
    """The rank, and what settles ties: the right kind for a file, then the contract's order."""
    line = candidate.thread.line
    right_kind = 0 if line.kind == "file" else 1
    literal = candidate.name is not None
    return (*rank(line, line.exactness, is_literal=literal), right_kind, line.number)


def matcher(candidates: Sequence[Candidate]) -> Callable[[str], Line | None]:
    """Join what ``re`` can do into one expression; the order of the candidates decides."""
    if not candidates:
        return _nothing
    if all(part == Star() for part in candidates[0].segment.parts):
        line = candidates[0].thread.line
        return lambda _: line
    sources = [candidate.segment.plain_source for candidate in candidates]
    lines = [candidate.thread.line for candidate in candidates]
    if None not in sources:
        fullmatch = re.compile("|".join(f"({source})" for source in sources), re.ASCII).fullmatch

        def fast(name: str) -> Line | None:
            found = fullmatch(name)
            return lines[(found.lastindex or 0) - 1] if found else None

        return fast

    def thorough(name: str) -> Line | None:
        return next((one.thread.line for one in candidates if one.matches(name)), None)

    return thorough


def _nothing(_: str) -> None:
    return None
