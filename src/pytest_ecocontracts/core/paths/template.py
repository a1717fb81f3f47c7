"""Path templates: ``eventbus/daily/{date:date}.jsonl``, matched, rendered and looked for in a tree.

A template is a path whose segments hold literal text, ``*`` (any text inside one segment), ``**`` (any
number of whole segments) and captures: ``{name}``, ``{name:type}`` or ``{name:expression}``. The same name
twice means the same value. ``{{`` and ``}}`` are literal braces.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from ..errors import FileProblem
from .segments import Capture, Deep, Literal, Segment, Star
from .template_parser import TemplateError, parse_template

if TYPE_CHECKING:
    from .captures import CaptureType
    from .tree import Tree

__all__ = ["PathTemplate", "TemplateError"]

#: a template half matched: the next segment, and the values of the captures so far
Thread: TypeAlias = tuple[int, dict[str, str]]

_NO_TYPES: Final[Mapping[str, CaptureType]] = {}


@dataclass(frozen=True, slots=True, eq=False)
class PathTemplate:
    """A parsed path template.

    ``captures`` are the capture names in the order of their first use, ``repeated`` those that stand in more
    than one segment, ``types`` the type of each.
    """

    text: str
    segments: tuple[Segment | Deep, ...]
    captures: tuple[str, ...]
    repeated: tuple[str, ...]
    types: Mapping[str, CaptureType]

    @classmethod
    def parse(cls, text: str, types: Mapping[str, CaptureType] | None = None) -> PathTemplate:
        """Parse a template; ``types`` are named capture types besides the built-in ones.

        Raises TemplateError with the column, counted from 1, of what is wrong.
        """
        parsed = parse_template(text, types or _NO_TYPES)
        return cls(text, parsed.segments, tuple(parsed.captures), parsed.repeated, parsed.captures)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PathTemplate) and self.text == other.text and self.types == other.types

    def __hash__(self) -> int:
        return hash(self.text)

    def __str__(self) -> str:
        return self.text

    @property
    def is_literal(self) -> bool:
        """Whether the template describes exactly one path."""
        return all(isinstance(segment, Segment) and segment.literal is not None for segment in self.segments)

    @property
    def literal_folder(self) -> str:
        """The deepest folder that every matching path lies in; "" is the root."""
        names: list[str] = []
        for segment in self.segments[:-1]:
            if not isinstance(segment, Segment) or segment.literal is None:
                break
            names.append(segment.literal)
        return "/".join(names)

    # --- matching ---------------------------------------------------------------------------------------

    def match(self, path: str) -> dict[str, str] | None:
        """Return the captures where the whole path matches, else None.

        Where a path can be read in several ways, ``**`` is as short and every other part as long as
        possible, from left to right.
        """
        names = path.split("/")
        if any(name in {"", ".", ".."} for name in names):
            return None
        threads = self.begin()
        for name in names:
            threads = self.advance(threads, name)
            if not threads:
                return None
        return self.end(threads)

    def begin(self) -> list[Thread]:
        """Return where matching starts, at the root."""
        return list(self._closed(0, {}))

    def advance(self, threads: Sequence[Thread], name: str) -> list[Thread]:
        """Read one segment of a path; the first thread is the preferred reading."""
        found: list[Thread] = []
        for index, bound in threads:
            if index == len(self.segments):
                continue
            segment = self.segments[index]
            if isinstance(segment, Deep):
                found.extend(self._closed(index, bound))
                continue
            for captured in segment.parses(name, bound):
                found.extend(self._closed(index + 1, {**bound, **captured} if captured else bound))
        return self._distinct(found) if len(found) > 1 else found

    def end(self, threads: Sequence[Thread]) -> dict[str, str] | None:
        """Return the captures of the preferred reading that is complete, else None."""
        for index, bound in threads:
            if index == len(self.segments):
                return bound
        return None

    def _closed(self, index: int, bound: dict[str, str]) -> Iterator[Thread]:
        """Yield the thread, and before it, where it stands at ``**``, the one that skips it."""
        if index < len(self.segments) and isinstance(self.segments[index], Deep):
            yield (index + 1, bound)
        yield (index, bound)

    def _distinct(self, threads: list[Thread]) -> list[Thread]:
        """Keep the first of threads that go on alike: only repeated captures matter for what follows."""
        seen: set[tuple[int, tuple[str | None, ...]]] = set()
        kept: list[Thread] = []
        for index, bound in threads:
            key = (index, tuple([bound.get(name) for name in self.repeated]))
            if key not in seen:
                seen.add(key)
                kept.append((index, bound))
        return kept

    # --- rendering --------------------------------------------------------------------------------------

    def render(self, captures: Mapping[str, str]) -> str:
        """Return the path for these captures.

        Raises ValueError where a capture is missing or not of its type, where the path would have an empty,
        ``.`` or ``..`` segment, and where the template holds ``*`` or ``**``.
        """
        names = [self._render_segment(segment, captures) for segment in self.segments]
        for name in names:
            if name in {"", ".", ".."}:
                message = f"{self.text!r} would become a path with the segment {name!r}"
                raise ValueError(message)
        return "/".join(names)

    def _render_segment(self, segment: Segment | Deep, captures: Mapping[str, str]) -> str:
        texts: list[str] = []
        for part in (Star(),) if isinstance(segment, Deep) else segment.parts:
            match part:
                case Star():
                    message = f"{self.text!r} holds '*' or '**', so it stands for many paths"
                    raise ValueError(message)
                case Literal(text):
                    texts.append(text)
                case Capture():
                    texts.append(_value(part, captures))
        return "".join(texts)

    # --- looking in a tree ------------------------------------------------------------------------------

    def find(self, tree: Tree, root: str = "") -> list[tuple[str, dict[str, str]]]:
        """Return every matching path below the folder ``root``, with its captures, sorted by path.

        Paths are returned relative to the tree's own root. Regular files, links and other entries count;
        folders do not. Links are never followed. Only folders that can hold a match are listed. Raises
        FileProblem where one of them cannot be.
        """
        found = [
            (folder + name, captures)
            for folder, names, threads in self._places(tree, root)
            for name, captures in self.completing(names, threads)
        ]
        return sorted(found, key=lambda item: item[0])

    def paths(self, tree: Tree, root: str = "") -> list[str]:
        """As ``find``, the paths alone: of a hundred thousand, captures are most of the time and memory."""
        found: list[str] = []
        for folder, names, threads in self._places(tree, root):
            segment = self._only_reading(threads)
            if segment is None:
                found += [folder + name for name, _ in self.completing(names, threads)]
            else:
                found += [folder + name for name in segment.matching(names, threads[0][1])]
        return sorted(found)

    def _places(self, tree: Tree, root: str) -> Iterator[tuple[str, Sequence[str], list[Thread]]]:
        """Yield each folder where paths can end, with the names in it and where matching stands there."""
        prefix = f"{root}/" if root else ""
        pending: list[tuple[str, list[Thread]]] = [(prefix, self.begin())]
        while pending:
            folder, threads = pending.pop()
            expected = self._expected_name(threads)
            if expected is None:
                yield from self._look_into(tree, folder, threads, pending)
            elif (kind := tree.kind(folder + expected)) is not None:
                if kind == "folder":
                    pending.append((f"{folder}{expected}/", self.advance(threads, expected)))
                else:
                    yield folder, (expected,), threads

    def _expected_name(self, threads: Sequence[Thread]) -> str | None:
        """Return the one name that can go on, where it is spelled out, so that no folder need be listed."""
        if len(threads) != 1 or threads[0][0] == len(self.segments):
            return None
        segment = self.segments[threads[0][0]]
        return segment.literal if isinstance(segment, Segment) else None

    def _look_into(
        self,
        tree: Tree,
        folder: str,
        threads: list[Thread],
        pending: list[tuple[str, list[Thread]]],
    ) -> Iterator[tuple[str, Sequence[str], list[Thread]]]:
        last = len(self.segments)
        threads = [thread for thread in threads if thread[0] < last]
        if not threads:
            return
        try:
            listing = tree.list(folder[:-1])
        except FileProblem as problem:
            if problem.reason == "missing":
                return
            raise
        if any(index == last - 1 for index, _ in threads):
            yield folder, (*listing.files, *listing.links, *listing.others), threads
        for name in listing.folders:
            following = [thread for thread in self.advance(threads, name) if thread[0] < last]
            if following:
                pending.append((f"{folder}{name}/", following))

    def completing(
        self, names: Sequence[str], threads: Sequence[Thread]
    ) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield the names of a folder that complete a path, with its captures; needs a thread."""
        segment = self._only_reading(threads)
        if segment is not None:
            _, bound = threads[0]
            for name in names:
                captured = segment.match(name, bound)
                if captured is not None:
                    yield name, {**bound, **captured}
            return
        for name in names:
            captures = self.end(self.advance(threads, name))
            if captures is not None:
                yield name, captures

    def _only_reading(self, threads: Sequence[Thread]) -> Segment | None:
        """The last segment, where names have one reading at most and need no bookkeeping of several."""
        index, _ = threads[0]
        if len(threads) > 1 or index != len(self.segments) - 1:
            return None
        segment = self.segments[index]
        return segment if isinstance(segment, Segment) and not segment.several else None


def _value(capture: Capture, captures: Mapping[str, str]) -> str:
    try:
        value = captures[capture.name]
    except KeyError:
        message = f"no value for the capture {{{capture.name}}}"
        raise ValueError(message) from None
    if not capture.type.accepts(value):
        message = f"{value!r} is not {capture.type.describe()}, as {{{capture.name}}} demands"
        raise ValueError(message)
    return value
