"""The files of a git revision as a file system: nothing is checked out."""

from __future__ import annotations

import builtins
import os
import posixpath
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO, Final, NoReturn, cast

from ..core.errors import CapabilityMissing, FileProblem
from ..core.ports import Listing
from .filesystem import lines_of
from .git import LocalGit, submodule
from .git_objects import GitObjects, ObjectGone, ObjectTooLarge, TreeEntry
from .git_repair import fetch_commit, fetch_objects, submodule_url

_FOLDER: Final = "40000"
_LINK: Final = "120000"
_PLAIN: Final = "100644"
_SUBMODULE: Final = "160000"
#: a folder of the work tree that git keeps no entries of
_NO_ENTRIES: Final[dict[str, TreeEntry]] = {}
#: names that are remembered; walks come back to the same few folders
_REMEMBERED_NAMES: Final = 100_000
#: as the kernel allows
_MAXIMUM_LINKS: Final = 40
_MAXIMUM_LINK_BYTES: Final = 4096
_BLOCK: Final = 1024 * 1024
#: how a pointer of Git LFS begins
_LFS: Final = b"version https://git-lfs.github.com/spec/"
_NO_NAMES: Final = frozenset({"", ".", ".."})


class GitTreeFiles:
    """Implements ``core.ports.FileSystem`` on one folder of a revision, as git keeps it.

    Bytes are those of the blob: no filter has changed line endings, and what Git LFS keeps elsewhere cannot
    be read. A submodule is an empty folder where it is not checked out. ``tree`` is the id of the folder's
    tree object, None where the revision has no such folder. What a partial clone lacks is said by
    CapabilityMissing, with the command that fetches it.
    """

    def __init__(self, root: str, objects: GitObjects, tree: str | None, revision: str) -> None:
        self._root = root
        self._objects = objects
        self._revision = revision
        self._top = TreeEntry(_FOLDER, tree or "")
        self._folders: dict[str, dict[str, TreeEntry]] = {}
        self._names = 0

    @property
    def root(self) -> str:
        """The absolute path of the root in the work tree; what is there may be something else."""
        return self._root

    def list(self, folder: str) -> Listing:
        """List one folder; raises FileProblem."""
        entries = self._entries(folder, folder)
        groups: dict[str, builtins.list[str]] = {"file": [], "folder": [], "link": []}
        for name, entry in entries.items():
            groups[_kind(entry)].append(name)
        return Listing(*(tuple(sorted(group)) for group in groups.values()))

    def read(self, path: str, limit: int) -> bytes:
        """Read a whole file; raises FileProblem, "too-large" above ``limit`` bytes."""
        entry = self._file(path)
        try:
            data = self._objects.read(entry.oid, limit)
        except ObjectGone:
            self._raise_gone()
        except ObjectTooLarge as problem:
            message = f"{path!r} has {problem.size} bytes, the limit is {limit}"
            raise FileProblem("too-large", path, message) from None
        if data.startswith(_LFS):
            message = f"{path!r} is kept by Git LFS: what git holds of it is a pointer to what it says"
            raise FileProblem("unreadable", path, message)
        return data

    def size(self, path: str) -> int:
        """Size of a file in bytes; raises FileProblem."""
        entry = self._file(path)
        try:
            return self._objects.size(entry.oid)
        except ObjectGone:
            self._raise_gone()

    def lines(self, path: str, start: int, end: int | None, limit: int) -> Iterator[tuple[int, bytes]]:
        """Yield (byte offset, line without its LF or CRLF) for lines that begin in [start, end)."""
        with self.open(path) as stream:
            yield from lines_of(stream, path, start, end, limit)

    def lines_before(self, path: str, offset: int) -> int:
        """Count the lines that begin before a byte offset; raises FileProblem."""
        if offset <= 0:
            return 0
        count, left = 1, offset - 1
        with self.open(path) as stream:
            while left > 0 and (block := stream.read(min(left, _BLOCK))):
                count += block.count(b"\n")
                left -= len(block)
        return count

    @contextmanager
    def open(self, path: str) -> Iterator[BinaryIO]:
        """A file as a stream of bytes; raises FileProblem."""
        with self._copy(path) as stream:
            yield cast("BinaryIO", stream)

    @contextmanager
    def borrow(self, path: str) -> Iterator[str]:
        """The absolute path of a copy that is gone afterwards; raises FileProblem as ``open``."""
        with self._copy(path) as stream, tempfile.NamedTemporaryFile() as copy:
            while block := stream.read(_BLOCK):
                copy.write(block)
            copy.flush()
            yield copy.name

    def link_target(self, path: str) -> str | None:
        """Return the raw target of a symbolic link, or None where ``path`` is none."""
        entry = self._entry(path, path)
        return self._target(path, entry) if entry is not None and entry.mode == _LINK else None

    def mode(self, path: str) -> int:
        """Permission bits: git keeps of them whether a file is executable; raises FileProblem."""
        entry = self._entry(path, path)
        if entry is None and path:
            raise FileProblem("missing", path, f"{path!r} does not exist")
        return 0o644 if entry is not None and entry.mode == _PLAIN else 0o755

    def kind(self, path: str) -> str | None:
        """Kind of entry: "file", "folder", "link", or None where nothing is; follows no link in the end."""
        try:
            entry = self._entry(path, path)
        except FileProblem as problem:
            if problem.reason in {"missing", "dangling-link", "link-loop"}:
                return None
            raise
        return None if entry is None else _kind(entry)

    def _copy(self, path: str) -> IO[bytes]:
        entry = self._file(path)
        try:
            return self._objects.copy(entry.oid)
        except ObjectGone:
            self._raise_gone()

    def _file(self, path: str) -> TreeEntry:
        """The blob at a path, links followed; raises FileProblem."""
        entry = self._entry(path, path)
        if entry is not None and entry.mode == _LINK:
            place = self._followed(path, path)
            entry = self._entry(place, path)
            if entry is None:
                message = f"{path!r} leads through a symbolic link to something that does not exist"
                raise FileProblem("dangling-link", path, message)
        if entry is None:
            raise FileProblem("missing", path, f"{path!r} does not exist")
        if _kind(entry) == "folder":
            raise FileProblem("directory", path, f"{path!r} is a folder, not a file")
        return entry

    def _entry(self, place: str, path: str) -> TreeEntry | None:
        """The entry at ``place``, links in its folders followed; problems are about ``path``."""
        if not place:
            return self._top
        folder, slash, name = place.rpartition("/")
        if name in _NO_NAMES or "\0" in name or (slash and not folder):
            raise _outside(path)
        try:
            return self._entries(folder, path).get(name)
        except FileProblem as problem:
            if problem.reason == "not-a-folder":
                message = f"{path!r} is not there: a part of the path is not a folder"
                raise FileProblem("missing", path, message) from None
            raise

    def _entries(self, folder: str, path: str) -> dict[str, TreeEntry]:
        """The entries of a folder, links on the way followed; problems are about ``path``."""
        here, entries = "", self._opened("", self._top, path)
        for name in folder.split("/") if folder else ():
            if name in _NO_NAMES:
                raise _outside(path)
            here = f"{here}/{name}" if here else name
            known = self._folders.get(here)
            if known is None:
                entry = entries.get(name)
                if entry is None:
                    raise FileProblem("missing", path, f"{path!r} does not exist")
                known = self._opened(here, entry, path)
            entries = known
        return entries

    def _opened(self, folder: str, entry: TreeEntry, path: str) -> dict[str, TreeEntry]:
        known = self._folders.get(folder)
        if known is not None:
            return known
        if entry.mode == _LINK:
            entries = self._entries(self._followed(folder, path), path)
        elif not entry.oid:
            entries = _NO_ENTRIES
        elif entry.mode == _SUBMODULE:
            entries = self._of_submodule(folder, entry.oid)
        elif entry.mode != _FOLDER:
            raise FileProblem("not-a-folder", path, f"{path!r} is not a folder")
        else:
            try:
                entries = self._objects.folder(entry.oid)
            except ObjectGone:
                self._raise_gone()
        self._names += len(entries) + 1
        if self._names > _REMEMBERED_NAMES:
            self._folders.clear()
            self._names = len(entries) + 1
        self._folders[folder] = entries
        return entries

    def _of_submodule(self, folder: str, commit: str) -> dict[str, TreeEntry]:
        """The files of the commit that the revision names; none where the submodule is not checked out.

        One that is no submodule any more is read as well, for what was there may be needed.
        """
        git = submodule(self._root, folder)
        if git is not None:
            self._objects.also(git.file("objects"))
        elif _is_empty(os.path.join(self._root, folder)):
            return _NO_ENTRIES
        else:
            around = LocalGit(self._root)
            kept = around.file(f"modules/{around.prefix}{folder}/objects")
            if os.path.isdir(kept):
                self._objects.also(kept)
        try:
            return self._objects.folder(f"{commit}^{{tree}}")
        except ObjectGone:
            url = None if git is not None else submodule_url(self._root, self._revision, folder)
            raise CapabilityMissing("git base", fetch_commit(folder, commit, url)) from None

    def _followed(self, place: str, path: str) -> str:
        """Where a link leads in the end, as a path without links; raises FileProblem about ``path``."""
        pending = place.split("/")[::-1]
        resolved: builtins.list[str] = []
        links = 0
        while pending:
            name = pending.pop()
            if name in {"", "."}:
                continue
            if name == "..":
                if not resolved:
                    message = f"{path!r} leads out of the root through a symbolic link"
                    raise FileProblem("outside-root", path, message)
                resolved.pop()
                continue
            here = posixpath.join(*resolved, name)
            entry = self._entry(here, path)
            if entry is None or entry.mode != _LINK:
                resolved.append(name)
                continue
            links += 1
            target = self._target(here, entry)
            if links > _MAXIMUM_LINKS:
                message = f"{path!r} is a symbolic link that leads back to itself"
                raise FileProblem("link-loop", path, message)
            if target.startswith("/"):
                message = f"{path!r} leads out of the root through a symbolic link"
                raise FileProblem("outside-root", path, message)
            pending += target.split("/")[::-1]
        return "/".join(resolved)

    def _raise_gone(self) -> NoReturn:
        raise CapabilityMissing("git base", fetch_objects(self._root, self._revision)) from None

    def _target(self, path: str, entry: TreeEntry) -> str:
        try:
            return self._objects.read(entry.oid, _MAXIMUM_LINK_BYTES).decode("utf-8", "surrogateescape")
        except ObjectGone:
            self._raise_gone()
        except ObjectTooLarge:
            message = f"{path!r} is a symbolic link whose target is too long"
            raise FileProblem("unreadable", path, message) from None


def _kind(entry: TreeEntry) -> str:
    if entry.mode in {_FOLDER, _SUBMODULE}:
        return "folder"
    return "link" if entry.mode == _LINK else "file"


def _outside(path: str) -> FileProblem:
    message = f"{path!r} is not a path below the root: no '..', no empty part, not absolute"
    return FileProblem("outside-root", path, message)


def _is_empty(place: str) -> bool:
    try:
        return not os.listdir(place)
    except OSError:
        return False
