"""Lines half read: where each alive line stands in a folder, and how the next name moves it on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from ....paths.segments import Capture, Deep, Literal, Segment
from ..lines import LITERAL, Line

#: settled captures with their values
Values: TypeAlias = tuple[tuple[str, str], ...]
Rank: TypeAlias = tuple[int, int, int, tuple[int, ...]]


class Thread(NamedTuple):
    """A line alive in a folder: its next segment, and the captures settled so far that it still needs.

    ``again`` where ``**`` has already swallowed a folder: what the line demands was asked for further up.
    """

    line: Line
    at: int
    values: Values
    again: bool = False


class Step(NamedTuple):
    """A thread after one name; ``in_deep`` when ``**`` swallowed it."""

    line: Line
    at: int
    values: Values
    in_deep: bool

    @property
    def is_end(self) -> bool:
        """Whether the line ends with this name."""
        return self.at == len(self.line.segments)

    @property
    def is_literal(self) -> bool:
        """Whether the line spells this name out."""
        return not self.in_deep and self.line.exactness[self.at - 1] == LITERAL

    @property
    def exactness(self) -> tuple[int, ...]:
        """How exact the line is up to this name."""
        return self.line.exactness[: self.at]


def advance(thread: Thread, name: str) -> Iterator[Step]:
    """Read one name: every way in which the line goes on behind it."""
    line, at, values, _ = thread
    segment = line.segments[at]
    if isinstance(segment, Deep):
        yield Step(line, at, values, in_deep=True)
        return
    bound = dict(values)
    for captured in segment.parses(name, bound):
        kept = [(one, value) for one, value in captured.items() if one in line.carried]
        yield Step(line, at + 1, (*values, *kept) if kept else values, in_deep=False)


def opened(line: Line, at: int, values: Values, *, again: bool = False) -> Iterator[Thread]:
    """Yield the thread, and where it stands at ``**`` also the one behind it."""
    yield Thread(line, at, values, again)
    if isinstance(line.segments[at], Deep):
        yield Thread(line, at + 1, values)


def threads_of(steps: Sequence[Step]) -> tuple[Thread, ...]:
    """The threads that are alive in the folder whose name these steps have read."""
    return tuple(
        dict.fromkeys(
            thread for step in steps for thread in opened(step.line, step.at, step.values, again=step.in_deep)
        )
    )


def going_on(steps: Sequence[Step]) -> list[Step]:
    """The steps of lines that do not end with the name."""
    return [step for step in steps if not step.is_end]


def rank(line: Line, exactness: tuple[int, ...], *, is_literal: bool) -> Rank:
    """The order in which lines claim an entry; equal ranks of two allowing lines contradict each other."""
    return (0 if is_literal else 1, 0 if is_literal else line.polarity, -line.level, exactness)


def rank_of(step: Step) -> Rank:
    """The rank of a line up to the name that was read."""
    return rank(step.line, step.exactness, is_literal=step.is_literal)


def order_of(step: Step) -> tuple[object, ...]:
    """The rank, and what settles ties: the right kind for a folder, then the contract's order."""
    return (*rank_of(step), 0 if step.line.kind == "folder" else 1, step.line.number)


def settled_name(segment: Segment, values: Mapping[str, str]) -> str | None:
    """The one name that a segment stands for when the captures have these values, or None."""
    texts: list[str] = []
    for part in segment.parts:
        match part:
            case Literal(text):
                texts.append(text)
            case Capture(name) if name in segment.inherited:
                texts.append(values[name])
            case _:
                return None
    return "".join(texts)


def settled_path(thread: Thread) -> str:
    """The path from the trigger to the anchor of a demanding line."""
    line, values = thread.line, dict(thread.values)
    names = [
        settled_name(segment, values) or ""
        for segment in line.segments[line.trigger : line.anchor]
        if isinstance(segment, Segment)
    ]
    return "/".join(names)
