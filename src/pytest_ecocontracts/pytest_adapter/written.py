"""``--eco-written``: the file that lists what was written."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Final

import pytest

from .deaths import usage_error

#: some 100,000 paths
_MAXIMUM_BYTES: Final = 16 * 1024 * 1024


def written_paths(config: pytest.Config) -> tuple[str, ...] | None:
    """The paths relative to the root, None without the option; one that leaves the root begins with / or ../.

    What is written through a link is written where that leads. A line is a path relative to the root, or an
    absolute one; where there is a NUL in the file, NULs are between the paths, as
    ``git diff --name-only -z`` writes them. Raises pytest.UsageError.
    """
    name = config.getoption("eco_written")
    if name is None:
        return None
    try:
        with open(os.path.join(config.invocation_params.dir, name), "rb") as file:
            data = file.read(_MAXIMUM_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no path"
        message = f"ECC001 config-invalid: --eco-written: {name[:200]!r} cannot be read: {reason}"
        raise usage_error("ECC001", message) from None
    if len(data) > _MAXIMUM_BYTES:
        message = f"ECC001 config-invalid: --eco-written: {name[:200]!r} has more than {_MAXIMUM_BYTES} bytes"
        raise usage_error("ECC001", message)
    parts = data.split(b"\0") if b"\0" in data else data.splitlines()
    places = _Places(os.path.realpath(config.rootpath))
    return tuple(sorted({places.relative(os.fsdecode(part)) for part in parts if part.strip()}))


def written_below(folder: str, paths: Sequence[str]) -> tuple[str, ...]:
    """The paths that concern a catalog in a folder, relative to it; those outside of the root concern all."""
    if not folder:
        return tuple(paths)
    inside = tuple(path[len(folder) + 1 :] for path in paths if path.startswith(f"{folder}/"))
    return (*inside, *(path for path in paths if path.startswith(("/", "../"))))


class _Places:
    """Paths as they really are below the root; each folder is looked at once."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._folders: dict[str, str] = {}

    def relative(self, path: str) -> str:
        """The path relative to the root; one outside of it begins with "../", or stays absolute."""
        folder, name = os.path.split(os.path.join(self._root, path.rstrip("/") or "/"))
        if name in {"", ".", ".."}:
            folder, name = os.path.join(folder, name), ""
        real = self._folders.get(folder)
        if real is None:
            real = self._folders[folder] = os.path.realpath(folder)
        place = os.path.join(real, name) if name else real
        found = os.path.relpath(place, self._root)
        if found != ".." and not found.startswith("../"):
            return found
        return place if path.startswith("/") else f"{found}/" if found == ".." else found
