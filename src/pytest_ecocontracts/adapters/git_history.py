"""The commits of a range, oldest first, each with what it changed; nothing is checked out."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cached_property
from typing import Final

from ..core.errors import CapabilityMissing
from ..core.paths.tree import Tree
from ..core.ports import Change, Commit
from .git import LocalGit
from .git_base import BaseIndex, tracked_in
from .git_objects import GitObjects, TreeEntry
from .git_process import ask
from .git_repair import cut_off, unknown
from .git_stream import stream
from .git_tree import GitTreeFiles

_CAPABILITY: Final = "git history"
#: a merge is compared with its first parent alone: what was merged is one change
_LOG: Final = (
    "log", "--reverse", "--first-parent", "-m", "--root", "--raw", "-z", "--no-abbrev", "--no-renames",
    "--relative", "--no-show-signature", "--encoding=UTF-8", "--no-ext-diff", "--no-textconv",
    "--format=%H%x00%P%x00%ct%x00%s",
)  # fmt: skip
#: what users may have set otherwise
_SETTINGS: Final = ("-c", "log.diffMerges=separate", "-c", "log.showRoot=true")
_RENAMES: Final = (
    "diff-tree", "-r", "--raw", "-z", "--no-abbrev", "--relative", "-M", "-l1000",
    "--no-ext-diff", "--no-textconv", "--no-commit-id",
)  # fmt: skip
#: folders and bytes of files that are kept: from one commit to the next nearly all are the same
_KEPT_NAMES: Final = 500_000
_KEPT_BYTES: Final = 64 * 1024 * 1024
_LARGEST_KEPT: Final = 1024 * 1024


class CommitHistory(ABC):
    """What every history of commits has in common: their files, and what they are compared with."""

    #: what is counted
    unit = "commit"

    def __init__(self, root: str, name: str) -> None:
        self._root = root
        self._git = LocalGit(root)
        self._objects = _KeptObjects(root)
        self.name: Final = name

    @abstractmethod
    def commits(self) -> Iterator[Commit]:
        """See core.ports.GitHistory."""

    def files(self, revision: str) -> GitTreeFiles:
        """The files as a commit left them; none at all for ""."""
        top = None
        if revision:
            top = self._objects.find_folder(f"{revision}:{self._git.prefix.removesuffix('/')}")
        return GitTreeFiles(self._root, self._objects, top, revision)

    def index(self, revision: str) -> BaseIndex:
        """What git tracked in a commit; nothing for ""."""
        return BaseIndex(lambda: tracked_in(self._root, revision) if revision else {})

    def base(self, commit: Commit) -> ParentBase:
        """The first parent of a commit, as the base of what the commit changed."""
        return ParentBase(self, commit)

    def renamed(self, commit: Commit) -> tuple[Change, ...]:
        """What a commit changed, with a file that went elsewhere told once; sorted by path."""
        changes: Iterable[Change] = commit.changes
        if {"added", "deleted"} <= {change.kind for change in changes}:
            before = commit.parent or self._no_tree
            changes = changes_in(iter(ask(self._root, *_RENAMES, before, commit.id, "--").split(b"\0")))
        return tuple(sorted(changes, key=lambda change: change.path))

    @cached_property
    def _no_tree(self) -> str:
        """The id of the tree without entries, which every repository knows."""
        answer = ask(self._root, "hash-object", "-t", "tree", "--stdin", given=b"")
        return answer.decode("ascii").strip()


class LocalGitHistory(CommitHistory):
    """Implements ``core.ports.GitHistory`` with the git command, for a folder inside a work tree.

    The range begins after the revision ``start``, "" for the first commit there is, and ends with ``end``.
    Its commits are those that the branch of ``end`` went through itself. All that can be wrong with it is
    said by CapabilityMissing, which names the command that repairs it.
    """

    def __init__(self, root: str, name: str, start: str, end: str) -> None:
        super().__init__(root, name)
        self._start = start
        self._end = end

    def commits(self) -> Iterator[Commit]:
        """Every commit of the range, oldest first; raises CapabilityMissing."""
        reason = self._git.reason
        if reason is not None:
            raise CapabilityMissing(_CAPABILITY, reason)
        ends = [self._commit(self._end)]
        if self._start:
            ends.append(f"^{self._commit(self._start)}")
        is_first = True
        for commit in _commits(stream(self._root, *_LOG, *ends, "--", settings=_SETTINGS)):
            if is_first and not commit.parent and self._git.is_shallow:
                self._refuse_cut(commit.id)
            is_first = False
            yield commit

    def _commit(self, name: str) -> str:
        found = b""
        if not name.startswith("-") and "\0" not in name:
            found = ask(
                self._root, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}", accepted=(0, 1, 128)
            )
        if not found:
            message = unknown(self._root, name, shallow=self._git.is_shallow)
            raise CapabilityMissing(_CAPABILITY, message)
        return found.decode("ascii").strip()

    def _refuse_cut(self, revision: str) -> None:
        """A commit that git shows without a parent, and that has one, is where a shallow clone ends."""
        lines = ask(self._root, "cat-file", "commit", revision).partition(b"\n\n")[0].split(b"\n")
        if any(line.startswith(b"parent ") for line in lines):
            message = f"history ends here inside of {self.name!r}: {cut_off(self._root, self._end)}"
            raise CapabilityMissing(_CAPABILITY, message)


class ParentBase:
    """Implements ``core.ports.GitBase`` for a commit and its first parent: a tree against a tree."""

    #: every file that git tracked is there
    whole: Final = True
    releases: Final = ()

    def __init__(self, history: CommitHistory, commit: Commit) -> None:
        self._history = history
        self._commit = commit
        self.revision: Final = commit.parent
        self.name: Final = commit.parent[:10] or "nothing"

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What differs between the two, sorted by path."""
        return self._history.renamed(self._commit)

    @cached_property
    def files(self) -> GitTreeFiles:
        """The files of the parent; none where the commit has no parent."""
        return self._history.files(self.revision)

    @cached_property
    def tree(self) -> Tree:
        """The memoised listings of ``files``."""
        return Tree(self.files)

    @cached_property
    def index(self) -> BaseIndex:
        """What git tracked in the parent."""
        return self._history.index(self.revision)


class _KeptObjects(GitObjects):
    """Remembers folders and small files by their ids: what an id names never changes."""

    def __init__(self, root: str) -> None:
        super().__init__(root)
        self._folders: OrderedDict[str, dict[str, TreeEntry]] = OrderedDict()
        self._names = 0
        self._blobs: OrderedDict[str, bytes] = OrderedDict()
        self._bytes = 0

    def folder(self, name: str) -> dict[str, TreeEntry]:
        known = self._folders.get(name)
        if known is None:
            known = self._folders[name] = super().folder(name)
            self._names += len(known) + 1
            while self._names > _KEPT_NAMES and len(self._folders) > 1:
                self._names -= len(self._folders.popitem(last=False)[1]) + 1
        else:
            self._folders.move_to_end(name)
        return known

    def read(self, name: str, limit: int) -> bytes:
        known = self._blobs.get(name)
        if known is not None and len(known) <= limit:
            self._blobs.move_to_end(name)
            return known
        data = super().read(name, limit)
        if len(data) <= _LARGEST_KEPT:
            self._blobs[name] = data
            self._bytes += len(data)
            while self._bytes > _KEPT_BYTES:
                self._bytes -= len(self._blobs.popitem(last=False)[1])
        return data


def _commits(parts: Iterator[bytes]) -> Iterator[Commit]:
    """Read what ``git log`` says, commit by commit."""
    part = next(parts, None)
    while part:
        revision, parents = part.decode("ascii"), next(parts).decode("ascii")
        seconds, subject = int(next(parts)), next(parts).decode("utf-8", "replace")
        entries: list[bytes] = []
        while (part := next(parts, b"")).startswith((b"\n:", b":")):
            entries += (part, next(parts))
        yield Commit(
            id=revision,
            parent=parents.partition(" ")[0],
            day=datetime.fromtimestamp(seconds, UTC).date(),
            subject=subject,
            changes=tuple(changes_in(iter(entries))),
        )


def changes_in(parts: Iterator[bytes]) -> Iterator[Change]:
    """Read the entries of ``--raw -z``."""
    for head in parts:
        if not head:
            return
        status = head.rpartition(b" ")[2][:1]
        was = path = os.fsdecode(next(parts))
        if status == b"R":
            path = os.fsdecode(next(parts))
            yield Change(path, "renamed", was)
        elif status == b"A":
            yield Change(path, "added", None)
        elif status == b"D":
            yield Change(path, "deleted", path)
        else:
            yield Change(path, "modified", path)
