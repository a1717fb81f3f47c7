"""What ``writes:`` says, as typed data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ....paths.template import PathTemplate


@dataclass(frozen=True, slots=True)
class Allowed:
    """A pattern of paths that may be written, relative to the layout's root, and where it stands."""

    text: str
    pointer: str
    template: PathTemplate

    def covers(self, path: str) -> bool:
        """Whether the path may be written."""
        return self.template.match(path) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Writes:
    """The patterns of each actor, and the file of what is tolerated besides."""

    actors: Mapping[str, Sequence[Allowed]]
    allowlist: str | None = None
