"""What the core needs from outside, as protocols; adapters implement them, tests fake them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, BinaryIO, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    from .json_schema.outline import Outline
    from .limits import Limits
    from .paths.tree import Tree


@dataclass(frozen=True, slots=True)
class Listing:
    """The entries of one folder, each group sorted by name; links are never followed."""

    files: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


class FileSystem(Protocol):
    """Reads below one root. Every path is POSIX and relative to the root; "" is the root itself.

    Names that are not UTF-8 arrive with surrogate escapes (PEP 383). A path that leaves the root,
    by ``..``, by being absolute, or through a symbolic link, raises FileProblem("outside-root").
    """

    @property
    def root(self) -> str:
        """The absolute path of the root."""

    def list(self, folder: str) -> Listing:
        """List one folder without stat calls; raises FileProblem."""

    def read(self, path: str, limit: int) -> bytes:
        """Read a whole regular file; raises FileProblem, "too-large" above ``limit`` bytes."""

    def size(self, path: str) -> int:
        """Size of a regular file in bytes; raises FileProblem."""

    def lines(self, path: str, start: int, end: int | None, limit: int) -> Iterator[tuple[int, bytes]]:
        """Yield (byte offset, line without its end) for lines that begin in [start, end).

        A line longer than ``limit`` bytes raises FileProblem("too-large").
        """

    def lines_before(self, path: str, offset: int) -> int:
        """Count the lines that begin before a byte offset; raises FileProblem."""

    def open(self, path: str) -> AbstractContextManager[BinaryIO]:
        """A regular file as a stream of bytes; raises FileProblem, "changed" at the end where it did."""

    def borrow(self, path: str) -> AbstractContextManager[str]:
        """The absolute path of a regular file, for a library that opens files itself; raises as ``open``."""

    def link_target(self, path: str) -> str | None:
        """Return the raw target of a symbolic link, or None where ``path`` is none."""

    def mode(self, path: str) -> int:
        """Permission bits of an entry, as lstat sees them; raises FileProblem."""

    def kind(self, path: str) -> str | None:
        """Kind of entry: "file", "folder", "link", "other", or None where nothing is (lstat semantics)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaError:
    """One failure of an instance against a schema; pointers are RFC 6901."""

    pointer: str
    schema_pointer: str
    keyword: str
    message: str
    expected: str | None = None
    found: str | None = None
    #: the property that is missing or not allowed, where the keyword is about one
    property: str | None = None
    #: what to write instead, where that can be said
    fix: str | None = None
    #: URI of the resource that ``schema_pointer`` points into
    schema_uri: str = ""


class CompiledSchema(Protocol):
    """A schema ready to validate instances."""

    @property
    def depth_limit(self) -> int | None:
        """Levels up to which a document is judged; None for any number, or where nobody has asked."""

    def is_valid(self, instance: object) -> bool:
        """Whether the instance satisfies the schema."""

    def errors(self, instance: object) -> list[SchemaError]:
        """Every failure, ordered by pointer; empty when valid."""


class SchemaEngine(Protocol):
    """Compiles JSON Schemas (draft 4 to 2020-12), offline."""

    def __hash__(self) -> int:
        """Engines are told apart: what each has made of the shipped schemas is kept."""

    @property
    def name(self) -> str:
        """Name and version of the engine, for records and headers."""

    def compile(
        self,
        schema: object,
        *,
        base_uri: str,
        resources: Mapping[str, object],
        formats: bool = True,
        trusted: bool = False,
        outlines: Mapping[str, Outline] | None = None,
    ) -> CompiledSchema:
        """Compile ``schema`` known as ``base_uri``; ``resources`` holds every other schema by URI.

        Nothing is fetched. ``formats`` asserts ``format``; one that cannot be checked is an error. A
        ``trusted`` schema, one that is shipped with the product or that another engine has judged, need not
        be judged itself. ``outlines`` are those that the caller has made already, by URI. Raises
        SchemaProblem.
        """


class SchemaAlgebra(Protocol):
    """Answers questions about the sets of values that self-contained schemas of draft 2020-12 describe.

    What it cannot answer, for whatever reason, is None; it never raises.
    """

    def covers(self, narrow: object, wide: object) -> bool | None:
        """Whether every value of ``narrow`` is one of ``wide``."""

    def difference(self, narrow: object, wide: object) -> object | None:
        """A schema of the values of ``narrow`` that are none of ``wide``."""


class Blob(NamedTuple):
    """What a path holds, as git knows it: the mode ("100644", "100755", "120000") and the object id."""

    mode: str
    oid: str


class GitIndex(Protocol):
    """What git knows about the tree below the root; never writes, never runs hooks."""

    @property
    def available(self) -> bool:
        """Whether the root lies in a git work tree and git can be asked."""

    @property
    def reason(self) -> str | None:
        """Why git cannot be asked, or None where it can."""

    def tracked(self) -> Mapping[str, str]:
        """Tracked path -> mode ("100644", "100755", "120000", "160000"); raises CapabilityMissing."""

    def ignored(self, paths: Sequence[str]) -> frozenset[str]:
        """The subset of ``paths`` that git ignores; raises CapabilityMissing."""

    def blobs(self) -> Mapping[str, Blob]:
        """What the index holds of each tracked path whose content on disk is the same.

        So nobody has to read such a file to know what is in it. Raises CapabilityMissing.
        """


@dataclass(frozen=True, slots=True)
class Change:
    """One path that differs between the git base and the work tree, untracked files included.

    ``path`` is where it is now, or where it was if it is gone; ``was`` is its path in the base, None
    where it is new, and another than ``path`` where it was renamed.
    """

    path: str
    kind: Literal["added", "modified", "deleted", "renamed"]
    was: str | None


class GitBase(Protocol):
    """What a change is judged against: the revision where it left its branch, or a released catalog.

    Paths are relative to the root. Nothing is checked out, fetched or written.
    """

    @property
    def name(self) -> str:
        """What the user asked for, ``origin/main``, with what was chosen for a word such as ``auto``."""

    @property
    def revision(self) -> str:
        """The full commit id of the merge base of a revision and HEAD, or the digest of a released catalog.

        Raises CapabilityMissing where there is no such base.
        """

    @property
    def whole(self) -> bool:
        """Whether it holds every file; a released catalog holds contracts and what belongs to them."""

    @property
    def releases(self) -> Sequence[GitBase]:
        """Where the base is one of several releases the others, newest first; else nothing.

        ``changes`` of each lead from it to the one that stands before it, those of the first to the base.
        """

    @property
    def changes(self) -> Sequence[Change]:
        """What differs between the base and the work tree, sorted by path; raises CapabilityMissing.

        Staged or not makes no difference; what git ignores and does not track is left out. A submodule is one
        path, and where it is checked out each path in it that differs is one more.
        """

    @property
    def files(self) -> FileSystem:
        """The files of the base, so that whatever reads files can read them; raises CapabilityMissing."""

    @property
    def tree(self) -> Tree:
        """The memoised listings of ``files``; raises CapabilityMissing."""

    @property
    def index(self) -> GitIndex:
        """What git tracked in the base: every file of it, and nothing of it is ignored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """One commit of a history: its id, and that of its first parent, "" without one.

    ``day`` is when it was committed (UTC), ``subject`` the first line of what its author said, who may be
    anybody. ``changes`` are the paths that differ from the first parent, in the order of git; a file that
    went elsewhere is deleted here and added there. In a history of releases each has the name of its
    ``release``, and the release before it for a parent.
    """

    id: str
    parent: str
    day: date
    subject: str
    changes: Sequence[Change]
    release: str = ""


class GitHistory(Protocol):
    """A range of commits, as a branch went through them: of a merge only its first parent is followed.

    Paths are relative to the root. Nothing is checked out, fetched or written.
    """

    @property
    def name(self) -> str:
        """The range as the user wrote it: ``v1.0.0..main``."""

    @property
    def unit(self) -> str:
        """What is counted: "commit", or "release"."""

    def commits(self) -> Iterator[Commit]:
        """Every commit of the range, oldest first; raises CapabilityMissing."""

    def files(self, revision: str) -> FileSystem:
        """The files as a commit left them, none for ""; raises CapabilityMissing."""

    def index(self, revision: str) -> GitIndex:
        """What git tracked in a commit: every file of it, and nothing of it is ignored."""

    def base(self, commit: Commit) -> GitBase:
        """The first parent of a commit, as the base of what the commit changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A command that has ended, in a copy of the tree.

    ``status`` is its exit status, negative for the signal that ended it, None where it was stopped because it
    took too long; ``output`` is the end of what it wrote. ``files`` are those of the copy, as it left them.
    """

    status: int | None
    output: str
    files: FileSystem


class Commands(Protocol):
    """Runs commands that contracts name, each in a fresh copy of the files that git tracks below the root.

    Without a shell, and with a limit on time and on what is kept of the output. It is no sandbox: a command
    has the rights of the user who asked for it, the network among them.
    """

    @property
    def seconds(self) -> int:
        """How long a command may take."""

    def run(self, command: Sequence[str], absent: Collection[str]) -> AbstractContextManager[Finished]:
        """Run a command in a copy without the paths in ``absent``; the copy is gone afterwards.

        Raises CapabilityMissing where it cannot be copied or started.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogPackage:
    """An installed package that offers a catalog; ``folder`` is relative to the root of ``files``."""

    name: str
    version: str
    files: FileSystem
    folder: str = ""


class CatalogPackages(Protocol):
    """Finds installed catalogs by entry point; no code of the package is run."""

    def names(self) -> Sequence[str]:
        """Every catalog that is installed, sorted."""

    def find(self, name: str) -> CatalogPackage | None:
        """Return the installed catalog of this name, or None."""

    def mount(self, package: CatalogPackage) -> str:
        """Make the package's files readable below the returned folder of the run's file system."""


class TableReader(Protocol):
    """Reads files that hold tables, in a format that takes a library."""

    def rows(
        self, place: str, table: str | None, columns: Sequence[str] | None, limits: Limits
    ) -> Iterator[dict[str, object]]:
        """Yield the rows of a table as mappings by column name, within JSON's data model, in a fixed order.

        ``place`` is the absolute path of a regular file that does not change, ``table`` a name where the
        format has several, ``columns`` those that are wanted (None: all). Memory does not grow with the
        number of rows. Raises LoadError, and CapabilityMissing where the library is not installed.
        """


class KeyDatabase(Protocol):
    """Sets of keys, and lists of intervals, that are kept on disk, outside of the repository.

    A key is the bytes of ``core.keys.encoding``; a place is an integer from 0 below 2**63 that says where
    the key was met. Every answer comes in the order of its first place. Whatever happens to the process,
    what it wrote is gone when it ends.
    """

    def create(self) -> int:
        """Make an empty set; returns its number."""

    def add(self, number: int, entries: Sequence[tuple[bytes, int]]) -> None:
        """Add (key, place) to a set; the same key may come with several places."""

    def repeated(self, number: int) -> Iterator[tuple[bytes, int, int]]:
        """Each (key, place, first place) at which a key of the set comes again, by place."""

    def tallies(self, number: int) -> Iterator[tuple[bytes, int, int]]:
        """Each distinct (key, first place, how often it comes)."""

    def missing(self, number: int, other: int) -> Iterator[tuple[bytes, int, int]]:
        """As ``tallies``, for the keys that are not in the other set."""

    def shared(self, number: int, other: int) -> Iterator[tuple[bytes, int, int]]:
        """Each (key, first place, first place in the other set) that both sets hold."""

    def create_intervals(self) -> int:
        """Make an empty list of intervals; returns its number."""

    def add_intervals(self, number: int, entries: Sequence[tuple[bytes, bytes, int]]) -> None:
        """Add (start, end, place) to a list of intervals."""

    def intervals(self, number: int) -> Iterator[tuple[bytes, bytes, int]]:
        """The intervals of a list, sorted by start, end and place as bytes."""

    def close(self) -> None:
        """Give back the disk space; the database is of no use afterwards."""
