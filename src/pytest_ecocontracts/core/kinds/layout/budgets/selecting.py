"""Several path templates read along one walk: which of them each name of a folder completes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from ....paths.segments import Deep
from ....paths.template import PathTemplate, Thread

#: templates that go on in a folder, by their number
Alive: TypeAlias = list[tuple[int, list[Thread]]]


class Match(NamedTuple):
    """A name that completes the template of this number."""

    number: int
    name: str
    captures: dict[str, str]


class Selection:
    """Reads templates from a root on; folders come parents first, as a walk visits them."""

    def __init__(self, templates: Sequence[PathTemplate], root: str) -> None:
        self._templates = templates
        start: Alive = [(number, template.begin()) for number, template in enumerate(templates)]
        self._stack: list[tuple[str, Alive]] = [(f"{root}/" if root else "", start)]

    def enter(self, prefix: str) -> Alive:
        """What goes on in the folder whose path with a "/" behind it is ``prefix``."""
        while not prefix.startswith(self._stack[-1][0]):
            self._stack.pop()
        above, alive = self._stack[-1]
        for name in prefix[len(above) :].split("/")[:-1]:
            alive = list(self._advance(alive, name))
            above += f"{name}/"
            self._stack.append((above, alive))
        return alive

    def _advance(self, alive: Alive, name: str) -> Iterator[tuple[int, list[Thread]]]:
        for number, threads in alive:
            template = self._templates[number]
            following = [one for one in template.advance(threads, name) if one[0] < len(template.segments)]
            if following:
                yield number, following

    def completed(self, alive: Alive, names: Sequence[str], numbers: Iterable[int]) -> Iterator[Match]:
        """The names of the folder that complete one of the templates with these numbers."""
        wanted = set(numbers)
        for number, threads in alive if names else ():
            if number in wanted and self._may_end(number, threads):
                for name, captures in self._templates[number].completing(names, threads):
                    yield Match(number, name, captures)

    def _may_end(self, number: int, threads: Sequence[Thread]) -> bool:
        segments = self._templates[number].segments
        last = len(segments) - 1
        return any(at == last or (at < last and isinstance(segments[last], Deep)) for at, _ in threads)
