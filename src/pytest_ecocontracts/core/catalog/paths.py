"""Paths that stand in contracts: below the root, POSIX, without surprises."""

from __future__ import annotations


def path_problem(path: str) -> str | None:
    """Say why a path of a contract is not one below the root, or None where it is."""
    if path.startswith(("/", "~")) or "\\" in path or (len(path) > 1 and path[1] == ":"):
        return "the path is absolute or not POSIX"
    if ".." in path.split("/"):
        return "the path leaves the root"
    if any(ord(character) < 32 or ord(character) == 127 for character in path):  # noqa: PLR2004 - C0 and DEL
        return "the path has control characters"
    return None
