"""Where the catalogs of a run are, and where its records go."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import pytest

from ..adapters.filesystem import LocalFileSystem
from ..core.catalog.discovery import CATALOG_FILES, find_catalog_file
from ..core.catalog.paths import path_problem
from ..core.errors import FileProblem, LoadError
from ..core.limits import Limits
from ..core.loading.documents import load_documents
from .deaths import usage_error

DEFAULT: Final = ".eco/runs"


@dataclass(frozen=True, slots=True)
class CatalogPlace:
    """The folder of a catalog, relative to the root ("" is the root), and its file where that is named."""

    folder: str
    file: str | None = None

    @property
    def path(self) -> str:
        """What to call it in messages."""
        return "/".join(part for part in (self.folder, self.file) if part) or "."


def catalog_places(config: pytest.Config) -> tuple[CatalogPlace, ...]:
    """The catalogs that a run enforces; raises pytest.UsageError where one is named that is not there.

    They are those of ``--eco-catalog``, else of the setting ``eco_catalogs``, else for each argument (or
    the folder where pytest was started) the nearest one at or above it, up to the root; else the root's.
    """
    option = getattr(config.known_args_namespace, "eco_catalog", None)
    if option:
        start = os.fspath(config.invocation_params.dir)
        found = [_named(config, "--eco-catalog", os.path.join(start, text)) for text in option]
    elif named := config.getini("eco_catalogs"):
        found = [_named(config, "eco_catalogs", os.fspath(path)) for path in named]
    else:
        found = [CatalogPlace(_nearest(config, argument)) for argument in _arguments(config)]
    return tuple(dict.fromkeys(found))


def _named(config: pytest.Config, name: str, path: str) -> CatalogPlace:
    path, root = os.path.realpath(path), os.path.realpath(config.rootpath)
    if path != root and not _is_below(path, root):
        message = f"ECC022 path-outside-root: {name}: {path} is not below {root}; name another --rootdir"
        raise usage_error("ECC022", message)
    relative = "" if path == root else os.path.relpath(path, root).replace(os.sep, "/")
    if os.path.isdir(path):
        return CatalogPlace(relative)
    if not os.path.isfile(path):
        message = (
            f"ECC002 contract-not-found: {name}: {path} does not exist; "
            f"expected a catalog file such as {CATALOG_FILES[0]}, or the folder of one"
        )
        raise usage_error("ECC002", message)
    folder, _, file = relative.rpartition("/")
    return CatalogPlace(folder, None if file in CATALOG_FILES else file)


def _arguments(config: pytest.Config) -> list[str]:
    """The places that a run is about, as absolute paths."""
    start = config.invocation_params.dir
    given = getattr(config.known_args_namespace, "file_or_dir", None) or ["."]
    return [os.path.realpath(start / argument.partition("::")[0]) for argument in given]


def _nearest(config: pytest.Config, path: str) -> str:
    root = os.path.realpath(config.rootpath)
    folder = path
    while _is_below(folder, root):
        if any(os.path.isfile(os.path.join(folder, name)) for name in CATALOG_FILES):
            return os.path.relpath(folder, root).replace(os.sep, "/")
        folder = os.path.dirname(folder)
    return ""


@dataclass(frozen=True, slots=True)
class RecordPlace:
    """The folder of the records; a ``private`` one is our own, kept tidy and out of git."""

    path: str
    private: bool

    def hide_from_git(self) -> None:
        """Let the folder ignore itself, so that nobody has to; raises OSError."""
        path = os.path.join(os.path.dirname(self.path), ".gitignore")
        with suppress(FileExistsError), open(path, "x", encoding="ascii") as file:
            file.write("# written by pytest-ecocontracts: run records are no part of the repository\n*\n")


def record_folder(config: pytest.Config) -> RecordPlace | None:
    """Return where --eco-record, else the catalogs, else the default says; None with --eco-no-record.

    A catalog file comes from the repository and may not lead out of it; raises pytest.UsageError.
    """
    root = str(config.rootpath)
    option = _record_option(config)
    if getattr(config.known_args_namespace, "eco_no_record", False):
        if option is not None:
            message = "ECC001 config-invalid: --eco-record and --eco-no-record exclude each other"
            raise usage_error("ECC001", message)
        return None
    if option is not None:
        return RecordPlace(option, private=False)
    named = {path for place in catalog_places(config) if (path := _named_in_catalog(root, place))}
    if len(named) > 1:
        message = (
            f"ECC001 config-invalid: the catalogs of this run want their records in {len(named)} folders "
            f"({', '.join(sorted(named))}); name one with --eco-record"
        )
        raise usage_error("ECC001", message)
    where = named.pop() if named else None
    path = os.path.join(root, where or DEFAULT)
    if not _is_below(os.path.realpath(path), os.path.realpath(root)):
        raise usage_error(
            "ECC022",
            f"ECC022 path-outside-root: run records would go to {where or DEFAULT}, which leaves {root}",
        )
    return RecordPlace(path, private=where is None)


def own_folders(config: pytest.Config, folder: str = "") -> frozenset[str]:
    """The folders below a catalog's folder that hold run records, relative to it."""
    folders = {os.path.dirname(DEFAULT)}
    option = _record_option(config)
    root = os.path.normpath(os.path.join(config.rootpath, folder))
    if option is not None and _is_below(option, root):
        folders.add(os.path.relpath(option, root).replace(os.sep, "/"))
    return frozenset(folders)


def _record_option(config: pytest.Config) -> str | None:
    option = getattr(config.known_args_namespace, "eco_record", None)
    return None if option is None else os.path.normpath(os.path.join(config.invocation_params.dir, option))


def _named_in_catalog(root: str, place: CatalogPlace) -> str | None:
    """The folder that a catalog file wants its records in, relative to the root."""
    # Only this one field is wanted before anything else runs; what is wrong with the file, the gate says.
    files = LocalFileSystem(os.path.join(root, place.folder))
    limits = Limits()
    with suppress(FileProblem, LoadError):
        path = place.file or find_catalog_file(files)
        if path is not None:
            for document in load_documents(path, files.read(path, limits.contract_bytes), limits):
                record = document.data.get("record") if isinstance(document.data, dict) else None
                if isinstance(record, str) and record and path_problem(record) is None:
                    return os.path.join(place.folder, record)
    return None


def _is_below(path: str, root: str) -> bool:
    return path.startswith(root.rstrip(os.sep) + os.sep)
