"""The git revision that a change is judged against, and what differs from it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Final

from ..core.errors import CapabilityMissing
from ..core.paths.tree import Tree
from ..core.ports import Blob, Change
from .git import LocalGit, submodule
from .git_compare import compare
from .git_objects import GitObjects
from .git_process import ask
from .git_repair import cut_off, unknown
from .git_tree import GitTreeFiles

_CAPABILITY: Final = "git base"
#: submodules in submodules that are looked into
_NESTED: Final = 4


class LocalGitBase:
    """Implements ``core.ports.GitBase`` with the git command, for a root inside a work tree.

    Every answer is the same for the whole run. All that can be wrong is said by CapabilityMissing, which
    names the command that repairs it.
    """

    #: every file that git tracked is there
    whole: Final = True
    releases: Final = ()

    def __init__(self, root: str, name: str) -> None:
        self._root = root
        self._git = LocalGit(root)
        self._given: Final = name
        self._found = ""

    @property
    def name(self) -> str:
        """The revision as it was given; behind it what is special about it, once that has been found."""
        return self._given + self._found

    @cached_property
    def revision(self) -> str:
        """The full commit id of the merge base of the revision and HEAD."""
        reason = self._git.reason
        if reason is not None:
            raise CapabilityMissing(_CAPABILITY, reason)
        found = self._merge_bases()
        if self._git.is_shallow and not (found and self._is_whole(found)):
            message = f"where HEAD left {self._given!r} cannot be told: {cut_off(self._root, self._given)}"
            raise CapabilityMissing(_CAPABILITY, message)
        if not found:
            message = (
                f"{self._given!r} and HEAD have no common commit: their histories are unrelated; name a base "
                "that HEAD comes from"
            )
            raise CapabilityMissing(_CAPABILITY, message)
        if len(found) == 1:
            return found[0]
        chosen = self._on_the_way(found)
        self._found = f", one of {len(found)} merge bases"
        return chosen

    def _merge_bases(self) -> Sequence[str]:
        """The best common ancestors, several where branches were merged crosswise."""
        if not _is_name(self._given):
            raise CapabilityMissing(_CAPABILITY, self._unknown())
        answer = ask(self._root, "merge-base", "--all", self._given, "HEAD", accepted=(0, 1, 128))
        if not answer:
            if self._commit(self._given) is None:
                raise CapabilityMissing(_CAPABILITY, self._unknown())
            if self._commit("HEAD") is None:
                message = "HEAD has no commit yet, so there is nothing that a change could be told from"
                raise CapabilityMissing(_CAPABILITY, message)
            ask(self._root, "merge-base", self._given, "HEAD", accepted=(0, 1))
        return answer.decode("ascii").split()

    def _is_whole(self, bases: Sequence[str]) -> bool:
        """Whether no better common ancestor can lie beyond the end of a shallow clone.

        That is so where everything between the ends and the bases is there, and where the base is an end.
        """
        if bases[0] in (self._commit(self._given), self._commit("HEAD")):
            return True
        path = os.fsdecode(ask(self._root, "rev-parse", "--git-path", "shallow").removesuffix(b"\n"))
        with open(os.path.join(self._root, path), encoding="ascii") as file:
            ends = set(file.read().split())
        between = ask(self._root, "rev-list", self._given, "HEAD", "--not", *bases, "--")
        return ends.isdisjoint(between.decode("ascii").split())

    def _on_the_way(self, found: Sequence[str]) -> str:
        """Of several merge bases the one that the branch itself went through: always the same."""
        line = ask(self._root, "rev-list", "--first-parent", self._given, "--").decode("ascii").split()
        places = {commit: place for place, commit in enumerate(line)}
        return min(found, key=lambda commit: (places.get(commit, len(line)), commit))

    @cached_property
    def files(self) -> GitTreeFiles:
        """The files of the base."""
        objects = GitObjects(self._root)
        name = f"{self.revision}:{self._git.prefix.removesuffix('/')}"
        if "\n" in name:
            # A question to cat-file is a line; an id has none in it.
            name = ask(self._root, "rev-parse", "--verify", "--quiet", name, accepted=(0, 1)).decode().strip()
        top = objects.find_folder(name) if name else None
        return GitTreeFiles(self._root, objects, top, self.revision)

    @cached_property
    def tree(self) -> Tree:
        """The memoised listings of ``files``."""
        return Tree(self.files)

    @cached_property
    def index(self) -> BaseIndex:
        """What git tracked in the base."""
        return BaseIndex(lambda: tracked_in(self._root, self.revision))

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What differs between the base and the work tree, sorted by path."""
        found = _with_submodules(self._root, self._git, self.revision, _NESTED)
        return tuple(found[path] for path in sorted(found))

    def _commit(self, name: str) -> str | None:
        answer = ask(
            self._root, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}", accepted=(0, 1, 128)
        )
        return answer.decode("ascii").strip() or None

    def _unknown(self) -> str:
        return unknown(self._root, self._given, shallow=self._git.is_shallow)


def _is_name(name: str) -> bool:
    return bool(name) and not name.startswith("-") and "\0" not in name


def tracked_in(root: str, revision: str) -> dict[str, Blob]:
    """Every entry of a revision, below the root as the revision has it; raises CapabilityMissing."""
    blobs: dict[str, Blob] = {}
    for entry in ask(root, "ls-tree", "-r", "-z", revision).split(b"\0"):
        head, _, name = entry.partition(b"\t")
        if name:
            mode, _, oid = head.decode("ascii").split(" ")
            blobs[os.fsdecode(name)] = Blob(mode, oid)
    return blobs


class BaseIndex:
    """Implements ``core.ports.GitIndex`` for a revision: all of it is tracked, and none of it ignored."""

    available = True
    reason = None

    def __init__(self, read: Callable[[], Mapping[str, Blob]]) -> None:
        self._read = read

    @cached_property
    def _blobs(self) -> Mapping[str, Blob]:
        return self._read()

    def tracked(self) -> Mapping[str, str]:
        """Path -> mode."""
        return {path: blob.mode for path, blob in self._blobs.items()}

    def ignored(self, paths: Sequence[str]) -> frozenset[str]:
        """Nothing: what is in a revision is not ignored."""
        return frozenset()

    def blobs(self) -> Mapping[str, Blob]:
        """Every path, with what it holds."""
        return self._blobs


def _with_submodules(root: str, git: LocalGit, revision: str, depth: int) -> dict[str, Change]:
    """What differs in a work tree, by path, and in the submodules that are checked out in it."""
    compared = compare(root, revision, git.file("index"))
    found = dict(compared.changes)
    for path, commit in compared.submodules.items() if depth else ():
        inside = submodule(root, path)
        if inside is None:
            continue
        try:
            changes = _with_submodules(os.path.join(root, path), inside, commit, depth - 1)
        except CapabilityMissing:
            # It does not hold the commit: whoever reads what it was is told how to fetch it.
            found.setdefault(path, Change(path, "modified", path))
            continue
        for name, change in changes.items():
            was = change.was and f"{path}/{change.was}"
            found[f"{path}/{name}"] = Change(f"{path}/{name}", change.kind, was)
    return found
