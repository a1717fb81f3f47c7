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

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

from ....paths.segments import Deep, Segment
from ..lines import Line, Word
from .matching import Candidate, candidate_order, matcher
from .threads import (
    Step,
    Thread,
    Values,
    advance,
    going_on,
    opened,
    order_of,
    rank_of,
    settled_name,
    settled_path,
    threads_of,
)

#: interned states; above it they are built anew, which costs time and no verdict
MAXIMUM_STATES: Final = 5_000
#: names remembered in each state, and what all states of a machine remember together
MAXIMUM_REMEMBERED: Final = 2_000
MAXIMUM_TOGETHER: Final = 50_000
#: layouts whose machines are kept for the next check
MAXIMUM_MACHINES: Final = 20


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

    __slots__ = ("__dict__", "_entered", "_machine", "_read", "files", "frame", "is_open", "threads")

    def __init__(self, machine: Machine, frame: Line, threads: tuple[Thread, ...], *, is_open: bool) -> None:
        self._machine = machine
        self.frame = frame
        self.threads = threads
        #: whether what is not drawn may be here
        self.is_open = is_open
        #: the line that the name of a file belongs to
        self.files: Mapping[str, Line | None] = _Files(self, machine)
        self._entered: dict[str, Entered] = {}
        self._read: dict[tuple[Step, ...], Entered] = {}

    # --- folders ----------------------------------------------------------------------------------------

    def enter(self, name: str) -> Entered:
        """Read the name of a folder that lies in this one."""
        known = self._entered.get(name)
        if known is None:
            steps = tuple([step for thread in self.threads for step in advance(thread, name)])
            # Names that only differ in what no line needs further down are read alike.
            known = self._read.get(steps)
            if known is None:
                known = self._read_folder(steps)
                if len(self._read) < MAXIMUM_REMEMBERED:
                    self._read[steps] = known
            if len(self._entered) < MAXIMUM_REMEMBERED:
                self._entered[name] = known
        return known

    def _read_folder(self, steps: Sequence[Step]) -> Entered:
        refusing = [step for step in steps if not step.line.allows]
        allowing = [step for step in steps if step.line.allows]
        ends = [step for step in steps if step.is_end and step.line.kind == "folder"]
        misread = [s for s in allowing if s.is_end and s.line.kind == "file" and s.line.is_telling]
        best = min([*ends, *(step for step in misread if step.is_literal)], key=order_of, default=None)
        onward = [step for step in allowing if not step.is_end]
        exact = min((step for step in onward if not step.in_deep), key=rank_of, default=None)
        if best is not None and (exact is None or rank_of(best) <= rank_of(exact)):
            return self._end(best, [step for step in ends if step.line is best.line], refusing)
        kept = [step for step in onward if step.in_deep or (exact and step.exactness == exact.exactness)]
        if kept:
            threads = threads_of([*kept, *going_on(refusing)])
            return Entered(Reading.ON_THE_WAY, None, self._machine.state(self.frame, threads, self.is_open))
        if self.is_open:
            threads = threads_of(going_on(refusing))
            return Entered(Reading.FREE, None, self._machine.state(self.frame, threads, is_open=True))
        if misread:
            return Entered(Reading.WRONG_KIND, min(misread, key=order_of).line)
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
                threads.extend(opened(child, 0, values))
            if line.is_every_folder:
                threads.extend(opened(line, 0, step.values, again=True))
        threads.extend(threads_of(going_on(refusing)))
        state = self._machine.state(line, tuple(dict.fromkeys(threads)), is_open=not line.closed)
        return Entered(Reading.DRAWN, line, state)

    # --- files ------------------------------------------------------------------------------------------

    @cached_property
    def _last(self) -> list[Candidate]:
        """The lines whose next segment is their last, the one that an entry belongs to first."""
        found = [
            Candidate(thread, segment, settled_name(segment, dict(thread.values)))
            for thread in self.threads
            if thread.at == len(thread.line.segments) - 1
            and isinstance(segment := thread.line.segments[thread.at], Segment)
        ]
        return sorted(found, key=candidate_order)

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
        return matcher(candidates)

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
            if line.kind != kind or not line.allows or isinstance(segment, Deep) or not segment.inherited:
                continue
            read = Segment(segment.text, segment.parts).match(name, {})
            if read is None:
                continue
            differ = [one for one in segment.inherited if read[one] != values[one]] or [*segment.inherited]
            wanted = ", ".join(f"{{{one}}} = {values[one]}" for one in differ)
            settled = settled_name(segment, values)
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
            Demand(line, tuple(dict.fromkeys(settled_path(thread) for thread in threads)))
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
            text = settled_name(segment, dict(thread.values)) or segment.text
            is_folder = line.kind == "folder" or thread.at < len(line.segments) - 1
            found.setdefault(text + "/" * is_folder, line)
        return list(found.items())


class _Files(dict[str, Line | None]):
    """The lines of the files of a folder; most names come again in the next folder of the same state."""

    __slots__ = ("_machine", "_state")

    def __init__(self, state: State, machine: Machine) -> None:
        super().__init__()
        self._state = state
        self._machine = machine

    def __missing__(self, name: str) -> Line | None:
        line = self._state.literals.get(name) or self._state.pattern(name)
        if len(self) < MAXIMUM_REMEMBERED and self._machine.remembered < MAXIMUM_TOGETHER:
            self._machine.remembered += 1
            self[name] = line
        return line


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
        #: names of files whose line the states remember
        self.remembered = 0
        threads = [thread for child in tree.children for thread in opened(child, 0, ())]
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
                self.remembered = 0
            known = self._states[key] = State(self, frame, threads, is_open=is_open)
        return known


@lru_cache(maxsize=MAXIMUM_MACHINES)
def machine_of(tree: Line) -> Machine:
    """The machine of a tree; all checks of a layout walk with the same one, and read a name once."""
    return Machine(tree)
