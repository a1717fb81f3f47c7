"""Break the tree in a known way: ``python breaking.py`` lists the ways; with a NAME and a FOLDER it does one.

Each file of ``broken`` lists variants, with the check that must tell each, its code, and the place; "also"
are the other checks that find something, "on" is the day of the run. Each file of ``harmless`` lists changes
that nobody may be told of. An edit is one of

- ``[write, FILE, TEXT]``, ``[append, FILE, TEXT]``, ``[replace, FILE, OLD, NEW]`` (of the first place),
  ``[delete, FILE]``, ``[copy, FROM, TO]``, ``[move, FROM, TO]``
- ``[set, FILE, POINTER, VALUE]``, ``[unset, FILE, POINTER]`` and ``[add, FILE, POINTER, VALUE]`` of JSON
- ``[link, PATH, TARGET]``, ``[folder, PATH]``, ``[mode, FILE, MODE]``, ``[untrack, FILE]``,
  ``[track, FILE]`` (one that git ignores)
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
#: what runs leave behind
_LEFT = {".eco", ".git", "__pycache__", ".pytest_cache"}
_EXECUTABLE = 0o755
_PLAIN = 0o644


@dataclass
class Tree:
    """A state of the repository: files, modes, links and empty folders.

    Git tracks what it does not ignore, but for ``untracked``, and also ``tracked``.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    modes: dict[str, int] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)
    untracked: set[str] = field(default_factory=set)
    tracked: set[str] = field(default_factory=set)


def read(root: Path = HERE) -> Tree:
    """The tree as it is on disk; everything is tracked."""
    tree = Tree()
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root)
        if path.is_file() and not _LEFT & set(name.parts):
            tree.files[name.as_posix()] = path.read_bytes()
            tree.modes[name.as_posix()] = _EXECUTABLE if path.stat().st_mode & 0o100 else _PLAIN
    return tree


def variants(folder: str) -> list[dict[str, Any]]:
    """Every variant in the files of ``broken`` or ``harmless``."""
    files = sorted((HERE / folder).glob("*.yaml"))
    return [one for path in files for one in yaml.safe_load(path.read_text(encoding="utf-8"))]


def edited(tree: Tree, edits: list[list[Any]]) -> Tree:
    """A copy of the tree in which every edit was made.

    Raises ValueError where one changes nothing: it would prove nothing.
    """
    result = deepcopy(tree)
    for operation, *given in edits:
        before = deepcopy(result)
        EDITS[operation](result, *given)
        if result == before:
            message = f"{operation} {given} changes nothing"
            raise ValueError(message)
    return result


def write(tree: Tree, root: Path) -> None:
    """Make a folder what the tree says; only what differs is touched, and only below the folder."""
    there = read(root)
    for name in there.files.keys() - tree.files.keys():
        (root / name).unlink()
    for name, data in tree.files.items():
        if there.files.get(name) != data:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(data)
        (root / name).chmod(tree.modes.get(name, _PLAIN))
    for name in tree.folders:
        (root / name).mkdir(parents=True, exist_ok=True)
    for name, target in tree.links.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).symlink_to(target)
    for command, names in (
        (["rm", "--quiet", "--cached"], tree.untracked),
        (["add", "--force"], tree.tracked),
    ):
        for name in names:
            subprocess.run(["git", *command, "--", name], cwd=root, check=True)  # noqa: S603, S607 - the user's git


def _delete(tree: Tree, name: str) -> None:
    """A file, or a folder with all that is in it."""
    for path in [path for path in tree.files if path == name or path.startswith(f"{name}/")]:
        del tree.files[path]
        tree.modes.pop(path, None)


def _copy(tree: Tree, name: str, to: str) -> None:
    tree.files[to] = tree.files[name]
    tree.modes[to] = tree.modes.get(name, _PLAIN)


def _move(tree: Tree, name: str, to: str) -> None:
    _copy(tree, name, to)
    _delete(tree, name)


def _replace(tree: Tree, name: str, old: str, new: str) -> None:
    tree.files[name] = tree.files[name].replace(old.encode(), new.encode(), 1)


def _change(tree: Tree, name: str, pointer: str, edit: Callable[[Any, Any], object]) -> None:
    """Read a document, edit what holds a value, and write it again."""
    document = json.loads(tree.files[name])
    holder = document
    *parents, last = [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]
    for token in parents:
        holder = holder[int(token) if isinstance(holder, list) else token]
    edit(holder, int(last) if isinstance(holder, list) else last)
    tree.files[name] = (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


EDITS: dict[str, Callable[..., object]] = {
    "write": lambda tree, name, text: tree.files.update({name: text.encode()}),
    "append": lambda tree, name, text: tree.files.update({name: tree.files[name] + text.encode()}),
    "replace": _replace,
    "delete": _delete,
    "copy": _copy,
    "move": _move,
    "set": lambda tree, name, at, value: _change(tree, name, at, lambda x, key: x.__setitem__(key, value)),
    "unset": lambda tree, name, at: _change(tree, name, at, lambda x, key: x.__delitem__(key)),
    "add": lambda tree, name, at, value: _change(tree, name, at, lambda x, key: x[key].append(value)),
    "link": lambda tree, name, target: tree.links.update({name: target}),
    "folder": lambda tree, name: tree.folders.add(name),
    "mode": lambda tree, name, mode: tree.modes.update({name: int(str(mode), 8)}),
    "untrack": lambda tree, name: tree.untracked.add(name),
    "track": lambda tree, name: tree.tracked.add(name),
}


def main(name: str = "", folder: str = str(HERE)) -> None:
    """List the variants, or break the tree below a folder in one of these ways."""
    known = {one["name"]: one for kind in ("broken", "harmless") for one in variants(kind)}
    if name not in known:
        sys.stdout.write("\n".join(known) + "\n")
        raise SystemExit(f"there is no variant {name!r}" if name else 0)
    write(edited(read(Path(folder)), known[name]["edits"]), Path(folder))
    told = "" if "check" not in known[name] else f": {known[name]['code']} of {known[name]['check']}"
    sys.stdout.write(f"{name} is done{told}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
