"""The contracts of the git base: only what the change has touched is read there, the rest is as it is now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, cast

from ...catalog.discovery import find_catalog_file, find_contract_files, is_contract
from ...catalog.model import Catalog, CatalogSettings
from ...catalog.reading import Reading, read_contract_file
from ...errors import CapabilityMissing, FileProblem
from ...kinds import KindRegistry
from ...schemas import SchemaStore, catalog_schema_files
from ...taxonomy import is_shipped
from .imports import touches
from .links import Touched, places_of
from .reads import reads_of

if TYPE_CHECKING:
    from ...context import Context
    from ...model import Contract, Kind
    from ...ports import Change as PathChange
    from ...ports import GitBase
    from ...violations import Violation


@dataclass(slots=True, kw_only=True)
class BaseCatalog:
    """The catalog as it was, seen from today.

    ``contracts`` are those of the base by id; of a file that the change did not touch they are the very
    contracts of today. ``unreadable`` are the problems of documents that today's language does not read, by
    the id that they give themselves, "" for those without one. ``touched`` are the ids that may differ.
    ``paths`` is what the change did to files: path now or before -> how. ``lost`` are the problems of what is
    unreadable and gone. ``left_out`` are contract files that differ, and that this work tree does not hold
    although they are not deleted.
    """

    context: Context
    contracts: Mapping[str, Contract]
    unreadable: Mapping[str, Sequence[Violation]]
    touched: frozenset[str]
    paths: Mapping[str, PathChange]
    lost: Sequence[Violation] = ()
    left_out: Sequence[str] = ()


class _Difference:
    """What git says of the change; ``old`` and ``new`` are the paths that differ, in each of the trees."""

    def __init__(self, base: GitBase, now: Context, then: Context) -> None:
        self.changes = base.changes
        self.places = places_of(then)
        moved = [change for change in self.changes if change.was is not None]
        self.old = Touched((change.was for change in moved if change.was), self.places)
        self.new = Touched((one.path for one in self.changes if one.kind != "deleted"), places_of(now))
        self._now = now
        self._paths = {change.was: None if change.kind == "deleted" else change.path for change in moved}

    def path_now(self, path: str) -> str | None:
        """Where a file of the base is today, None where it is deleted."""
        place = self.places.of(path)
        now = self._place_now(place)
        return path if now == place else now

    def is_left_out(self, path: str) -> bool:
        """Whether a file of the base is in the repository still, and not in this work tree."""
        now = self._place_now(self.places.of(path))
        return now is not None and self._now.files.kind(now) is None

    def _place_now(self, place: str) -> str | None:
        """The same without links; what was in a submodule goes where that goes."""
        around = place
        while around:
            if around in self._paths:
                now = self._paths[around]
                return None if now is None else now + place.removeprefix(around)
            around = around.rpartition("/")[0]
        return place


def base_context(context: Context) -> Context:
    """A context over the files of the base, with schemas of its own. Raises CapabilityMissing."""
    base = context.base
    assert base is not None  # noqa: S101 - there are no changes without a base
    schemas = SchemaStore(base.files, context.engine, context.limits, context.extensions.resolve_schema)
    made = replace(context, files=base.files, tree=base.tree, git=base.index, base=None, schemas=schemas)
    schemas.candidates = partial(catalog_schema_files, made)
    return made


def older_context(base: BaseCatalog, release: GitBase) -> Context:
    """A context in which the catalog of a base is today's, to read an older release as its base."""
    made = replace(base.context, base=release)
    made.kept.update(base.context.kept)
    return made


class KindsOfBase(KindRegistry):
    """The kinds of a run; what is the shipped taxonomy today may have its prefix in the base, too."""

    def __init__(self, kinds: KindRegistry, shipped: frozenset[str]) -> None:
        super().__init__()
        self.sources = kinds.sources
        self._of_run = kinds
        self._shipped = shipped

    def names(self) -> Iterable[str]:
        """Those of the run."""
        return self._of_run.names()

    def get(self, name: str, version: int) -> Kind | None:
        """That of the run, but for taxonomies."""
        if self._shipped and (name, version) == ("taxonomy", 1):
            from ...kinds.taxonomy import TaxonomyKind  # noqa: PLC0415 - of one repository alone

            return TaxonomyKind(self._shipped)
        return self._of_run.get(name, version)


def read_base(context: Context, kinds: KindRegistry, *, released: bool = False) -> BaseCatalog:
    """Read the catalog of the base, as far as it differs. Raises CapabilityMissing and FileProblem.

    ``released``: both trees are releases, and ``changes`` tells of whatever differs in them. Of a work tree
    it leaves out what git ignores.
    """
    base = context.base
    assert base is not None  # noqa: S101 - as above
    then = base_context(context)
    if released:
        differing = {path for one in base.changes for path in (one.path, one.was) if path is not None}
        places_of(then).take_over(places_of(context), differing)
    difference = _Difference(base, context, then)
    now = context.catalog
    own = [contract for contract in now.contracts if not contract.origin]
    stale = _stale(own, now, difference, context)
    shipped = {one.id for one in own if one.header.kind == "taxonomy" and is_shipped(one.document)}
    if shipped:
        kinds = KindsOfBase(kinds, frozenset(shipped))
    settings, catalog_path = _settings(now, difference, then, kinds)
    outside = _outside(now, settings)
    stale |= outside
    kept = [contract for contract in own if contract.document.path not in stale]
    read: dict[str, Contract] = {}
    unreadable: dict[str, list[Violation]] = {}
    left_out: list[str] = []
    problems = {
        path: found
        for path, found in now.problems.items()
        if path not in difference.new and path not in outside
    }
    for path in _files(stale - outside, settings, catalog_path, now, difference, then):
        if difference.is_left_out(path):
            left_out += [path] if path in difference.old else []
            continue
        reading = read_contract_file(path, then, kinds)
        read.update((contract.id, contract) for contract in reading.contracts)
        _blame(reading, unreadable)
        if reading.problems:
            problems[path] = reading.problems
    contracts = {contract.id: contract for contract in (*kept, *read.values())}
    promises = unreadable or any(one.header.kind != "catalog" for one in contracts.values())
    if not (base.whole or promises):
        message = (
            f"{base.name} holds no contract in the folders of its catalog: {', '.join(settings.folders)}"
        )
        raise CapabilityMissing("released catalog", message)
    files = {contract.document.path for contract in contracts.values()} | problems.keys()
    then.catalog = Catalog(
        settings=settings, contracts=tuple(contracts.values()), files=sorted(files), problems=problems
    )
    changed = {contract.id for contract in own if contract.document.path in stale}
    return BaseCatalog(
        context=then,
        contracts=contracts,
        unreadable={name: tuple(found) for name, found in unreadable.items()},
        touched=frozenset(changed | read.keys() | unreadable.keys()),
        paths={
            **{change.was: change for change in base.changes if change.was is not None},
            **{change.path: change for change in base.changes},
        },
        lost=tuple(_lost(unreadable, {contract.id for contract in own} | now.broken, now, difference)),
        left_out=tuple(left_out),
    )


def _outside(now: Catalog, settings: CatalogSettings) -> set[str]:
    """The contract files of today that lie in no folder of the base's catalog, and were none of it."""
    if settings.folders == now.settings.folders:
        return set()
    return {path for path in now.files if path != now.settings.path and not _below(path, settings.folders)}


def _below(path: str, folders: Sequence[str]) -> bool:
    return any(not folder or path.startswith(f"{folder}/") for folder in folders)


def _stale(own: Sequence[Contract], now: Catalog, difference: _Difference, context: Context) -> set[str]:
    """The files of today whose contracts may be others in the base: changed, or reading what changed."""
    if not difference.changes:
        return set()
    stale = {path for path in now.files if path in difference.new}
    # A file that gives no contract may have given some: a template whose registry has lost its rows.
    stale |= set(now.files) - {contract.document.path for contract in own} - set(now.problems)
    differing_paths = difference.new.paths | difference.old.paths
    if now.settings.path and any(touches(entry, differing_paths) for entry in now.settings.imports):
        stale.add(now.settings.path)  # what it imports from a folder is a part of it
    if any(not is_contract(path) for path in differing_paths):
        others = [contract for contract in own if contract.document.path not in stale]
        differing = reads_of(context).differing(others, difference.old, difference.new)
        stale |= {contract.document.path for contract in differing}
    return stale


def _settings(
    now: Catalog, difference: _Difference, then: Context, kinds: KindRegistry
) -> tuple[CatalogSettings, str | None]:
    """The settings of the base and the path of its catalog file, today's where they are untouched."""
    path = now.settings.path
    was = next((change.was for change in difference.changes if change.path == path), path)
    if path is not None and path not in difference.new:
        return now.settings, path
    was = was or find_catalog_file(then.files)
    if was is None or then.files.kind(was) is None:
        return CatalogSettings(), None
    for contract in read_contract_file(was, then, kinds).contracts:
        if contract.header.kind == "catalog":
            return cast("CatalogSettings", contract.body), was
    return replace(now.settings, path=was), was


def _files(
    stale: set[str],
    settings: CatalogSettings,
    catalog_path: str | None,
    now: Catalog,
    difference: _Difference,
    then: Context,
) -> list[str]:
    """The contract files of the base that have to be read."""
    if settings.folders == now.settings.folders:
        found = set(_differing(settings.folders, difference, then))
    else:
        found = set()
        for folder in settings.folders:
            if then.files.kind(difference.places.of(folder)) == "folder":
                found.update(find_contract_files(then.files, [folder]))
        found -= {path for path in now.files if path not in difference.new}
    found |= {path for path in stale if path not in difference.new or path in difference.old}
    if catalog_path is not None and (catalog_path in difference.old or catalog_path in stale):
        found.add(catalog_path)
    return sorted(path for path in found if _there(path, then))


def _differing(folders: Sequence[str], difference: _Difference, then: Context) -> Iterator[str]:
    """The contract files below folders of the base that are others today, by the names of the folders."""
    for folder in folders:
        place = difference.places.of(folder)
        below = f"{place}/" if place else ""
        front = f"{folder}/" if folder else ""
        if folder in difference.old and then.files.kind(place) == "folder":
            # A link on the way to it leads elsewhere now, or it is a repository inside of this one.
            yield from find_contract_files(then.files, [folder])
            continue
        for path in difference.old.paths:
            if path.startswith(below) and is_contract(path):
                yield front + path.removeprefix(below)
            elif _is_folder(path, below, then):
                inside = find_contract_files(then.files, [path])
                yield from (front + one.removeprefix(below) for one in inside if one.startswith(below))


def _is_folder(path: str, below: str, then: Context) -> bool:
    """Whether git tells of a folder as one path, for it is another repository, and contracts lie there."""
    return (path.startswith(below) or below.startswith(f"{path}/")) and then.files.kind(path) == "folder"


def _there(path: str, then: Context) -> bool:
    try:
        return then.files.kind(path) in ("file", "link")
    except FileProblem:
        return False


def _blame(reading: Reading, unreadable: dict[str, list[Violation]]) -> None:
    for violation in reading.problems:
        cited = violation.contract.id if violation.contract else "?"
        unreadable.setdefault("" if cited == "?" else cited, []).append(violation)


def _lost(
    unreadable: Mapping[str, Sequence[Violation]],
    known: AbstractSet[str],
    now: Catalog,
    difference: _Difference,
) -> Iterator[Violation]:
    """The first problem of each unreadable contract, or file without readable ones, that is gone today."""
    told: set[str] = set()
    for name, found in unreadable.items():
        if name and name not in known:
            yield found[0]
        for violation in found if not name else ():
            path = violation.location.path if violation.location else ""
            if path not in told and difference.path_now(path) not in now.files:
                told.add(path)
                yield violation
