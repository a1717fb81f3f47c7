"""The product's own data files: found installed (inside the package) and editable (at the top level)."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Final

from .pointers import resolve

_PACKAGE: Final = Path(__file__).resolve().parent.parent
_FOLDERS: Final = (_PACKAGE / "schemas", _PACKAGE.parent.parent / "schemas")

_NEIGHBOUR: Final = re.compile(rb'"\$ref": *"([a-z][a-z0-9.-]*\.json)')

#: where the ``$id`` of every shipped schema begins; never fetched
OWN_BASE: Final = "https://ecocontracts.example/schemas/"


def own_schema_names() -> list[str]:
    """File names of the shipped schemas, sorted."""
    return sorted(path.name for path in _folder().iterdir() if path.name.endswith(".json"))


def own_schema_bytes(name: str) -> bytes:
    """Read a shipped schema by file name, for example ``artifact.v1.schema.json``.

    Raises FileNotFoundError: a name that is not shipped is a mistake in the program, not in its input.
    """
    if "/" in name or "\\" in name or name.startswith("."):
        raise FileNotFoundError(name)
    return (_folder() / name).read_bytes()


def own_schemas(name: str) -> dict[str, object]:
    """A shipped schema and those that it refers to, by URI."""
    schemas: dict[str, object] = {}
    pending = [name]
    while pending:
        here = pending.pop()
        data = own_schema_bytes(here)
        schemas[OWN_BASE + here] = json.loads(data)
        named = (match.decode() for match in _NEIGHBOUR.findall(data))
        pending += [other for other in named if OWN_BASE + other not in schemas]
    return schemas


def referred(reference: str, root: object) -> tuple[object, object]:
    """What a ``$ref`` of a shipped schema leads to, and the schema that it stands in.

    ``root`` is the schema that refers: to a part of it, or by file name to another one. Raises KeyError.
    """
    name, _, pointer = reference.partition("#")
    if name:
        try:
            root = json.loads(own_schema_bytes(name))
        except OSError:
            raise KeyError(reference) from None
    return resolve(root, pointer), root


@cache
def _folder() -> Path:
    for folder in _FOLDERS:
        if (folder / "header.v1.schema.json").is_file():
            return folder
    message = f"the shipped schemas are in none of {', '.join(str(folder) for folder in _FOLDERS)}"
    raise FileNotFoundError(message)
