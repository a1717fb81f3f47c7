"""One segment of a path template, and how a name is read by it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, TypeAlias

from .automaton import Concatenation, Dfa, Expression, Nfa, Repeat, contains, literal, shortest
from .captures import NAME_CHARACTERS, CaptureType, name_automaton

_ANY_NAME: Final = Repeat(NAME_CHARACTERS, 0, None)

#: choices of length within one segment up to which ``re`` is used: at most 255 squared steps for a name
FAST_CHOICES: Final = 2


@dataclass(frozen=True, slots=True)
class Literal:
    """Text that stands for itself."""

    text: str


@dataclass(frozen=True, slots=True)
class Star:
    """``*``: any text inside the segment, also none."""


@dataclass(frozen=True, slots=True)
class Capture:
    """``{name}``: a text of the type, the same wherever the name stands."""

    name: str
    type: CaptureType


Part: TypeAlias = Literal | Star | Capture


@dataclass(frozen=True, slots=True)
class Deep:
    """``**``: any number of whole segments, also none."""


DEEP: Final = Deep()


@dataclass(frozen=True)
class Segment:
    """A segment of literals, ``*`` and captures.

    ``inherited`` are the captures whose value an earlier segment has settled, in the order of their use
    here; ``several`` says that all readings of a name matter, because a later segment repeats a capture
    that can be split off in more than one way.
    """

    text: str
    parts: tuple[Part, ...]
    inherited: tuple[str, ...] = ()
    several: bool = field(default=False, compare=False)

    @cached_property
    def literal(self) -> str | None:
        """The one name that this segment matches, or None where it is a pattern."""
        texts = [part.text for part in self.parts if isinstance(part, Literal)]
        return "".join(texts) if len(texts) == len(self.parts) else None

    @cached_property
    def captures(self) -> tuple[str, ...]:
        """The captures that get their value here, in order."""
        names = [part.name for part in self.parts if isinstance(part, Capture)]
        return tuple(dict.fromkeys(name for name in names if name not in self.inherited))

    @cached_property
    def expression(self) -> Expression:
        """The names that match, as a regular language; repeated captures count as independent."""
        return Concatenation(tuple(_expression(part) for part in self.parts))

    @cached_property
    def dfa(self) -> Dfa:
        """The automaton of ``expression``."""
        return Dfa(Nfa(self.expression))

    @cached_property
    def example(self) -> str | None:
        """A shortest name that matches, repeated captures taken as independent; None where none can."""
        return shortest((self.dfa, name_automaton()))

    @cached_property
    def choices(self) -> int:
        """Count the places where a backtracking matcher may have to try several lengths."""
        return sum(count_choices(self.parts, self.inherited))

    @cached_property
    def is_fast(self) -> bool:
        """Whether ``re`` is certain to be fast on this segment and to read names as ``parses`` does."""
        slow = any(isinstance(part, Capture) and part.type.source is None for part in self.parts)
        return not slow and self.choices <= FAST_CHOICES

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """The segment for ``re``, or None where that is not fast.

        The subject is the values of the inherited captures, each followed by "/", and then the name: a
        back-reference to them is the equality, compiled once for all values.
        """
        if not self.is_fast:
            return None
        known = set(self.inherited)
        pieces = [f"(?P<{name}>[^/]*)/" for name in self.inherited]
        for part in self.parts:
            if isinstance(part, Capture) and part.name in known:
                pieces.append(f"(?P={part.name})")
            elif isinstance(part, Capture):
                known.add(part.name)
                pieces.append(f"(?P<{part.name}>{part.type.source})")
            else:
                pieces.append(_source(part))
        return re.compile("".join(pieces), re.ASCII)

    @cached_property
    def plain_source(self) -> str | None:
        """The segment for ``re`` without any group, or None where it is not fast or repeats a capture."""
        names = [part.name for part in self.parts if isinstance(part, Capture)]
        if not self.is_fast or self.inherited or len(names) != len(set(names)):
            return None
        return "".join(_source(part) for part in self.parts)

    def match(self, name: str, bound: Mapping[str, str]) -> dict[str, str] | None:
        """Return the captures of the preferred reading of ``name``, else None; ``bound`` holds the inherited.

        Every part takes as much as it can, from left to right.
        """
        if self.literal is not None:
            return {} if name == self.literal else None
        pattern = self.pattern
        if pattern is None:
            return next(self._readings(name, bound), None)
        if self.inherited:
            name = "/".join([*(bound[inherited] for inherited in self.inherited), name])
        found = pattern.fullmatch(name)
        if found is None:
            return None
        return {capture: found[capture] for capture in self.captures}

    def matching(self, names: Iterable[str], bound: Mapping[str, str]) -> list[str]:
        """Return the names that match, without their captures."""
        pattern = self.pattern
        if pattern is None or self.literal is not None:
            return [name for name in names if self.match(name, bound) is not None]
        before = "".join(f"{bound[inherited]}/" for inherited in self.inherited)
        fits = pattern.fullmatch
        return [name for name in names if fits(before + name)]

    def parses(self, name: str, bound: Mapping[str, str]) -> Iterator[dict[str, str]]:
        """Yield the captures of every reading that matters, the preferred one first."""
        first = self.match(name, bound)
        if first is not None:
            if self.several:
                yield from self._readings(name, bound)
            else:
                yield first

    def _readings(self, name: str, bound: Mapping[str, str]) -> Iterator[dict[str, str]]:
        """Yield every reading, longest parts first, by the automata of the parts.

        Where no capture of this segment is repeated in it, a part that failed at a position once fails there
        always, which keeps the search for one reading cubic in the name at worst.
        """
        if not self.dfa.fullmatch(name):
            return
        names = [part.name for part in self.parts if isinstance(part, Capture)]
        failed: set[tuple[int, int]] | None = set() if len(names) == len(set(names)) else None
        yield from self._read(name, 0, 0, dict(bound), failed)

    def _read(
        self, name: str, index: int, start: int, bound: dict[str, str], failed: set[tuple[int, int]] | None
    ) -> Iterator[dict[str, str]]:
        if index == len(self.parts):
            if start == len(name):
                yield {capture: bound[capture] for capture in self.captures}
            return
        if failed is not None and (index, start) in failed:
            return
        found = False
        part = self.parts[index]
        for end in self._ends(part, name, start, bound):
            inner = {**bound, part.name: name[start:end]} if isinstance(part, Capture) else bound
            for reading in self._read(name, index + 1, end, inner, failed):
                found = True
                yield reading
        if not found and failed is not None:
            failed.add((index, start))

    def _ends(self, part: Part, name: str, start: int, bound: Mapping[str, str]) -> Iterator[int]:
        match part:
            case Star():
                yield from range(len(name), start - 1, -1)
                return
            case Literal(text):
                expected = text
            case Capture(capture, kind):
                value = bound.get(capture)
                if value is None:
                    yield from kind.dfa.ends(name, start)
                    return
                expected = value
        if name.startswith(expected, start):
            yield start + len(expected)


def count_choices(parts: tuple[Part, ...], inherited: tuple[str, ...]) -> list[int]:
    """Count, for each part, the places where a matcher that backtracks may have to try several lengths.

    None where the part has one length, where what follows tells its end (a literal that cannot be inside
    it, or the end of the name), or where its value is known.
    """
    known = set(inherited)
    counts: list[int] = []
    for position, part in enumerate(parts):
        following = parts[position + 1] if position + 1 < len(parts) else None
        match part:
            case Star():
                counts.append(0 if following is None else 1)
            case Capture(name, kind) if name not in known:
                known.add(name)
                ends_here = following is None or (
                    isinstance(following, Literal) and not contains(kind.alphabet, following.text[0])
                )
                counts.append(0 if kind.fixed_length else max(kind.choices, 1) - ends_here)
            case _:
                counts.append(0)
    return counts


def _expression(part: Part) -> Expression:
    match part:
        case Literal(text):
            return literal(text)
        case Star():
            return _ANY_NAME
        case Capture(_, kind):
            return kind.expression


def _source(part: Part) -> str:
    match part:
        case Literal(text):
            return re.escape(text)
        case Star():
            return "[^/]*"
        case Capture(_, kind):
            return kind.source or ""
