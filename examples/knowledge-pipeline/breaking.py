"""Break the data in a known way: ``python breaking.py`` lists the ways; with a NAME and a FOLDER it does one.

Each file of ``broken`` lists variants, with the check that must tell each, its code, and the place; "also"
are the other checks that find something (not those that only could not be run). Each file of ``harmless``
lists changes that nobody may be told of. An edit is one of

- ``[delete, FILE]``, ``[copy, FROM, TO]``, ``[move, FROM, TO]``, ``[write, FILE, TEXT]``,
  ``[append, FILE, TEXT]``
- ``[set, FILE, LINE, POINTER, VALUE]`` and ``[unset, FILE, LINE, POINTER]``, with line 0 for a whole document
- ``[repeat, FILE, LINE]``, ``[swap, FILE, LINE, LINE]``, ``[drop, FILE, LINE]``
- ``[replace, FILE, OLD, NEW]``, of the first place
- ``[flip, FILE, OFFSET]``, one bit of one byte
- ``[seal, FILE, POINTER]``: write the digest of a document into it anew
- ``[empty, FOLDER]``: delete all files below a folder
- ``[make, PLAN]``: make all data anew, with other settings of ``generator.common.Plan``
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml
from generate import build
from generator.common import Plan, Style, sha256
from generator.digests import canonical

HERE = Path(__file__).parent
Files = dict[str, bytes]
Variant = dict[str, Any]


def variants(folder: str) -> list[Variant]:
    """Every variant in the files of ``broken`` or ``harmless``."""
    files = sorted((HERE / folder).glob("*.yaml"))
    return [one for path in files for one in yaml.safe_load(path.read_text(encoding="utf-8"))]


def edited(files: Mapping[str, bytes], edits: list[list[Any]]) -> Files:
    """A copy of the files in which every edit was made.

    Raises ValueError where one changes nothing: it would prove nothing.
    """
    result = dict(files)
    for operation, *given in edits:
        before = dict(result)
        EDITS[operation](result, *given)
        if result == before:
            message = f"{operation} {given} changes nothing"
            raise ValueError(message)
    return result


def _set(files: Files, path: str, line: int, pointer: str, value: Any) -> None:
    def put(holder: Any, key: Any) -> None:
        if isinstance(holder, list) and key == len(holder):
            holder.append(value)
        else:
            holder[key] = value

    _change(files, path, line, pointer, put)


def _unset(files: Files, path: str, line: int, pointer: str) -> None:
    def remove(holder: Any, key: Any) -> None:
        del holder[key]

    _change(files, path, line, pointer, remove)


def _change(files: Files, path: str, line: int, pointer: str, edit: Callable[[Any, Any], None]) -> None:
    """Read a document, or one of its lines (from 1), edit what holds a value, and write it again."""
    lines = files[path].splitlines()
    value = json.loads(lines[line - 1] if line else files[path])
    holder = value
    *parents, last = [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]
    for token in parents:
        holder = holder[int(token) if isinstance(holder, list) else token]
    edit(holder, int(last) if isinstance(holder, list) else last)
    if line:
        lines[line - 1] = json.dumps(value, ensure_ascii=False).encode()
        files[path] = b"".join(one + b"\n" for one in lines)
    else:
        files[path] = (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _replace(files: Files, path: str, old: str, new: str) -> None:
    files[path] = files[path].replace(old.encode(), new.encode(), 1)


def _lines(files: Files, path: str, edit: Callable[[list[bytes]], object]) -> None:
    lines = files[path].splitlines(keepends=True)
    edit(lines)
    files[path] = b"".join(lines)


def _repeat(files: Files, path: str, line: int) -> None:
    _lines(files, path, lambda lines: lines.append(lines[line - 1]))


def _drop(files: Files, path: str, line: int) -> None:
    _lines(files, path, lambda lines: lines.pop(line - 1))


def _swap(files: Files, path: str, one: int, other: int) -> None:
    def swap(lines: list[bytes]) -> None:
        lines[one - 1], lines[other - 1] = lines[other - 1], lines[one - 1]

    _lines(files, path, swap)


def _flip(files: Files, path: str, offset: int) -> None:
    data = bytearray(files[path])
    data[offset] ^= 1
    files[path] = bytes(data)


def _empty(files: Files, folder: str) -> None:
    for path in [path for path in files if path.startswith(f"{folder}/")]:
        del files[path]


def _seal(files: Files, path: str, pointer: str) -> None:
    """As somebody would who does not know that what he changed is wrong."""
    _unset(files, path, 0, pointer)
    _set(files, path, 0, pointer, sha256(canonical(json.loads(files[path]))))


def _make(files: Files, plan: dict[str, Any]) -> None:
    for path in build():
        files.pop(path, None)
    typed = {"empty": tuple(plan.get("empty", Plan().empty)), "style": Style(**plan.get("style", {}))}
    files |= build(Plan(**{**plan, **typed}))


EDITS: dict[str, Callable[..., object]] = {
    "delete": lambda files, path: files.pop(path),
    "copy": lambda files, path, to: files.update({to: files[path]}),
    "move": lambda files, path, to: files.update({to: files.pop(path)}),
    "write": lambda files, path, text: files.update({path: text.encode()}),
    "append": lambda files, path, text: files.update({path: files[path] + text.encode()}),
    "set": _set,
    "unset": _unset,
    "repeat": _repeat,
    "drop": _drop,
    "swap": _swap,
    "replace": _replace,
    "flip": _flip,
    "seal": _seal,
    "empty": _empty,
    "make": _make,
}


def main(name: str = "", folder: str = str(HERE)) -> None:
    """List the variants, or break the data below a folder in one of these ways."""
    known = {one["name"]: one for kind in ("broken", "harmless") for one in variants(kind)}
    if name not in known:
        sys.stdout.write("\n".join(known) + "\n")
        raise SystemExit(f"there is no variant {name!r}" if name else 0)
    root = Path(folder)
    paths = [path for path in root.rglob("*") if path.is_file() and ".eco" not in path.parts]
    before = {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}
    after = edited(before, known[name]["edits"])
    for path in before.keys() - after.keys():
        (root / path).unlink()
    for path, data in after.items():
        if before.get(path) != data:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(data)
    told = "" if "check" not in known[name] else f": {known[name]['code']} of {known[name]['check']}"
    sys.stdout.write(f"{name} is done{told}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
