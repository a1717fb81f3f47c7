"""What git knows about the tree below the root; read-only, no hooks, no helpers, bounded in time."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

#: a repository of a million files lists its index in about half a second
TIMEOUT_SECONDS: Final = 60
#: configuration that could start other programs, switched off
_SAFE: Final = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.quotePath=false")


class LocalGit:
    """Implements ``core.ports.GitIndex`` with the git command; paths are relative to the root."""

    def __init__(self, root: str) -> None:
        self._root = root

    @cached_property
    def available(self) -> bool:
        """Whether the root lies in a git work tree and git can be asked."""
        answer = self._ask("rev-parse", "--is-inside-work-tree")
        return answer is not None and answer.strip() == b"true"

    def tracked(self) -> Mapping[str, str]:
        """Tracked path -> mode ("100644", "100755", "120000", "160000")."""
        answer = self._ask("ls-files", "--stage", "-z")
        tracked: dict[str, str] = {}
        for entry in (answer or b"").split(b"\0"):
            head, tab, name = entry.partition(b"\t")
            if tab:
                tracked[os.fsdecode(name)] = head[:6].decode("ascii")
        return tracked

    def ignored(self, paths: Sequence[str]) -> frozenset[str]:
        """The subset of ``paths`` that git ignores."""
        if not paths or not self.available:
            return frozenset()
        asked = b"\0".join(os.fsencode(path) for path in paths) + b"\0"
        # Exit status 1 says that none is ignored.
        answer = self._ask("check-ignore", "-z", "--stdin", given=asked, accepted=(0, 1))
        return frozenset(os.fsdecode(name) for name in (answer or b"").split(b"\0") if name)

    def _ask(
        self, *arguments: str, given: bytes | None = None, accepted: tuple[int, ...] = (0,)
    ) -> bytes | None:
        environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
        try:
            done = subprocess.run(  # noqa: S603 - fixed arguments, no shell
                ["git", *_SAFE, *arguments],  # noqa: S607 - git is found like every user's git
                cwd=self._root,
                input=given,
                stdin=subprocess.DEVNULL if given is None else None,
                capture_output=True,
                env=environment,
                timeout=TIMEOUT_SECONDS,
                check=False,
            )
        except (OSError, subprocess.SubprocessError):
            return None
        return done.stdout if done.returncode in accepted else None
