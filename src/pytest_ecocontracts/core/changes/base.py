"""The contracts of the git base: only what the change has touched is read there, the rest is as it is now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Final, cast

from ..catalog.discovery import find_catalog_file, find_contract_files, is_contract
from ..catalog.model import Catalog, CatalogSettings
from ..catalog.reading import Reading, read_contract_file
from ..errors import CapabilityMissing, FileProblem
from ..kinds import KindRegistry
from ..loading.values import format_of
from ..schemas import SchemaStore, catalog_schema_files
from ..taxonomy import is_shipped
from .schemas import schema_paths

if TYPE_CHECKING:
    from ..context import Context
    from ..model import Contract, Kind
    from ..ports import Change as PathChange
    from ..ports import GitBase
    from ..violations import Violation
    from ..waivers.model import WaiversBody

#: formats of files that a schema can be
_SCHEMA_FORMATS: Final = frozenset({"json", "yaml"})


@dataclass(slots=True, kw_only=True)
class BaseCatalog:
    """The catalog as it was, seen from today.

    ``contracts`` are those of the base by id; of a file that the change did not touch they are the very
    contracts of today. ``unreadable`` are the problems of documents that today's language does not read, by
    the id that they give themselves, "" for those without one. ``touched`` are the ids that may differ.
    ``paths`` is what the change did to files: path now or before -> how.
    """

    context: Context
    contracts: Mapping[str, Contract]
    unreadable: Mapping[str, Sequence[Violation]]
    touched: frozenset[str]
    paths: Mapping[str, PathChange]


@dataclass(slots=True)
class _Touched:
    """What git says of the change; ``old`` and ``new`` are the paths that differ, in each of the trees."""

    base: GitBase
    old: set[str] = field(default_factory=set)
    new: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for change in self.base.changes:
            if change.was is not None:
                self.old.add(change.was)
            if change.kind != "deleted":
                self.new.add(change.path)

    @property
    def any(self) -> set[str]:
        return self.old | self.new


def base_context(context: Context) -> Context:
    """A context over the files of the base, with schemas of its own. Raises CapabilityMissing."""
    base = context.base
    assert base is not None  # noqa: S101 - there are no changes without a base
    schemas = SchemaStore(base.files, context.engine, context.limits, context.extensions.resolve_schema)
    made = replace(context, files=base.files, tree=base.tree, git=base.index, base=None, schemas=schemas)
    schemas.candidates = partial(catalog_schema_files, made)
    return made


class _KindsOfBase(KindRegistry):
    """The kinds of a run; what is the shipped taxonomy today may have its prefix in the base, too."""

    def __init__(self, kinds: KindRegistry, shipped: frozenset[str]) -> None:
        super().__init__()
        self.sources = kinds.sources
        self._of_run = kinds
        self._shipped = shipped

    def names(self) -> Iterable[str]:
        return self._of_run.names()

    def get(self, name: str, version: int) -> Kind | None:
        if self._shipped and (name, version) == ("taxonomy", 1):
            from ..kinds.taxonomy import TaxonomyKind  # noqa: PLC0415 - of one repository alone

            return TaxonomyKind(self._shipped)
        return self._of_run.get(name, version)


def read_base(context: Context, kinds: KindRegistry) -> BaseCatalog:
    """Read the catalog of the base, as far as it differs. Raises CapabilityMissing and FileProblem."""
    base = context.base
    assert base is not None  # noqa: S101 - as above
    touched = _Touched(base)
    then = base_context(context)
    now = context.catalog
    own = [contract for contract in now.contracts if not contract.origin]
    stale = _stale(own, now, touched, context)
    shipped = {one.id for one in own if one.header.kind == "taxonomy" and is_shipped(one.document)}
    kinds = _KindsOfBase(kinds, frozenset(shipped))
    settings, catalog_path = _settings(now, touched, then, kinds)
    kept = [contract for contract in own if contract.document.path not in stale]
    read: dict[str, Contract] = {}
    unreadable: dict[str, list[Violation]] = {}
    for path in _files(stale, settings, catalog_path, now, touched, then):
        reading = read_contract_file(path, then, kinds)
        read.update((contract.id, contract) for contract in reading.contracts)
        _blame(reading, unreadable)
    contracts = {contract.id: contract for contract in (*kept, *read.values())}
    if not (base.whole or contracts or unreadable):
        message = (
            f"{base.name} holds no contract in the folders of its catalog: {', '.join(settings.folders)}"
        )
        raise CapabilityMissing("released catalog", message)
    then.catalog = Catalog(settings=settings, contracts=tuple(contracts.values()), files=(), problems={})
    changed = {contract.id for contract in own if contract.document.path in stale}
    return BaseCatalog(
        context=then,
        contracts=contracts,
        unreadable={name: tuple(found) for name, found in unreadable.items()},
        touched=frozenset(changed | read.keys() | unreadable.keys()),
        paths={path: change for change in base.changes for path in {change.path, change.was or change.path}},
    )


def _stale(own: Sequence[Contract], now: Catalog, touched: _Touched, context: Context) -> set[str]:
    """The files of today whose contracts may be others in the base: changed, or reading what changed."""
    if not touched.any:
        return set()
    stale = {path for path in now.files if path in touched.new}
    # A file that gives no contract may have given some: a template whose registry has lost its rows.
    stale |= set(now.files) - {contract.document.path for contract in own} - set(now.problems)
    data = {path for path in touched.any if not is_contract(path)}
    schemas = {path for path in data if format_of(path) in _SCHEMA_FORMATS}
    for contract in own if data else ():
        if contract.document.path not in stale and _reads_changed(contract, data, schemas, context):
            stale.add(contract.document.path)
    return stale


def _reads_changed(contract: Contract, data: set[str], schemas: set[str], context: Context) -> bool:
    row = contract.document.row
    if row is not None and row.path in data:
        return True
    if any(contract.file(name) in data for name in _named_files(contract.document.data)):
        return True
    if contract.header.kind == "waivers":
        sources = cast("WaiversBody", contract.body).sources
        return any(source.files.match(path) is not None for source in sources for path in data)
    schema = cast("Mapping[str, object]", contract.document.data).get("schema")
    return (
        schema is not None
        and bool(schemas)
        and not schemas.isdisjoint(schema_paths(contract, schema, context))
    )


def _named_files(data: object, depth: int = 6) -> Iterator[str]:
    """Whatever stands under ``from`` and ``file``: params, examples and tables of other files."""
    if depth == 0:
        return
    if isinstance(data, dict):
        for name, value in data.items():
            if isinstance(value, str):
                if name in ("from", "file"):
                    yield value
            else:
                yield from _named_files(value, depth - 1)
    elif isinstance(data, list):
        for value in data:
            yield from _named_files(value, depth - 1)


def _settings(
    now: Catalog, touched: _Touched, then: Context, kinds: KindRegistry
) -> tuple[CatalogSettings, str | None]:
    """The settings of the base and the path of its catalog file, today's where they are untouched."""
    path = now.settings.path
    was = next((change.was for change in touched.base.changes if change.path == path), path)
    if path is not None and path not in touched.new:
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
    touched: _Touched,
    then: Context,
) -> list[str]:
    """The contract files of the base that have to be read."""
    if settings.folders == now.settings.folders:
        found = {path for path in touched.old if is_contract(path) and _below(path, settings.folders)}
    else:
        found = set()
        for folder in settings.folders:
            if then.files.kind(folder) is not None:
                found.update(find_contract_files(then.files, [folder]))
        found -= set(now.files) - touched.new
    found |= {path for path in stale if path not in touched.new}
    if catalog_path is not None and (catalog_path in touched.old or catalog_path in stale):
        found.add(catalog_path)
    return sorted(path for path in found if _there(path, then))


def _there(path: str, then: Context) -> bool:
    try:
        return then.files.kind(path) == "file"
    except FileProblem:
        return False


def _below(path: str, folders: Sequence[str]) -> bool:
    return any(not folder or path.startswith(f"{folder}/") for folder in folders)


def _blame(reading: Reading, unreadable: dict[str, list[Violation]]) -> None:
    for violation in reading.problems:
        cited = violation.contract.id if violation.contract else "?"
        unreadable.setdefault("" if cited == "?" else cited, []).append(violation)
