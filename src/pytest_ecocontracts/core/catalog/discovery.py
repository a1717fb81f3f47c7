"""Where the contract files of a repository are; nothing is parsed here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Final

from ..errors import FileProblem
from ..ports import FileSystem

#: the catalog file, in the order of preference
CATALOG_FILES: Final = ("ecocontracts.yaml", "ecocontracts.yml", "ecocontracts.json")
DEFAULT_FOLDERS: Final = ("contracts",)
SUFFIXES: Final = (".contract.yaml", ".contract.yml", ".contract.json", ".contract.md")
#: files that may hold a contract, whatever they are called
_TEXTS: Final = (".yaml", ".yml", ".md")
#: the first line of a header; catalogs have names of their own
_HEADER: Final = re.compile(rb"^contract:[ \t]*[\"']?(?!catalog/)[a-z][a-z0-9_-]*/v[0-9]", re.MULTILINE)
#: bytes in which it is looked for
_HEAD: Final = 2048
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


def find_misnamed(files: FileSystem, folder: str) -> list[str]:
    """Files below a contract folder that hold a contract, and whose names say that they do not, sorted.

    Deeper down, where copies and examples lie, only a name that nearly says so counts. Where the root itself
    is the folder, none is looked for: it holds everything else, too.
    """
    if not folder:
        return []
    candidates = _walk(files, folder, MAXIMUM_DEPTH, _may_be_misnamed)
    near = [path for path in candidates if path.count("/") == folder.count("/") + 1 or _says_nearly(path)]
    return sorted(path for path in near if _has_header(files, path))


def _says_nearly(path: str) -> bool:
    return "contract" in path.rpartition("/")[2].lower()


def _may_be_misnamed(name: str) -> bool:
    return name.lower().endswith(_TEXTS) and not is_contract(name) and name not in CATALOG_FILES


def _has_header(files: FileSystem, path: str) -> bool:
    try:
        with files.open(path) as stream:
            return _HEADER.search(stream.read(_HEAD)) is not None
    except FileProblem:
        return False


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


def _walk(
    files: FileSystem, folder: str, depth: int, wanted: Callable[[str], bool] = is_contract
) -> Iterator[str]:
    listing = files.list(folder)
    prefix = f"{folder}/" if folder else ""
    # Links too: a dangling contract link is a finding, not nothing.
    for name in (*listing.files, *listing.links, *listing.others):
        if wanted(name):
            yield prefix + name
    if depth == 0 and listing.folders:
        raise FileProblem("unreadable", folder, f"folders are nested more than {MAXIMUM_DEPTH} levels deep")
    for name in listing.folders:
        if wanted(name):
            # A folder with a contract's name would otherwise be passed over in silence.
            yield prefix + name
        elif name != ".git":
            yield from _walk(files, prefix + name, depth - 1, wanted)
