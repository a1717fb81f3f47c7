"""What git would know of the files of an example."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..ports import Blob
from ..rules.example_files import ExampleFiles


@dataclass(frozen=True, slots=True)
class ExampleIndex:
    """A git index (``ports.GitIndex``) in which every file of an example is tracked, and none is ignored."""

    files: ExampleFiles
    available: bool = True
    reason: str | None = None

    def tracked(self) -> Mapping[str, str]:
        """All files, each an ordinary one."""
        return dict.fromkeys(self.files.paths, "100644")

    def ignored(self, paths: Sequence[str]) -> frozenset[str]:
        """Nothing is ignored."""
        return frozenset()

    def blobs(self) -> Mapping[str, Blob]:
        """Nothing is known of what is in the files."""
        return {}
