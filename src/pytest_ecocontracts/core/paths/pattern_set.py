"""Which of many patterns match a path, found folder by folder along a walk.

A pattern matches paths themselves, everything below them, or both. What a folder settles for all that lies
in it is found once for the folder, so the work for a file is only what its name can still decide.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from .segments import DEEP, Deep, Segment, Star
from .template import PathTemplate, Thread

_EVERY_NAME: Final = Segment("*", (Star(),))


@dataclass(frozen=True, slots=True)
class Pattern:
    """A template, and what of a path it stands for: the path ``itself``, all that is ``below`` it."""

    template: PathTemplate
    itself: bool = True
    below: bool = False

    def find(self) -> PathTemplate:
        """A template of files that match, for a look whether there is any."""
        if self.itself:
            return self.template
        one = self.template
        segments = (*one.segments, DEEP, _EVERY_NAME)
        return PathTemplate(one.text, segments, one.captures, one.repeated, one.types)


class Match(NamedTuple):
    """A name that completes the template of the pattern with this number."""

    number: int
    name: str
    captures: dict[str, str]


class _Alive(NamedTuple):
    """A pattern that can still match in a folder; ``covers``: it matches all that is in it."""

    number: int
    threads: list[Thread]
    covers: bool


class _Deciding(NamedTuple):
    """A pattern that matches files of a folder: all, or those for which one of ``tests`` is true."""

    number: int
    covers: bool
    tests: tuple[Callable[[str], object], ...]


class PatternSet:
    """Patterns in the order of their precedence, the first one the strongest.

    Only what is alive on the way to the last folder is kept: memory is bounded by its depth, and folders are
    best asked about in the order of a walk. With ``root`` all paths lie below that folder, and the patterns
    are relative to it.
    """

    def __init__(self, patterns: Sequence[Pattern], root: str = "") -> None:
        self._patterns = patterns
        start: list[_Alive] = []
        for number, pattern in enumerate(patterns):
            template = pattern.template
            threads = template.begin() if template.segments else []
            start.append(_Alive(number, threads, covers=pattern.below and not template.segments))
        self._way: list[tuple[str, tuple[_Alive, ...]]] = [(f"{root}/" if root else "", _living(start))]
        self._folder: str | None = None
        self._decisions: list[_Deciding] = []

    def matches(self, folder: str, name: str) -> Iterator[int]:
        """Yield the numbers of the patterns that match a file, the strongest first."""
        for number, covers, tests in self._deciding(folder):
            if covers or any(test(name) for test in tests):
                yield number

    def first(self, folder: str, name: str) -> int | None:
        """The number of the strongest pattern that matches a file, or None."""
        for number, covers, tests in self._deciding(folder):
            if covers:
                return number
            for test in tests:
                if test(name):
                    return number
        return None

    def reaches(self, folder: str) -> bool:
        """Whether any pattern can match a file that lies in a folder."""
        return bool(self._deciding(folder))

    def completed(self, folder: str, names: Sequence[str], numbers: Container[int]) -> Iterator[Match]:
        """The names of files or folders in a folder that complete one of the patterns with these numbers."""
        for number, threads, _ in self._alive(folder) if names else ():
            template = self._patterns[number].template
            if number in numbers and _may_end(template, threads):
                for name, captures in template.completing(names, threads):
                    yield Match(number, name, captures)

    def _deciding(self, folder: str) -> list[_Deciding]:
        if folder != self._folder:
            decisions = (_Deciding(one.number, one.covers, self._tests(one)) for one in self._alive(folder))
            self._decisions = [one for one in decisions if one.covers or one.tests]
            self._folder = folder
        return self._decisions

    def _alive(self, folder: str) -> tuple[_Alive, ...]:
        prefix = f"{folder}/" if folder else ""
        while not prefix.startswith(self._way[-1][0]):
            self._way.pop()
        above, alive = self._way[-1]
        for name in prefix[len(above) :].split("/")[:-1]:
            alive = _living([self._entered(one, name) for one in alive])
            above += f"{name}/"
            self._way.append((above, alive))
        return alive

    def _entered(self, alive: _Alive, name: str) -> _Alive:
        number, threads, covers = alive
        if covers or not threads:
            return alive
        pattern = self._patterns[number]
        following = pattern.template.advance(threads, name)
        reached = pattern.below and pattern.template.end(following) is not None
        last = len(pattern.template.segments)
        return _Alive(number, [one for one in following if one[0] < last], covers=reached)

    def _tests(self, alive: _Alive) -> tuple[Callable[[str], object], ...]:
        """What the name of a file must pass for the pattern to end with it."""
        pattern = self._patterns[alive.number]
        if alive.covers or not pattern.itself:
            return ()
        segments = pattern.template.segments
        last = [(segments[at], bound) for at, bound in alive.threads if at == len(segments) - 1]
        return tuple(_test(segment, bound) for segment, bound in last)


def _living(alive: Sequence[_Alive]) -> tuple[_Alive, ...]:
    return tuple([one for one in alive if one.covers or one.threads])


def _may_end(template: PathTemplate, threads: Sequence[Thread]) -> bool:
    segments = template.segments
    last = len(segments) - 1
    return any(at == last or (at < last and isinstance(segments[last], Deep)) for at, _ in threads)


def _test(segment: Segment | Deep, bound: Mapping[str, str]) -> Callable[[str], object]:
    if isinstance(segment, Deep):
        return lambda _: True
    if segment.literal is not None:
        return segment.literal.__eq__
    if segment.pattern is not None and not segment.inherited:
        return segment.pattern.fullmatch
    return lambda name: segment.match(name, bound) is not None


def folder_or_files(text: str, template: PathTemplate) -> Pattern:
    """The pattern that a text means where one that ends in "/" is a folder with all that is in it."""
    return Pattern(template, itself=not text.endswith("/"), below=text.endswith("/"))
