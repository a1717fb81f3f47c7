"""What differs between a revision and a work tree, also where git was told not to look."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from ..core.digests.blob import blob_id
from ..core.errors import CapabilityMissing, FileProblem
from ..core.ports import Change
from .filesystem import LocalFileSystem
from .git_process import ask, index_copy, lacks_objects, without_filters
from .git_repair import fetch_objects

_DIFF: Final = (
    "diff", "--raw", "-z", "--no-abbrev", "--relative", "-M", "-l1000",
    "--no-ext-diff", "--no-textconv", "--ignore-submodules=dirty",
)  # fmt: skip
_LISTED: Final = ("ls-files", "-v", "--stage", "--cached", "--others", "--exclude-standard", "-z")
#: an entry that is more than a tracked file or link which git looks at
_SPECIAL: Final = re.compile(rb"\0(?!H 1[02]0)([^\0]+)")
_ADDED, _DELETED, _UNMERGED = "A", "D", "U"
_LEFT_OUT: Final = "S"
_PLAIN, _EXECUTABLE, _LINK, _SUBMODULE = "100644", "100755", "120000", "160000"
#: larger untracked files are not compared with what was deleted, so they are told as added
_COMPARED_BYTES: Final = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What differs, by the path of today; ``submodules`` are those of the revision: path -> commit id."""

    changes: Mapping[str, Change]
    submodules: Mapping[str, str]


class _Raw(NamedTuple):
    """A line of ``git diff --raw``: status letter, mode and id in the base, path in the base, path now."""

    status: str
    mode: str
    oid: str
    was: str
    path: str


@dataclass(slots=True)
class _Listed:
    """What ``git ls-files`` tells beside plain tracked files.

    ``hidden`` are the files whose state on disk git was told to take for that of the index: tag, mode, id.
    """

    untracked: set[str] = field(default_factory=set)
    hidden: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    submodules: dict[str, str] = field(default_factory=dict)


def compare(root: str, revision: str, index: str) -> Compared:
    """Compare the work tree below ``root`` with a commit; raises CapabilityMissing.

    ``index`` is the path of git's index file.
    """
    return _Comparing(root, revision, index).compared()


class _Comparing:
    def __init__(self, root: str, revision: str, index: str) -> None:
        self._root = root
        self._revision = revision
        self._index = index
        self._files = LocalFileSystem(root)
        self._changes: dict[str, Change] = {}

    def compared(self) -> Compared:
        listed = self._listed()
        submodules = listed.submodules
        gone: dict[str, tuple[str, str]] = {}
        unmerged: set[str] = set()
        for one in _raw(self._diff()):
            if one.mode == _SUBMODULE:
                submodules[one.was] = one.oid
            elif one.path in submodules:
                del submodules[one.path]
            if one.status == _UNMERGED:
                unmerged.add(one.path)
            elif one.status == _DELETED:
                gone[one.path] = (one.mode, one.oid)
            elif one.was != one.path:
                self._add(one.path, "renamed", one.was)
            elif one.status == _ADDED:
                self._add(one.path, "added", None)
            else:
                self._add(one.path, "modified", one.path)
        self._add_unmerged(unmerged)
        self._add_hidden(listed.hidden)
        self._add_gone(gone, listed.untracked)
        return Compared(changes=self._changes, submodules=submodules)

    def _add(self, path: str, kind: str, was: str | None) -> None:
        self._changes.setdefault(path, Change(path, kind, was))  # type: ignore[arg-type]

    def _diff(self) -> bytes:
        settings = without_filters(self._root)
        try:
            with index_copy(self._index) as variables:
                return ask(self._root, *_DIFF, self._revision, "--", settings=settings, variables=variables)
        except CapabilityMissing as problem:
            if lacks_objects(problem.message):
                raise CapabilityMissing("git base", fetch_objects(self._root, self._revision)) from None
            raise

    def _listed(self) -> _Listed:
        listed = _Listed()
        for found in _SPECIAL.finditer(b"\0" + ask(self._root, *_LISTED)):
            tag, _, rest = os.fsdecode(found[1]).partition(" ")
            if tag == "?":
                # A repository inside of this one is one path, which git writes as a folder.
                listed.untracked.add(rest.removesuffix("/"))
                continue
            head, _, path = rest.partition("\t")
            mode, oid, _ = head.split(" ")
            if mode == _SUBMODULE:
                listed.submodules[path] = oid
            elif tag == _LEFT_OUT or tag.islower():
                listed.hidden[path] = (tag, mode, oid)
        return listed

    def _add_unmerged(self, paths: set[str]) -> None:
        if not paths:
            return
        names = ask(self._root, "ls-tree", "-r", "-z", "--name-only", self._revision)
        before = {os.fsdecode(name) for name in names.split(b"\0")}
        for path in paths:
            self._changes.pop(path, None)
            if os.path.lexists(os.path.join(self._root, path)):
                was = path if path in before else None
                self._add(path, "modified" if was else "added", was)
            elif path in before:
                self._add(path, "deleted", path)

    def _add_hidden(self, hidden: Mapping[str, tuple[str, str, str]]) -> None:
        """Look at the files that git does not look at; what a sparse checkout leaves out is not deleted."""
        for path, (tag, mode, oid) in hidden.items():
            if os.path.lexists(os.path.join(self._root, path)):
                if path not in self._changes and self._kept(path, len(oid)) != (mode, oid):
                    self._add(path, "modified", path)
            elif tag.upper() != _LEFT_OUT:
                change = self._changes.pop(path, None)
                was = path if change is None else change.was
                if was is not None:
                    self._add(was, "deleted", was)

    def _add_gone(self, gone: dict[str, tuple[str, str]], untracked: set[str]) -> None:
        """Tell what is not tracked any more: it may lie there still, under its name or another one."""
        for path in gone.keys() & untracked:
            # git rm --cached
            untracked.discard(path)
            was = gone.pop(path)
            if self._kept(path, len(was[1])) != was:
                self._add(path, "modified", path)
        for path, renamed in self._renamed(gone, untracked).items():
            del gone[renamed]
            self._add(path, "renamed", renamed)
        for path in untracked:
            self._add(path, "added", None)
        for path in gone:
            self._add(path, "deleted", path)

    def _renamed(self, gone: Mapping[str, tuple[str, str]], untracked: set[str]) -> dict[str, str]:
        """Untracked files that hold what a deleted one held: git sees a rename only when it is staged."""
        if not gone:
            return {}
        places: dict[str, list[str]] = {}
        for path in sorted(gone, reverse=True):
            places.setdefault(gone[path][1], []).append(path)
        length = len(next(iter(gone.values()))[1])
        renamed: dict[str, str] = {}
        for path in sorted(untracked):
            candidates = places.get(self._digest(path, length) or "")
            if candidates:
                renamed[path] = candidates.pop()
        return renamed

    def _kept(self, path: str, length: int) -> tuple[str, str | None] | None:
        """The mode and the id under which git would keep what is there; None where it cannot be read."""
        try:
            target = self._files.link_target(path)
            mode = _EXECUTABLE if self._files.mode(path) & 0o100 else _PLAIN
        except FileProblem:
            return None
        if target is not None:
            return _LINK, blob_id(os.fsencode(target), length)
        return mode, self._digest(path, length)

    def _digest(self, path: str, length: int) -> str | None:
        """The id that git gives to the bytes of a file, None for a link and what cannot be read."""
        try:
            if self._files.kind(path) != "file":
                return None
            data = self._files.read(path, _COMPARED_BYTES)
        except FileProblem:
            return None
        return blob_id(data, length)


def _raw(answer: bytes) -> Iterator[_Raw]:
    parts = iter(answer.split(b"\0"))
    for head in parts:
        if not head:
            return
        mode, _, oid, _, status = head.decode("ascii").removeprefix(":").split()
        was = path = os.fsdecode(next(parts))
        if status[0] == "R":
            path = os.fsdecode(next(parts))
        yield _Raw(status[0], mode, oid, was, path)
