"""Writes a file below a root: whole or not at all, and never through a link that leads out of it."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from typing import Final

from ..core.errors import FileProblem

_GIT: Final = ".git"


def write_below(root: str, path: str, data: bytes) -> None:
    """Write a file, and make the folders that it lies in; raises FileProblem and leaves what was there."""
    real_root = os.path.realpath(root)
    target = os.path.join(real_root, path)
    folder = os.path.realpath(os.path.dirname(target))
    if os.path.commonpath([real_root, folder]) != real_root:
        raise FileProblem("outside-root", path, f"{path!r} leads out of the root")
    if _GIT in os.path.relpath(folder, real_root).casefold().split(os.sep):
        raise FileProblem("outside-root", path, f"{path!r} lies in the folder of git itself")
    if os.path.islink(target) or (os.path.lexists(target) and not os.path.isfile(target)):
        raise FileProblem("not-a-file", path, f"{path!r} is there, and is not a regular file")
    temporary: str | None = None
    try:
        os.makedirs(folder, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=folder)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        # As a new file would be: mkstemp makes one that nobody else may read.
        os.chmod(temporary, 0o666 & ~_mask())
        os.replace(temporary, os.path.join(folder, os.path.basename(target)))
    except OSError as error:
        if temporary is not None:
            with suppress(OSError):
                os.unlink(temporary)
        raise FileProblem("unreadable", path, f"{path!r} cannot be written: {error.strerror}") from None


def _mask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
