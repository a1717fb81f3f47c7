"""The audit of a history: every commit that touches contracts, held against its parent by the update rule."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Protocol

from ..catalog.discovery import is_contract
from ..catalog.linking import NothingToEnforce
from ..catalog.model import Catalog, CatalogSettings
from ..model import Chunk
from ..paths.template import PathTemplate
from ..problems import as_violation
from ..waiving import Waived, WaiverIndex, apply_waivers, waivers_of
from .catalogs import unseen
from .gate import ChangeGate
from .imports import touches
from .links import places_of
from .model import Level, State
from .pages import citing_templates
from .policy import ChangePolicy
from .reads import around, may_hold_a_schema, reads_of, templates_of

if TYPE_CHECKING:
    from ..context import Context
    from ..kinds import KindRegistry
    from ..model import Contract
    from ..ports import Change, Commit, FileSystem, GitHistory
    from ..violations import Violation
    from .base import BaseCatalog
    from .schemas import SchemaProver


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedContract:
    """What a commit did to one contract; ``id`` is the path of its file where nobody knows its id.

    ``violations`` stand, ``waived`` are tolerated by waivers of the commit itself. ``unreadable`` is why the
    edition of the commit cannot be judged with the language of today; there is no ``state`` then.
    """

    id: str
    state: State | None
    level: Level = Level.NONE
    before: str | None = None
    after: str | None = None
    violations: Sequence[Violation] = ()
    waived: Sequence[Waived] = ()
    unreadable: Sequence[Violation] = ()

    @property
    def broken(self) -> bool:
        """Whether the rule was broken, or nobody can tell."""
        return bool(self.violations or self.unreadable)

    def moved(self, place: Callable[[str], str]) -> AuditedContract:
        """The same with its paths as ``place`` gives them."""
        return replace(
            self,
            violations=[violation.moved(place) for violation in self.violations],
            waived=[Waived(one.violation.moved(place), one.waiver) for one in self.waived],
            unreadable=[violation.moved(place) for violation in self.unreadable],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedCommit:
    """A commit that touches contracts, with those that it changed, sorted by id."""

    commit: Commit
    contracts: Sequence[AuditedContract]

    @property
    def broken(self) -> bool:
        """Whether it broke the rule anywhere."""
        return any(one.broken for one in self.contracts)


@dataclass(slots=True, kw_only=True)
class Audit:
    """A range of commits: how many there are, and those of them that touch contracts, oldest first.

    ``unit`` is what is counted: commits, or releases.
    """

    range: str
    unit: str = "commit"
    commits: int = 0
    audited: list[AuditedCommit] = field(default_factory=list)

    @property
    def broken(self) -> bool:
        """Whether the rule was broken anywhere."""
        return any(one.broken for one in self.audited)

    def moved(self, place: Callable[[str], str]) -> Audit:
        """The same with its paths as ``place`` gives them."""
        audited = [
            replace(commit, contracts=[one.moved(place) for one in commit.contracts])
            for commit in self.audited
        ]
        return replace(self, audited=audited)


class Past(Protocol):
    """How a run looks at its files as they were: with its own engines, kinds and installed catalogs."""

    @property
    def catalog_files(self) -> Sequence[str]:
        """The paths that the catalog file may have."""

    def context(self, files: FileSystem, as_of: date) -> Context:
        """A context of the run over other files, without a catalog."""

    def link(self, context: Context) -> Catalog:
        """Build the catalog of such a context; raises NothingToEnforce and FileProblem."""


class _Edition:
    """The catalog as a commit left it, until another commit touches it."""

    def __init__(self, context: Context, catalog_files: Sequence[str]) -> None:
        self.context = context
        catalog = context.catalog
        settings = catalog.settings
        own = [contract for contract in catalog.contracts if not contract.origin]
        unusable, asked = _unusable(context)
        read = [reads_of(context).all_of(contract) for contract in (*own, *unusable)]
        places = places_of(context)
        paths = {*catalog.files, *catalog_files, *asked}.union(*(paths for paths, _ in read))
        #: whatever makes a contract another one when it changes, and the folders around it
        self._around = around({*paths, *settings.folders}, places)
        self._imports = [entry for entry in settings.imports if entry.folder is not None]
        #: whether a schema that is not there yet may be one of those
        self._lacks_schemas = not all(whole for _, whole in read)
        self._schemas = [PathTemplate.parse(text) for text in settings.schemas]
        self._sources = [template for contract in own for template in templates_of(contract)]
        self._decisions = list(citing_templates(context))
        folders = {one for folder in settings.folders for one in (folder, places.of(folder))}
        self._folders = tuple(f"{folder}/" if folder else "" for folder in folders)

    def is_touched(self, commit: Commit) -> bool:
        """Whether a commit changed contracts, or anything that makes them what they are."""
        return any(map(self._is_touched, commit.changes))

    def _is_touched(self, change: Change) -> bool:
        path = change.path
        if path in self._around or (is_contract(path) and path.startswith(self._folders)):
            return True
        if self._lacks_schemas and may_hold_a_schema(path):
            return True
        if self._schemas and may_hold_a_schema(path) and _matches(self._schemas, path):
            return True
        if any(touches(entry, [path]) for entry in self._imports):
            return True
        return _matches(self._sources, path) or (
            # A decision that is new takes nothing back.
            change.was is not None and _matches(self._decisions, path)
        )


def _unusable(context: Context) -> tuple[Sequence[Contract], frozenset[str]]:
    """The contracts of files in which something is wrong, and the paths that these were read from.

    Another file may be what they lack, and the commit that brings it makes them usable.
    """
    contracts: list[Contract] = []
    paths: frozenset[str] = frozenset()
    for path in context.catalog.problems:
        known = context.readings.last(path) if context.readings is not None else None
        if known is not None:
            reading, asked = known
            contracts += reading.contracts
            paths |= asked
    return contracts, paths


def _matches(templates: Sequence[PathTemplate], path: str) -> bool:
    return any(template.match(path) is not None for template in templates)


def audit(
    history: GitHistory, past: Past, kinds: KindRegistry, make_prover: Callable[[], SchemaProver]
) -> Audit:
    """Replay the update rule over a range of commits; raises CapabilityMissing and FileProblem.

    Each commit is judged as a run would have judged it, with the catalog, the policy, the decisions and the
    waivers that it holds, and as of its own day.
    """
    audit = Audit(range=history.name, unit=history.unit)
    edition: _Edition | None = None
    prover = cache(make_prover)
    for commit in history.commits():
        audit.commits += 1
        if edition is None:
            edition = _Edition(
                _linked(history, past, commit.parent, commit.day, None, ()), past.catalog_files
            )
        if not edition.is_touched(commit):
            continue
        changed = {path for change in commit.changes for path in (change.path, change.was or change.path)}
        context = _linked(history, past, commit.id, commit.day, edition.context, changed)
        edition = _Edition(context, past.catalog_files)
        context.base = history.base(commit)
        audit.audited.append(AuditedCommit(commit=commit, contracts=_judged(context, kinds, prover)))
    return audit


def _linked(
    history: GitHistory,
    past: Past,
    revision: str,
    day: date,
    before: Context | None,
    changed: Collection[str],
) -> Context:
    """The context of a commit with its catalog; ``before`` is another, which differs in what ``changed``."""
    context = past.context(history.files(revision), day)
    context.git = history.index(revision)
    try:
        past.link(context)
    except NothingToEnforce:
        context.catalog = Catalog(settings=CatalogSettings(), contracts=(), files=(), problems={})
    if before is not None:
        reads_of(context).take_over(before, changed)
    return context


def _judged(
    context: Context, kinds: KindRegistry, make_prover: Callable[[], SchemaProver]
) -> Sequence[AuditedContract]:
    """Every contract that differs from the base of the context, and what the rule says of it."""
    catalog = context.catalog
    gate = ChangeGate(context, kinds, make_prover, catalog.settings.change_policy or ChangePolicy())
    judgements = gate.judgements
    found: dict[str, list[Violation]] = {}
    for violation in _violations(gate, context):
        found.setdefault(violation.contract.id if violation.contract else "?", []).append(violation)
    waivers = WaiverIndex(waivers_of(context))
    unreadable = _unreadable(gate.base, context)
    changed = {name for name, one in judgements.items() if one.change.state is not State.UNCHANGED}
    audited: list[AuditedContract] = []
    for name in sorted(changed | found.keys() | unreadable.keys()):
        standing, waived = apply_waivers(found.get(name, ()), waivers, context.as_of)
        judgement, before, after = judgements.get(name), gate.base.contracts.get(name), catalog.get(name)
        audited.append(
            AuditedContract(
                id=name,
                state=None
                if name in unreadable
                else judgement.change.state
                if judgement
                else State.UNCHANGED,
                level=judgement.level if judgement else Level.NONE,
                before=before.header.version
                if before
                else judgement.change.version_before
                if judgement
                else None,
                after=after.header.version if after else None,
                violations=tuple(standing),
                waived=tuple(waived),
                unreadable=unreadable.get(name, ()),
            )
        )
    return tuple(audited)


def _violations(gate: ChangeGate, context: Context) -> Iterator[Violation]:
    """What the checks of the gate find."""
    own = [contract for contract in context.catalog.contracts if not contract.origin]
    for contract in own:
        for check in gate.checks(contract):
            try:
                yield from check.run(context, Chunk()).violations
            except Exception as error:  # noqa: BLE001 - one contract must not take the others along
                yield as_violation(error, contract, check.name)
    if not own:
        # No contract is left that a check could stand under.
        for judgement in gate.judgements.values():
            yield from judgement.violations


def _unreadable(base: BaseCatalog, context: Context) -> Mapping[str, Sequence[Violation]]:
    """What is wrong with the contracts that the change touches and that nobody can use, by id or by path."""
    catalog = context.catalog
    touched = {path for path, change in base.paths.items() if path == change.path}
    hidden = unseen(base, catalog)
    found: dict[str, list[Violation]] = {}
    for path, problems in catalog.problems.items():
        for problem in problems:
            cited = problem.contract.id if problem.contract else "?"
            if path in touched or cited in base.touched:
                for name in _named(cited, path, base, hidden):
                    found.setdefault(name, []).append(problem)
    return found


def _named(cited: str, path: str, base: BaseCatalog, hidden: Collection[str]) -> Sequence[str]:
    """Whose problem it is: of those that a file held before, where nobody can tell what it holds now."""
    if cited != "?":
        return [cited]
    was = base.paths[path].was if path in base.paths else path
    return sorted(name for name in hidden if base.contracts[name].document.path == was) or [path]
