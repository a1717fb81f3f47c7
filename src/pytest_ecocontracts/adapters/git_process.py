"""The git command: read-only, without hooks, helpers or network, bounded in time."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from ..core.errors import CapabilityMissing

#: a repository of a million files lists its index in about half a second
TIMEOUT_SECONDS: Final = 120
#: configuration that could start other programs, or write into git's own folder, switched off
SAFE: Final = (
    "-c", "core.fsmonitor=false",
    "-c", "core.hooksPath=/dev/null",
    "-c", "core.quotePath=false",
    "-c", "core.splitIndex=false",
)  # fmt: skip
#: what ties git to another repository than the one that the root lies in, as it does inside a hook
_ELSEWHERE: Final = frozenset(
    {
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_COMMON_DIR",
        "GIT_DIR",
        "GIT_GRAFT_FILE",
        "GIT_INDEX_FILE",
        "GIT_NAMESPACE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_PREFIX",
        "GIT_SHALLOW_FILE",
        "GIT_WORK_TREE",
    }
)
#: our own words for it, and those of git: since 2.44 a warning, and then what it could not read
_LACKING: Final = ("this clone is a partial one", "promisor", "lazy fetching disabled")
#: a partial clone would fetch what it lacks: nothing is fetched here
_OFFLINE: Final = {"GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1"}
#: history as it was written: what one clone alone puts in its place would make verdicts differ by clone
_AS_WRITTEN: Final = {"GIT_GRAFT_FILE": os.devnull, "GIT_NO_REPLACE_OBJECTS": "1"}


def environment() -> dict[str, str]:
    """The variables that git is started with."""
    kept = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
    quiet = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    return {**kept, **_OFFLINE, **_AS_WRITTEN, **quiet}


def ask(
    root: str,
    *arguments: str,
    given: bytes | None = None,
    accepted: tuple[int, ...] = (0,),
    settings: tuple[str, ...] = (),
    variables: Mapping[str, str] | None = None,
) -> bytes:
    """Return what git answers on its standard output; raises CapabilityMissing with git's own reason.

    ``settings`` are configuration besides ``SAFE``, as options of git; ``variables`` come on top of
    ``environment``.
    """
    try:
        done = subprocess.run(  # noqa: S603 - fixed arguments, no shell
            ["git", *SAFE, *settings, *arguments],  # noqa: S607 - git is found like every user's git
            cwd=root,
            input=given,
            stdin=subprocess.DEVNULL if given is None else None,
            capture_output=True,
            env={**environment(), **(variables or {})},
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        message = f"git {arguments[0]} took more than {TIMEOUT_SECONDS} seconds"
        raise CapabilityMissing("git", message) from None
    except OSError as error:
        raise not_started(error) from None
    if done.returncode not in accepted:
        said = done.stderr.decode("utf-8", "replace")
        raise CapabilityMissing("git", reason_of(said) or f"git {arguments[0]} ended with {done.returncode}")
    return done.stdout


def lacks_objects(said: str) -> bool:
    """Whether git says that it would have to fetch an object of a partial clone."""
    return any(words in said for words in _LACKING)


def reason_of(said: str) -> str:
    """Why git gave up, with the command that it advises, in one line."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    fatal = next((line for line in lines if line.startswith("fatal:")), lines[0] if lines else "")
    advice = [line for line in lines if line.startswith("git config --global --add safe.directory ")]
    if advice:
        return f"{fatal}, and git refuses to read what another user owns; run: {advice[0]}"
    if lacks_objects(said):
        return f"{fatal} ({_LACKING[0]}, and nothing is fetched)"
    if "not a git repository" in fatal and "GIT_DIR" in os.environ:
        return f"{fatal} (GIT_DIR is not followed: the repository is the one around the root)"
    return fatal


@contextmanager
def index_copy(index: str) -> Iterator[Mapping[str, str]]:
    """Variables under which git works on a copy of an index file, which is gone afterwards.

    ``git diff`` notes in the index which files were touched and did not change, whatever is said of locks.
    The copy is as old as the index: by its age git tells which files it cannot trust the times of. Raises
    CapabilityMissing.
    """
    try:
        folder = tempfile.mkdtemp(prefix="ecocontracts-")
    except OSError as error:
        raise CapabilityMissing("git", f"the index cannot be copied: {error.strerror}") from None
    try:
        copy = os.path.join(folder, "index")
        try:
            shutil.copy2(index, copy)
        except FileNotFoundError:
            pass  # a repository without one
        except OSError as error:
            raise CapabilityMissing("git", f"the index cannot be copied: {error.strerror}") from None
        yield {"GIT_INDEX_FILE": copy}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def without_filters(root: str) -> tuple[str, ...]:
    """Configuration that switches the user's filters off, for what would pass files of the work tree on.

    Which files go through which filter is said by the repository. Without its filter a file whose size or
    time the index does not know, and that git keeps in another form than the disk, counts as changed.
    """
    names = ask(root, "config", "--null", "--name-only", "--get-regexp", r"^filter\.", accepted=(0, 1))
    drivers = {
        name.rpartition(".")[0] for name in names.decode("utf-8", "surrogateescape").split("\0") if name
    }
    return tuple(
        part
        for driver in sorted(drivers)
        for setting in ("clean=", "process=", "required=false")
        for part in ("-c", f"{driver}.{setting}")
    )


def not_started(error: OSError) -> CapabilityMissing:
    """Say why git could not be started."""
    if isinstance(error, FileNotFoundError):
        return CapabilityMissing("git", "git is not installed")
    return CapabilityMissing("git", f"git cannot be started: {error.strerror}")
