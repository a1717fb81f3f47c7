"""What git knows about the tree below the root; read-only, no hooks, no helpers, bounded in time."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

from ..core.errors import CapabilityMissing

#: a repository of a million files lists its index in about half a second
TIMEOUT_SECONDS: Final = 120
#: configuration that could start other programs, switched off
_SAFE: Final = (
    "-c", "core.fsmonitor=false",
    "-c", "core.hooksPath=/dev/null",
    "-c", "core.quotePath=false",
)  # fmt: skip
#: what ties git to another repository than the one that the root lies in, as it does inside a hook
_ELSEWHERE: Final = frozenset(
    {
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_COMMON_DIR",
        "GIT_DIR",
        "GIT_INDEX_FILE",
        "GIT_NAMESPACE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_PREFIX",
        "GIT_WORK_TREE",
    }
)
_SKIPPED: Final = b"S"
_SUBMODULE: Final = "160000"


class LocalGit:
    """Implements ``core.ports.GitIndex`` with the git command; paths are relative to the root."""

    def __init__(self, root: str) -> None:
        self._root = root

    @property
    def available(self) -> bool:
        """Whether the root lies in a git work tree and git can be asked."""
        return self.reason is None

    @cached_property
    def reason(self) -> str | None:
        """Why git cannot be asked, or None where it can."""
        try:
            inside, prefix = self._ask("rev-parse", "--is-inside-work-tree", "--show-prefix").split(b"\n")[:2]
            if inside != b"true":
                return "the root is not in a git work tree"
            # Below an ignored folder everything is ignored: such a root belongs to no repository.
            if prefix and self._ask("check-ignore", "-z", "--stdin", given=b"./\0", accepted=(0, 1)):
                return "the root is ignored by the git work tree around it"
        except CapabilityMissing as problem:
            return problem.message
        return None

    def tracked(self) -> Mapping[str, str]:
        """Tracked path -> mode ("100644", "100755", "120000", "160000").

        What a sparse checkout leaves out is not tracked here. Raises CapabilityMissing.
        """
        return self._tracked

    @cached_property
    def _tracked(self) -> Mapping[str, str]:
        tracked: dict[str, str] = {}
        for entry in self._ask("ls-files", "--stage", "-t", "-z").split(b"\0"):
            head, _, name = entry.partition(b"\t")
            status, _, mode = head.partition(b" ")
            if name and status != _SKIPPED:
                tracked[os.fsdecode(name)] = mode[:6].decode("ascii")
        return tracked

    def ignored(self, paths: Sequence[str]) -> frozenset[str]:
        """The ``paths`` that git ignores, none where git cannot be asked; raises CapabilityMissing."""
        if not paths or not self.available:
            return frozenset()
        try:
            return self._ignored(paths)
        except CapabilityMissing:
            # Git refuses the whole batch for one path inside a submodule, which it never ignores.
            modules = tuple(f"{path}/" for path, mode in self._tracked.items() if mode == _SUBMODULE)
            outside = [path for path in paths if not path.startswith(modules)]
            if len(outside) == len(paths):
                raise
            return self._ignored(outside) if outside else frozenset()

    def _ignored(self, paths: Sequence[str]) -> frozenset[str]:
        # Behind "./" a name such as ":(glob)x" is a name, and not an instruction to git.
        asked = b"".join(b"./" + os.fsencode(path) + b"\0" for path in paths)
        # Exit status 1 says that none is ignored.
        answer = self._ask("check-ignore", "-z", "--stdin", given=asked, accepted=(0, 1))
        return frozenset(os.fsdecode(name[2:]) for name in answer.split(b"\0") if name)

    def _ask(self, *arguments: str, given: bytes | None = None, accepted: tuple[int, ...] = (0,)) -> bytes:
        kept = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
        environment = {**kept, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
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
        except FileNotFoundError:
            raise CapabilityMissing("git", "git is not installed") from None
        except subprocess.TimeoutExpired:
            message = f"git {arguments[0]} took more than {TIMEOUT_SECONDS} seconds"
            raise CapabilityMissing("git", message) from None
        except OSError as error:
            message = f"git cannot be started: {error.strerror}"
            raise CapabilityMissing("git", message) from None
        if done.returncode not in accepted:
            first, _, _ = done.stderr.decode("utf-8", "replace").strip().partition("\n")
            message = first or f"git {arguments[0]} ended with status {done.returncode}"
            raise CapabilityMissing("git", message)
        return done.stdout
