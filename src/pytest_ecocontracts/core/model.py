"""The nouns of the house: document, header, contract, check, chunk, outcome."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from .violations import ContractReference, Location, MetadataValue, Severity, Violation

if TYPE_CHECKING:
    from datetime import date

    from .catalog.model import Catalog
    from .changes.differs.fields import FieldDiffer
    from .context import Context
    from .rules.model import Rule

#: Violations kept by one work unit; the rest are counted in ``Outcome.omitted``.
MAXIMUM_VIOLATIONS: Final = 10_000


class Positions(Protocol):
    """Where each value of a document stands in its file."""

    def locate(self, pointer: str, *, key: bool = False) -> tuple[int, int] | None:
        """(line, column) of the value, or of its key, at a JSON Pointer; both count from 1.

        Falls back to the nearest enclosing value; None only where nothing is known.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryRow:
    """The row of a registry that a document was instantiated for; ``number`` counts from 1.

    ``pointer`` leads to it in its file; ``line`` is None where its reader did not know it.
    """

    path: str
    number: int
    pointer: str = ""
    line: int | None = None

    def __str__(self) -> str:
        return f"row {self.number} of {self.path}" + (f", line {self.line}" if self.line else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document of a contract file: JSON data with positions.

    ``index`` counts the documents of the file from 0; ``digest`` is ``sha256:<hex>`` over the
    canonical JSON of the data, so layout and comments do not change it. ``row`` is None where the
    document stands in the file as it is; else positions are those of the template.
    """

    path: str
    index: int
    data: object
    positions: Positions
    digest: str
    row: RegistryRow | None = None

    def location(self, pointer: str = "", *, key: bool = False) -> Location:
        """Return the place of a value (or of its key) in the file, with line and column."""
        position = self.positions.locate(pointer, key=key)
        line, column = position or (None, None)
        return Location(path=self.path, pointer=pointer, line=line, column=column)


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The fields that every contract document has, whatever its kind."""

    kind: str
    kind_version: int
    id: str
    version: str
    owner: str
    status: str
    summary: str
    decisions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """A document that is valid for its kind; ``body`` is the kind's own typed content.

    ``origin`` is "" for this repository, else the id of the imported catalog it came from. ``base`` is
    the folder that the files named in the contract (schemas, examples) are relative to, "" for the
    root; artifacts are always below the root of the repository under test. ``rules`` is what the contract
    says of its own checks, by their names.
    """

    header: Header
    document: Document
    body: object
    origin: str = ""
    base: str = ""
    rules: Mapping[str, Rule] = field(default_factory=dict)

    def file(self, name: str) -> str:
        """The path, relative to the root, of a file named in the contract."""
        return f"{self.base}/{name}" if self.base else name

    @property
    def id(self) -> str:
        """The stable dotted id."""
        return self.header.id

    def reference(self, pointer: str = "") -> ContractReference:
        """Cite this contract, at the line of a rule inside it."""
        row = self.document.row
        return ContractReference(
            id=self.header.id,
            version=self.header.version,
            path=self.document.path,
            line=self.document.location(pointer, key=True).line,
            registry=row.path if row else None,
            row=row.number if row else None,
        )

    def violation(
        self,
        code: str,
        message: str,
        *,
        pointer: str = "",
        location: Location | None = None,
        rule: str | None = None,
        expected: str | None = None,
        found: str | None = None,
        fix: str | None = None,
        severity: Severity = Severity.ERROR,
        metadata: Mapping[str, MetadataValue] | None = None,
    ) -> Violation:
        """Make a violation that cites this contract, at ``pointer`` inside the contract.

        ``location`` is the place of the finding; without one it is the contract's own line.
        """
        return Violation(
            code=code,
            message=message,
            location=location or self.document.location(pointer),
            contract=self.reference(pointer),
            rule=rule,
            expected=expected,
            found=found,
            fix=fix,
            severity=severity,
            decisions=self.header.decisions,
            metadata=metadata or {},
        )


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that a check examines: a path, or the byte range [start, end) of a path."""

    path: str
    start: int = 0
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Chunk:
    """The part of a check's targets that one work unit examines; ``index`` counts from 1."""

    index: int = 1
    total: int = 1
    targets: Sequence[Target] = ()


WHOLE: Final = (Chunk(),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a check found: violations, how many targets it examined, and what was cut.

    ``details`` carries counted facts for the record (records read, waived ...), JSON values only.
    ``changes`` are the contracts that changed, as ``changes.telling.told`` tells of them; None where the
    check is not about that.
    """

    violations: tuple[Violation, ...] = ()
    examined: int = 0
    omitted: int = 0
    details: Mapping[str, int] = field(default_factory=dict)
    changes: tuple[Mapping[str, object], ...] | None = None


def _whole(context: Context) -> Sequence[Chunk]:  # noqa: ARG001 - one signature for every split
    return WHOLE


def never_withheld(context: Context) -> str | None:  # noqa: ARG001 - one signature for every reason
    """Any run may run the check."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that a contract demands, ready to be split into chunks and run.

    ``name`` becomes the bracket of the node id. ``pointer`` says where in the contract it is asked
    for. ``run`` reports how many targets it examined; zero is a violation unless ``may_be_empty``.
    After the day ``until`` it is not run, and passes. ``order`` sorts the checks of a run: waivers look
    back at what the others found. ``withheld`` says why the check cannot be run as this run was started, such
    as without the option that lets it run commands; it is then not evaluated, which is no pass. ``summary``
    says in a few words what holds where the check passes. ``tells_changes``: its outcomes have ``changes``.
    ``refs`` are the clauses that it enforces, those of ``rule`` among them: what the contract says of the
    check under ``rules:``.
    """

    name: str
    run: Callable[[Context, Chunk], Outcome]
    pointer: str = ""
    split: Callable[[Context], Sequence[Chunk]] = _whole
    may_be_empty: bool = False
    until: date | None = None
    order: int = 0
    withheld: Callable[[Context], str | None] = never_withheld
    summary: str = ""
    refs: tuple[str, ...] = ()
    rule: Rule | None = None
    tells_changes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkUnit:
    """A contract's check over one chunk: what one pytest item runs."""

    contract: Contract
    check: Check
    chunk: Chunk

    @property
    def name(self) -> str:
        """``<contract id>[<check>]``, with ``-<k>-of-<n>`` where the check is split."""
        chunk = f"-{self.chunk.index}-of-{self.chunk.total}" if self.chunk.total > 1 else ""
        return f"{self.contract.id}[{self.check.name}{chunk}]"


class Report:
    """Collects problems with one contract document, so that all are told at once."""

    def __init__(self, document: Document, contract_id: str | None = None) -> None:
        self.document = document
        self.contract_id = contract_id
        self.violations: list[Violation] = []

    def add(
        self,
        code: str,
        message: str,
        *,
        pointer: str = "",
        key: bool = False,
        location: Location | None = None,
        expected: str | None = None,
        found: str | None = None,
        fix: str | None = None,
        metadata: Mapping[str, MetadataValue] | None = None,
    ) -> None:
        """Record a problem at ``pointer`` (at the key itself with ``key``)."""
        place = location or self.document.location(pointer, key=key)
        row = self.document.row
        self.violations.append(
            Violation(
                code=code,
                message=f"{message} ({row})" if row else message,
                location=place,
                contract=ContractReference(
                    id=self.contract_id or "?", path=self.document.path, line=place.line
                ),
                expected=expected,
                found=found,
                fix=fix,
                metadata=metadata or {},
            )
        )


class Kind(Protocol):
    """A contract kind: one module, one schema, one page, one example."""

    @property
    def name(self) -> str:
        """The word before the slash in ``contract:``."""

    @property
    def version(self) -> int:
        """The language version of this kind, the number after ``/v``."""

    @property
    def schema(self) -> str | Mapping[str, object]:
        """The kind's JSON Schema: the name of a shipped one, or the schema itself."""

    def parse(self, document: Document, report: Report) -> object:
        """Turn data that is valid for the kind's schema into a typed body; report what is wrong."""

    def link(self, contract: Contract, context: Context, report: Report) -> None:
        """Resolve references and check the contract itself, before anything is checked with it."""

    def checks(self, contract: Contract, catalog: Catalog) -> Sequence[Check]:
        """What this contract demands, in a stable order."""


class Fact(NamedTuple):
    """One thing that can be said about a contract: ``files``, ``data/{day:date}.jsonl``."""

    label: str
    text: str


class Reference(NamedTuple):
    """A contract that another one names, and the JSON Pointer at which it does."""

    pointer: str
    contract_id: str


class Locking:
    """A kind whose contracts may ask for locks: files that list what is there, for others to compare with.

    A base class for kinds; ``--eco-write-locks`` asks for the bytes, and writes them.
    """

    def locks(self, contract: Contract, context: Context) -> Mapping[str, bytes]:
        """The bytes of each lock, by its path; raises FileProblem and CapabilityMissing."""
        raise NotImplementedError


class Evolving:
    """A kind that knows what a change of its fields does to those who rely on its contracts.

    A base class for kinds. Without it every change of such a contract is undecided, and so is one of a field
    that has no differ; :mod:`.changes.fields` holds differs to build with. Fields of the header have theirs.
    """

    def field_differs(self) -> Mapping[str, FieldDiffer]:
        """The differ of each top field: it yields what became of a pair of values."""
        raise NotImplementedError


class Explaining:
    """What a kind can tell of its contracts beyond header and checks; ``--eco-explain`` asks for it.

    A base class for kinds: each answer has a default, so a kind gives those that it has. Paths are relative
    to the folder of the catalog.
    """

    def facts(self, contract: Contract, context: Context) -> Sequence[Fact]:
        """What the contract says, and where what it is about is now."""
        return ()

    def about(self, contract: Contract, path: str, context: Context) -> Sequence[Fact]:
        """What the contract says of one path, which need not exist; nothing where it is not about it."""
        return ()

    def references(self, contract: Contract) -> Sequence[Reference]:
        """The contracts that the contract names, beside ``replaced_by``."""
        return ()
