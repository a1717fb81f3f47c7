"""Paths that could be there: what git would do with them is known before they are."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import NamedTuple

from ....paths.automaton import shortest
from ....paths.segments import Capture, Literal, Segment, Star
from ..automaton.governing import Governor
from ..lines import Layout, Line
from .model import GitRule

_NAME = "example"


class Probe(NamedTuple):
    """A path that a line would govern, and what git has to do with it."""

    line: Line
    path: str
    rule: GitRule

    def shown(self, line: Line) -> str:
        """What of the path is about a line: all of it, or the folder that the line stands for."""
        if line.kind == "file" or line.template is None or self.line.template is None:
            return self.path
        names = self.path.split("/")
        own = _length(self.line) + (self.line.kind == "folder")
        return "/".join(names[: len(names) - own + _length(line)]) + "/"


def probes_of(
    layout: Layout, rules: Mapping[Line, GitRule | None], tracked: Container[str]
) -> Iterator[Probe]:
    """Yield a path for each line of files, and for each folder in which nothing is drawn.

    Left out are lines for which no such path is found at once, and paths that git tracks: of those it says
    that they are not ignored, whatever .gitignore has.
    """
    governor = Governor(layout)
    root = f"{layout.root}/" if layout.root else ""
    for line, rule in rules.items():
        if rule is None or rule == "any" or not line.allows or line.template is None:
            continue
        if line.kind == "folder" and line.children:
            continue
        path = root + _example(line)
        governed = governor.of_file(path)
        if governed.governing is line and not governed.refused and path not in tracked:
            yield Probe(line, path, rule)


def _length(line: Line) -> int:
    """How many names the line's own example has; ``**`` stands for none."""
    segments = line.template.segments if line.template else ()
    return sum(isinstance(segment, Segment) for segment in segments)


def _example(line: Line) -> str:
    values: dict[str, str] = {}
    segments = line.template.segments if line.template else ()
    names = [_name(segment, values) for segment in segments if isinstance(segment, Segment)]
    return "/".join([*names, _NAME] if line.kind == "folder" else names)


def _name(segment: Segment, values: dict[str, str]) -> str:
    """A name that the segment matches, readable where it may be anything."""
    texts: list[str] = []
    for part in segment.parts:
        match part:
            case Literal(text):
                texts.append(text)
            case Star():
                texts.append(_NAME)
            case Capture(name, kind):
                if name not in values:
                    values[name] = _NAME if kind.accepts(_NAME) else shortest((kind.dfa,)) or ""
                texts.append(values[name])
    return "".join(texts)
