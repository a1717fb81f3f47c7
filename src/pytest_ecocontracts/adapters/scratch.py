"""Folders for temporary files: outside of the repository, of nobody else, and gone afterwards."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from ..core.errors import CapabilityMissing

_PREFIX: Final = "ecocontracts-keys-"
_LOCK: Final = "lock"


class ScratchFolder:
    """A folder that only this user may enter, removed by ``remove`` or when the process ends.

    A process that is killed cannot remove anything: so each holds a lock in its folder, and the next one to
    make a folder removes those whose lock nobody holds any more.
    """

    def __init__(self, root: str) -> None:
        parent = outside(root, "disk space for many keys")
        _remove_abandoned(parent)
        # Other processes do not see it by this name, so that it is not taken for abandoned.
        made = tempfile.mkdtemp(prefix=f".{_PREFIX}", dir=parent)
        self._lock = os.open(f"{made}/{_LOCK}", os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self.path: Final = f"{parent}/{os.path.basename(made)[1:]}"
        os.rename(made, self.path)
        self.remove: Final = weakref.finalize(self, _remove, self.path, self._lock)


def _remove(path: str, lock: int) -> None:
    shutil.rmtree(path, ignore_errors=True)
    os.close(lock)


def outside(root: str, purpose: str) -> str:
    """A folder for temporary files that does not lie in the repository; raises CapabilityMissing."""
    inside = f"{os.path.realpath(root).rstrip('/')}/"
    for folder in (tempfile.gettempdir(), "/var/tmp", "/tmp"):  # noqa: S108 - folders are made there by mkdtemp
        place = os.path.realpath(folder)
        if not f"{place}/".startswith(inside) and os.access(place, os.W_OK | os.X_OK):
            return place
    message = "no folder for temporary files lies outside of the repository: set TMPDIR to one"
    raise CapabilityMissing(purpose, message)


def _remove_abandoned(parent: str) -> None:
    for path in _folders(parent):
        with suppress(OSError):
            lock = os.open(f"{path}/{_LOCK}", os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(path, ignore_errors=True)
            finally:
                os.close(lock)


def _folders(parent: str) -> Iterator[str]:
    with suppress(OSError), os.scandir(parent) as entries:
        for entry in entries:
            is_ours = entry.name.startswith(_PREFIX) and entry.is_dir(follow_symlinks=False)
            if is_ours and entry.stat(follow_symlinks=False).st_uid == os.getuid():
                yield entry.path
