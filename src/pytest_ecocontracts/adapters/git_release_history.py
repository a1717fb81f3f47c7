"""The releases of a repository as a history: each is one change, against the release before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Final

from ..core.errors import CapabilityMissing
from ..core.ports import Commit
from .git_history import CommitHistory, changes_in
from .git_process import ask
from .git_releases import releases_of

_DIFF: Final = (
    "diff-tree", "-r", "--raw", "-z", "--no-abbrev", "--relative", "--no-renames",
    "--no-ext-diff", "--no-textconv",
)  # fmt: skip
_LOG: Final = (
    "log", "--no-walk=unsorted", "-z", "--no-show-signature", "--encoding=UTF-8", "--format=%ct%x00%s",
)  # fmt: skip


class GitReleaseHistory(CommitHistory):
    """Implements ``core.ports.GitHistory`` for the tags of releases, in the order of their versions.

    The oldest release is what the first change is held against. ``pattern`` is that of the tags' names,
    None for the usual ones.
    """

    unit = "release"

    def __init__(self, root: str, name: str, pattern: str | None) -> None:
        super().__init__(root, name)
        self._pattern = pattern

    def commits(self) -> Iterator[Commit]:
        """Every release but the oldest, oldest first; raises CapabilityMissing."""
        if self._git.reason is not None:
            raise CapabilityMissing("git history", self._git.reason)
        releases = releases_of(self._root, self._pattern)[::-1]
        told = self._told([revision for _, revision in releases])
        for number, ((_, before), (name, revision)) in enumerate(pairwise(releases), start=1):
            day, subject = told[number]
            answer = ask(self._root, *_DIFF, before, revision, "--")
            yield Commit(
                id=revision,
                parent=before,
                day=day,
                subject=subject,
                release=name,
                changes=tuple(changes_in(iter(answer.split(b"\0")))),
            )

    def _told(self, revisions: Sequence[str]) -> list[tuple[date, str]]:
        """The day and the subject of each commit."""
        parts = ask(self._root, *_LOG, *revisions, "--").split(b"\0")
        return [
            (datetime.fromtimestamp(int(seconds), UTC).date(), subject.decode("utf-8", "replace"))
            for seconds, subject in zip(parts[::2], parts[1::2], strict=False)
        ]
