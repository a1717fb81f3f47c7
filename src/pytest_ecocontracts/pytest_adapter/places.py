"""Where the run records of a repository go."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import pytest

from ..adapters.filesystem import LocalFileSystem
from ..core.catalog.discovery import find_catalog_file
from ..core.catalog.paths import path_problem
from ..core.errors import FileProblem, LoadError
from ..core.limits import Limits
from ..core.loading.documents import load_documents
from .deaths import usage_error

DEFAULT: Final = ".eco/runs"


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


def record_folder(config: pytest.Config) -> RecordPlace:
    """Return where --eco-record, else the catalog file, else the default says.

    The catalog file comes from the repository and may not lead out of it; raises pytest.UsageError.
    """
    root = str(config.rootpath)
    option = getattr(config.known_args_namespace, "eco_record", None)
    if option is not None:
        return RecordPlace(
            os.path.normpath(os.path.join(config.invocation_params.dir, option)), private=False
        )
    named = _named_in_catalog(root)
    path = os.path.join(root, named or DEFAULT)
    if not _is_below(os.path.realpath(path), os.path.realpath(root)):
        raise usage_error(
            "ECC022",
            f"ECC022 path-outside-root: run records would go to {named or DEFAULT}, which leaves {root}",
        )
    return RecordPlace(path, private=named is None)


def own_folders(config: pytest.Config) -> frozenset[str]:
    """The folders below the root directory that hold run records, relative to it."""
    folders = {os.path.dirname(DEFAULT)}
    option = getattr(config.known_args_namespace, "eco_record", None)
    if option is not None:
        path = os.path.normpath(os.path.join(config.invocation_params.dir, option))
        if _is_below(path, str(config.rootpath)):
            folders.add(os.path.relpath(path, config.rootpath).replace(os.sep, "/"))
    return frozenset(folders)


def _named_in_catalog(root: str) -> str | None:
    # Only this one field is wanted before anything else runs; what is wrong with the file, the gate says.
    files = LocalFileSystem(root)
    limits = Limits()
    with suppress(FileProblem, LoadError):
        path = find_catalog_file(files)
        if path is not None:
            for document in load_documents(path, files.read(path, limits.contract_bytes), limits):
                record = document.data.get("record") if isinstance(document.data, dict) else None
                if isinstance(record, str) and record and path_problem(record) is None:
                    return record
    return None


def _is_below(path: str, root: str) -> bool:
    return path.startswith(root.rstrip(os.sep) + os.sep)
