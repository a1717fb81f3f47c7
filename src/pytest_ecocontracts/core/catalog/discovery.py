"""Where the contract files of a repository are; nothing is parsed here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Final

from ..errors import FileProblem
from ..ports import FileSystem

#: the catalog file, in the order of preference
CATALOG_FILES: Final = ("ecocontracts.yaml", "ecocontracts.yml", "ecocontracts.json")
DEFAULT_FOLDERS: Final = ("contracts",)
SUFFIXES: Final = (".contract.yaml", ".contract.yml", ".contract.json", ".contract.md")
#: a contract folder deeper than this is a mistake or a trap
MAXIMUM_DEPTH: Final = 40
#: catalogs that a message names
SHOWN: Final = 5
#: how deep, and into how many folders of a level, a message looks for them
_NEAR: Final = 3
_LOOKED_AT: Final = 500


def find_catalog_file(files: FileSystem, base: str = "") -> str | None:
    """Return the path of the catalog file of the folder ``base``, or None where it has none."""
    candidates = [f"{base}/{name}" if base else name for name in CATALOG_FILES]
    return next((path for path in candidates if files.kind(path) is not None), None)


def find_contract_files(files: FileSystem, folders: Iterable[str], base: str = "") -> list[str]:
    """Every contract file below the folders, sorted; raises FileProblem for a folder that is none.

    A folder is a normalised POSIX path, "" being ``base`` itself.
    """
    found: set[str] = set()
    for folder in folders:
        path = "/".join(part for part in (base, folder) if part)
        found.update(_walk(files, path, MAXIMUM_DEPTH))
    return sorted(found)


def find_catalogs_below(files: FileSystem) -> list[str]:
    """Some catalog files in folders near the root, for messages: at most SHOWN, from folders not hidden."""
    found: list[str] = []
    level = [""]
    for _ in range(_NEAR):
        level = [below for folder in level for below in _visible_folders(files, folder)][:_LOOKED_AT]
        found += (path for folder in level if (path := find_catalog_file(files, folder)) is not None)
    return found[:SHOWN]


def _visible_folders(files: FileSystem, folder: str) -> Iterator[str]:
    with suppress(FileProblem):
        yield from (
            f"{folder}/{name}" if folder else name for name in files.list(folder).folders if name[0] != "."
        )


def is_contract(name: str) -> bool:
    """Whether a name is one of a contract file, in whatever case: none may be passed over."""
    return name.lower().endswith(SUFFIXES)


def _walk(files: FileSystem, folder: str, depth: int) -> Iterator[str]:
    listing = files.list(folder)
    prefix = f"{folder}/" if folder else ""
    # Links too: a dangling contract link is a finding, not nothing.
    for name in (*listing.files, *listing.links, *listing.others):
        if is_contract(name):
            yield prefix + name
    if depth == 0 and listing.folders:
        raise FileProblem("unreadable", folder, f"folders are nested more than {MAXIMUM_DEPTH} levels deep")
    for name in listing.folders:
        if is_contract(name):
            # A folder with a contract's name would otherwise be passed over in silence.
            yield prefix + name
        elif name != ".git":
            yield from _walk(files, prefix + name, depth - 1)
