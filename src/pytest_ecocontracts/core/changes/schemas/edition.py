"""The schemas of two editions of a contract: what belongs to each, and who says how they compare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import quote, unquote

from ...artifacts.validators import schema_file
from ...errors import FileProblem, LoadError, SchemaProblem
from ...json_schema.uris import uri_of
from ...pointers import join
from ..differs.comparing import Pair, same
from ..model import ABSENT, BOTH, CONSUMER, PRODUCER, Change, Level
from .recorded import recorded
from .windows import broken_windows, still_named
from .words import subject_of

if TYPE_CHECKING:
    from ...compat.model import Seed
    from ...context import Context
    from ...model import Contract
    from ...schemas import SchemaStore
    from ..policy import View


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaEdition:
    """A schema with all that it refers to, by URI; ``path`` is its file, None for one in a contract.

    ``files`` are those of the schemas that it refers to, by URI. ``recorded`` is data that may show what a
    change breaks; reading it may take time.
    """

    schema: object
    uri: str
    resources: Mapping[str, object]
    path: str | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    recorded: Iterable[Seed] = ()

    def name_of(self, uri: str) -> str:
        """What people call a schema that it refers to: its file, if it is one of the repository."""
        from ...json_schema.uris import readable  # noqa: PLC0415 - only where schemas differ

        return self.files.get(uri) or readable(uri)


class SchemaProver(Protocol):
    """Says what happens to data when one schema takes the place of another."""

    def changes(self, before: SchemaEdition, after: SchemaEdition, view: View) -> Sequence[Change]:
        """Every change, with its verdicts for producers and consumers; pointers are into the schema."""


def schema_edition(contract: Contract, schema: object, context: Context) -> SchemaEdition:
    """The schema that a contract names or holds; raises SchemaProblem, FileProblem, LoadError."""
    file = schema_file(schema)
    store = context.schemas
    if file is None:
        uri = f"{uri_of(contract.document.path)}?{contract.id}.schema"
        root = {"$ref": schema} if isinstance(schema, str) else schema
        return _edition(store, root, uri)
    path = contract.file(file)
    uri = uri_of(path)
    fragment = str(schema).partition("#")[2]
    if not fragment:
        root = store.read(path)
        return _edition(store, root, uri, path)
    root = {"$ref": f"{uri}#{quote(unquote(fragment), safe=_FRAGMENT)}"}
    uri = f"{uri_of(contract.document.path)}?{contract.id}.schema"
    return _edition(store, root, uri)


def _edition(store: SchemaStore, root: object, uri: str, path: str | None = None) -> SchemaEdition:
    resources = store.resources(root, uri)
    files = {name: file for name in resources if (file := store.path_of(name)) is not None}
    return SchemaEdition(schema=root, uri=uri, resources=resources, path=path, files=files)


def schema_paths(contract: Contract, schema: object, context: Context) -> tuple[set[str], bool]:
    """The files that the schema of a contract consists of, and whether all of them could be read."""
    file = schema_file(schema)
    found = set() if file is None else {contract.file(file)}
    try:
        edition = schema_edition(contract, schema, context)
    except (SchemaProblem, FileProblem, LoadError):
        return found, False  # the check of the contract tells
    return found.union(edition.files.values()), True


def schema_changes(pair: Pair) -> Iterator[Change]:
    """The differ of the field ``schema``: what the prover says of the two editions, wherever they stand."""
    comparing = pair.comparing
    if pair.before is ABSENT and pair.after is ABSENT:
        return
    if pair.before is ABSENT:
        yield pair.change("the data has a schema now", breaks=PRODUCER)
        return
    if pair.after is ABSENT:
        yield pair.change("the data has no schema any more", breaks=CONSUMER)
        return
    try:
        before = schema_edition(comparing.before, pair.before, comparing.base)
    except (SchemaProblem, FileProblem, LoadError) as problem:
        yield pair.change(f"the schema of the base cannot be read: {problem}", undecided=BOTH)
        return
    try:
        after = schema_edition(comparing.after, pair.after, comparing.now)
    except (SchemaProblem, FileProblem, LoadError):
        return  # the check of the contract tells
    after = replace(after, recorded=recorded(comparing))
    found = [
        *comparing.prover.changes(before, after, comparing.view),
        *broken_windows(before, after, comparing.now.as_of),
    ]
    for change in found:
        if after.path is not None:
            yield replace(change, path=change.path or after.path)
        else:
            yield replace(change, pointer=pair.pointer + change.pointer)
    yield from still_named(before, after, comparing.written[1], comparing.now.as_of)
    if not found and not same(pair.before, pair.after):
        yield pair.change("the schema stands elsewhere, and says the same", weight=Level.PATCH)


class TextProver:
    """Knows only whether two schemas say the same, but for what people read; all else is undecided."""

    def changes(self, before: SchemaEdition, after: SchemaEdition, view: View) -> Sequence[Change]:
        """One change for each place at which the texts differ, in the schema and in what it refers to."""
        found = list(_differences(before.schema, after.schema, "", names=False))
        old, new = _others(before), _others(after)
        for uri in dict.fromkeys((*new, *old)):
            name = (after if uri in new else before).name_of(uri)
            if uri not in old or uri not in new:
                what = "is new" if uri not in old else "is gone"
                found.append(
                    Change(pointer="", why=f"the schema {name!r}, which it refers to, {what}", undecided=BOTH)
                )
            else:
                found += (
                    replace(change, path=name) for change in _differences(old[uri], new[uri], "", names=False)
                )
        return found[:_MOST] if len(found) <= _MOST else [*found[:_MOST], _more(found[_MOST:])]


def _others(edition: SchemaEdition) -> dict[str, object]:
    return {uri: schema for uri, schema in edition.resources.items() if uri != edition.uri}


def _differences(before: object, after: object, pointer: str, *, names: bool) -> Iterator[Change]:
    """The places at which two schemas differ; ``names``: the members have names that the data gives."""
    if same(before, after):
        return
    if not (isinstance(before, dict) and isinstance(after, dict)):
        yield _unknown(pointer, before, after)
        return
    for name in dict.fromkeys((*after, *before)):
        old, new = before.get(name, ABSENT), after.get(name, ABSENT)
        place = join(pointer, name)
        if name in _ANNOTATIONS and not names:
            if not same(old, new):
                yield Change(
                    pointer=place,
                    why=f"{name}, which people read, changed",
                    subject=name,
                    before=old,
                    after=new,
                    weight=Level.PATCH,
                )
        elif name in _NAMES and not names:
            old, new = ({} if side is ABSENT else side for side in (old, new))
            yield from _differences(old, new, place, names=True)
        elif names or name in _SCHEMAS:
            yield from _differences(old, new, place, names=False)
        elif not same(old, new):
            yield _unknown(place, old, new)


def _unknown(pointer: str, before: object, after: object) -> Change:
    name = pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
    return Change(
        pointer=pointer,
        why=f"{name or 'the schema'} changed, and nothing can tell for whom that matters",
        subject=subject_of(pointer),
        before=before,
        after=after,
        undecided=BOTH,
    )


def _more(changes: Sequence[Change]) -> Change:
    return replace(changes[0], why=f"{len(changes)} more places differ", subject="", undecided=BOTH)


_FRAGMENT: Final = "#/~!$&'()*+,;=:@?"
_ANNOTATIONS: Final = frozenset({"title", "description", "examples", "$comment", "deprecated"})
_NAMES: Final = frozenset(
    {"properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies"}
)
#: keywords whose value is a schema
_SCHEMAS: Final = frozenset(
    {
        *("additionalItems", "additionalProperties", "contains", "contentSchema", "else", "if", "items"),
        *("not", "propertyNames", "then", "unevaluatedItems", "unevaluatedProperties"),
    }
)
#: places that are told one by one
_MOST: Final = 50
