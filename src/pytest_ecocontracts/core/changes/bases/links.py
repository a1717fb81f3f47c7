"""Where paths lead: git tells of the file that differs, contracts may name it through symbolic links."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Final

from ...errors import FileProblem

if TYPE_CHECKING:
    from ...context import Context

#: as the kernel allows
_MAXIMUM_LINKS: Final = 40
#: looking at more paths costs more than it saves
_MOST_CHANGED: Final = 2_000
_KEPT: Final = "changes.places"
_NONE: Final[frozenset[str]] = frozenset()


class LinkedPaths:
    """Follows the links of one tree, below its root; a path whose links lead nowhere stays as it is."""

    def __init__(self, context: Context) -> None:
        self._files = context.files
        self._tree = context.tree
        #: path -> where it leads, and the links on the way
        self._folders: dict[str, tuple[str, frozenset[str]]] = {"": ("", _NONE)}
        self._known: dict[str, tuple[str, frozenset[str]]] = {}

    def of(self, path: str) -> str:
        """The path of the same file or folder without links."""
        return self.follow(path)[0]

    def follow(self, path: str) -> tuple[str, frozenset[str]]:
        """The path without links, and every link on the way to it."""
        known = self._known.get(path)
        if known is None:
            known = self._known[path] = self._follow(path, _MAXIMUM_LINKS)
        return known

    def take_over(self, before: LinkedPaths, changed: Collection[str]) -> None:
        """Take over what is known of another tree, which differs in the paths that ``changed``.

        Where none of these is a link in any of the two, every path leads to the same place in both.
        """
        if len(changed) <= _MOST_CHANGED and not any(
            self._is_link(path) or before._is_link(path) for path in changed
        ):
            self._known, self._folders = before._known, before._folders

    def _is_link(self, path: str) -> bool:
        try:
            return self._tree.kind(path) == "link"
        except FileProblem:
            return True

    def _follow(self, path: str, links: int) -> tuple[str, frozenset[str]]:
        folder, _, name = path.rpartition("/")
        known = self._folders.get(folder)
        if known is None:
            known = self._folders[folder] = self._follow(folder, links)
        place, way = known
        whole = f"{place}/{name}" if place else name
        try:
            target = self._files.link_target(whole) if self._tree.kind(whole) == "link" else None
        except FileProblem:
            return path, way
        if target is None:
            return whole, way
        way |= {whole}
        led = posixpath.normpath(posixpath.join(place, target))
        if links == 0 or led.startswith(("/", "..")):
            return path, way
        end, further = self._follow(led, links - 1)
        return end, way | further


def places_of(context: Context) -> LinkedPaths:
    """Where the paths of the context's tree lead."""
    found = context.kept.get(_KEPT)
    if not isinstance(found, LinkedPaths):
        found = context.kept[_KEPT] = LinkedPaths(context)
    return found


class Touched:
    """The paths of one tree that differ, asked for by whatever path leads to them."""

    def __init__(self, paths: Iterable[str], places: LinkedPaths) -> None:
        self.paths = frozenset(paths)
        self._places = places
        self._folders: dict[str, bool] = {"": "" in self.paths}

    def __bool__(self) -> bool:
        return bool(self.paths)

    def __contains__(self, path: str) -> bool:
        """Whether the path, a link on its way, what it leads to, or a folder around that differs.

        Git tells of a folder where it is another repository that it does not look into.
        """
        if path in self.paths:
            return True
        place, way = self._places.follow(path)
        if place in self.paths or self._folder(posixpath.dirname(place)):
            return True
        return bool(way) and not way.isdisjoint(self.paths)

    def _folder(self, folder: str) -> bool:
        known = self._folders.get(folder)
        if known is None:
            known = folder in self.paths or self._folder(posixpath.dirname(folder))
            self._folders[folder] = known
        return known
