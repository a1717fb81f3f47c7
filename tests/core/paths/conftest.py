"""A file system of names only, which knows how often each folder was listed."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from tests.fakes import Link, MemoryFiles

from pytest_ecocontracts.core.ports import Listing


class NamesOnly(MemoryFiles):
    def __init__(self, files: Iterable[str], *, links: dict[str, str] | None = None) -> None:
        super().__init__(
            {**dict.fromkeys(files, ""), **{path: Link(to) for path, to in (links or {}).items()}}
        )
        self.listed: list[str] = []

    def list(self, folder: str) -> Listing:
        self.listed.append(folder)
        return super().list(folder)


@pytest.fixture(scope="session")
def names_only() -> Callable[..., NamesOnly]:
    return NamesOnly
