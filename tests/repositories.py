"""Real git repositories in temporary folders, without the configuration of whoever runs the tests."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

IDENTITY = {
    "GIT_AUTHOR_NAME": "a",
    "GIT_AUTHOR_EMAIL": "a@example",
    "GIT_COMMITTER_NAME": "a",
    "GIT_COMMITTER_EMAIL": "a@example",
}


def git(folder: Path, *arguments: str) -> str:
    """Run git; what it prints is returned, without the last line feed."""
    environment = {**os.environ, **IDENTITY, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(
        ["git", *arguments], cwd=folder, check=True, env=environment, capture_output=True, text=True
    )
    return done.stdout.rstrip("\n")


def write(root: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files, and the folders that they lie in."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def commit(root: Path, message: str = "x") -> str:
    """Commit everything that is there; returns the id of the commit."""
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", message)
    return git(root, "rev-parse", "HEAD")


def make_repository(root: Path, files: Mapping[str, str | bytes]) -> str:
    """Make a repository whose first commit, on the branch ``main``, holds the files; returns its id."""
    root.mkdir(parents=True, exist_ok=True)
    git(root, "init", "-q", "-b", "main")
    write(root, files)
    return commit(root)
