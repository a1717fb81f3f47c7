"""The audit of a history: every commit that touches contracts, held against its parent by the update rule."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Protocol

from ...catalog.linking import NothingToEnforce
from ...catalog.model import Catalog, CatalogSettings
from ...model import Chunk
from ...problems import as_violation
from ...violations import Severity, Violation
from ...waiving import WaiverIndex, apply_waivers, waivers_of
from ..bases.reads import reads_of
from ..catalogs import unseen
from ..gate import ChangeGate
from ..model import Level, State
from ..policy import ChangePolicy
from .findings import Audit, AuditedCommit, AuditedContract
from .touching import Edition

if TYPE_CHECKING:
    from ...context import Context
    from ...kinds import KindRegistry
    from ...ports import FileSystem, GitHistory
    from ..bases.catalog import BaseCatalog
    from ..schemas.edition import SchemaProver


class Past(Protocol):
    """How a run looks at its files as they were: with its own engines, kinds and installed catalogs."""

    @property
    def catalog_files(self) -> Sequence[str]:
        """The paths that the catalog file may have."""

    def context(self, files: FileSystem, as_of: date) -> Context:
        """A context of the run over other files, without a catalog."""

    def link(self, context: Context) -> Catalog:
        """Build the catalog of such a context; raises NothingToEnforce and FileProblem."""


def audit(
    history: GitHistory, past: Past, kinds: KindRegistry, make_prover: Callable[[], SchemaProver]
) -> Audit:
    """Replay the update rule over a range of commits; raises CapabilityMissing and FileProblem.

    Each commit is judged as a run would have judged it, with the catalog, the policy, the decisions and the
    waivers that it holds, and as of its own day.
    """
    audit = Audit(range=history.name, unit=history.unit)
    edition: Edition | None = None
    prover = cache(make_prover)
    for commit in history.commits():
        audit.commits += 1
        if edition is None:
            edition = Edition(_linked(history, past, commit.parent, commit.day, None, ()), past.catalog_files)
        if not edition.is_touched(commit):
            continue
        changed = {path for change in commit.changes for path in (change.path, change.was or change.path)}
        context = _linked(history, past, commit.id, commit.day, edition.context, changed)
        edition = Edition(context, past.catalog_files)
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
    for violation in filter(_is_error, _violations(gate, context)):
        found.setdefault(violation.contract.id if violation.contract else "?", []).append(violation)
    waivers = WaiverIndex(waivers_of(context))
    unreadable = _unreadable(gate.base, context)
    changed = {name for name, one in judgements.items() if one.change.state is not State.UNCHANGED}
    audited: list[AuditedContract] = []
    for name in sorted(changed | found.keys() | unreadable.keys()):
        standing, waived = apply_waivers(found.get(name, ()), waivers, context.as_of)
        judgement, before, after = judgements.get(name), gate.base.contracts.get(name), catalog.get(name)
        state = State.UNCHANGED if judgement is None else judgement.change.state
        said = None if judgement is None else judgement.change.version_before
        audited.append(
            AuditedContract(
                id=name,
                state=None if name in unreadable else state,
                level=Level.NONE if judgement is None else judgement.level,
                before=said if before is None else before.header.version,
                after=None if after is None else after.header.version,
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


def _is_error(violation: Violation) -> bool:
    return violation.severity is Severity.ERROR


def _unreadable(base: BaseCatalog, context: Context) -> Mapping[str, Sequence[Violation]]:
    """What is wrong with the contracts that the change touches and that nobody can use, by id or by path."""
    catalog = context.catalog
    touched = {path for path, change in base.paths.items() if path == change.path}
    hidden = unseen(base, catalog)
    found: dict[str, list[Violation]] = {}
    for path, problems in catalog.problems.items():
        for problem in filter(_is_error, problems):
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
