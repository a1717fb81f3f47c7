"""Finds, reads and compiles JSON Schemas, each once: files of the repository, ``$id``s, shipped ones."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, Final
from urllib.parse import urldefrag, urljoin

from .errors import FileProblem, LoadError, SchemaProblem
from .json_schema.dialects import is_meta_schema
from .json_schema.outline import Outline, Reference, outline
from .json_schema.problems import gathered, unknown_resource
from .json_schema.uris import ROOT, path_of, readable, uri_of
from .limits import Limits
from .loading.values import format_of, read_value
from .paths.template import PathTemplate
from .ports import CompiledSchema, FileSystem, SchemaEngine
from .resources import OWN_BASE, own_schema_bytes, own_schemas

if TYPE_CHECKING:
    from .context import Context

_FORMATS: Final = frozenset({"json", "yaml"})


class SchemaStore:
    """Compiles schemas with everything that they refer to; nothing is ever fetched.

    A reference names, in this order: a file of the repository (relative to the file it stands in), a
    schema shipped with the product, the file that stands to the referring file as the reference to its
    ``$id``, a file among ``candidates`` with that ``$id``, or what ``resolve`` knows. An edition of a shipped
    schema in the repository is followed by the edition of its neighbour there.
    """

    def __init__(
        self,
        files: FileSystem,
        engine: SchemaEngine,
        limits: Limits,
        resolve: Callable[[str], object | None] = lambda _uri: None,
    ) -> None:
        self._files = files
        self._engine = engine
        self._limits = limits
        self._resolve = resolve
        #: paths of the repository's schema files, asked for once and only when a ``$id`` is looked up
        self.candidates: Callable[[], Iterable[str]] = tuple
        self._outlines: dict[str, Outline] = {}
        #: URI by which a file was named -> its path
        self._paths: dict[str, str] = {}
        self._values: dict[str, object] = {}
        self._identifiers: dict[str, list[str]] | None = None
        self._compiled: dict[str, CompiledSchema] = {}
        self._inline: dict[tuple[str, str, int], tuple[object, CompiledSchema]] = {}

    def read(self, path: str) -> object:
        """The data of a schema file (JSON or YAML); raises FileProblem and LoadError."""
        if path not in self._values:
            data = self._files.read(path, self._limits.contract_bytes)
            suffix = format_of(path)
            form = suffix if suffix in _FORMATS else "json"
            self._values[path] = read_value(form, data, self._limits)
        return self._values[path]

    def compile_file(self, path: str) -> CompiledSchema:
        """Compile a schema file; raises SchemaProblem, FileProblem, LoadError."""
        return self._compile_once(uri_of(path), lambda: self.read(path))

    def compile_value(self, schema: object, *, base_path: str, name: str) -> CompiledSchema:
        """Compile a schema that stands inside another file; its references are relative to that file.

        ``name`` tells the schemas of one file apart. Raises SchemaProblem.
        """
        key = (base_path, name, id(schema))
        if key not in self._inline:
            uri = f"{uri_of(base_path)}?{name}"
            compiled = self._compile(outline(schema, uri))
            self._inline[key] = (schema, compiled)  # keeps the schema alive, so that its id stays its own
        return self._inline[key][1]

    def own(self, name: str) -> CompiledSchema:
        """Compile a schema shipped with the product, by file name."""
        return compile_own(self._engine, name)

    def resources(self, schema: object, uri: str) -> dict[str, object]:
        """Every schema that one known as ``uri`` refers to, by URI; raises SchemaProblem.

        A file has the URI of its path; that of another one is its ``$id``.
        """
        found, problems, _ = self._collect(outline(schema, uri))
        if problems:
            raise gathered(problems)
        return {name: each.root for name, each in found.items()}

    def path_of(self, uri: str) -> str | None:
        """The file behind a URI that ``resources`` gave; None for what is no file of the repository."""
        return self._paths.get(uri, path_of(uri))

    def _compile_once(self, uri: str, read: Callable[[], object]) -> CompiledSchema:
        if uri not in self._compiled:
            self._compiled[uri] = self._compile(self._outlined(uri, read()))
        return self._compiled[uri]

    def _compile(self, root: Outline) -> CompiledSchema:
        found, problems, missing = self._collect(root)
        try:
            compiled = self._engine.compile(
                root.root,
                base_uri=root.uri,
                resources={uri: each.root for uri, each in found.items()},
                outlines={root.uri: root, **found},
            )
        except SchemaProblem as problem:
            # of what is missing more is known here
            problems += [
                each
                for each in (problem, *problem.others)
                if each.code != "ECC018" or each.found not in missing
            ]
        if not problems:
            return compiled
        for each in problems:
            if each.resource in self._paths:  # people look for a file, not for its "$id"
                each.resource = uri_of(self._paths[each.resource])
        raise gathered(problems)

    def _outlined(self, uri: str, schema: object) -> Outline:
        known = self._outlines.get(uri)
        if known is None:
            known = self._outlines[uri] = outline(schema, uri)
        return known

    def _collect(self, root: Outline) -> tuple[dict[str, Outline], list[SchemaProblem], set[str]]:
        """Every schema that ``root`` needs, by URI, what is wrong with references, and what they name."""
        resources: dict[str, Outline] = {}
        missing: set[str] = set()
        names = {uri for uri, _ in root.names}
        problems: list[SchemaProblem] = []
        pending = [root]
        while pending:
            here = pending.pop()
            for reference in here.references:
                if reference.uri in names or is_meta_schema(reference.uri):
                    continue
                names.add(reference.uri)
                try:
                    found = self._find(reference, here)
                except SchemaProblem as problem:
                    if here is not root:
                        problem.resource = here.uri
                    problems.append(problem)
                    missing.add(readable(reference.uri))
                    continue
                resources[reference.uri] = found
                names.update(uri for uri, _ in found.names)
                pending.append(found)
        return resources, problems, missing

    def _find(self, reference: Reference, here: Outline) -> Outline:
        uri = reference.uri
        if uri in self._outlines:
            return self._outlines[uri]
        path = self._path(reference, here)
        schema = self._read_referenced(path, reference) if path is not None else self._other(uri)
        if schema is None:
            raise unknown_resource(reference, self._neighbours(reference))
        if path is not None:
            self._paths[uri] = path
        return self._outlined(uri, schema)

    def _path(self, reference: Reference, here: Outline) -> str | None:
        """The file that a reference names, by its path or by its ``$id``."""
        uri = reference.uri
        path = path_of(uri)
        if path is not None:
            _refuse_climbing(reference, here)
            return path if self._read_referenced(path, reference) is not None else None
        is_own = uri.startswith(OWN_BASE)
        beside = _beside(uri, here, self._paths.get(here.uri))
        if beside is not None:
            found = self._read_referenced(beside, reference)
            # Where the product keeps its schemas, an edition of one refers to its neighbours of that edition.
            if found is not None and _identifier(found) in ({uri} if is_own else {None, uri}):
                return beside
        return None if is_own else self._by_identifier(uri, reference)

    def _other(self, uri: str) -> object | None:
        """A schema that is no file of the repository."""
        if not uri.startswith(OWN_BASE):
            return self._resolve(uri)
        try:
            return json.loads(own_schema_bytes(uri.removeprefix(OWN_BASE)))  # type: ignore[no-any-return]
        except FileNotFoundError:
            return None

    def _read_referenced(self, path: str, reference: Reference) -> object | None:
        try:
            return self.read(path)
        except FileProblem as problem:
            if problem.reason == "missing":
                return None
            message = problem.message
        except LoadError as error:
            message = error.problems[0].message if error.problems else str(error)
        raise SchemaProblem(
            "ECC018",
            f"{reference.text!r} names a schema that cannot be read: {message}",
            pointer=f"{reference.pointer}/{reference.keyword}",
            expected="a readable JSON or YAML file below the root",
            found=path,
            fix=f"repair {path}",
        )

    def _by_identifier(self, uri: str, reference: Reference) -> str | None:
        if self._identifiers is None:
            self._identifiers = {}
            for path in sorted(set(self.candidates())):
                identifier = self._identifier_of(path)
                if identifier is not None:
                    self._identifiers.setdefault(identifier, []).append(path)
        paths = self._identifiers.get(uri, [])
        if len(paths) > 1:
            raise SchemaProblem(
                "ECC018",
                f"{reference.text!r} is the '$id' of {len(paths)} files",
                pointer=f"{reference.pointer}/{reference.keyword}",
                expected="one file with this '$id'",
                found=", ".join(paths[:10]),
                fix="give each schema file its own '$id'",
            )
        return paths[0] if paths else None

    def _identifier_of(self, path: str) -> str | None:
        try:
            return _identifier(self.read(path))
        except (FileProblem, LoadError):
            return None  # whoever uses the file is told

    def _neighbours(self, reference: Reference) -> list[str]:
        """URIs near a missing one: the files of its folder, and the ``$id``s that are known."""
        path = path_of(reference.uri)
        if path is None:
            return list(self._identifiers or ())
        folder = path.rpartition("/")[0]
        try:
            names = self._files.list(folder).files
        except FileProblem:
            return []
        below = [posixpath.join(folder, name) for name in names]
        return [uri_of(name) for name in below if format_of(name) in _FORMATS]


def catalog_schema_files(context: Context) -> list[str]:
    """The schema files of the catalog's ``schemas``, whose ``$id`` may be referred to."""
    templates = map(PathTemplate.parse, context.catalog.settings.schemas)
    return [path for template in templates for path in template.paths(context.tree)]


@cache
def compile_own(engine: SchemaEngine, name: str) -> CompiledSchema:
    """Compile a schema shipped with the product with all that it refers to, which is shipped too.

    Once in a process: many catalogs may be read in one, and what is shipped stays as it is.
    """
    schemas = own_schemas(name)
    uri = OWN_BASE + name
    return engine.compile(schemas[uri], base_uri=uri, resources=schemas, trusted=True)


def _identifier(schema: object) -> str | None:
    """The absolute ``$id`` (draft 4: ``id``) of a schema."""
    if not isinstance(schema, dict):
        return None
    found = schema.get("$id", schema.get("id"))
    return found.partition("#")[0] if isinstance(found, str) and ":" in found else None


def _beside(uri: str, here: Outline, path: str | None) -> str | None:
    """The path that stands to the referring file as ``uri`` stands to that file's ``$id``."""
    identifier = _identifier(here.root)
    path = path or path_of(here.uri)
    if identifier is None or path is None:
        return None
    folder = urljoin(identifier, ".")
    if not uri.startswith(folder) or uri == identifier:
        return None
    return posixpath.join(path.rpartition("/")[0], path_of(ROOT + uri[len(folder) :]) or "")


def _refuse_climbing(reference: Reference, here: Outline) -> None:
    """URI resolution stops at the root in silence; a reference that climbs above it is a mistake."""
    path = path_of(here.uri)
    text = urldefrag(reference.text).url
    if path is None or ":" in text or text.startswith("/"):
        return
    folder = path.rpartition("/")[0]
    if posixpath.normpath(posixpath.join(folder, text)).split("/")[0] == "..":
        raise SchemaProblem(
            "ECC018",
            f"{reference.text!r} leaves the repository",
            pointer=f"{reference.pointer}/{reference.keyword}",
            expected=f"a path below the root, relative to {folder or 'the root'}",
            found=readable(reference.uri),
            fix="keep a copy of the schema in the repository",
        )
