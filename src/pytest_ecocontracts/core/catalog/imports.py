"""Other catalogs that this repository builds on: a folder below the root, or an installed package."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from ..context import Context
from ..errors import FileProblem
from ..kinds import KindRegistry
from ..pointers import join
from ..ports import CatalogPackages
from ..problems import crash
from ..suggestions import suggestion
from ..violations import ContractReference, Location, MetadataValue, Violation
from .discovery import CATALOG_FILES, find_catalog_file, find_contract_files
from .model import CatalogSettings, Import
from .reading import Reading, read_contract_file
from .versions import satisfies


def read_imports(
    settings: CatalogSettings, context: Context, kinds: KindRegistry, packages: CatalogPackages
) -> Reading:
    """Read every import of the repository's catalog, and what those import in turn, each catalog once.

    Problems are placed at the repository's own entries: those can be mended here.
    """
    importing = _Importing(settings.path or "", context, kinds, packages)
    # Breadth first: what the repository imports itself goes by the name that it has here.
    waiting = deque(_Wanted(entry, entry, "") for entry in settings.imports)
    while waiting:
        wanted = waiting.popleft()
        try:
            waiting += importing.read(wanted)
        except Exception as error:  # noqa: BLE001 - metadata of installed packages can hold anything
            importing.add(wanted.cited, crash(error, "reading the import"))
    importing.find_circles()
    return importing.result


def at_import(violation: Violation, cited: Import, place: str) -> Violation:
    """The problem of an imported contract, told at the entry of the catalog that imports it."""
    inside = violation.location
    where = f"{inside.path}:{inside.line}: " if inside else ""
    return _problem(
        cited,
        place,
        violation.code,
        f"in the imported catalog {cited.name!r}, {where}{violation.message}",
        expected=violation.expected,
        found=violation.found,
        fix=violation.fix,
        metadata=dict(violation.metadata),
    )


@dataclass(frozen=True, slots=True)
class _Wanted:
    """An import still to be read: ``cited`` is the repository's own entry that leads to it."""

    entry: Import
    cited: Import
    base: str


class _Importing:
    def __init__(self, place: str, context: Context, kinds: KindRegistry, packages: CatalogPackages) -> None:
        self.result = Reading(place)
        self._context = context
        self._kinds = kinds
        self._packages = packages
        #: folder of a catalog ("" is the repository's) -> folders that it imports, with the entry to blame
        self._edges: dict[str, dict[str, Import]] = {"": {}}

    def read(self, wanted: _Wanted) -> list[_Wanted]:
        """Read one catalog; return what it imports in turn."""
        located = self._locate(wanted)
        if located is None:
            return []
        folder, installed = located
        known = folder in self._edges
        self._edges[wanted.base][folder] = wanted.cited
        if known:
            return []
        self._edges[folder] = {}
        try:
            nested = self._read_catalog(wanted, folder, installed)
        except FileProblem as problem:
            message = f"the imported catalog cannot be read: {problem.message}"
            self._problem(wanted.cited, "ECC023", message)
            return []
        return [_Wanted(entry, wanted.cited, folder) for entry in nested]

    def _locate(self, wanted: _Wanted) -> tuple[str, str | None] | None:
        """The folder of the imported catalog, and its installed version where it is a package."""
        entry = wanted.entry
        if entry.folder is not None:
            return "/".join(part for part in (wanted.base, entry.folder) if part), None
        name = entry.package or ""
        package = self._packages.find(name)
        if package is not None:
            return self._packages.mount(package), package.version
        names = self._packages.names()
        message = f"no installed package offers a catalog called {name!r}"
        fix = suggestion(name, names) if names else f"install the package that provides {name!r}"
        if name in names:
            message = f"the entry point of the catalog {name!r} leads to no folder of an installed package"
            fix = "mend the package: its entry point is <package> or <package>:<folder>"
        self._problem(
            wanted.cited,
            "ECC023",
            message,
            expected="an entry point of this name in the group ecocontracts.catalogs",
            found="installed catalogs: " + (", ".join(names) or "none"),
            fix=fix,
        )
        return None

    def _read_catalog(self, wanted: _Wanted, folder: str, installed: str | None) -> Sequence[Import]:
        files = self._context.files
        catalog_file = find_catalog_file(files, folder)
        if catalog_file is None:
            self._problem(
                wanted.cited,
                "ECC023",
                f"the imported folder {folder!r} holds no catalog file",
                expected=f"one of {', '.join(CATALOG_FILES)}",
                found="none",
            )
            return ()
        reading = self._read_file(catalog_file, folder, wanted.cited)
        catalog = next((c for c in reading.contracts if c.header.kind == "catalog"), None)
        if catalog is None:
            if not reading.problems:
                message = f"{catalog_file} holds no catalog/v1 document"
                self._problem(wanted.cited, "ECC023", message)
            return ()
        self._check_version(wanted, installed or catalog.header.version)
        settings = cast("CatalogSettings", catalog.body)
        folders = settings.folders
        if not settings.folders_named:
            folders = tuple(name for name in folders if files.kind("/".join(filter(None, (folder, name)))))
        for path in find_contract_files(files, folders, folder):
            if path != catalog_file:
                self._read_file(path, folder, wanted.cited)
        return settings.imports

    def _read_file(self, path: str, folder: str, cited: Import) -> Reading:
        reading = read_contract_file(path, self._context, self._kinds, base=folder, origin=cited.name)
        self.result.contracts += reading.contracts
        self.result.broken |= reading.broken
        for violation in reading.problems:
            self.add(cited, violation)
        return reading

    def _check_version(self, wanted: _Wanted, version: str) -> None:
        entry = wanted.entry
        if entry.version is None:
            return
        below = "version" if entry is wanted.cited else ""
        try:
            accepted = satisfies(version, entry.version)
        except ValueError as error:
            self._problem(wanted.cited, "ECC013", str(error), below=below, found=entry.version)
            return
        if not accepted:
            self._problem(
                wanted.cited,
                "ECC023",
                f"the imported catalog {entry.name!r} has a version that is not accepted",
                below=below,
                expected=entry.version,
                found=version,
                fix="install an accepted version, or widen the requirement",
            )

    def find_circles(self) -> None:
        """Report every import that leads back to a catalog that led to it."""
        done: set[str] = set()

        def visit(folder: str, chain: tuple[str, ...]) -> None:
            for target, cited in self._edges.get(folder, {}).items():
                if target in chain:
                    circle = [name or "." for name in (*chain[chain.index(target) :], target)]
                    found = " -> ".join(circle)
                    self._problem(cited, "ECC012", "catalogs import each other", found=found)
                elif target not in done:
                    visit(target, (*chain, target))
            done.add(folder)

        visit("", ("",))

    def add(self, cited: Import, violation: Violation) -> None:
        """Add a problem of an imported file."""
        self.result.problems.append(at_import(violation, cited, self.result.path))

    def _problem(
        self,
        cited: Import,
        code: str,
        message: str,
        *,
        below: str = "",
        expected: str | None = None,
        found: str | None = None,
        fix: str | None = None,
    ) -> None:
        self.result.problems.append(
            _problem(
                cited, self.result.path, code, message, below=below, expected=expected, found=found, fix=fix
            )
        )


def _problem(
    cited: Import,
    place: str,
    code: str,
    message: str,
    *,
    below: str = "",
    expected: str | None = None,
    found: str | None = None,
    fix: str | None = None,
    metadata: dict[str, MetadataValue] | None = None,
) -> Violation:
    pointer = join(cited.pointer, below) if below else cited.pointer
    return Violation(
        code=code,
        message=message,
        location=Location(path=place, pointer=pointer),
        contract=ContractReference(id="?", path=place),
        expected=expected,
        found=found,
        fix=fix,
        metadata={**(metadata or {}), "import": cited.name},
    )
