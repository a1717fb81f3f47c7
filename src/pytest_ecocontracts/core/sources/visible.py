"""The paths that sources may find: those of the tree without what git ignores, each folder listed once."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from ..errors import FileProblem
from ..paths.segments import FAST_CHOICES, Deep
from ..paths.template import PathTemplate

if TYPE_CHECKING:
    from ..context import Context

_GIT: Final = ".git"
#: the character after "/"
_AFTER_SLASH: Final = "0"


class Paths(NamedTuple):
    """What lies below a folder, sorted: files and links together, and folders."""

    files: Sequence[str]
    folders: Sequence[str]


class VisiblePaths:
    """The paths of one tree, looked up below the folder that a template spells out."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._below: dict[str, Paths] = {}
        self._links: set[str] = set()
        self._tracked: frozenset[str] | None = None

    def find(self, template: PathTemplate, *, folders: bool = False) -> list[tuple[str, dict[str, str]]]:
        """Every file or link, or every folder, that a template matches, with its captures, sorted by path.

        Raises FileProblem where a folder cannot be listed.
        """
        below = self._paths(template.literal_folder)
        paths = below.folders if folders else below.files
        pattern = _pattern(template)
        if pattern is None:
            found = [(path, template.match(path)) for path in paths]
            return [(path, captures) for path, captures in found if captures is not None]
        fits = pattern.fullmatch
        if not template.captures:
            return [(path, {}) for path in paths if fits(path)]
        return [(path, template.match(path) or {}) for path in paths if fits(path)]

    def is_link(self, path: str) -> bool:
        """Whether one of the paths found is a link."""
        return path in self._links

    def _paths(self, folder: str) -> Paths:
        known = self._below.get(folder)
        if known is not None:
            return known
        parent = folder
        while parent:
            parent = parent.rpartition("/")[0]
            if parent in self._below:
                known = _slice(self._below[parent], folder)
                break
        else:
            known = self._walk(folder)
        self._below[folder] = known
        return known

    def _walk(self, folder: str) -> Paths:
        context = self._context
        files: list[str] = []
        folders: list[str] = []
        level = [folder] if context.tree.kind(folder) == "folder" or not folder else []
        while level:
            inner: list[str] = []
            leaves: list[str] = []
            for each in level:
                try:
                    listing = context.tree.list(each)
                except FileProblem as problem:
                    if problem.reason == "missing":
                        continue
                    raise
                prefix = f"{each}/" if each else ""
                leaves += [prefix + name for name in listing.files if name != _GIT]
                found = [prefix + name for name in listing.links]
                leaves += found
                self._links.update(found)
                inner += [
                    prefix + name
                    for name in listing.folders
                    if name != _GIT and prefix + name not in context.own_folders
                ]
            ignored = self._ignored(leaves, inner)
            level = [each for each in inner if each not in ignored]
            folders += level
            files += [each for each in leaves if each not in ignored]
        return Paths(sorted(files), sorted(folders))

    def _ignored(self, leaves: Sequence[str], folders: Sequence[str]) -> frozenset[str]:
        """Those that git ignores; it is asked only about what it does not track."""
        git = self._context.git
        if not git.available:
            return frozenset()
        if self._tracked is None:
            known = set(git.tracked())
            for path in list(known):
                while (path := path.rpartition("/")[0]) and path not in known:
                    known.add(path)
            self._tracked = frozenset(known)
        tracked = self._tracked
        untracked = [path for path in (*leaves, *folders) if path not in tracked]
        return git.ignored(untracked) if untracked else frozenset()


def _slice(paths: Paths, folder: str) -> Paths:
    """The part below a folder of what lies below one that holds it."""
    return Paths(_between(paths.files, folder), _between(paths.folders, folder))


def _between(paths: Sequence[str], folder: str) -> Sequence[str]:
    first = bisect_left(paths, f"{folder}/")
    return paths[first : bisect_left(paths, folder + _AFTER_SLASH, first)]


def _pattern(template: PathTemplate) -> re.Pattern[str] | None:
    """The template for ``re``, or None where that could be slow on some path."""
    pieces: list[str] = []
    choices = 0
    last = len(template.segments) - 1
    for index, segment in enumerate(template.segments):
        if isinstance(segment, Deep):
            choices += 1
            pieces.append("(?:[^/]+/)*")  # never the last one
            continue
        source = segment.plain_source
        if source is None:
            return None
        choices += segment.choices
        pieces.append(source + ("" if index == last else "/"))
    if choices > FAST_CHOICES:
        return None
    return re.compile("".join(pieces), re.ASCII | re.DOTALL)
