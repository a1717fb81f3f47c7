"""A tree beside the repository under test, for a context of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..ports import Blob


@dataclass(frozen=True, slots=True)
class NoIndex:
    """A git index (``ports.GitIndex``) of a tree that has none: every file counts."""

    reason: str
    available: bool = False

    def tracked(self) -> Mapping[str, str]:
        """Nothing is known."""
        return {}

    def ignored(self, paths: Sequence[str]) -> frozenset[str]:
        """Nothing is ignored."""
        return frozenset()

    def blobs(self) -> Mapping[str, Blob]:
        """Nothing is known."""
        return {}
