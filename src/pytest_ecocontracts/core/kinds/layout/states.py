"""The layout as an automaton over folders: a state says which lines are alive in a folder.

A line is *alive* in a folder when the folders on the way to it match the line so far. Work is then per folder
and per name, never lines times files; folders in the same state share what is compiled for it.

Where several lines match one entry, the entry belongs to one of them, whatever their order:

1. a line that spells the name out comes before a pattern;
2. among patterns, ``ban`` comes before ``avoid``, and that before what allows;
3. then the line of the inner folder, then the more exact one (literal, pattern, ``**``, folder by folder).

Inside a folder that is drawn only its own lines speak, besides the refusing ones (ban, avoid) from above.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Final, NamedTuple, TypeAlias

from ...paths.segments import Capture, Deep, Literal, Segment, Star
from .lines import LITERAL, Line, Word

#: interned states; above it they are built anew, which costs time and no verdict
MAXIMUM_STATES: Final = 5_000
MAXIMUM_REMEMBERED: Final = 2_000

Values: TypeAlias = tuple[tuple[str, str], ...]


class Thread(NamedTuple):
    """A line alive in a folder: its next segment, and the captures settled so far that it still needs.

    ``again`` where ``**`` has already swallowed a folder: what the line demands was asked for further up.
    """

    line: Line
    at: int
    values: Values
    again: bool = False


class Reading(Enum):
    """What a folder is, by the lines that are alive where it lies."""

    DRAWN = "drawn"
    #: no line ends here, but one goes on
    ON_THE_WAY = "on the way"
    #: not drawn, in a folder that may hold anything
    FREE = "free"
    UNDRAWN = "undrawn"
    BANNED = "banned"
    OPAQUE = "opaque"
    #: drawn as a file
    WRONG_KIND = "wrong kind"


@dataclass(frozen=True, slots=True)
class Entered:
    """How a folder is read: by which line, and the state inside; None where nobody looks inside."""

    reading: Reading
    line: Line | None = None
    state: State | None = None


class State:
    """What is alive in a folder; ``frame`` is the drawn folder whose lines speak there."""

    __slots__ = ("__dict__", "_entered", "_machine", "frame", "is_open", "threads")

    def __init__(self, machine: Machine, frame: Line, threads: tuple[Thread, ...], *, is_open: bool) -> None:
        self._machine = machine
        self.frame = frame
        self.threads = threads
        #: whether what is not drawn may be here
        self.is_open = is_open
        self._entered: dict[str, Entered] = {}

    # --- folders ----------------------------------------------------------------------------------------

    def enter(self, name: str) -> Entered:
        """Read the name of a folder that lies in this one."""
        known = self._entered.get(name)
        if known is None:
            known = self._read_folder(name)
            if len(self._entered) < MAXIMUM_REMEMBERED:
                self._entered[name] = known
        return known

    def _read_folder(self, name: str) -> Entered:
        steps = [step for thread in self.threads for step in _advance(thread, name)]
        refusing = [step for step in steps if not step.line.allows]
        allowing = [step for step in steps if step.line.allows]
        ends = [step for step in steps if step.is_end and step.line.kind == "folder"]
        misread = [s for s in allowing if s.is_end and s.line.kind == "file" and s.line.is_telling]
        best = min([*ends, *(step for step in misread if step.is_literal)], key=_order, default=None)
        onward = [step for step in allowing if not step.is_end]
        exact = min((step for step in onward if not step.in_deep), key=_rank, default=None)
        if best is not None and (exact is None or _rank(best) <= _rank(exact)):
            return self._end(best, [step for step in ends if step.line is best.line], refusing)
        kept = [step for step in onward if step.in_deep or (exact and step.exactness == exact.exactness)]
        if kept:
            threads = _threads([*kept, *_going_on(refusing)])
            return Entered(Reading.ON_THE_WAY, None, self._machine.state(self.frame, threads, self.is_open))
        if self.is_open:
            threads = _threads(_going_on(refusing))
            return Entered(Reading.FREE, None, self._machine.state(self.frame, threads, is_open=True))
        if misread:
            return Entered(Reading.WRONG_KIND, min(misread, key=_order).line)
        return Entered(Reading.UNDRAWN)

    def _end(self, best: Step, ends: Sequence[Step], refusing: Sequence[Step]) -> Entered:
        line = best.line
        if line.kind == "file":
            return Entered(Reading.WRONG_KIND, line)
        if line.word is Word.BAN:
            return Entered(Reading.BANNED, line)
        if line.word is Word.OPAQUE:
            return Entered(Reading.OPAQUE, line)
        threads: list[Thread] = []
        for step in ends:
            for child in line.children:
                values = tuple((name, value) for name, value in step.values if name in child.carried)
                threads.extend(_opened(child, 0, values))
            if line.is_every_folder:
                threads.extend(_opened(line, 0, step.values, again=True))
        threads.extend(_threads(_going_on(refusing)))
        state = self._machine.state(line, tuple(dict.fromkeys(threads)), is_open=not line.closed)
        return Entered(Reading.DRAWN, line, state)

    # --- files ------------------------------------------------------------------------------------------

    @cached_property
    def _last(self) -> list[_Candidate]:
        """The lines whose next segment is their last, the one that an entry belongs to first."""
        found = [
            _Candidate(thread, segment, _settled_name(segment, dict(thread.values)))
            for thread in self.threads
            if thread.at == len(thread.line.segments) - 1
            and isinstance(segment := thread.line.segments[thread.at], Segment)
        ]
        return sorted(found, key=_candidate_order)

    @cached_property
    def literals(self) -> Mapping[str, Line]:
        """The file names that are spelled out here, also those that are drawn as a folder."""
        found: dict[str, Line] = {}
        for candidate in self._last:
            line = candidate.thread.line
            if candidate.name is not None and (line.kind == "file" or line.allows):
                found.setdefault(candidate.name, line)
        return found

    @cached_property
    def pattern(self) -> Callable[[str], Line | None]:
        """Find the pattern line that a file name belongs to."""
        candidates = [
            candidate
            for candidate in self._last
            if candidate.name is None and candidate.thread.line.kind == "file"
        ]
        return _matcher(candidates)

    def misread(self, name: str) -> Line | None:
        """Return the line that draws a folder of this name, for a file that no line draws."""
        if self.is_open:
            return None
        for candidate in self._last:
            line = candidate.thread.line
            if line.kind == "folder" and line.allows and line.is_telling and candidate.matches(name):
                return line
        return None

    def unequal(self, name: str, kind: str) -> Unequal | None:
        """Find a line that would match the name if its repeated captures were free."""
        for line, at, known, _ in [candidate.thread for candidate in self._last]:
            segment, values = line.segments[at], dict(known)
            if line.kind != kind or not line.allows or isinstance(segment, Deep):
                continue
            read = Segment(segment.text, segment.parts).match(name, {})
            if read is None or not segment.inherited:
                continue
            differ = [one for one in segment.inherited if read[one] != values[one]] or [*segment.inherited]
            wanted = ", ".join(f"{{{one}}} = {values[one]}" for one in differ)
            settled = _settled_name(segment, values)
            return Unequal(line, settled or f"{segment.text} with {wanted}", tuple(differ))
        return None

    # --- what must be here ------------------------------------------------------------------------------

    @cached_property
    def demands(self) -> list[Demand]:
        """What the lines alive here demand of this folder, each line once."""
        found: dict[Line, list[Thread]] = {}
        for thread in self.threads:
            if thread.line.demands and thread.at == thread.line.trigger and not thread.again:
                found.setdefault(thread.line, []).append(thread)
        return [
            Demand(line, tuple(dict.fromkeys(_settled_path(thread) for thread in threads)))
            for line, threads in found.items()
        ]

    @cached_property
    def counted(self) -> list[Line]:
        """The lines of which a number of entries of this folder, or below it, is demanded."""
        return list(
            dict.fromkeys(
                thread.line
                for thread in self.threads
                if thread.line.demands
                and not thread.again
                and thread.at == thread.line.anchor
                and thread.at < len(thread.line.segments)
            )
        )

    def drawn_here(self) -> list[tuple[str, Line]]:
        """The names that may stand here, as written, with their lines; refusing lines left out."""
        found: dict[str, Line] = {}
        for thread in self.threads:
            line = thread.line
            segment = line.segments[thread.at]
            if not line.allows or isinstance(segment, Deep):
                continue
            text = _settled_name(segment, dict(thread.values)) or segment.text
            is_folder = line.kind == "folder" or thread.at < len(line.segments) - 1
            found.setdefault(text + "/" * is_folder, line)
        return list(found.items())


class Unequal(NamedTuple):
    """A line that a name misses only by the value of captures; ``wanted`` says what would match."""

    line: Line
    wanted: str
    captures: tuple[str, ...]


class Demand(NamedTuple):
    """A path that must exist below the folder: one of ``paths``, "" where only a number is demanded."""

    line: Line
    paths: tuple[str, ...]


class Machine:
    """Makes states, each once."""

    def __init__(self, tree: Line) -> None:
        self._states: dict[tuple[int, bool, tuple[tuple[int, int, Values, bool], ...]], State] = {}
        threads = [thread for child in tree.children for thread in _opened(child, 0, ())]
        self.start = self.state(tree, tuple(threads), is_open=not tree.closed)

    def state(self, frame: Line, threads: tuple[Thread, ...], is_open: bool) -> State:
        """Return the state of a folder in which these threads are alive."""
        key = (
            frame.number,
            is_open,
            tuple([(one.line.number, one.at, one.values, one.again) for one in threads]),
        )
        known = self._states.get(key)
        if known is None:
            if len(self._states) >= MAXIMUM_STATES:
                self._states.clear()
            known = self._states[key] = State(self, frame, threads, is_open=is_open)
        return known


# --- reading one name --------------------------------------------------------------------------------------


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


def _advance(thread: Thread, name: str) -> Iterator[Step]:
    line, at, values, _ = thread
    segment = line.segments[at]
    if isinstance(segment, Deep):
        yield Step(line, at, values, in_deep=True)
        return
    bound = dict(values)
    for captured in segment.parses(name, bound):
        kept = [(one, value) for one, value in captured.items() if one in line.carried]
        yield Step(line, at + 1, (*values, *kept) if kept else values, in_deep=False)


def _opened(line: Line, at: int, values: Values, *, again: bool = False) -> Iterator[Thread]:
    """Yield the thread, and where it stands at ``**`` also the one behind it."""
    yield Thread(line, at, values, again)
    if isinstance(line.segments[at], Deep):
        yield Thread(line, at + 1, values)


def _threads(steps: Sequence[Step]) -> tuple[Thread, ...]:
    return tuple(
        dict.fromkeys(
            thread
            for step in steps
            for thread in _opened(step.line, step.at, step.values, again=step.in_deep)
        )
    )


def _going_on(steps: Sequence[Step]) -> list[Step]:
    return [step for step in steps if not step.is_end]


Rank: TypeAlias = tuple[int, int, int, tuple[int, ...]]


def rank(line: Line, exactness: tuple[int, ...], *, is_literal: bool) -> Rank:
    """The order in which lines claim an entry; equal ranks of two allowing lines contradict each other."""
    return (0 if is_literal else 1, 0 if is_literal else line.polarity, -line.level, exactness)


def _rank(step: Step) -> Rank:
    return rank(step.line, step.exactness, is_literal=step.is_literal)


def _order(step: Step) -> tuple[object, ...]:
    return (*_rank(step), 0 if step.line.kind == "folder" else 1, step.line.number)


# --- reading the names of files -----------------------------------------------------------------------------


class _Candidate(NamedTuple):
    """A line whose last segment comes next; ``name`` where only one name can match."""

    thread: Thread
    segment: Segment
    name: str | None

    def matches(self, name: str) -> bool:
        if self.name is not None:
            return name == self.name
        return self.segment.match(name, dict(self.thread.values)) is not None


def _candidate_order(candidate: _Candidate) -> tuple[object, ...]:
    line = candidate.thread.line
    right_kind = 0 if line.kind == "file" else 1
    literal = candidate.name is not None
    return (*rank(line, line.exactness, is_literal=literal), right_kind, line.number)


def _settled_name(segment: Segment, values: Mapping[str, str]) -> str | None:
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


def _settled_path(thread: Thread) -> str:
    """The path from the trigger to the anchor of a demanding line."""
    line, values = thread.line, dict(thread.values)
    names = [
        _settled_name(segment, values) or ""
        for segment in line.segments[line.trigger : line.anchor]
        if isinstance(segment, Segment)
    ]
    return "/".join(names)


def _matcher(candidates: Sequence[_Candidate]) -> Callable[[str], Line | None]:
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
