"""The local file system below one root."""

from __future__ import annotations

import builtins
import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final

from ..core.errors import FileProblem
from ..core.ports import Listing

#: never blocks on a FIFO, never follows a link that was not examined
_OPEN_FLAGS: Final = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW
_BLOCK: Final = 1024 * 1024
#: folders whose place is remembered; walks come back to the same few
_REMEMBERED_FOLDERS: Final = 4096

_NO_NAMES: Final = frozenset({"", ".", ".."})
_NOTHING_THERE: Final = frozenset({"missing", "dangling-link", "link-loop"})

_REASONS: Final = {
    errno.ENOENT: ("missing", "does not exist"),
    errno.ENOTDIR: ("missing", "is not there: a part of the path is not a folder"),
    errno.ENAMETOOLONG: ("missing", "is longer than the system allows"),
    errno.ELOOP: ("link-loop", "is a symbolic link that leads back to itself"),
    errno.EACCES: ("unreadable", "may not be read: permission denied"),
    errno.EPERM: ("unreadable", "may not be read: permission denied"),
    errno.ENXIO: ("not-a-file", "is not a regular file"),
    errno.ENODEV: ("not-a-file", "is not a regular file"),
}


class LocalFileSystem:
    """Implements ``core.ports.FileSystem`` on a folder of this machine.

    A symbolic link may be read where what it leads to lies below the root. Only links cost a look at
    every part of their target; a path without links costs one ``lstat`` per folder, once.
    """

    def __init__(self, root: str) -> None:
        self._root = os.path.abspath(root)
        self._real_root = os.path.realpath(root)
        self._folders: dict[str, str] = {}
        #: the file that lines were last counted in, how far, and how many
        self._counted: tuple[object, int, int] = (None, 0, 0)

    @property
    def root(self) -> str:
        """The absolute path of the root."""
        return self._root

    def list(self, folder: str) -> Listing:
        """List one folder without stat calls; raises FileProblem."""
        files: builtins.list[str] = []
        folders: builtins.list[str] = []
        links: builtins.list[str] = []
        others: builtins.list[str] = []
        place = self._folder(folder, folder)
        try:
            with os.scandir(place) as entries:
                for entry in entries:
                    if entry.is_file(follow_symlinks=False):
                        files.append(entry.name)
                    elif entry.is_dir(follow_symlinks=False):
                        folders.append(entry.name)
                    elif entry.is_symlink():
                        links.append(entry.name)
                    else:
                        others.append(entry.name)
        except OSError as error:
            raise _problem(folder, error) from error
        for names in (files, folders, links, others):
            names.sort()
        return Listing(tuple(files), tuple(folders), tuple(links), tuple(others))

    def read(self, path: str, limit: int) -> bytes:
        """Read a whole regular file; raises FileProblem, "too-large" before anything is read."""
        descriptor, status = self._opened(path) or self._open(path)
        try:
            size = status.st_size
            if size > limit:
                raise FileProblem("too-large", path, f"{path!r} has {size} bytes, the limit is {limit}")
            # One byte more than there should be: an answer of that length means that the file grew.
            data = os.read(descriptor, size + 1)
            while len(data) < size and (more := os.read(descriptor, size + 1 - len(data))):
                data += more
            if len(data) != size or (size > _BLOCK and _changed(descriptor, status)):
                raise _changed_problem(path)
        except OSError as error:
            raise _problem(path, error) from error
        finally:
            os.close(descriptor)
        return data

    def size(self, path: str) -> int:
        """Size of a regular file in bytes; raises FileProblem."""
        status = self._status(path)
        if stat.S_ISLNK(status.st_mode):
            target = self._resolve_link(path, self._place(path))
            try:
                status = os.lstat(target)
            except OSError as error:
                raise _problem(path, error) from error
        if not stat.S_ISREG(status.st_mode):
            raise _not_regular(path, status)
        return status.st_size

    def lines(self, path: str, start: int, end: int | None, limit: int) -> Iterator[tuple[int, bytes]]:
        """Yield (byte offset, line without its LF or CRLF) for lines that begin in [start, end).

        Memory is bounded by ``limit``, whatever the file; a longer line raises FileProblem.
        """
        descriptor, status = self._open(path)
        try:
            with open(descriptor, "rb", buffering=_BLOCK) as stream:
                yield from lines_of(stream, path, start, end, limit)
                if _changed(descriptor, status):
                    raise _changed_problem(path)
        except OSError as error:
            raise _problem(path, error) from error

    def lines_before(self, path: str, offset: int) -> int:
        """Count the lines that begin before a byte offset; raises FileProblem.

        Who asks for range after range of one file has each part of it read once.
        """
        if offset <= 0:
            return 0
        descriptor, status = self._open(path)
        file = (path, status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
        known, begin, count = self._counted
        # A line end in the very last byte begins a line at the offset itself.
        end = offset - 1
        if known != file or begin > end:
            begin, count = 0, 1
        try:
            with open(descriptor, "rb", buffering=0) as stream:
                stream.seek(begin)
                while begin < end and (block := stream.read(min(end - begin, _BLOCK))):
                    count += block.count(b"\n")
                    begin += len(block)
        except OSError as error:
            raise _problem(path, error) from error
        self._counted = (file, begin, count)
        return count

    @contextmanager
    def open(self, path: str) -> Iterator[BinaryIO]:
        """A regular file as a stream of bytes; raises FileProblem, "changed" where it did meanwhile."""
        descriptor, status = self._open(path)
        try:
            with open(descriptor, "rb") as stream:
                yield stream
                if _changed(descriptor, status):
                    raise _changed_problem(path)
        except OSError as error:
            raise _problem(path, error) from error

    @contextmanager
    def borrow(self, path: str) -> Iterator[str]:
        """The absolute path of a regular file, its links resolved; raises FileProblem as ``open``."""
        with self.open(path):
            yield os.path.realpath(self._place(path))

    def link_target(self, path: str) -> str | None:
        """Return the raw target of a symbolic link, or None where ``path`` is none."""
        if self.kind(path) != "link":
            return None
        try:
            return os.readlink(self._place(path))
        except OSError as error:
            raise _problem(path, error) from error

    def mode(self, path: str) -> int:
        """Permission bits of an entry, as lstat sees them; raises FileProblem."""
        return stat.S_IMODE(self._status(path).st_mode)

    def kind(self, path: str) -> str | None:
        """What stands there, as lstat sees it: "file", "folder", "link", "other", or None for nothing."""
        try:
            mode = self._status(path).st_mode
        except FileProblem as problem:
            if problem.reason in _NOTHING_THERE:
                return None
            raise
        if stat.S_ISREG(mode):
            return "file"
        if stat.S_ISDIR(mode):
            return "folder"
        return "link" if stat.S_ISLNK(mode) else "other"

    def _status(self, path: str) -> os.stat_result:
        place = self._place(path)
        try:
            return os.lstat(place)
        except (OSError, UnicodeEncodeError) as error:
            raise _problem(path, error) from error

    def _opened(self, path: str) -> tuple[int, os.stat_result] | None:
        """As ``_open``, for a plain file in a folder that was met before; None leaves it to ``_open``.

        Most of what a run reads is such a file, and there may be a hundred thousand of them.
        """
        folder, _, name = path.rpartition("/")
        place = self._folders.get(folder)
        if place is None or name in _NO_NAMES:
            return None
        try:
            descriptor = os.open(f"{place}/{name}", _OPEN_FLAGS)
        except (OSError, ValueError):
            return None
        status = os.fstat(descriptor)
        if stat.S_ISREG(status.st_mode):
            return descriptor, status
        os.close(descriptor)
        return None

    def _open(self, path: str) -> tuple[int, os.stat_result]:
        """Open a regular file below the root, without blocking; raises FileProblem."""
        place = self._place(path)
        try:
            try:
                descriptor = os.open(place, _OPEN_FLAGS)
            except OSError as error:
                if error.errno != errno.ELOOP:
                    raise
                descriptor = os.open(self._resolve_link(path, place), _OPEN_FLAGS)
        except (OSError, UnicodeEncodeError) as error:
            raise _problem(path, error) from error
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            os.close(descriptor)
            raise _not_regular(path, status)
        return descriptor, status

    def _place(self, path: str) -> str:
        """Absolute path of an entry, every folder on the way resolved, the entry itself not."""
        if not path:
            return self._real_root
        folder, slash, name = path.rpartition("/")
        if name in _NO_NAMES or "\0" in name or (slash and not folder):
            raise _outside(path)
        return f"{self._folder(folder, path)}/{name}"

    def _folder(self, folder: str, path: str) -> str:
        """Absolute path of a folder below the root, links resolved; raises FileProblem about ``path``."""
        if not folder:
            return self._real_root
        remembered = self._folders.get(folder)
        if remembered is not None:
            return remembered
        # What lies in a folder is mostly asked for after the folder itself.
        known, _, last = folder.rpartition("/")
        place = self._folders.get(known)
        names = [last]
        if place is None:
            place, known, names = self._real_root, "", folder.split("/")
        for name in names:
            if name in _NO_NAMES or "\0" in name:
                raise _outside(path)
            known = f"{known}/{name}" if known else name
            remembered = self._folders.get(known)
            place = remembered or self._step(f"{place}/{name}", path, is_last=known == path)
            if len(self._folders) >= _REMEMBERED_FOLDERS:
                self._folders.clear()
            self._folders[known] = place
        return place

    def _step(self, place: str, path: str, *, is_last: bool) -> str:
        """Resolve one more folder on the way to ``path``."""
        try:
            mode = os.lstat(place).st_mode
            if stat.S_ISLNK(mode):
                place = self._resolve_link(path, place)
                mode = os.lstat(place).st_mode
        except (OSError, UnicodeEncodeError) as error:
            raise _problem(path, error) from error
        if not stat.S_ISDIR(mode):
            if is_last:
                raise FileProblem("not-a-folder", path, f"{path!r} is not a folder")
            raise _problem(path, NotADirectoryError(errno.ENOTDIR, ""))
        return place

    def _resolve_link(self, path: str, place: str) -> str:
        """Where a link leads in the end; raises FileProblem unless that is there and below the root."""
        target = os.path.realpath(place)
        # Asked first, so that nothing about files outside the root is told, not even that they exist.
        if target != self._real_root and not target.startswith(f"{self._real_root.rstrip('/')}/"):
            message = f"{path!r} leads out of the root through a symbolic link"
            raise FileProblem("outside-root", path, message)
        try:
            os.stat(target)
        except (FileNotFoundError, NotADirectoryError) as error:
            message = f"{path!r} leads through a symbolic link to something that does not exist"
            raise FileProblem("dangling-link", path, message) from error
        except OSError as error:
            raise _problem(path, error) from error
        return target


def _problem(path: str, error: OSError | UnicodeEncodeError) -> FileProblem:
    if isinstance(error, UnicodeEncodeError):
        return FileProblem("missing", path, f"{path!r} cannot be the name of a file")
    reason, words = _REASONS.get(error.errno or 0, ("unreadable", f"cannot be read: {error.strerror}"))
    return FileProblem(reason, path, f"{path!r} {words}")


def _outside(path: str) -> FileProblem:
    message = f"{path!r} is not a path below the root: no '..', no empty part, not absolute"
    return FileProblem("outside-root", path, message)


def _not_regular(path: str, status: os.stat_result) -> FileProblem:
    if stat.S_ISDIR(status.st_mode):
        return FileProblem("directory", path, f"{path!r} is a folder, not a file")
    return FileProblem("not-a-file", path, f"{path!r} is not a regular file")


def _changed(descriptor: int, before: os.stat_result) -> bool:
    now = os.fstat(descriptor)
    return (now.st_size, now.st_mtime_ns) != (before.st_size, before.st_mtime_ns)


def _changed_problem(path: str) -> FileProblem:
    return FileProblem("changed", path, f"{path!r} changed while it was read")


def lines_of(
    stream: BinaryIO, path: str, start: int, end: int | None, limit: int
) -> Iterator[tuple[int, bytes]]:
    """The lines of a stream, as ``core.ports.FileSystem.lines`` gives them."""
    offset = start
    if start:
        # A line begins at ``start`` only where one ended just before it.
        offset = stream.seek(start - 1)
        while part := stream.readline(_BLOCK):
            offset += len(part)
            if part.endswith(b"\n"):
                break
    while end is None or offset < end:
        line = stream.readline(limit + 2)
        if not line:
            break
        content = line.removesuffix(b"\n").removesuffix(b"\r")
        if len(content) > limit:
            message = f"{path!r} has a line of more than {limit} bytes at byte {offset}"
            raise FileProblem("too-large", path, message)
        yield offset, content
        offset += len(line)
