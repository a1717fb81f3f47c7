"""All contracts of a run in one catalog: read, imported, and linted before anything is checked with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeAlias, cast

from ..context import Context
from ..errors import FileProblem
from ..kinds import KindRegistry
from ..model import Check, Contract, Kind, Report
from ..pointers import join
from ..ports import CatalogPackages
from ..problems import as_violation
from ..schemas import catalog_schema_files
from ..suggestions import suggestion
from ..violations import ContractReference, Location, Violation
from .discovery import (
    CATALOG_FILES,
    SUFFIXES,
    find_catalog_file,
    find_catalogs_below,
    find_contract_files,
    find_misnamed,
)
from .model import Catalog, CatalogSettings
from .owners import check_owner
from .reading import Reading, by_id, is_unfit, read_contract_file

#: asks plugins for further checks of a contract
ExtraChecks: TypeAlias = Callable[[Contract, Catalog], Sequence[Check]]


class NothingToEnforce(Exception):
    """Neither a catalog file nor a contract was found; the message says where it looked."""


@dataclass(slots=True)
class _Gathering:
    contracts: list[Contract] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    problems: dict[str, list[Violation]] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)

    def read(self, path: str, context: Context, kinds: KindRegistry) -> Reading:
        reading = read_contract_file(path, context, kinds)
        place = self._home(path) if reading.homeless else path
        self.files.append(place)
        self.contracts += reading.contracts
        self.broken |= reading.broken
        self.add(place, reading.problems)
        return reading

    def _home(self, path: str) -> str:
        """Where the problem of a path stands under which no test can: a file read before, or its folder."""
        if self.files:
            return self.files[0]
        folder = path.rpartition("/")[0]
        while is_unfit(folder):
            folder = folder.rpartition("/")[0]
        return folder or path

    def add(self, path: str, violations: Sequence[Violation]) -> None:
        if violations:
            self.problems.setdefault(path, []).extend(violations)


def build_catalog(
    context: Context,
    kinds: KindRegistry,
    packages: CatalogPackages,
    modify: Callable[[list[Contract]], None] = lambda contracts: None,  # noqa: ARG005 - the hook's signature
    catalog_file: str | None = None,
    extra: ExtraChecks = lambda contract, catalog: (),  # noqa: ARG005 - as above
) -> Catalog:
    """Read every contract of the repository and of its imports, and link them.

    ``modify`` may change the list of contracts in place, after reading and before linking. ``extra`` is
    asked for the checks of plugins, which ``rules:`` may speak of.
    ``catalog_file`` names one that is not called like others. Problems are data in the catalog; only
    NothingToEnforce is raised, and FileProblem where the root itself cannot be searched.
    ``context.catalog`` is set.
    """
    gathering = _Gathering()
    named, catalog_file = catalog_file, catalog_file or find_catalog_file(context.files)
    settings = CatalogSettings()
    if catalog_file is not None:
        reading = gathering.read(catalog_file, context, kinds)
        settings = _settings(reading, catalog_file)
        others = () if named else CATALOG_FILES
        gathering.add(catalog_file, _catalog_file_problems(catalog_file, reading, context, others))
    for path in _contract_files(context, settings, catalog_file, gathering):
        gathering.read(path, context, kinds)
    if not gathering.files:
        raise NothingToEnforce(_where_it_looked(context, settings))
    if settings.imports:
        from .imports import read_imports  # noqa: PLC0415 - few catalogs import others

        imported = read_imports(settings, context, kinds, packages)
        gathering.contracts += imported.contracts
        gathering.broken |= imported.broken
        gathering.add(imported.path, imported.problems)
    modify(gathering.contracts)
    return _link(gathering, settings, context, kinds, extra)


def _settings(reading: Reading, path: str) -> CatalogSettings:
    for contract in reading.contracts:
        if contract.header.kind == "catalog":
            return cast("CatalogSettings", contract.body)
    return CatalogSettings(path=path)


def _catalog_file_problems(
    path: str, reading: Reading, context: Context, names: Sequence[str]
) -> list[Violation]:
    """Two catalog files, or a catalog file without a catalog: somebody would wait for it in vain."""
    found: list[tuple[str, str]] = []
    others = [name for name in names if name != path and context.files.kind(name) is not None]
    if others:
        found.append(("ECC010", f"there are several catalog files: {', '.join([path, *others])}"))
    if not reading.problems and not any(c.header.kind == "catalog" for c in reading.contracts):
        found.append(("ECC004", "the catalog file holds no catalog/v1 document"))
    return [
        Violation(
            code=code,
            message=message,
            location=Location(path=path, line=1, column=1),
            contract=ContractReference(id="?", path=path),
            expected="one catalog file with one catalog/v1 document",
            metadata={"path": path},
        )
        for code, message in found
    ]


def _contract_files(
    context: Context, settings: CatalogSettings, catalog_file: str | None, gathering: _Gathering
) -> list[str]:
    paths: list[str] = []
    misnamed: list[str] = []
    for index, folder in enumerate(settings.folders):
        if not settings.folders_named and context.files.kind(folder) is None:
            continue
        try:
            paths += find_contract_files(context.files, [folder])
            misnamed += find_misnamed(context.files, folder)
        except FileProblem as problem:
            place = catalog_file or folder
            gathering.add(
                place,
                [
                    Violation(
                        code="ECC022" if problem.reason == "outside-root" else "ECC002",
                        message=f"the contract folder {folder!r} cannot be searched: {problem.message}",
                        location=Location(path=place, pointer=join("/contracts", index)),
                        contract=ContractReference(id="?", path=place),
                        expected="a folder below the root",
                        found=problem.reason,
                        metadata={"path": folder, "reason": problem.reason},
                    )
                ],
            )
            if place not in gathering.files:
                gathering.files.append(place)
    for path in sorted(set(misnamed) - {catalog_file}):
        _report_misnamed(path, gathering)
    return sorted(set(paths) - {catalog_file})


def _report_misnamed(path: str, gathering: _Gathering) -> None:
    """A contract of a name under which none is looked for would be enforced by nobody."""
    stem, _, suffix = path.rpartition("/")[2].rpartition(".")
    name = f"{stem.split('.')[0]}.contract.{suffix}"
    gathering.add(
        path,
        [
            Violation(
                code="ECC002",
                message=f"{path!r} holds a contract, and its name does not say so: nobody would enforce it",
                location=Location(path=path, line=1, column=1),
                contract=ContractReference(id="?", path=path),
                expected=f"a name that ends in .contract.{suffix}",
                found=f"{stem}.{suffix}",
                fix=f"rename it to {name}, or move it out of the contract folder",
                metadata={"path": path, "reason": "misnamed"},
            )
        ],
    )
    gathering.files.append(path)


def _where_it_looked(context: Context, settings: CatalogSettings) -> str:
    folders = ", ".join(f"{folder}/" for folder in settings.folders)
    suffixes = ", ".join(f"*{suffix}" for suffix in SUFFIXES)
    text = (
        f"ECC007 no-contracts-collected: no catalog file and no contracts found in {context.files.root}: "
        f"looked for {', '.join(CATALOG_FILES)} there, and for {suffixes} below {folders}"
    )
    below = [path.rpartition("/")[0] for path in find_catalogs_below(context.files)]
    return (
        f"{text}; there are catalogs below it: {' '.join(f'--eco-catalog={p}' for p in below)}"
        if below
        else text
    )


def _link(
    gathering: _Gathering,
    settings: CatalogSettings,
    context: Context,
    kinds: KindRegistry,
    extra: ExtraChecks,
) -> Catalog:
    # A contract that a hook has added has a file too, or its checks would stand nowhere.
    own = [contract.document.path for contract in gathering.contracts if not contract.origin]
    usable = _without_duplicates(gathering, settings)
    catalog = Catalog(
        settings=settings,
        contracts=tuple(usable),
        files=tuple(dict.fromkeys([*gathering.files, *own])),
        problems=gathering.problems,
        # An unusable document whose id a usable one has too does not take that one along.
        broken=frozenset(gathering.broken - {contract.id for contract in usable}),
    )
    context.catalog = catalog
    context.schemas.candidates = partial(catalog_schema_files, context)
    broken: set[str] = set()
    for contract in usable:
        report = Report(contract.document, contract.id)
        _link_one(contract, catalog, context, kinds, extra, report)
        if report.violations:
            _blame(gathering, settings, contract, report.violations)
            broken.add(contract.id)
    if settings.path is not None:
        gathering.problems.update(_with_lines(gathering, settings.path))
    linked = replace(
        catalog,
        contracts=tuple(contract for contract in usable if contract.id not in broken),
        broken=catalog.broken | broken,
    )
    context.catalog = linked
    return linked


def _link_one(
    contract: Contract,
    catalog: Catalog,
    context: Context,
    kinds: KindRegistry,
    extra: ExtraChecks,
    report: Report,
) -> None:
    kind = kinds.get(contract.header.kind, contract.header.kind_version)
    if kind is None:
        name = f"{contract.header.kind}/v{contract.header.kind_version}"
        report.add(
            "ECC021", f"there is no contract kind {name!r}", pointer="/contract", metadata={"kind": name}
        )
        return
    if not contract.origin:
        _check_header(contract, catalog, report)
        if kind.name == "catalog" and contract.body is not catalog.settings:
            report.add(
                "ECC010",
                "this is not the catalog of the repository: that is one document of a file at the root",
                pointer="/contract",
                expected=f"catalog/v1 once, in {catalog.settings.path or CATALOG_FILES[0]}",
                found=contract.document.path,
                metadata={"id": contract.id},
            )
    try:
        kind.link(contract, context, report)
    except Exception as error:  # noqa: BLE001 - kinds may be a plugin's; one contract must not take the others along
        report.violations.append(as_violation(error, contract, "link"))
    if contract.rules and not report.violations:
        _link_rules(contract, kind, catalog, extra, report)


def _link_rules(contract: Contract, kind: Kind, catalog: Catalog, extra: ExtraChecks, report: Report) -> None:
    """What stands under ``rules:`` speaks of checks and classes that there are."""
    from ..rules.checks import demand_checks  # noqa: PLC0415 - few contracts speak of their checks
    from ..rules.classes import check_classes  # noqa: PLC0415 - as above

    check_classes(contract.rules.values(), catalog, report)
    if not catalog.settings.enforces(contract):
        return
    try:
        own = kind.checks(contract, catalog)
        # Some kinds ask nothing of an imported contract.
        if own or not contract.origin:
            demand_checks(contract, own, partial(extra, contract, catalog), report)
    except Exception:  # noqa: BLE001 - foreign code, which planning asks again, and tells of
        return


def _blame(
    gathering: _Gathering, settings: CatalogSettings, contract: Contract, violations: Sequence[Violation]
) -> None:
    """Place problems where this repository can mend them: in its own file, or at its import."""
    cited = next((entry for entry in settings.imports if entry.name == contract.origin), None)
    if contract.origin and cited is not None and settings.path is not None:
        from .imports import at_import  # noqa: PLC0415 - as above

        place = settings.path
        gathering.add(place, [at_import(violation, cited, place) for violation in violations])
    else:
        gathering.add(contract.document.path, violations)


def _with_lines(gathering: _Gathering, path: str) -> dict[str, list[Violation]]:
    """Problems with imports know their pointer in the catalog file; its document knows the line."""
    document = next(
        (c.document for c in gathering.contracts if c.document.path == path and c.header.kind == "catalog"),
        None,
    )
    if document is None or path not in gathering.problems:
        return {}
    return {
        path: [
            replace(problem, location=document.location(problem.location.pointer))
            if problem.location and problem.location.path == path and problem.location.line is None
            else problem
            for problem in gathering.problems[path]
        ]
    }


def _without_duplicates(gathering: _Gathering, settings: CatalogSettings) -> list[Contract]:
    usable: list[Contract] = []
    for contract_id, group in by_id(gathering.contracts).items():
        if len(group) == 1:
            usable.append(group[0])
            continue
        gathering.broken.add(contract_id)
        for contract in group:
            place = contract.document.location("/id")
            others = [c.document.location("/id") for c in group if c is not contract]
            report = Report(contract.document, contract_id)
            report.add(
                "ECC010",
                f"the id {contract_id!r} is used by {len(group)} contracts",
                pointer="/id",
                location=place,
                expected="an id that no other contract of the catalog has",
                found="also at " + ", ".join(f"{other.path}:{other.line}" for other in others[:5]),
                fix="give one of them another id, or remove it",
                metadata={"id": contract_id},
            )
            _blame(gathering, settings, contract, report.violations)
    return usable


def _check_header(contract: Contract, catalog: Catalog, report: Report) -> None:
    check_owner(contract.header.owner, catalog.settings, "/owner", report)
    replacement = _replaced_by(contract)
    if replacement is not None:
        _check_replacement(contract, replacement, catalog, report)


def _replaced_by(contract: Contract) -> str | None:
    data = cast("dict[str, object]", contract.document.data)
    return cast("str | None", data.get("replaced_by"))


def _check_replacement(contract: Contract, replacement: str, catalog: Catalog, report: Report) -> None:
    known = {c.id: c for c in catalog.contracts}
    if replacement not in known:
        if replacement not in catalog.broken:
            report.add(
                "ECC005",
                f"replaced_by names {replacement!r}, which is no contract of the catalog",
                pointer="/replaced_by",
                found=replacement,
                fix=suggestion(replacement, known),
                metadata={"id": replacement},
            )
        return
    chain = [contract.id]
    following: str | None = replacement
    while following is not None and following in known:
        if following in chain:
            report.add(
                "ECC012",
                "the contract is replaced by itself, by way of others",
                pointer="/replaced_by",
                expected="a chain that ends at a contract that is not deprecated",
                found=" -> ".join([*chain, following]),
                metadata={"id": following},
            )
            return
        chain.append(following)
        following = _replaced_by(known[following])
