"""The files that a contract reads: it may be another one where one of them is, whatever its own file says."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from ...loading.values import format_of
from ...paths.template import PathTemplate
from ..schemas.edition import schema_paths
from .links import places_of

if TYPE_CHECKING:
    from ...context import Context
    from ...model import Contract
    from ...waivers.model import WaiversBody
    from .links import LinkedPaths, Touched

#: formats of files that a schema can be
_SCHEMA_FORMATS: Final = frozenset({"json", "yaml"})
_KEPT: Final = "changes.reads"
_DEEPEST: Final = 6


def may_hold_a_schema(path: str) -> bool:
    """Whether a path is one of a schema, or that of a repository with schemas inside of this one."""
    return format_of(path) in _SCHEMA_FORMATS or "." not in path.rpartition("/")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Schemas:
    """The files that a schema consists of; not ``whole`` where something that it refers to is not there.

    ``around`` are those files, what leads to them, and the folders that they lie in.
    """

    contract: Contract
    paths: frozenset[str]
    around: frozenset[str]
    whole: bool


class _Named(NamedTuple):
    """The files that a contract names; it keeps the contract, so that its id stays its own."""

    contract: Contract
    paths: Sequence[str]


class Reads:
    """What the contracts of one tree read; each is looked at once, and only when somebody asks."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._places = places_of(context)
        self._schemas: dict[int, _Schemas] = {}
        self._named: dict[int, _Named] = {}

    def differing(self, contracts: Iterable[Contract], old: Touched, new: Touched) -> Iterator[Contract]:
        """The contracts that read one of the files that differ."""
        paths = old.paths | new.paths
        schemas = any(map(may_hold_a_schema, paths))
        for contract in contracts:
            read = [*self._named_by(contract), *(self._schemas_of(contract).paths if schemas else ())]
            templates = templates_of(contract)
            read += [path for path in paths if any(one.match(path) is not None for one in templates)]
            if any(path in new or path in old for path in read):
                yield contract

    def all_of(self, contract: Contract) -> tuple[frozenset[str], bool]:
        """Every file that it reads, and whether no file that is not there could be one of them."""
        schemas = self._schemas_of(contract)
        return schemas.paths.union(self._named_by(contract)), schemas.whole

    def take_over(self, before: Context, changed: Collection[str]) -> None:
        """Take over what is known of another tree, which differs in the paths that ``changed``."""
        self._named = reads_of(before)._named  # noqa: SLF001 - one of the same class
        schemas = {path for path in changed if may_hold_a_schema(path)}
        if schemas and _may_have_identifier(schemas, self._context):
            return
        known_before = reads_of(before)._schemas  # noqa: SLF001 - one of the same class
        self._schemas.update(
            (key, known)
            for key, known in known_before.items()
            if not schemas or (known.whole and schemas.isdisjoint(known.around))
        )

    def _named_by(self, contract: Contract) -> Sequence[str]:
        known = self._named.get(id(contract))
        if known is None:
            known = self._named[id(contract)] = _Named(contract, tuple(named_files(contract)))
        return known.paths

    def _schemas_of(self, contract: Contract) -> _Schemas:
        known = self._schemas.get(id(contract))
        if known is None:
            schema = cast("Mapping[str, object]", contract.document.data).get("schema")
            paths, whole = (set(), True) if schema is None else schema_paths(contract, schema, self._context)
            # It keeps the contract, so that its id stays its own.
            known = self._schemas[id(contract)] = _Schemas(
                contract=contract, paths=frozenset(paths), around=around(paths, self._places), whole=whole
            )
        return known


def reads_of(context: Context) -> Reads:
    """What the contracts of the context's tree read."""
    found = context.kept.get(_KEPT)
    if not isinstance(found, Reads):
        found = context.kept[_KEPT] = Reads(context)
    return found


def named_files(contract: Contract) -> Iterator[str]:
    """The files that a contract names: its row, and whatever stands under ``from`` and ``file``."""
    if contract.document.row is not None:
        yield contract.document.row.path
    yield from (contract.file(name) for name in _named(contract.document.data, _DEEPEST))


def templates_of(contract: Contract) -> Sequence[PathTemplate]:
    """Where the files are that a contract reads without naming each: the sources of waivers."""
    if contract.header.kind != "waivers":
        return ()
    return [source.files for source in cast("WaiversBody", contract.body).sources]


def around(paths: Iterable[str], places: LinkedPaths) -> frozenset[str]:
    """The paths, what their links lead to by way of which other links, and every folder around these."""
    found: set[str] = set()
    for path in paths:
        end, way = places.follow(path)
        for one in (path, end, *way):
            place = one
            while place and place not in found:
                found.add(place)
                place = place.rpartition("/")[0]
    return frozenset(found)


def _named(data: object, depth: int) -> Iterator[str]:
    if depth == 0:
        return
    if isinstance(data, dict):
        for name, value in data.items():
            if isinstance(value, str):
                if name in ("from", "file"):
                    yield value
            else:
                yield from _named(value, depth - 1)
    elif isinstance(data, list):
        for value in data:
            yield from _named(value, depth - 1)


def _may_have_identifier(paths: Collection[str], context: Context) -> bool:
    """Whether a schema of the catalog may be called otherwise now."""
    templates = [PathTemplate.parse(text) for text in context.catalog.settings.schemas]
    return any(template.match(path) is not None for template in templates for path in paths)
