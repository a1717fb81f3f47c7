"""Other catalogs that this repository builds on: a folder below the root, or an installed package."""

from __future__ import annotations

from typing import cast

from ..context import Context
from ..errors import FileProblem
from ..kinds import KindRegistry
from ..pointers import join
from ..ports import CatalogPackages
from ..suggestions import suggestion
from ..violations import ContractReference, Location, Violation
from .discovery import CATALOG_FILES, find_catalog_file, find_contract_files
from .model import CatalogSettings, Import
from .reading import Reading, read_contract_file
from .versions import satisfies


class Importer:
    """Reads imported catalogs, each once; imports of imports are followed, cycles are refused."""

    def __init__(self, packages: CatalogPackages) -> None:
        self._packages = packages
        self._read: set[str] = set()

    def read(
        self, entry: Import, settings: CatalogSettings, context: Context, kinds: KindRegistry
    ) -> Reading:
        """Read one import of the repository's own catalog; problems are placed at its entry there."""
        result = Reading(settings.path or "")
        self._follow(entry, entry, "", (), context, kinds, result)
        return result

    def _follow(
        self,
        entry: Import,
        cited: Import,
        base: str,
        chain: tuple[str, ...],
        context: Context,
        kinds: KindRegistry,
        result: Reading,
    ) -> None:
        located = self._locate(entry, cited, base, result)
        if located is None:
            return
        folder, installed = located
        if folder in chain:
            cycle = " -> ".join([*chain, folder])
            _problem(result, cited, "ECC012", "catalogs import each other", found=cycle)
            return
        if folder in self._read:
            return
        self._read.add(folder)
        self._read_catalog(entry, cited, folder, installed, (*chain, folder), context, kinds, result)

    def _locate(
        self, entry: Import, cited: Import, base: str, result: Reading
    ) -> tuple[str, str | None] | None:
        """The folder of the imported catalog, and its installed version where it is a package."""
        if entry.folder is not None:
            return (f"{base}/{entry.folder}" if base else entry.folder), None
        name = entry.package or ""
        package = self._packages.find(name)
        if package is None:
            names = self._packages.names()
            _problem(
                result,
                cited,
                "ECC023",
                f"no installed package offers a catalog called {name!r}",
                expected="an entry point of this name in the group ecocontracts.catalogs",
                found="installed catalogs: " + (", ".join(names) or "none"),
                fix=suggestion(name, names) if names else f"install the package that provides {name!r}",
            )
            return None
        return self._packages.mount(package), package.version

    def _read_catalog(
        self,
        entry: Import,
        cited: Import,
        folder: str,
        installed: str | None,
        chain: tuple[str, ...],
        context: Context,
        kinds: KindRegistry,
        result: Reading,
    ) -> None:
        try:
            catalog_file = find_catalog_file(context.files, folder)
        except FileProblem as problem:
            _problem(result, cited, "ECC023", f"the imported catalog cannot be read: {problem.message}")
            return
        if catalog_file is None:
            _problem(
                result,
                cited,
                "ECC023",
                f"the imported folder {folder!r} holds no catalog file",
                expected=f"one of {', '.join(CATALOG_FILES)}",
                found="none",
            )
            return
        reading = read_contract_file(catalog_file, context, kinds, base=folder, origin=cited.name)
        _absorb(result, reading, cited, keep=False)
        catalog = next((c for c in reading.contracts if c.header.kind == "catalog"), None)
        if catalog is None:
            return
        _check_version(entry, cited, installed or catalog.header.version, result)
        settings = cast("CatalogSettings", catalog.body)
        try:
            paths = find_contract_files(context.files, settings.folders, folder)
        except FileProblem as problem:
            _problem(result, cited, "ECC023", f"the imported catalog cannot be read: {problem.message}")
            return
        for path in paths:
            own = read_contract_file(path, context, kinds, base=folder, origin=cited.name)
            _absorb(result, own, cited, keep=True)
        for nested in settings.imports:
            self._follow(nested, cited, folder, chain, context, kinds, result)


def _check_version(entry: Import, cited: Import, version: str, result: Reading) -> None:
    if entry.version is None:
        return
    try:
        accepted = satisfies(version, entry.version)
    except ValueError as error:
        _problem(result, cited, "ECC013", str(error), below="version", found=entry.version)
        return
    if not accepted:
        _problem(
            result,
            cited,
            "ECC023",
            f"the imported catalog {entry.name!r} has a version that is not accepted",
            below="version",
            expected=entry.version,
            found=version,
            fix="install an accepted version, or widen the requirement",
        )


def _absorb(result: Reading, reading: Reading, cited: Import, *, keep: bool) -> None:
    """Take over contracts; say at the import that something in it is broken, with the place inside."""
    if keep:
        result.contracts += reading.contracts
    result.broken |= reading.broken
    for violation in reading.problems:
        place = violation.location
        inside = f"{place.path}:{place.line}" if place else reading.path
        _problem(
            result,
            cited,
            violation.code,
            f"in the imported catalog {cited.name!r}, {inside}: {violation.message}",
            expected=violation.expected,
            found=violation.found,
            fix=violation.fix,
        )


def _problem(
    result: Reading,
    cited: Import,
    code: str,
    message: str,
    *,
    below: str = "",
    expected: str | None = None,
    found: str | None = None,
    fix: str | None = None,
) -> None:
    pointer = join(cited.pointer, below) if below else cited.pointer
    result.problems.append(
        Violation(
            code=code,
            message=message,
            location=Location(path=result.path, pointer=pointer),
            contract=ContractReference(id="?", path=result.path),
            expected=expected,
            found=found,
            fix=fix,
            metadata={"import": cited.name},
        )
    )
