"""A file system of names only, for tests that look at many trees."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pytest

from pytest_ecocontracts.core.errors import FileProblem
from pytest_ecocontracts.core.ports import Listing


class NamesOnly:
    """Implements the naming half of ``core.ports.FileSystem``; counts how often each folder is listed."""

    def __init__(
        self, files: Iterable[str], *, links: dict[str, str] | None = None, folders: Iterable[str] = ()
    ) -> None:
        self.root = "/root"
        self.links = links or {}
        self.kinds: dict[str, str] = {"": "folder"}
        for path in files:
            self._add(path, "file")
        for path in folders:
            self._add(path, "folder")
        for path in self.links:
            self._add(path, "link")
        self.listed: list[str] = []

    def _add(self, path: str, kind: str) -> None:
        parts = path.split("/")
        for index in range(1, len(parts)):
            self.kinds["/".join(parts[:index])] = "folder"
        self.kinds[path] = kind

    def list(self, folder: str) -> Listing:
        self.listed.append(folder)
        if self.kinds.get(folder) != "folder":
            raise FileProblem("missing", folder, f"{folder!r} does not exist")
        prefix = f"{folder}/" if folder else ""
        groups: dict[str, list[str]] = {"file": [], "folder": [], "link": [], "other": []}
        for path, kind in self.kinds.items():
            name = path[len(prefix) :]
            if path and path.startswith(prefix) and "/" not in name:
                groups[kind].append(name)
        return Listing(*(tuple(sorted(groups[kind])) for kind in ("file", "folder", "link", "other")))

    def kind(self, path: str) -> str | None:
        return self.kinds.get(path)

    def link_target(self, path: str) -> str | None:
        return self.links.get(path)

    def size(self, path: str) -> int:
        return 1

    def read(self, path: str, limit: int) -> bytes:
        return b"x"

    def lines(self, path: str, start: int, end: int | None, limit: int) -> Iterator[tuple[int, bytes]]:
        yield 0, b"x"


@pytest.fixture(scope="session")
def names_only() -> Callable[..., NamesOnly]:
    return NamesOnly
