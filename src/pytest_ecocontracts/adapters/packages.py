"""Installed catalogs: found through the entry point group ``ecocontracts.catalogs``, never imported."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from importlib.metadata import EntryPoint, EntryPoints, entry_points
from importlib.util import find_spec
from typing import BinaryIO, Final

from ..core.ports import CatalogPackage, FileSystem, Listing
from .filesystem import LocalFileSystem

GROUP: Final = "ecocontracts.catalogs"


class MountedFileSystem:
    """The repository's files, and those of installed catalogs below ``@<name>/``."""

    def __init__(self, repository: FileSystem) -> None:
        self._repository = repository
        self._mounts: dict[str, FileSystem] = {}

    @property
    def root(self) -> str:
        """The absolute path of the repository's root."""
        return self._repository.root

    def mount(self, name: str, files: FileSystem) -> str:
        """Make ``files`` readable below the returned folder."""
        self._mounts[f"@{name}"] = files
        return f"@{name}"

    def mounted(self, path: str) -> bool:
        """Whether a path belongs to an installed catalog."""
        return path.partition("/")[0] in self._mounts

    def _find(self, path: str) -> tuple[FileSystem, str]:
        if path[:1] == "@":
            head, _, rest = path.partition("/")
            if head in self._mounts:
                return self._mounts[head], rest
        return self._repository, path

    def list(self, folder: str) -> Listing:
        """See ports.FileSystem."""
        files, path = self._find(folder)
        return files.list(path)

    def read(self, path: str, limit: int) -> bytes:
        """See ports.FileSystem."""
        if path[:1] != "@":
            return self._repository.read(path, limit)
        files, path = self._find(path)
        return files.read(path, limit)

    def size(self, path: str) -> int:
        """See ports.FileSystem."""
        files, path = self._find(path)
        return files.size(path)

    def lines(self, path: str, start: int, end: int | None, limit: int) -> Iterator[tuple[int, bytes]]:
        """See ports.FileSystem."""
        files, path = self._find(path)
        return files.lines(path, start, end, limit)

    def lines_before(self, path: str, offset: int) -> int:
        """See ports.FileSystem."""
        files, path = self._find(path)
        return files.lines_before(path, offset)

    def open(self, path: str) -> AbstractContextManager[BinaryIO]:
        """See ports.FileSystem."""
        files, path = self._find(path)
        return files.open(path)

    def borrow(self, path: str) -> AbstractContextManager[str]:
        """See ports.FileSystem."""
        files, path = self._find(path)
        return files.borrow(path)

    def link_target(self, path: str) -> str | None:
        """See ports.FileSystem."""
        files, path = self._find(path)
        return files.link_target(path)

    def mode(self, path: str) -> int:
        """See ports.FileSystem."""
        files, path = self._find(path)
        return files.mode(path)

    def kind(self, path: str) -> str | None:
        """See ports.FileSystem."""
        files, path = self._find(path)
        return files.kind(path)


class InstalledCatalogs:
    """Implements ports.CatalogPackages over the installed distributions."""

    def __init__(self, files: MountedFileSystem) -> None:
        self._files = files

    @cached_property
    def _points(self) -> EntryPoints:
        # Reading the metadata of every distribution takes milliseconds.
        return entry_points(group=GROUP)

    def names(self) -> Sequence[str]:
        """Every catalog that is installed, sorted."""
        return sorted({point.name for point in self._points})

    def find(self, name: str) -> CatalogPackage | None:
        """Return the installed catalog of this name.

        The entry point's value is ``package`` or ``package:folder``: where in the package the catalog is.
        """
        for point in self._points.select(name=name):
            folder = _package_folder(point)
            if folder is not None:
                return CatalogPackage(name=name, version=_version(point), files=LocalFileSystem(folder))
        return None

    def mount(self, package: CatalogPackage) -> str:
        """Make the package's files readable below the returned folder."""
        return self._files.mount(package.name, package.files)


def _version(point: EntryPoint) -> str:
    # ``dist.version`` of metadata without one is None, whatever its type says, and warns since Python 3.12.
    metadata = point.dist.metadata if point.dist is not None else None
    return str(metadata["Version"]) if metadata is not None and "Version" in metadata else "None"


def _package_folder(point: EntryPoint) -> str | None:
    match = EntryPoint.pattern.match(point.value)
    if match is None:
        return None
    top, *parts = match["module"].split(".")
    try:
        # Only the top-level name is looked up: find_spec would import the parents of a dotted one.
        spec = find_spec(top)
    except (ImportError, ValueError):
        return None
    if spec is None or not spec.submodule_search_locations:
        return None
    folders = [*parts, *(match["attr"] or "").split(".")]
    path = os.path.join(next(iter(spec.submodule_search_locations)), *folders)
    return path if os.path.isdir(path) else None
