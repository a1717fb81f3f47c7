"""One catalog that is enforced: wires adapters into the core, and keeps its contracts, plan and ledger."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Protocol, cast

import pytest

from ..adapters.engines import default_engine
from ..adapters.filesystem import LocalFileSystem
from ..adapters.git import LocalGit
from ..adapters.packages import InstalledCatalogs, MountedFileSystem
from ..adapters.tables import TABLE_READERS, open_key_database
from ..core.catalog.linking import NothingToEnforce, build_catalog
from ..core.context import Context, Extensions, HookFailed
from ..core.errors import CapabilityMissing, FileProblem, LoadError
from ..core.limits import Limits
from ..core.memory import collector_paused
from ..core.model import Check, Contract, WorkUnit
from ..core.paths.tree import Tree
from ..core.planning import Plan, plan, problem_groups
from ..core.problems import as_violation, crash, hook_failure, unjudged
from ..core.running import Ledger
from ..core.schemas import SchemaStore
from ..core.violations import ContractReference, Location, Violation
from .deaths import usage_error
from .judged import Judged, shown_outcome
from .places import CatalogPlace, own_folders
from .written import written_below

if TYPE_CHECKING:
    from ..core.catalog.model import Catalog
    from ..core.changes.gate import ChangeGate
    from ..core.kinds import KindRegistry
    from ..core.ports import Commands, GitBase, GitIndex
    from ..core.selecting import Selection
    from ..core.waiving import Waived, Waiver, WaiverIndex
    from .settings import Settings


class Run(Protocol):
    """What a catalog needs of the run that it is enforced in."""

    config: pytest.Config
    settings: Settings

    @property
    def kinds(self) -> KindRegistry:
        """The contract kinds, with those of plugins."""

    @property
    def selection(self) -> Selection:
        """What the options --eco-select, --eco-ignore and --eco-target leave."""

    @property
    def failed_hooks(self) -> Sequence[HookFailed]:
        """Hooks that raised before any catalog was read."""

    def call(self, hook: str, **arguments: object) -> Any:
        """Call a hook of ours; raises HookFailed."""


class Enforcement:
    """Everything that one process needs to enforce the contracts of one catalog.

    Within it paths are relative to the catalog's folder; ``shown`` makes them relative to pytest's root
    directory, for node ids, records and everything that people read.
    """

    def __init__(self, run: Run, place: CatalogPlace) -> None:
        self._run = run
        self.folder = place.folder
        #: the name of the catalog file, where it is another than those that are looked for
        self.catalog_file = place.file
        self._failed_hooks: list[HookFailed] = []

    def shown(self, path: str) -> str:
        """A path of this catalog, relative to pytest's root directory."""
        if not self.folder or self._files.mounted(path):
            return path
        return f"{self.folder}/{path}" if path else self.folder

    def problems_of(self, path: str) -> Iterator[tuple[str, str, Sequence[Violation]]]:
        """What is wrong with a contract file: (item name, contract id or else the path, violations)."""
        for name, contract_id, found in problem_groups(self.catalog, path):
            known = self.shown(path) if contract_id == path else contract_id
            yield name, known, self.shown_violations(found)

    def shown_violations(self, violations: Sequence[Violation]) -> Sequence[Violation]:
        """Violations whose paths are relative to pytest's root directory."""
        return [violation.moved(self.shown) for violation in violations] if self.folder else violations

    def waiver_reference(self, waiver: Waiver) -> ContractReference:
        """Cite the line of a waiver, wherever it stands, with a path relative to pytest's root directory."""
        cited = waiver.contract.reference(waiver.pointer)
        if waiver.place is not None:
            cited = replace(cited, path=waiver.place.path, line=waiver.place.line)
        return replace(cited, path=self.shown(cited.path or "")) if self.folder else cited

    @property
    def is_read(self) -> bool:
        """Whether the contracts have been read: a run that dies early must not read them to say so."""
        return "catalog" in vars(self)

    @property
    def is_planned(self) -> bool:
        """Whether the checks have been planned."""
        return "plan" in vars(self)

    @cached_property
    def root(self) -> str:
        """The absolute path of the catalog's folder."""
        root = str(self._run.config.rootpath)
        return os.path.join(root, self.folder) if self.folder else root

    @cached_property
    def _files(self) -> MountedFileSystem:
        return MountedFileSystem(LocalFileSystem(self.root))

    @cached_property
    def context(self) -> Context:
        """The adapters, made once."""
        settings = self._run.settings
        limits = Limits(chunk_targets=settings.chunk or Limits().chunk_targets)
        files = self._files
        engine = default_engine()
        hooks = self._run.config.hook
        git = LocalGit(self.root)
        return Context(
            files=files,
            tree=Tree(files),
            git=git,
            engine=engine,
            schemas=SchemaStore(files, engine, limits, resolve=self._resolve_schema),
            as_of=settings.as_of,
            base=self._base(),
            actor=settings.actor,
            written=None if settings.written is None else written_below(self.folder, settings.written),
            commands=self._commands(git),
            limits=limits,
            tables=TABLE_READERS,
            key_database=partial(open_key_database, self.root),
            extensions=Extensions(
                load_document=self._load_document,
                loads_documents=lambda: bool(hooks.pytest_eco_load_document.get_hookimpls()),
                resolve_schema=self._resolve_schema,
            ),
            own_folders=own_folders(self._run.config, self.folder),
        )

    def _base(self) -> GitBase | None:
        name = self._run.settings.base
        if name is None:
            return None
        from ..adapters.bases import open_base

        try:
            return open_base(name, str(self._run.config.rootpath), self.folder)
        except CapabilityMissing as problem:
            raise self._no_base(name, problem) from None

    def _no_base(self, name: str, problem: CapabilityMissing) -> pytest.UsageError:
        from ..adapters.bases import missing

        return usage_error("ECC008", missing(name, problem, str(self._run.config.rootpath)))

    def _commands(self, git: GitIndex) -> Commands | None:
        if not self._run.settings.execute:
            return None
        from ..adapters.commands import CopiedTree

        return CopiedTree(self.root, git)

    def _load_document(self, path: str, data: bytes) -> object | None:
        try:
            answer: object | None = self._run.call(
                "pytest_eco_load_document", path=self.shown(path), data=data
            )
        except HookFailed as failed:
            if isinstance(failed.error, LoadError):
                # This is how the hook says what is wrong with the artifact.
                raise failed.error from None
            raise
        return answer

    def _resolve_schema(self, uri: str) -> object | None:
        answer: object | None = self._run.call("pytest_eco_resolve_schema", uri=uri)
        return answer

    @cached_property
    def catalog(self) -> Catalog:
        """The linked catalog; raises pytest.UsageError where there is nothing to enforce."""
        kinds = self._run.kinds
        self._demand_base()
        try:
            with collector_paused():
                catalog = self.link(self.context, kinds, self.catalog_file)
        except NothingToEnforce as error:
            raise usage_error("ECC007", str(error)) from None
        except FileProblem as problem:
            raise usage_error("ECC002", f"ECC002 contract-not-found: {problem.message}") from None
        except pytest.exit.Exception:
            raise
        except Exception as error:
            raise _defect(error, "reading the contracts") from error
        # A hook that raised while contracts were read stands as a problem of the first file.
        place = Location(path=catalog.files[0])
        failed = (*self._run.failed_hooks, *self._failed_hooks)
        return self._with_problems(catalog, [hook_failure(hook, place) for hook in failed])

    def link(self, context: Context, kinds: KindRegistry, named: str | None) -> Catalog:
        """Build the catalog of this run's files, or of what they were; raises as ``build_catalog`` does."""
        packages = InstalledCatalogs(cast("MountedFileSystem", context.files))
        return build_catalog(context, kinds, packages, self._modify, named, self._extra_checks)

    @property
    def failed_hooks(self) -> Sequence[HookFailed]:
        """Hooks that raised while catalogs were read."""
        return self._failed_hooks

    def _demand_base(self) -> None:
        """Refuse to start where what was asked for is no base."""
        base = self.context.base
        if base is None:
            return
        try:
            _ = base.revision
        except CapabilityMissing as problem:
            raise self._no_base(self._run.settings.base or base.name, problem) from None

    def _modify(self, contracts: list[Contract]) -> None:
        changed = list(contracts)
        try:
            self._run.call("pytest_eco_modify_contracts", contracts=changed)
        except HookFailed as failed:
            # What a failing hook did so far is not wanted: half a change is none.
            self._failed_hooks.append(failed)
            return
        contracts[:] = [contract for contract in changed if isinstance(contract, Contract)]
        if len(contracts) < len(changed):
            error = TypeError("it left something that is no Contract in the list")
            self._failed_hooks.append(HookFailed("pytest_eco_modify_contracts", error))

    def report(self, found: Sequence[Violation]) -> None:
        """Add problems of contracts, each at the file of its location."""
        self.catalog = self._with_problems(self.catalog, found)

    def _with_problems(self, catalog: Catalog, found: Sequence[Violation]) -> Catalog:
        if not found:
            return catalog
        problems = {path: list(known) for path, known in catalog.problems.items()}
        for violation in found:
            path = violation.location.path if violation.location else catalog.files[0]
            problems.setdefault(path, []).append(violation)
        self.context.catalog = replace(catalog, problems=problems)
        return self.context.catalog

    @cached_property
    def plan(self) -> Plan:
        """Every work unit by contract file."""
        catalog = self.catalog
        try:
            with collector_paused():
                return plan(catalog, self.context, self._run.kinds, self._planned_checks)
        except pytest.exit.Exception:
            raise
        except Exception as error:
            raise _defect(error, "planning the checks") from error

    def units(self) -> Iterator[WorkUnit]:
        """Every work unit of the plan, in order."""
        for units in self.plan.units.values():
            yield from units

    @cached_property
    def change_gate(self) -> ChangeGate | None:
        """Holds the contracts against their base, where there is one."""
        if self.context.base is None:
            return None
        from ..adapters.proving import change_prover
        from ..core.changes.gate import ChangeGate
        from ..core.changes.policy import ChangePolicy

        policy = self.catalog.settings.change_policy or ChangePolicy()
        return ChangeGate(self.context, self._run.kinds, change_prover, policy)

    def _planned_checks(self, contract: Contract, catalog: Catalog) -> list[Check]:
        checks = self._extra_checks(contract, catalog)
        if self.change_gate is not None:
            checks += self.change_gate.checks(contract)
        return checks

    def _extra_checks(self, contract: Contract, catalog: Catalog) -> list[Check]:
        hook = "pytest_eco_register_checks"
        answers = self._run.call(hook, contract=contract, catalog=catalog)
        try:
            return [check for checks in reversed(answers) for check in checks]
        except TypeError as error:
            raise HookFailed(hook, error) from error

    @cached_property
    def _waivers(self) -> dict[str, WaiverIndex]:
        """The waivers by the contract that they are about."""
        if all(contract.header.kind != "waivers" for contract in self.catalog.contracts):
            return {}
        from ..core.waiving import WaiverIndex, waivers_of

        found: dict[str, list[Waiver]] = {}
        for waiver in waivers_of(self.context):
            found.setdefault(waiver.of, []).append(waiver)
        return {of: WaiverIndex(waivers) for of, waivers in found.items()}

    @property
    def has_waivers(self) -> bool:
        """Whether anything may be tolerated."""
        return bool(self._waivers)

    @cached_property
    def ledger(self) -> Ledger:
        """What this process has found so far."""
        ledger = Ledger(self.plan, self.context, frozenset(self._waivers))
        self.context.outcomes_of = ledger.outcomes_of
        return ledger

    def judge(self, unit: WorkUnit) -> Judged:
        """Run a unit and separate what stands from what is waived or set aside."""
        outcome = shown_outcome(self.ledger.run(unit), self.shown)
        if not outcome.violations and not outcome.omitted:
            return Judged(outcome, [], [])
        classified = self._classified(outcome.violations, unit)
        index = self._waivers.get(unit.contract.id)
        standing = classified
        waived: list[Waived] = []
        if index is not None:
            from ..core.waiving import Waived, apply_to_blocked, apply_waivers

            as_of = self._run.settings.as_of
            standing, waived = apply_waivers(classified, index, as_of)
            standing, blocked = apply_to_blocked(standing, self.ledger.outcomes_of, index, as_of)
            waived += blocked
            waived = [Waived(entry.violation.moved(self.shown), entry.waiver) for entry in waived]
        shown = self.shown_violations(self._run.selection.set_aside(standing))
        judged = Judged(outcome, shown, waived)
        if outcome.omitted and not judged.standing:
            judged.standing += self.shown_violations([unjudged(unit, outcome.omitted)])
        return judged

    def _classified(self, violations: Sequence[Violation], unit: WorkUnit) -> list[Violation]:
        classified: list[Violation] = []
        for index, violation in enumerate(violations):
            try:
                named = self._run.call("pytest_eco_classify_violation", violation=violation)
            except HookFailed as failed:
                return [
                    *classified,
                    *violations[index:],
                    as_violation(failed, unit.contract, unit.check.name),
                ]
            classified.append(violation if named is None else replace(violation, failure_class=str(named)))
        return classified


def _defect(error: Exception, what: str) -> pytest.UsageError:
    """Our own mistake, in the words of a usage error: pytest must not call it an internal one of its own."""
    found = crash(error, what)
    return usage_error("ECZ001", f"ECZ001 internal-error: {found.message} ({found.found})")
