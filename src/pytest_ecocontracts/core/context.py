"""What a check may use while it runs: the catalog, the tree, the engines, the date."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from .errors import CapabilityMissing
from .limits import Limits

if TYPE_CHECKING:
    from .catalog.model import Catalog
    from .catalog.remembering import Readings
    from .model import Outcome
    from .paths.tree import Tree
    from .ports import Commands, FileSystem, GitBase, GitIndex, KeyDatabase, SchemaEngine, TableReader
    from .schemas import SchemaStore


def _no_document(path: str, data: bytes) -> object | None:  # noqa: ARG001 - the hook's signature
    return None


def _no_schema(uri: str) -> object | None:  # noqa: ARG001 - the hook's signature
    return None


def _no_key_database() -> KeyDatabase:
    raise CapabilityMissing("a database for many keys", "this run was started without one")


def _none_yet(contract_id: str) -> Sequence[tuple[str, Outcome]]:
    message = f"the run is not planned yet: nothing was examined for {contract_id!r}"
    raise RuntimeError(message)


class HookFailed(Exception):
    """Code of another plugin raised, or answered something that it may not; ECZ005."""

    def __init__(self, hook: str, error: BaseException) -> None:
        self.hook = hook
        self.error = error
        super().__init__(f"{hook}: {type(error).__name__}: {error}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Extensions:
    """Answers that plugins may give while checks run; None means "next". They raise HookFailed."""

    load_document: Callable[[str, bytes], object | None] = _no_document
    #: whether any plugin loads documents: asked once for many artifacts
    loads_documents: Callable[[], bool] = lambda: True
    resolve_schema: Callable[[str], object | None] = _no_schema


@dataclass(slots=True, kw_only=True, eq=False, weakref_slot=True)
class Context:
    """Everything that a check may look at. ``as_of`` judges dates; nothing else reads a clock."""

    files: FileSystem
    tree: Tree
    git: GitIndex
    engine: SchemaEngine
    schemas: SchemaStore
    as_of: date
    catalog: Catalog = None  # type: ignore[assignment]  # set once, by linking
    #: what the change under test is judged against; None without ``--eco-base``
    base: GitBase | None = None
    #: runs commands of contracts in copies of the tree; None without ``--eco-exec``
    commands: Commands | None = None
    #: who made the change, ``--eco-actor``; and the paths that were written, ``--eco-written``
    actor: str | None = None
    written: tuple[str, ...] | None = None
    limits: Limits = field(default_factory=Limits)
    #: readers of files that take a library, by format
    tables: Mapping[str, TableReader] = field(default_factory=dict)
    #: where keys go that are too many for memory; raises CapabilityMissing
    key_database: Callable[[], KeyDatabase] = _no_key_database
    extensions: Extensions = field(default_factory=Extensions)
    #: folders that the gate itself writes, relative to the root; nobody judges them
    own_folders: frozenset[str] = frozenset({".eco"})
    #: remembers contract files that are read in several trees
    readings: Readings | None = None
    #: lines of the files that were read so far, by path; a file is not read again to count them
    line_counts: dict[str, int] = field(init=False, default_factory=dict)
    #: what parts of the core keep for the run, by their names; a context that is made of this one has its own
    kept: dict[str, object] = field(init=False, default_factory=dict)
    #: (check, what it came to) of every work unit of a contract, by its id; set once planning is done
    outcomes_of: Callable[[str], Sequence[tuple[str, Outcome]]] = _none_yet
