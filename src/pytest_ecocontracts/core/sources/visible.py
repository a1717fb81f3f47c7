"""The paths that sources may find: those of the tree without what git ignores, each folder listed once."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
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
        self._below: dict[tuple[str, int | None], Paths] = {}
        self._links: set[str] = set()
        self._tracked: frozenset[str] | None = None

    def find(self, template: PathTemplate, *, folders: bool = False) -> list[tuple[str, dict[str, str]]]:
        """Every file or link, or every folder, that a template matches, with its captures, sorted by path.

        Raises FileProblem where a folder cannot be listed.
        """
        return matching(template, self.candidates(template, folders=folders))

    def candidates(self, template: PathTemplate, *, folders: bool = False) -> Sequence[str]:
        """Everything below the folder that a template spells out, sorted: what is looked at for it.

        No deeper than its paths can lie.
        """
        folder = template.literal_folder
        below = self._below_folder(folder, _depth(template, folder))
        return below.folders if folders else below.files

    def around(self, template: PathTemplate) -> int:
        """How many entries the nearest folder has that is there: what is looked at where no path could match.

        That is the folder that a template spells out, or the nearest one above it.
        """
        tree = self._context.tree
        folder = template.literal_folder
        while folder and tree.kind(folder) != "folder":
            folder = folder.rpartition("/")[0]
        listing = tree.list(folder)
        return len(listing.files) + len(listing.folders) + len(listing.links)

    def is_link(self, path: str) -> bool:
        """Whether one of the paths found is a link."""
        return path in self._links

    def _below_folder(self, folder: str, depth: int | None) -> Paths:
        known = self._below.get((folder, depth))
        if known is None:
            whole = self._whole(folder)
            known = self._walk(folder, depth) if whole is None else _slice(whole, folder, depth)
            self._below[(folder, depth)] = known
        return known

    def _whole(self, folder: str) -> Paths | None:
        """All that lies below a folder, or below one that holds it, where that is known."""
        while (known := self._below.get((folder, None))) is None and folder:
            folder = folder.rpartition("/")[0]
        return known

    def _walk(self, folder: str, depth: int | None) -> Paths:
        context = self._context
        files: list[str] = []
        folders: list[str] = []
        is_there = not folder or (not self._is_own(folder) and context.tree.kind(folder) == "folder")
        level = [folder] if is_there else []
        while level and depth != 0:
            depth = None if depth is None else depth - 1
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

    def _is_own(self, folder: str) -> bool:
        """Whether a folder lies in one that belongs to git or to the gate."""
        names = folder.split("/")
        own = self._context.own_folders
        return _GIT in names or any("/".join(names[:end]) in own for end in range(1, len(names) + 1))

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


def matching(template: PathTemplate, paths: Sequence[str]) -> list[tuple[str, dict[str, str]]]:
    """Those of some paths that a template matches, with its captures."""
    pattern = _pattern(template)
    if pattern is not None:
        paths = [path for path in paths if pattern.fullmatch(path)]
        if not template.captures:
            return [(path, {}) for path in paths]
    else:
        paths = [*filter(_last_name(template), paths)]
    found = [(path, template.match(path)) for path in paths]
    return [(path, captures) for path, captures in found if captures is not None]


def fitting(template: PathTemplate) -> Callable[[str], bool]:
    """What says whether the template matches a path, where captures are of no interest."""
    pattern = _pattern(template)
    if pattern is not None:
        return lambda path: pattern.fullmatch(path) is not None
    fits = _last_name(template)
    return lambda path: fits(path) and template.match(path) is not None


def _last_name(template: PathTemplate) -> Callable[[str], bool]:
    """What says whether the last name of a path could be the template's; many paths share their last one."""
    last = template.segments[-1]
    if isinstance(last, Deep) or last.inherited:
        return lambda _: True
    known: dict[str, bool] = {}

    def fits(path: str) -> bool:
        name = path.rpartition("/")[2]
        if name not in known:
            known[name] = last.match(name, {}) is not None
        return known[name]

    return fits


def _slice(paths: Paths, folder: str, depth: int | None) -> Paths:
    """The part below a folder of what lies below it or one that holds it, as deep as asked for."""
    files, folders = (between(each, folder) if folder else each for each in paths)
    if depth is None:
        return Paths(files, folders)
    most = depth + folder.count("/") + bool(folder) - 1
    return Paths(*([path for path in each if path.count("/") <= most] for each in (files, folders)))


def _depth(template: PathTemplate, folder: str) -> int | None:
    """How many levels below a folder the paths of a template lie; None where there is no end."""
    if any(isinstance(segment, Deep) for segment in template.segments):
        return None
    return len(template.segments) - (folder.count("/") + bool(folder))


def between(paths: Sequence[str], folder: str) -> Sequence[str]:
    """The part of sorted paths that lies below a folder."""
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
