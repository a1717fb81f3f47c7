"""In-memory stand-ins for the ports of the core."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from io import BytesIO
from typing import Any, BinaryIO

from pytest_ecocontracts.adapters.engines import default_engine
from pytest_ecocontracts.adapters.packages import MountedFileSystem
from pytest_ecocontracts.adapters.tables import TABLE_READERS, open_key_database
from pytest_ecocontracts.core.catalog.linking import build_catalog
from pytest_ecocontracts.core.catalog.model import Catalog
from pytest_ecocontracts.core.context import Context
from pytest_ecocontracts.core.errors import FileProblem
from pytest_ecocontracts.core.kinds import KindRegistry
from pytest_ecocontracts.core.limits import Limits
from pytest_ecocontracts.core.model import Check, Chunk, Contract, Document, Outcome, Report
from pytest_ecocontracts.core.paths.tree import Tree
from pytest_ecocontracts.core.ports import Blob, CatalogPackage, Listing
from pytest_ecocontracts.core.schemas import SchemaStore
from pytest_ecocontracts.core.violations import Location, Severity, Violation

#: entry kinds that are not the bytes of a file
FOLDER = object()
OTHER = object()


class Link(str):
    """The target of a symbolic link; links are never followed here."""

    __slots__ = ()


class MemoryFiles:
    """Implements ports.FileSystem over a mapping of paths to bytes, text, links or entry kinds."""

    root = "/repository"

    def __init__(self, entries: Mapping[str, object]) -> None:
        self.entries: dict[str, object] = {"": FOLDER}
        self.reads: list[str] = []
        #: permission bits by path, where they are not the usual ones
        self.modes: dict[str, int] = {}
        #: every path that was looked at, in whatever way
        self.asked: set[str] = set()
        self._gathered: tuple[int, dict[str, list[str]]] = (0, {})
        for path, entry in entries.items():
            parts = path.split("/")
            for index in range(1, len(parts)):
                self.entries.setdefault("/".join(parts[:index]), FOLDER)
            self.entries[path] = entry.encode() if type(entry) is str else entry

    def _entry(self, path: str) -> object:
        if path.startswith("/") or ".." in path.split("/"):
            raise FileProblem("outside-root", path, f"{path!r} leaves the root")
        self.asked.add(path)
        if path not in self.entries:
            raise FileProblem("missing", path, f"{path!r} does not exist")
        return self.entries[path]

    def shown(self, path: str) -> tuple[object, object]:
        """What stands at a path, and the names in a folder; this is no look at it."""
        return self.entries.get(path), self._names().get(path)

    def list(self, folder: str) -> Listing:
        if self._entry(folder) is not FOLDER:
            raise FileProblem("not-a-folder", folder, f"{folder!r} is not a folder")
        prefix = f"{folder}/" if folder else ""
        groups: dict[str, list[str]] = {"file": [], "folder": [], "link": [], "other": []}
        for name in sorted(self._names().get(folder, ())):
            groups[str(self.kind(prefix + name))].append(name)
        return Listing(*(tuple(groups[kind]) for kind in ("file", "folder", "link", "other")))

    def _names(self) -> dict[str, list[str]]:
        """The names in each folder; gathered again where an entry has come or gone."""
        if self._gathered[0] != len(self.entries):
            names: dict[str, list[str]] = {}
            for path in self.entries:
                folder, _, name = path.rpartition("/")
                if name:
                    names.setdefault(folder, []).append(name)
            self._gathered = (len(self.entries), names)
        return self._gathered[1]

    def read(self, path: str, limit: int) -> bytes:
        entry = self._entry(path)
        if isinstance(entry, FileProblem):
            raise entry
        if not isinstance(entry, bytes):
            reason = (
                "directory"
                if entry is FOLDER
                else "dangling-link"
                if isinstance(entry, Link)
                else "not-a-file"
            )
            raise FileProblem(reason, path, f"{path!r} is not a file")
        if len(entry) > limit:
            raise FileProblem("too-large", path, f"{path!r} has more than {limit} bytes")
        self.reads.append(path)
        return entry

    def size(self, path: str) -> int:
        return len(self.read(path, 1 << 40))

    def lines(self, path: str, start: int, end: int | None, limit: int) -> Iterator[tuple[int, bytes]]:
        offset = 0
        for line in self.read(path, 1 << 40).splitlines(keepends=True):
            if offset >= start and (end is None or offset < end):
                yield offset, line.rstrip(b"\r\n")
            offset += len(line)

    def lines_before(self, path: str, offset: int) -> int:
        return int(offset > 0) + self.read(path, 1 << 40)[: max(offset - 1, 0)].count(b"\n")

    @contextmanager
    def open(self, path: str) -> Iterator[BinaryIO]:
        yield BytesIO(self.read(path, 1 << 40))

    @contextmanager
    def borrow(self, path: str) -> Iterator[str]:
        with tempfile.NamedTemporaryFile() as copy:
            copy.write(self.read(path, 1 << 40))
            copy.flush()
            yield copy.name

    def link_target(self, path: str) -> str | None:
        entry = self.entries.get(path)
        return str(entry) if isinstance(entry, Link) else None

    def mode(self, path: str) -> int:
        self._entry(path)
        return self.modes.get(path, 0o644)

    def kind(self, path: str) -> str | None:
        if path.startswith("/") or ".." in path.split("/"):
            raise FileProblem("outside-root", path, f"{path!r} leaves the root")
        self.asked.add(path)
        if path not in self.entries:
            return None
        entry = self.entries[path]
        if entry is FOLDER:
            return "folder"
        return "link" if isinstance(entry, Link) else "other" if entry is OTHER else "file"


class NoGit:
    """Implements ports.GitIndex where there is no repository."""

    available = False
    reason = "there is no repository"

    def tracked(self) -> Mapping[str, str]:
        return {}

    def ignored(self, paths: Sequence[str]) -> frozenset[str]:
        return frozenset()

    def blobs(self) -> Mapping[str, Blob]:
        return {}


class MemoryBase:
    """Implements ports.GitBase over a mapping of paths, as MemoryFiles takes it."""

    name = revision = "main"
    whole = True
    changes = releases = ()

    def __init__(self, entries: Mapping[str, object]) -> None:
        self.files = MemoryFiles(entries)
        self.tree = Tree(self.files)
        self.index = NoGit()


class Packages:
    """Implements ports.CatalogPackages over catalogs given by name: (version, files)."""

    def __init__(
        self,
        files: MountedFileSystem | None = None,
        catalogs: Mapping[str, tuple[str, MemoryFiles]] | None = None,
    ) -> None:
        self._files = files
        self._catalogs = dict(catalogs or {})

    def names(self) -> Sequence[str]:
        return sorted(self._catalogs)

    def find(self, name: str) -> CatalogPackage | None:
        if name not in self._catalogs:
            return None
        version, files = self._catalogs[name]
        return CatalogPackage(name=name, version=version, files=files)

    def mount(self, package: CatalogPackage) -> str:
        assert self._files is not None
        return self._files.mount(package.name, package.files)


AS_OF = date(2026, 1, 31)


def make_context(files: Any, as_of: date = AS_OF) -> Context:
    """A context over a file system, with the real schema engine and the real readers of tables."""
    limits = Limits()
    engine = default_engine()
    return Context(
        files=files,
        tree=Tree(files),
        git=NoGit(),
        engine=engine,
        schemas=SchemaStore(files, engine, limits),
        as_of=as_of,
        limits=limits,
        tables=TABLE_READERS,
        key_database=partial(open_key_database, files.root),
    )


def without_adapters(context: Context) -> Context:
    """A context over the same files that was given nothing to read tables, or to keep many keys."""
    return Context(
        files=context.files,
        tree=context.tree,
        git=context.git,
        engine=context.engine,
        schemas=context.schemas,
        as_of=context.as_of,
    )


def link(
    entries: Mapping[str, object],
    *,
    packages: Mapping[str, tuple[str, MemoryFiles]] | None = None,
    kinds: KindRegistry | None = None,
    modify: Callable[[list[Contract]], None] = lambda contracts: None,
    as_of: date = AS_OF,
) -> tuple[Catalog, Context]:
    """Build the catalog of a repository that exists only in memory."""
    files = MountedFileSystem(MemoryFiles(entries))
    context = make_context(files, as_of)
    catalog = build_catalog(context, kinds or note_kinds(), Packages(files, packages), modify)
    return catalog, context


def problems(catalog: Catalog) -> list[Violation]:
    """Every problem of a catalog, in the order of its files."""
    return [violation for found in catalog.problems.values() for violation in found]


def codes(catalog: Catalog) -> list[str]:
    """The codes of every problem."""
    return [violation.code for violation in problems(catalog)]


def contract(kind: str = "layout/v1", **fields: object) -> str:
    """The YAML text of a contract: a valid header, changed and extended by ``fields``; None leaves one out."""
    import json

    header: dict[str, object] = {
        "contract": kind,
        "id": "shop.layout",
        "version": "1.0.0",
        "owner": "platform",
        "summary": "What this contract promises.",
    }
    if kind == "layout/v1":
        header["tree"] = {"**": "opt"}
    merged = {name: value for name, value in {**header, **fields}.items() if value is not None}
    return "".join(f"{name}: {json.dumps(value)}\n" for name, value in merged.items())


def catalog_file(**fields: object) -> str:
    """The text of an ``ecocontracts.yaml``."""
    return contract("catalog/v1", **{"id": "shop", "owners": {"platform": "platform@example"}, **fields})


class NoteKind:
    """A contract kind for tests: its body says what its checks find.

    ``checks`` maps the name of a check to ``examined`` (default 1), ``finds`` (violations as mappings), ``chunks``,
    ``may_be_empty``, ``details`` and ``raises``.
    """

    name = "note"
    version = 1

    def __init__(self) -> None:
        self.schema: dict[str, object] = {
            "$ref": "https://ecocontracts.example/schemas/header.v1.schema.json",
            "properties": {
                "checks": {"type": "object"},
                "settings": {
                    "type": "object",
                    "properties": {"colour": {"type": "string"}, "size": {"type": "integer"}},
                    "additionalProperties": False,
                },
            },
            "unevaluatedProperties": False,
        }
        self.runs: list[str] = []

    def parse(self, document: Document, report: Report) -> object:
        data = document.data
        assert isinstance(data, dict)
        return data.get("checks", {"look": {}})

    def link(self, contract: Contract, context: Context, report: Report) -> None:
        return

    def checks(self, contract: Contract, catalog: Catalog) -> Sequence[Check]:
        body: Any = contract.body
        return [self._check(contract, name, wanted) for name, wanted in body.items()]

    def _check(self, contract: Contract, name: str, wanted: dict[str, Any]) -> Check:
        def run(context: Context, chunk: Chunk) -> Outcome:
            self.runs.append(f"{contract.id}[{name}]")
            if "raises" in wanted:
                raise RuntimeError(wanted["raises"])
            found = tuple(self._violation(contract, name, one) for one in wanted.get("finds", []))
            return Outcome(
                violations=found,
                examined=wanted.get("examined", 1),
                omitted=wanted.get("omitted", 0),
                details=wanted.get("details", {}),
            )

        total = wanted.get("chunks", 1)
        return Check(
            name=name,
            run=run,
            split=lambda context: [Chunk(index, total) for index in range(1, total + 1)],
            may_be_empty=wanted.get("may_be_empty", False),
        )

    def _violation(self, contract: Contract, name: str, one: dict[str, Any]) -> Violation:
        return contract.violation(
            one.get("code", "ECS003"),
            one.get("message", "a string stands where an integer is promised"),
            rule=name,
            location=Location(path=one.get("path", "data/a.json"), pointer=one.get("pointer", "")),
            expected=one.get("expected"),
            found=one.get("found"),
            severity=Severity(one.get("severity", "error")),
            metadata={"path": one.get("path", "data/a.json")},
        )


def note_kinds() -> KindRegistry:
    """The built-in kinds and ``note/v1``."""
    kinds = KindRegistry()
    kinds.register(NoteKind())
    return kinds


def note(**fields: object) -> str:
    """The text of a ``note/v1`` contract."""
    return contract("note/v1", **{"id": "shop.note", **fields})
