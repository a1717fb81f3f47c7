"""A released catalog in a folder, as the base that a change is judged against: contents are compared."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final, NamedTuple, NoReturn

from ..core.catalog.discovery import MAXIMUM_DEPTH, is_contract
from ..core.digests.blob import SHA256_DIGITS, blob_id, blob_id_of
from ..core.errors import CapabilityMissing, FileProblem
from ..core.paths.tree import Tree
from ..core.ports import Blob, Change, FileSystem
from ..core.rendering.printable import printable
from .filesystem import LocalFileSystem
from .git import LocalGit
from .git_process import ask

_CAPABILITY: Final = "released catalog"
#: what programs write into folders, and nobody releases
_SKIPPED: Final = frozenset({".eco", ".git", "__pycache__"})
#: a folder of more files is no released catalog
_MAXIMUM_FILES: Final = 100_000


class Content(NamedTuple):
    """What a file of a catalog holds; ``size`` is None for a symbolic link, whose target is digested."""

    size: int | None
    digest: str


class FolderBase:
    """Implements ``core.ports.GitBase`` over a folder with the relative paths of the repository.

    ``name`` is what the user asked for. What is in the folder was released; a file that is in the work tree
    alone counts as added. Git is asked for nothing but which files it ignores, and is not needed.
    """

    #: what nobody put into the release says nothing of what was there
    whole: Final = False
    releases: Final = ()

    def __init__(self, root: str, folder: str, name: str) -> None:
        self._root = root
        self._folder = folder
        self.name: Final = name

    @cached_property
    def revision(self) -> str:
        """The digest of every path and its content; raises CapabilityMissing."""
        made = hashlib.sha256()
        for path, content in self.contents.items():
            made.update(f"{path}\0{content.size}\0{content.digest}\n".encode("utf-8", "surrogateescape"))
        return made.hexdigest()

    @cached_property
    def contents(self) -> Mapping[str, Content]:
        """Every file of the catalog by path, sorted; raises CapabilityMissing where there is no catalog."""
        self._demand_folder()
        try:
            paths = sorted(_walk(self.files, ""))
            if not any(is_contract(path) for path in paths):
                message = (
                    f"{self._folder} holds no contract, so nothing could be judged against it; expected a "
                    "catalog as it was released, with the relative paths of the repository "
                    "(contracts/*.contract.yaml)"
                )
                raise CapabilityMissing(_CAPABILITY, message)
            return {path: _content(self.files, path) for path in paths}
        except FileProblem as problem:
            message = f"{self._folder} cannot be read: {problem.message}"
            raise CapabilityMissing(_CAPABILITY, message) from None

    def _demand_folder(self) -> None:
        if not os.path.isdir(self._folder):
            what = "is not a folder" if os.path.lexists(self._folder) else "does not exist"
            raise CapabilityMissing(_CAPABILITY, f"{self._folder} {what}")
        own, root = os.path.realpath(self._folder), os.path.realpath(self._root)
        if own == root or root.startswith(own.rstrip(os.sep) + os.sep):
            message = f"{self._folder} holds the repository itself, which would be compared with itself"
            raise CapabilityMissing(_CAPABILITY, message)

    @cached_property
    def files(self) -> LocalFileSystem:
        """The files of the catalog."""
        return LocalFileSystem(self._folder)

    @cached_property
    def tree(self) -> Tree:
        """The memoised listings of ``files``."""
        return Tree(self.files)

    @cached_property
    def index(self) -> NoIndex:
        """Git knows nothing of a released catalog."""
        return NoIndex(f"{self.name} is a released catalog, and no revision of git")

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What differs between the catalog and the work tree, sorted by path; raises CapabilityMissing."""
        work = LocalFileSystem(self._root)
        changes: dict[str, Change] = {}
        gone: list[str] = []
        for path, content in self.contents.items():
            if _kind(work, path) is None:
                gone.append(path)
            elif not _holds(work, path, content):
                changes[path] = Change(path, "modified", path)
        added = [path for path in self._work_paths() if path not in self.contents and not self._is_own(path)]
        moved = self._moved(gone, added, work)
        for path in added:
            was = moved.get(path)
            changes[path] = Change(path, "added" if was is None else "renamed", was)
        for path in set(gone).difference(moved.values()):
            changes[path] = Change(path, "deleted", path)
        return tuple(changes[path] for path in sorted(changes))

    def _moved(self, gone: Sequence[str], added: Sequence[str], work: FileSystem) -> dict[str, str]:
        """New path -> path in the catalog, of files that stand elsewhere with the same content."""
        places: dict[Content, list[str]] = {}
        for path in sorted(gone, reverse=True):
            places.setdefault(self.contents[path], []).append(path)
        sizes = {content.size for content in places} - {None, 0}
        moved: dict[str, str] = {}
        for path in sorted(added) if sizes else ():
            try:
                if work.kind(path) != "file" or work.size(path) not in sizes:
                    continue
                candidates = places.get(_content(work, path))
            except FileProblem:
                continue
            if candidates:
                moved[path] = candidates.pop()
        return moved

    def _is_own(self, path: str) -> bool:
        """Whether a path of the work tree lies in this very folder."""
        own = os.path.relpath(os.path.realpath(self._folder), os.path.realpath(self._root))
        return path.startswith(own.replace(os.sep, "/") + "/")

    def _work_paths(self) -> list[str]:
        """The files of the work tree, but for what git ignores; every file where there is no git."""
        if not LocalGit(self._root).available:
            try:
                return list(_walk(LocalFileSystem(self._root), ""))
            except FileProblem as problem:
                raise CapabilityMissing(_CAPABILITY, problem.message) from None
        known = _names(ask(self._root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"))
        return sorted(known - _names(ask(self._root, "ls-files", "-z", "--deleted")))


def nested(folder: str, below: str) -> str:
    """The folder of a catalog in a release; raises CapabilityMissing where a link leads out of it."""
    if not below:
        return folder
    place, whole = os.path.realpath(os.path.join(folder, below)), os.path.realpath(folder)
    if os.path.commonpath([whole, place]) != whole:
        message = f"{os.path.join(folder, below)} leads out of {folder} through a symbolic link"
        raise CapabilityMissing(_CAPABILITY, message)
    return os.path.join(folder, below)


class NoIndex:
    """Implements ``core.ports.GitIndex`` where git was never asked."""

    available = False

    def __init__(self, reason: str) -> None:
        self.reason: Final = reason

    def tracked(self) -> Mapping[str, str]:
        """Raise CapabilityMissing."""
        self._refuse()

    def ignored(self, paths: Sequence[str]) -> frozenset[str]:
        """Nothing is ignored."""
        return frozenset()

    def blobs(self) -> Mapping[str, Blob]:
        """Nothing is known."""
        return {}

    def _refuse(self) -> NoReturn:
        raise CapabilityMissing("git", self.reason)


def compared(old: Mapping[str, Content], new: Mapping[str, Content]) -> tuple[Change, ...]:
    """What differs between two catalogs, sorted by path; ``new`` is the one that things are now in."""
    changes = [
        Change(path, "added" if path not in old else "modified", path if path in old else None)
        for path in new
        if old.get(path) != new[path]
    ]
    changes += (Change(path, "deleted", path) for path in old if path not in new)
    return tuple(sorted(changes, key=lambda change: change.path))


def _names(answer: bytes) -> set[str]:
    return {os.fsdecode(name) for name in answer.split(b"\0") if name and not name.endswith(b"/")}


def _walk(files: FileSystem, folder: str) -> Iterator[str]:
    """Every file and link below a folder; raises FileProblem."""
    pending, count = [folder], 0
    while pending:
        folder = pending.pop()
        prefix = f"{folder}/" if folder else ""
        listing = files.list(folder)
        for name in (*listing.files, *listing.links):
            count += 1
            if count > _MAXIMUM_FILES:
                message = f"there are more than {_MAXIMUM_FILES} files below {printable(files.root)}"
                raise FileProblem("too-large", folder, message)
            yield prefix + name
        below = [prefix + name for name in listing.folders if name not in _SKIPPED]
        if below and prefix.count("/") >= MAXIMUM_DEPTH:
            message = f"folders are nested more than {MAXIMUM_DEPTH} levels deep"
            raise FileProblem("unreadable", folder, message)
        pending += below


def _content(files: FileSystem, path: str) -> Content:
    target = files.link_target(path)
    if target is not None:
        return Content(None, blob_id(os.fsencode(target), SHA256_DIGITS))
    return Content(files.size(path), blob_id_of(files, path, SHA256_DIGITS))


def _kind(files: FileSystem, path: str) -> str | None:
    try:
        return files.kind(path)
    except FileProblem:
        return None


def _holds(files: FileSystem, path: str, content: Content) -> bool:
    """Whether a file of the work tree holds this; one that cannot be read does not."""
    try:
        if content.size is not None and (files.kind(path) != "file" or files.size(path) != content.size):
            return False
        return _content(files, path) == content
    except FileProblem:
        return False
