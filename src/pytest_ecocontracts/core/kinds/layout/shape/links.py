"""Symbolic links: where they lead, found out without following them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from ....errors import FileProblem

if TYPE_CHECKING:
    from ....ports import FileSystem

Destination: TypeAlias = Literal["file", "folder", "other", "missing", "loop", "outside"]

#: as many as Linux follows before it says ELOOP (path_resolution(7))
MAXIMUM_HOPS: Final = 40


def destination(files: FileSystem, path: str) -> tuple[Destination, str]:
    """Say what a link at ``path`` leads to, and its target as written.

    Looks at one name at a time and never outside of the root; what cannot be read leads to nothing.
    """
    try:
        return _follow(files, path), files.link_target(path) or ""
    except FileProblem:
        return "missing", ""


def _follow(files: FileSystem, path: str) -> Destination:
    done: list[str] = []
    waiting = list(reversed(path.split("/")))
    hops = 0
    while waiting:
        name = waiting.pop()
        if name in {"", "."}:
            continue
        if name == "..":
            if not done:
                return "outside"
            done.pop()
            continue
        here = "/".join([*done, name])
        kind = files.kind(here)
        if kind == "link":
            hops += 1
            target = files.link_target(here)
            if hops > MAXIMUM_HOPS:
                return "loop"
            if target is None:
                return "missing"
            if target.startswith("/"):
                inner = _below(files.root, target)
                if inner is None:
                    return "outside"
                done, target = [], inner
            waiting.extend(reversed(target.split("/")))
        elif kind is None or (kind != "folder" and any(rest not in {"", "."} for rest in waiting)):
            return "missing"
        else:
            done.append(name)
    return _kind(files, done)


def _kind(files: FileSystem, names: list[str]) -> Destination:
    match files.kind("/".join(names)) if names else "folder":
        case "file":
            return "file"
        case "folder":
            return "folder"
        case None:
            return "missing"
        case _:
            return "other"


def _below(root: str, target: str) -> str | None:
    """The part of an absolute target below the root, or None where it is not below it."""
    prefix = root.rstrip("/") + "/"
    if target == root:
        return ""
    return target[len(prefix) :] if target.startswith(prefix) else None
