"""The git revision that a change is judged against, and what differs from it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

from ..core.digests.blob import blob_id
from ..core.errors import CapabilityMissing, FileProblem
from ..core.paths.tree import Tree
from ..core.ports import Blob, Change
from ..core.suggestions import did_you_mean
from .filesystem import LocalFileSystem
from .git import LocalGit
from .git_objects import GitObjects
from .git_process import ask, without_filters
from .git_tree import GitTreeFiles

_CAPABILITY: Final = "git base"
_UNSHALLOW: Final = "git fetch --unshallow (in a workflow, actions/checkout with fetch-depth: 0)"
_DIFF: Final = (
    "diff", "--raw", "-z", "--no-abbrev", "--relative", "-M", "-l1000",
    "--no-ext-diff", "--no-textconv", "--ignore-submodules=dirty",
)  # fmt: skip
_ADDED, _DELETED = "A", "D"
#: larger untracked files are not compared with what was deleted, so they are told as added
_COMPARED_BYTES: Final = 16 * 1024 * 1024


class LocalGitBase:
    """Implements ``core.ports.GitBase`` with the git command, for a root inside a work tree.

    Every answer is the same for the whole run. All that can be wrong is said by CapabilityMissing, which
    names the command that repairs it.
    """

    def __init__(self, root: str, name: str) -> None:
        self._root = root
        self.name: Final = name

    @cached_property
    def revision(self) -> str:
        """The full commit id of the merge base of the revision and HEAD."""
        reason = LocalGit(self._root).reason
        if reason is not None:
            raise CapabilityMissing(_CAPABILITY, reason)
        named = self._commit(self.name)
        if named is None:
            raise CapabilityMissing(_CAPABILITY, self._unknown())
        if self._commit("HEAD") is None:
            message = "HEAD has no commit yet, so there is nothing that a change could be told from"
            raise CapabilityMissing(_CAPABILITY, message)
        found = ask(self._root, "merge-base", named, "HEAD", accepted=(0, 1)).decode("ascii").strip()
        if not found:
            message = f"{self.name!r} and HEAD have no common commit here"
            if self._is_shallow:
                message += f": this clone is shallow; deepen it with {_UNSHALLOW}"
            raise CapabilityMissing(_CAPABILITY, message)
        return found

    @cached_property
    def files(self) -> GitTreeFiles:
        """The files of the base."""
        objects = GitObjects(self._root)
        answer = ask(self._root, "rev-parse", "--verify", "--quiet", self._top, accepted=(0, 1))
        return GitTreeFiles(self._root, objects, answer.decode("ascii").strip() or None)

    @property
    def _top(self) -> str:
        prefix = os.fsdecode(ask(self._root, "rev-parse", "--show-prefix").removesuffix(b"\n"))
        return f"{self.revision}:{prefix.removesuffix('/')}"

    @cached_property
    def tree(self) -> Tree:
        """The memoised listings of ``files``."""
        return Tree(self.files)

    @cached_property
    def index(self) -> BaseIndex:
        """What git tracked in the base."""
        return BaseIndex(self._blobs)

    def _blobs(self) -> dict[str, Blob]:
        """Every entry of the base, below the root as the base has it."""
        blobs: dict[str, Blob] = {}
        for entry in ask(self._root, "ls-tree", "-r", "-z", self.revision).split(b"\0"):
            head, _, name = entry.partition(b"\t")
            if name:
                mode, _, oid = head.decode("ascii").split(" ")
                blobs[os.fsdecode(name)] = Blob(mode, oid)
        return blobs

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What differs between the base and the work tree, sorted by path."""
        untracked = set(_names(ask(self._root, "ls-files", "--others", "--exclude-standard", "-z")))
        changes: dict[str, Change] = {}
        gone: dict[str, str] = {}
        for status, oid, was, path in _raw(self._compared()):
            if status == _DELETED and path in untracked:
                # git rm --cached: it is still there, so it did change at most.
                untracked.discard(path)
                if self._digest(path, len(oid)) != oid:
                    changes[path] = Change(path, "modified", path)
            elif status == _DELETED:
                gone.setdefault(path, oid)
            elif was != path:
                changes[path] = Change(path, "renamed", was)
            elif status == _ADDED:
                changes[path] = Change(path, "added", None)
            else:
                changes.setdefault(path, Change(path, "modified", path))
        for path, renamed in self._renamed(gone, untracked).items():
            del gone[renamed]
            changes[path] = Change(path, "renamed", renamed)
        for path in untracked:
            changes.setdefault(path, Change(path, "added", None))
        for path in gone:
            changes.setdefault(path, Change(path, "deleted", path))
        return tuple(changes[path] for path in sorted(changes))

    def _compared(self) -> bytes:
        return ask(self._root, *_DIFF, self.revision, "--", settings=without_filters(self._root))

    def _renamed(self, gone: dict[str, str], untracked: set[str]) -> dict[str, str]:
        """Untracked files that hold what a deleted one held: git sees a rename only when it is staged."""
        if not gone:
            return {}
        places: dict[str, list[str]] = {}
        for path in sorted(gone, reverse=True):
            places.setdefault(gone[path], []).append(path)
        length = len(next(iter(gone.values())))
        renamed: dict[str, str] = {}
        for path in sorted(untracked):
            candidates = places.get(self._digest(path, length) or "")
            if candidates:
                renamed[path] = candidates.pop()
        return renamed

    def _digest(self, path: str, length: int) -> str | None:
        """The id that git gives to the bytes of a file, None for a link and what cannot be read."""
        try:
            if self._work.kind(path) != "file":
                return None
            data = self._work.read(path, _COMPARED_BYTES)
        except FileProblem:
            return None
        return blob_id(data, length)

    @cached_property
    def _work(self) -> LocalFileSystem:
        return LocalFileSystem(self._root)

    def _commit(self, name: str) -> str | None:
        if not name or name.startswith("-") or "\0" in name:
            return None
        answer = ask(
            self._root, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}", accepted=(0, 1, 128)
        )
        return answer.decode("ascii").strip() or None

    @property
    def _is_shallow(self) -> bool:
        return ask(self._root, "rev-parse", "--is-shallow-repository").strip() == b"true"

    def _unknown(self) -> str:
        message = f"git knows no commit {self.name[:80]!r} here"
        known = (
            ask(self._root, "for-each-ref", "--format=%(refname:short)").decode("utf-8", "replace").split()
        )
        near = did_you_mean(self.name, known)
        if near:
            message += f"; did you mean {near!r}?"
        elif self._is_shallow:
            message += f": this clone is shallow; deepen it with {_UNSHALLOW}"
        else:
            message += "; fetch it (git fetch origin), or name a branch, a tag or a commit that is here"
        return message


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


def _names(answer: bytes) -> Iterator[str]:
    # A repository inside of this one is one path, which git writes as a folder.
    return (os.fsdecode(name.removesuffix(b"/")) for name in answer.split(b"\0") if name)


def _raw(answer: bytes) -> Iterator[tuple[str, str, str, str]]:
    """Read (status letter, id in the base, path in the base, path now) from ``git diff --raw -z``."""
    parts = iter(answer.split(b"\0"))
    for head in parts:
        if not head:
            return
        _, _, oid, _, status = head.decode("ascii").split()
        was = path = os.fsdecode(next(parts))
        if status[0] == "R":
            path = os.fsdecode(next(parts))
        yield status[0], oid, was, path
