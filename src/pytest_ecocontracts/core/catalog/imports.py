"""Other catalogs that this repository builds on: a folder below the root, or an installed package."""

from __future__ import annotations

from collections.abc import Sequence
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


def read_imports(
    entries: Sequence[Import], place: str, context: Context, kinds: KindRegistry, packages: CatalogPackages
) -> Reading:
    """Read every import of the catalog file ``place``; problems are placed at its entries."""
    result = Reading(place)
    seen: set[str] = set()
    for entry in entries:
        _Importing(entry, result, context, kinds, packages, seen).follow(entry, "", ())
    return result


class _Importing:
    """One import of the repository's catalog, with the imports that it makes in turn."""

    def __init__(
        self,
        cited: Import,
        result: Reading,
        context: Context,
        kinds: KindRegistry,
        packages: CatalogPackages,
        seen: set[str],
    ) -> None:
        self._cited = cited
        self._result = result
        self._context = context
        self._kinds = kinds
        self._packages = packages
        self._seen = seen

    def follow(self, entry: Import, base: str, chain: tuple[str, ...]) -> None:
        """Read a catalog and what it imports: each once, and never in a circle."""
        located = self._locate(entry, base)
        if located is None:
            return
        folder, installed = located
        if folder in chain:
            self._problem("ECC012", "catalogs import each other", found=" -> ".join([*chain, folder]))
        elif folder not in self._seen:
            self._seen.add(folder)
            self._read_catalog(entry, folder, installed, (*chain, folder))

    def _locate(self, entry: Import, base: str) -> tuple[str, str | None] | None:
        """The folder of the imported catalog, and its installed version where it is a package."""
        if entry.folder is not None:
            return (f"{base}/{entry.folder}" if base else entry.folder), None
        name = entry.package or ""
        package = self._packages.find(name)
        if package is not None:
            return self._packages.mount(package), package.version
        names = self._packages.names()
        self._problem(
            "ECC023",
            f"no installed package offers a catalog called {name!r}",
            expected="an entry point of this name in the group ecocontracts.catalogs",
            found="installed catalogs: " + (", ".join(names) or "none"),
            fix=suggestion(name, names) if names else f"install the package that provides {name!r}",
        )
        return None

    def _read_catalog(
        self, entry: Import, folder: str, installed: str | None, chain: tuple[str, ...]
    ) -> None:
        files = self._context.files
        try:
            catalog_file = find_catalog_file(files, folder)
            if catalog_file is None:
                self._problem(
                    "ECC023",
                    f"the imported folder {folder!r} holds no catalog file",
                    expected=f"one of {', '.join(CATALOG_FILES)}",
                    found="none",
                )
                return
            reading = self._read(catalog_file, folder)
            catalog = next((c for c in reading.contracts if c.header.kind == "catalog"), None)
            if catalog is None:
                return
            self._check_version(entry, installed or catalog.header.version)
            settings = cast("CatalogSettings", catalog.body)
            for path in find_contract_files(files, settings.folders, folder):
                self._result.contracts += self._read(path, folder).contracts
        except FileProblem as problem:
            self._problem("ECC023", f"the imported catalog cannot be read: {problem.message}")
            return
        for nested in settings.imports:
            self.follow(nested, folder, chain)

    def _read(self, path: str, folder: str) -> Reading:
        reading = read_contract_file(path, self._context, self._kinds, base=folder, origin=self._cited.name)
        self._result.broken |= reading.broken
        for violation in reading.problems:
            inside = violation.location
            where = f"{inside.path}:{inside.line}" if inside else path
            self._problem(
                violation.code,
                f"in the imported catalog {self._cited.name!r}, {where}: {violation.message}",
                expected=violation.expected,
                found=violation.found,
                fix=violation.fix,
            )
        return reading

    def _check_version(self, entry: Import, version: str) -> None:
        if entry.version is None:
            return
        try:
            accepted = satisfies(version, entry.version)
        except ValueError as error:
            self._problem("ECC013", str(error), below="version", found=entry.version)
            return
        if not accepted:
            self._problem(
                "ECC023",
                f"the imported catalog {entry.name!r} has a version that is not accepted",
                below="version",
                expected=entry.version,
                found=version,
                fix="install an accepted version, or widen the requirement",
            )

    def _problem(
        self,
        code: str,
        message: str,
        *,
        below: str = "",
        expected: str | None = None,
        found: str | None = None,
        fix: str | None = None,
    ) -> None:
        pointer = join(self._cited.pointer, below) if below else self._cited.pointer
        path = self._result.path
        self._result.problems.append(
            Violation(
                code=code,
                message=message,
                location=Location(path=path, pointer=pointer),
                contract=ContractReference(id="?", path=path),
                expected=expected,
                found=found,
                fix=fix,
                metadata={"import": self._cited.name},
            )
        )
