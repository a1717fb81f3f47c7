"""An installed catalog as the base that a change is judged against."""

from __future__ import annotations

import os

from ..core.errors import CapabilityMissing
from ..core.suggestions import did_you_mean
from .filesystem import LocalFileSystem
from .folder_base import FolderBase
from .packages import GROUP, InstalledCatalogs, MountedFileSystem


def package_base(root: str, below: str, name: str, asked: str) -> FolderBase:
    """The installed catalog of this name, as ``core.ports.GitBase``; no code of the package is run.

    ``below`` is the folder of the catalog that is judged, "" for the one at the root; it is looked for in the
    package where that has such a folder. Raises CapabilityMissing where none is installed.
    """
    catalogs = InstalledCatalogs(MountedFileSystem(LocalFileSystem(root)))
    found = catalogs.find(name)
    if found is None:
        known = catalogs.names()
        near = did_you_mean(name, known)
        if name in known:
            message = f"the package that offers the catalog {name!r} cannot be found where it says it is"
        elif near is not None:
            message = f"no catalog {name!r} is installed; did you mean {near!r}?"
        else:
            message = f"no catalog {name!r} is installed: no package has it as an entry point {GROUP!r}"
            message += f"; installed are {', '.join(known[:8])}" if known else ""
        raise CapabilityMissing("released catalog", message)
    inside = os.path.join(found.files.root, below)
    folder = inside if below and os.path.isdir(inside) else found.files.root
    return FolderBase(root, folder, f"{asked}=={found.version}")
