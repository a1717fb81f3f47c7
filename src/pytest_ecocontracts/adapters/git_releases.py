"""The releases of a repository as its tags name them: ``--eco-base=tags``."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

from ..core.errors import CapabilityMissing
from ..core.paths.tree import Tree
from ..core.ports import Change
from .chosen_base import Choice
from .folder_base import NoIndex
from .git import LocalGit
from .git_base import LocalGitBase
from .git_objects import GitObjects
from .git_process import ask
from .git_tree import GitTreeFiles
from .release_names import ReleaseNames, release_names

_CAPABILITY: Final = "release tags"
_FETCH: Final = "git fetch --tags (in a workflow, actions/checkout with fetch-depth: 0 and fetch-tags: true)"
_DIFF: Final = ("diff-tree", "--stdin", "-r", "-z", "--raw", "--no-abbrev", "--no-renames")
_PAIR: Final = re.compile(rb"([0-9a-f]+ [0-9a-f]+)\n")
#: names that a message lists
_SHOWN: Final = 6


class GitRelease:
    """Implements ``core.ports.GitBase`` for a release that is compared with the one after it."""

    whole: Final = True
    releases: Final = ()

    def __init__(self, name: str, revision: str, files: GitTreeFiles, steps: _Steps) -> None:
        self.name: Final = name
        self.revision: Final = revision
        self.files: Final = files
        self._steps = steps

    @property
    def changes(self) -> Sequence[Change]:
        """What differs between this release and the one that stands before it in the sequence."""
        return self._steps.changes.get(self.name, ())

    @cached_property
    def tree(self) -> Tree:
        """The memoised listings of ``files``."""
        return Tree(self.files)

    @cached_property
    def index(self) -> NoIndex:
        """Of a release only its contracts are read."""
        return NoIndex(f"{self.name} is a release, and not the work tree")


class _Steps:
    """What every release changed, from one process of git; the first tree is what the others start from."""

    def __init__(self, root: str, trees: Sequence[tuple[str, str | None]]) -> None:
        self._root = root
        self._trees = trees

    @cached_property
    def changes(self) -> Mapping[str, Sequence[Change]]:
        """By the name of the release: the changes that lead from it to the one before it in the sequence."""
        found: dict[str, Sequence[Change]] = {}
        pairs: dict[str, str] = {}
        for (_, newer), (name, older) in zip(self._trees, self._trees[1:], strict=False):
            if newer is not None and older is not None:
                pairs[name] = f"{older} {newer}"
            elif newer != older:
                # The folder of the catalog was not there in one of the two.
                found[name] = tuple(self._whole(newer, older))
        differing = "".join(f"{pair}\n" for pair in dict.fromkeys(pairs.values()))
        answer = ask(self._root, *_DIFF, given=differing.encode("ascii")) if pairs else b""
        told = _told(answer)
        found.update((name, told.get(pair, ())) for name, pair in pairs.items())
        return found

    def _whole(self, newer: str | None, older: str | None) -> Iterator[Change]:
        listed = ask(self._root, "ls-tree", "-r", "-z", "--name-only", "--full-tree", str(newer or older))
        for path in map(os.fsdecode, filter(None, listed.split(b"\0"))):
            yield Change(path, "deleted", path) if newer is None else Change(path, "added", None)


def _told(answer: bytes) -> dict[str, list[Change]]:
    """The changes by the pair of trees: git writes the pair on a line, and then what differs, if anything."""
    found: dict[str, list[Change]] = {}
    changes: list[Change] = []
    parts = iter(answer.split(b"\0"))
    for part in parts:
        while (head := _PAIR.match(part)) is not None:
            changes = found[head[1].decode("ascii")] = []
            part = part[head.end() :]  # noqa: PLW2901 - the pair stands before the first change
        if not part:
            continue
        status, path = part.rpartition(b" ")[2], os.fsdecode(next(parts))
        if status == b"A":
            changes.append(Change(path, "added", None))
        else:
            changes.append(Change(path, "deleted" if status == b"D" else "modified", path))
    return found


def choose_release(root: str, pattern: str | None) -> Choice:
    """The newest release before HEAD as base, and every other one behind it; raises CapabilityMissing.

    ``pattern`` is that of the tags' names, None for the usual ones. A release that HEAD itself is counts
    as the one that is being made, unless it is the only one: in the build of a tag, nothing else would be
    judged.
    """
    git = LocalGit(root)
    if git.reason is not None:
        raise CapabilityMissing(_CAPABILITY, git.reason)
    commits = dict(releases_of(root, pattern))
    names = list(commits)
    merged = set(_lines(root, "for-each-ref", "--merged=HEAD", "--format=%(refname:strip=2)", "refs/tags"))
    before = [name for name in names if name in merged]
    if not before:
        message = (
            f"no release is in the history of HEAD; the newest of {len(names)} elsewhere is {names[0]!r}"
        )
        if git.is_shallow:
            message += ": this clone is shallow; deepen it with git fetch --unshallow --tags"
        raise CapabilityMissing(_CAPABILITY, message)
    head = ask(root, "rev-parse", "--verify", "HEAD^{commit}").decode("ascii").strip()
    base = next((name for name in before if commits[name] != head), before[0])
    objects = GitObjects(root)
    prefix = git.prefix.removesuffix("/")
    trees = [(name, objects.find(f"{commits[name]}:{prefix}")) for name in (base, *names) if name != base]
    trees.insert(0, (base, objects.find(f"{commits[base]}:{prefix}")))
    steps = _Steps(root, trees)
    releases = [
        GitRelease(name, commits[name], GitTreeFiles(root, objects, tree, commits[name]), steps)
        for name, tree in trees[1:]
    ]
    return Choice(base, LocalGitBase(root, commits[base]), releases)


def releases_of(root: str, pattern: str | None) -> Sequence[tuple[str, str]]:
    """Every release with its commit, newest first; raises CapabilityMissing."""
    commits = _tags(root)
    names = _chosen(release_names(commits, pattern), pattern)
    return [(name, commits[name]) for name in names]


def _tags(root: str) -> dict[str, str]:
    """Every tag of a commit: its name -> the commit; raises CapabilityMissing where there is none."""
    form = "%(refname:strip=2)%09%(objecttype)%09%(objectname)%09%(*objecttype)%09%(*objectname)"
    found: dict[str, str] = {}
    for line in _lines(root, "for-each-ref", f"--format={form}", "refs/tags"):
        name, kind, oid, peeled_kind, peeled = line.split("\t")
        if kind == "commit":
            found[name] = oid
        elif peeled_kind == "commit":
            found[name] = peeled
    if not found:
        raise CapabilityMissing(_CAPABILITY, f"there is no tag here; if there are any, run: {_FETCH}")
    return found


def _chosen(names: ReleaseNames, pattern: str | None) -> Sequence[str]:
    """The releases, newest first: bare versions, else those of the only name; raises CapabilityMissing."""
    families = names.families
    if "" in families:
        return families[""]
    if len(families) == 1:
        return next(iter(families.values()))
    if families:
        listed = ", ".join(f"{family} ({len(each)})" for family, each in list(families.items())[:_SHOWN])
        message = f"the release tags have several names: {listed}; say which, such as tags:{min(families)}-*"
        raise CapabilityMissing(_CAPABILITY, message)
    asked = f"the pattern {pattern!r}" if pattern is not None else "a release, such as v1.2.0"
    message = f"no tag is one of {asked}"
    if names.early:
        message += f"; there are pre-releases alone: {', '.join(names.early[:_SHOWN])}"
    elif names.others:
        message += f"; there are {', '.join(names.others[:_SHOWN])}"
    raise CapabilityMissing(_CAPABILITY, f"{message}; if there are more, run: {_FETCH}")


def _lines(root: str, *arguments: str) -> list[str]:
    return ask(root, *arguments).decode("utf-8", "surrogateescape").splitlines()
