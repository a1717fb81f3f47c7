"""The releases of a repository as folders: ``--eco-base=folder:released/*``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property
from typing import Final

from ..core.errors import CapabilityMissing
from ..core.ports import Change
from ..core.rendering.printable import printable
from .chosen_base import Choice
from .folder_base import FolderBase, compared, nested
from .release_names import STAR, release_names

_CAPABILITY: Final = "released catalogs"
_SHOWN: Final = 6


class FolderRelease(FolderBase):
    """A release that is compared with the one after it, and not with the work tree."""

    def __init__(self, root: str, folder: str, name: str, newer: FolderBase) -> None:
        super().__init__(root, folder, name)
        self._newer = newer

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What differs between this release and the one that stands before it in the sequence."""
        return compared(self.contents, self._newer.contents)


def choose_folder(root: str, folder: str, below: str) -> Choice:
    """The newest of the folders as base, and every other one behind it; raises CapabilityMissing.

    ``folder`` ends in a pattern for the names of the releases, which are versions (PEP 440); every folder of
    that pattern has to be one. ``below`` is where in a release the catalog stands.
    """
    parent, _, pattern = folder.rpartition(os.sep)
    try:
        with os.scandir(parent) as entries:
            found = {entry.name: entry.is_symlink() for entry in entries if entry.is_dir()}
    except OSError as error:
        message = f"{parent} cannot be listed: {error.strerror}"
        raise CapabilityMissing(_CAPABILITY, message) from None
    names = [name for name in found if _fits(name, pattern)]
    _refuse_links([name for name in names if found[name]], pattern, parent)
    named = release_names([name for name in names if not found[name]], pattern)
    if named.others:
        listed = _listed(sorted(named.others))
        message = f"folders of {folder} are no versions: {listed}; name them by their release, such as 1.2.0"
        raise CapabilityMissing(_CAPABILITY, message)
    releases = named.families.get(pattern, ())
    if not releases:
        early = f"; there are pre-releases alone: {_listed(named.early)}" if named.early else ""
        message = f"no folder is one of {folder}{early}"
        raise CapabilityMissing(_CAPABILITY, message)
    base = FolderBase(root, nested(os.path.join(parent, releases[0]), below), releases[0])
    chain: list[FolderBase] = [base]
    for name in releases[1:]:
        chain.append(FolderRelease(root, nested(os.path.join(parent, name), below), name, chain[-1]))
    others: Sequence[FolderBase] = chain[1:]
    for one in others:
        _ = one.revision  # each of them has to hold a catalog
    return Choice(releases[0], base, others)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(printable(name) for name in names[:_SHOWN])


def _refuse_links(links: Sequence[str], pattern: str, parent: str) -> None:
    """A link such as ``latest`` is another name of a release; one with a version may lead anywhere."""
    named = release_names(links, pattern)
    wrong = [*(name for names in named.families.values() for name in names), *named.early]
    if wrong:
        message = f"{_listed(wrong)} in {parent} is a symbolic link; a release is a folder of its own"
        raise CapabilityMissing(_CAPABILITY, message)


def _fits(name: str, pattern: str) -> bool:
    before, _, after = pattern.partition(STAR)
    return name[:1] != "." and name.startswith(before) and name.endswith(after)
