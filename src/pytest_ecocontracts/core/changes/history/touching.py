"""Which commits of a history touch the contracts of a catalog, by the paths that they change alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...catalog.discovery import is_contract
from ...paths.template import PathTemplate
from ..bases.imports import touches
from ..bases.links import places_of
from ..bases.reads import around, may_hold_a_schema, reads_of, templates_of
from ..rule.pages import citing_templates

if TYPE_CHECKING:
    from ...context import Context
    from ...model import Contract
    from ...ports import Change, Commit


class Edition:
    """The catalog as a commit left it, until another commit touches it."""

    def __init__(self, context: Context, catalog_files: Sequence[str]) -> None:
        self.context = context
        catalog = context.catalog
        settings = catalog.settings
        own = [contract for contract in catalog.contracts if not contract.origin]
        unusable, asked = _unusable(context)
        read = [reads_of(context).all_of(contract) for contract in (*own, *unusable)]
        places = places_of(context)
        paths = {*catalog.files, *catalog_files, *asked}.union(*(paths for paths, _ in read))
        #: whatever makes a contract another one when it changes, and the folders around it
        self._around = around({*paths, *settings.folders}, places)
        self._imports = [entry for entry in settings.imports if entry.folder is not None]
        #: whether a schema that is not there yet may be one of those
        self._lacks_schemas = not all(whole for _, whole in read)
        self._schemas = [PathTemplate.parse(text) for text in settings.schemas]
        self._sources = [template for contract in own for template in templates_of(contract)]
        self._decisions = list(citing_templates(context))
        folders = {one for folder in settings.folders for one in (folder, places.of(folder))}
        self._folders = tuple(f"{folder}/" if folder else "" for folder in folders)

    def is_touched(self, commit: Commit) -> bool:
        """Whether a commit changed contracts, or anything that makes them what they are."""
        return any(map(self._is_touched, commit.changes))

    def _is_touched(self, change: Change) -> bool:
        path = change.path
        if path in self._around or (is_contract(path) and path.startswith(self._folders)):
            return True
        if self._lacks_schemas and may_hold_a_schema(path):
            return True
        if self._schemas and may_hold_a_schema(path) and _matches(self._schemas, path):
            return True
        if any(touches(entry, [path]) for entry in self._imports):
            return True
        return _matches(self._sources, path) or (
            # A decision that is new takes nothing back.
            change.was is not None and _matches(self._decisions, path)
        )


def _unusable(context: Context) -> tuple[Sequence[Contract], frozenset[str]]:
    """The contracts of files in which something is wrong, and the paths that these were read from.

    Another file may be what they lack, and the commit that brings it makes them usable.
    """
    contracts: list[Contract] = []
    paths: frozenset[str] = frozenset()
    for path in context.catalog.problems:
        known = context.readings.last(path) if context.readings is not None else None
        if known is not None:
            reading, asked = known
            contracts += reading.contracts
            paths |= asked
    return contracts, paths


def _matches(templates: Sequence[PathTemplate], path: str) -> bool:
    return any(template.match(path) is not None for template in templates)
