"""What git knows about the tree below the root; read-only, no hooks, no helpers, bounded in time."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from ..core.errors import CapabilityMissing
from ..core.ports import Blob
from .git_process import ask, index_copy, without_filters

_SKIPPED: Final = b"S"
_SUBMODULE: Final = "160000"
_CHANGED: Final = (
    "diff", "--name-only", "-z", "--relative", "--no-ext-diff", "--no-textconv", "--ignore-submodules=all",
)  # fmt: skip


#: what is asked at once; the prefix comes last, for it may hold anything
_ASKED: Final = ("--is-inside-work-tree", "--is-shallow-repository", "--absolute-git-dir", "--show-prefix")


class _Place(NamedTuple):
    """Where the root lies: in a work tree or not, git's own folder, the path in the repository."""

    inside: bool
    shallow: bool
    folder: str
    prefix: str


class LocalGit:
    """Implements ``core.ports.GitIndex`` with the git command; paths are relative to the root."""

    def __init__(self, root: str) -> None:
        self._root = root

    @property
    def available(self) -> bool:
        """Whether the root lies in a git work tree and git can be asked."""
        return self.reason is None

    @cached_property
    def reason(self) -> str | None:
        """Why git cannot be asked, or None where it can."""
        try:
            if not self._place.inside:
                return "the root is not in a git work tree"
            # Below an ignored folder everything is ignored: such a root belongs to no repository.
            if self.prefix and ask(
                self._root, "check-ignore", "-z", "--stdin", given=b"./\0", accepted=(0, 1)
            ):
                return "the root is ignored by the git work tree around it"
        except CapabilityMissing as problem:
            return problem.message
        return None

    @property
    def is_shallow(self) -> bool:
        """Whether history ends before its first commit; raises CapabilityMissing."""
        return self._place.shallow

    @property
    def prefix(self) -> str:
        """The root's path in the repository, "" or with "/" at the end; raises CapabilityMissing."""
        return self._place.prefix

    @property
    def is_top(self) -> bool:
        """Whether the root is that of a work tree, too."""
        try:
            return self._place.inside and not self._place.prefix
        except CapabilityMissing:
            return False

    def file(self, name: str) -> str:
        """The path of a file of git's own, such as "index"; raises CapabilityMissing."""
        return os.path.join(self._root, self._place.folder, name)

    @cached_property
    def _place(self) -> _Place:
        answer = ask(self._root, "rev-parse", *_ASKED)
        inside, shallow, *rest = answer.split(b"\n", 2)
        folder, _, prefix = (rest[0] if rest else b"").partition(b"\n")
        if not os.path.isdir(folder):
            # One of the two has a line feed in it.
            folder = ask(self._root, "rev-parse", "--absolute-git-dir").removesuffix(b"\n")
            prefix = ask(self._root, "rev-parse", "--show-prefix")
        return _Place(
            inside=inside == b"true",
            shallow=shallow == b"true",
            folder=os.fsdecode(folder),
            prefix=os.fsdecode(prefix.removesuffix(b"\n")),
        )

    def tracked(self) -> Mapping[str, str]:
        """Tracked path -> mode ("100644", "100755", "120000", "160000").

        What a sparse checkout leaves out is not tracked here. Raises CapabilityMissing.
        """
        return self._tracked

    @cached_property
    def _tracked(self) -> Mapping[str, str]:
        return {path: blob.mode for path, blob in self._index.items()}

    @cached_property
    def _index(self) -> Mapping[str, Blob]:
        index: dict[str, Blob] = {}
        for entry in ask(self._root, "ls-files", "--stage", "-t", "-z").split(b"\0"):
            head, _, name = entry.partition(b"\t")
            if name and not head.startswith(_SKIPPED):
                _, mode, oid, _ = head.decode("ascii").split(" ")
                index[os.fsdecode(name)] = Blob(mode, oid)
        return index

    def blobs(self) -> Mapping[str, Blob]:
        """What the index holds of each tracked path whose content on disk is the same.

        Nothing where git cannot be asked. Raises CapabilityMissing.
        """
        return self._blobs if self.available else {}

    @cached_property
    def _blobs(self) -> Mapping[str, Blob]:
        settings = without_filters(self._root)
        with index_copy(self.file("index")) as variables:
            answer = ask(self._root, *_CHANGED, settings=settings, variables=variables)
        changed = {os.fsdecode(name) for name in answer.split(b"\0") if name}
        return {path: blob for path, blob in self._index.items() if path not in changed}

    def ignored(self, paths: Sequence[str]) -> frozenset[str]:
        """The ``paths`` that git ignores, none where git cannot be asked; raises CapabilityMissing."""
        if not paths or not self.available:
            return frozenset()
        try:
            return self._ignored(paths)
        except CapabilityMissing:
            # Git refuses the whole batch for one path inside a submodule, which it never ignores.
            modules = tuple(f"{path}/" for path, mode in self._tracked.items() if mode == _SUBMODULE)
            outside = [path for path in paths if not path.startswith(modules)]
            if len(outside) == len(paths):
                raise
            return self._ignored(outside) if outside else frozenset()

    def _ignored(self, paths: Sequence[str]) -> frozenset[str]:
        # Behind "./" a name such as ":(glob)x" is a name, and not an instruction to git.
        asked = b"".join(b"./" + os.fsencode(path) + b"\0" for path in paths)
        # Exit status 1 says that none is ignored.
        answer = ask(self._root, "check-ignore", "-z", "--stdin", given=asked, accepted=(0, 1))
        return frozenset(os.fsdecode(name[2:]) for name in answer.split(b"\0") if name)


def submodule(root: str, path: str) -> LocalGit | None:
    """The submodule at a path below the root, None where its files are not checked out there."""
    place = os.path.join(root, path)
    if os.path.realpath(place) != os.path.join(os.path.realpath(root), path):
        return None  # a link leads there
    git = LocalGit(place)
    # Without a repository of its own the folder would belong to the one around it.
    return git if os.path.lexists(os.path.join(place, ".git")) and git.is_top else None
