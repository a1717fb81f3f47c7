"""The gate of one pytest process: wires adapters into the core, and keeps catalog, plan and ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pytest

from ..adapters.engines import default_engine
from ..adapters.filesystem import LocalFileSystem
from ..adapters.git import LocalGit
from ..adapters.packages import InstalledCatalogs, MountedFileSystem
from ..core.catalog.linking import NothingToEnforce, build_catalog
from ..core.context import Context, Extensions, HookFailed
from ..core.errors import FileProblem, LoadError
from ..core.kinds import KindRegistry
from ..core.limits import Limits
from ..core.memory import collector_paused
from ..core.model import MAXIMUM_VIOLATIONS, Check, Contract, Outcome, WorkUnit
from ..core.paths.tree import Tree
from ..core.planning import Plan, plan
from ..core.problems import as_violation, crash, hook_failure
from ..core.running import Ledger
from ..core.schemas import SchemaStore
from ..core.violations import Location, Severity, Violation
from .deaths import usage_error
from .places import own_folders
from .settings import Settings

if TYPE_CHECKING:
    from ..core.catalog.model import Catalog
    from ..core.waiving import Waived, Waiver


class Judged:
    """An outcome at the item's edge: what stands, what is waived, what only warns."""

    __slots__ = ("outcome", "standing", "waived", "warnings")

    def __init__(self, outcome: Outcome, standing: list[Violation], waived: list[Waived]) -> None:
        self.outcome = outcome
        self.standing = [v for v in standing if v.severity is Severity.ERROR]
        self.warnings = [v for v in standing if v.severity is not Severity.ERROR]
        self.waived = waived


class Gate:
    """Everything that one process needs to enforce the contracts below the root directory."""

    def __init__(self, config: pytest.Config, settings: Settings) -> None:
        self._markers: set[str] = set()
        self.config = config
        self.settings = settings
        #: contract file -> whether pytest's own walk has collected it, or the virtual root
        self.walked: dict[str, bool] = {}
        self._failed_hooks: list[HookFailed] = []

    def declare_marker(self, name: str) -> None:
        """Declare a marker of ours once; plugins bring kinds and checks whose names are known only now."""
        if name not in self._markers:
            self._markers.add(name)
            self.config.addinivalue_line("markers", f"{name}: checks of contracts of this kind or name")

    @cached_property
    def _files(self) -> MountedFileSystem:
        return MountedFileSystem(LocalFileSystem(str(self.config.rootpath)))

    @cached_property
    def context(self) -> Context:
        """The adapters, made once."""
        limits = Limits(chunk_targets=self.settings.chunk or Limits().chunk_targets)
        files = self._files
        engine = default_engine()
        return Context(
            files=files,
            tree=Tree(files),
            git=LocalGit(str(self.config.rootpath)),
            engine=engine,
            schemas=SchemaStore(files, engine, limits, resolve=self._resolve_schema),
            as_of=self.settings.as_of,
            limits=limits,
            extensions=Extensions(
                load_document=self._load_document,
                loads_documents=lambda: bool(self.config.hook.pytest_eco_load_document.get_hookimpls()),
                resolve_schema=self._resolve_schema,
            ),
            own_folders=own_folders(self.config),
        )

    def _call(self, hook: str, **arguments: object) -> Any:
        """Call a hook of ours; raises HookFailed, whatever it throws but a wish to end the run."""
        try:
            return getattr(self.config.hook, hook)(**arguments, config=self.config)
        except (KeyboardInterrupt, GeneratorExit, pytest.exit.Exception):
            raise
        except BaseException as error:
            raise HookFailed(hook, error) from error

    def _load_document(self, path: str, data: bytes) -> object | None:
        try:
            answer: object | None = self._call("pytest_eco_load_document", path=path, data=data)
        except HookFailed as failed:
            if isinstance(failed.error, LoadError):
                # This is how the hook says what is wrong with the artifact.
                raise failed.error from None
            raise
        return answer

    def _resolve_schema(self, uri: str) -> object | None:
        answer: object | None = self._call("pytest_eco_resolve_schema", uri=uri)
        return answer

    @cached_property
    def kinds(self) -> KindRegistry:
        """The contract kinds, with those of plugins."""
        registry = KindRegistry()
        try:
            self._call("pytest_eco_register_kinds", registry=registry)
        except HookFailed as failed:
            self._failed_hooks.append(failed)
        return registry

    @cached_property
    def catalog(self) -> Catalog:
        """The linked catalog; raises pytest.UsageError where there is nothing to enforce."""
        try:
            with collector_paused():
                catalog = build_catalog(
                    self.context, self.kinds, InstalledCatalogs(self._files), self._modify
                )
        except NothingToEnforce as error:
            raise usage_error("ECC007", str(error)) from None
        except FileProblem as problem:
            raise usage_error("ECC002", f"ECC002 contract-not-found: {problem.message}") from None
        except pytest.exit.Exception:
            raise
        except Exception as error:
            raise _defect(error, "reading the contracts") from error
        return self._with_failed_hooks(catalog)

    def _modify(self, contracts: list[Contract]) -> None:
        changed = list(contracts)
        try:
            self._call("pytest_eco_modify_contracts", contracts=changed)
        except HookFailed as failed:
            # What a failing hook did so far is not wanted: half a change is none.
            self._failed_hooks.append(failed)
            return
        contracts[:] = [contract for contract in changed if isinstance(contract, Contract)]
        if len(contracts) < len(changed):
            error = TypeError("it left something that is no Contract in the list")
            self._failed_hooks.append(HookFailed("pytest_eco_modify_contracts", error))

    def _with_failed_hooks(self, catalog: Catalog) -> Catalog:
        """Let a hook that raised while contracts were read stand as a problem of the first file."""
        if not self._failed_hooks:
            return catalog
        place = catalog.files[0]
        found = [hook_failure(failed, Location(path=place)) for failed in self._failed_hooks]
        problems = {**catalog.problems, place: [*catalog.problems.get(place, ()), *found]}
        self.context.catalog = replace(catalog, problems=problems)
        return self.context.catalog

    @cached_property
    def paths(self) -> dict[str, str]:
        """The contract files by absolute path: pytest's walk asks about every file that it sees."""
        root = self.config.rootpath
        return {str(root / path): path for path in self.catalog.files}

    @cached_property
    def plan(self) -> Plan:
        """Every work unit by contract file."""
        catalog = self.catalog
        try:
            with collector_paused():
                return plan(catalog, self.context, self.kinds, self._extra_checks)
        except pytest.exit.Exception:
            raise
        except Exception as error:
            raise _defect(error, "planning the checks") from error

    def _extra_checks(self, contract: Contract, catalog: Catalog) -> list[Check]:
        hook = "pytest_eco_register_checks"
        answers = self._call(hook, contract=contract, catalog=catalog)
        try:
            return [check for checks in reversed(answers) for check in checks]
        except TypeError as error:
            raise HookFailed(hook, error) from error

    @cached_property
    def _waivers(self) -> dict[str, list[Waiver]]:
        """The waivers by the contract that they are about."""
        found: dict[str, list[Waiver]] = {}
        if all(contract.header.kind != "waivers" for contract in self.catalog.contracts):
            return found
        from ..core.kinds.waivers import waivers_of

        for waiver in waivers_of(self.catalog):
            found.setdefault(waiver.of, []).append(waiver)
        return found

    @cached_property
    def ledger(self) -> Ledger:
        """What this process has found so far."""
        ledger = Ledger(self.plan, self.context, frozenset(self._waivers))
        self.context.violations_of = ledger.violations_of
        return ledger

    def judge(self, unit: WorkUnit) -> Judged:
        """Run a unit and separate what stands from what is waived."""
        outcome = self.ledger.run(unit)
        if not outcome.violations and not outcome.omitted:
            return Judged(outcome, [], [])
        from ..core.waiving import apply_waivers

        standing, waived = apply_waivers(
            self._classified(outcome.violations, unit),
            self._waivers.get(unit.contract.id, ()),
            self.settings.as_of,
        )
        judged = Judged(outcome, standing, waived)
        if outcome.omitted and not judged.standing:
            judged.standing.append(_unjudged(unit, outcome.omitted))
        return judged

    def _classified(self, violations: Sequence[Violation], unit: WorkUnit) -> list[Violation]:
        classified: list[Violation] = []
        for index, violation in enumerate(violations):
            try:
                named = self._call("pytest_eco_classify_violation", violation=violation)
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


def _unjudged(unit: WorkUnit, omitted: int) -> Violation:
    return unit.contract.violation(
        "ECX001",
        f"{omitted} more violations were counted but not kept, so no waiver can be applied to them",
        rule=unit.check.name,
        expected=f"at most {MAXIMUM_VIOLATIONS} violations where they are to be waived",
        fix="mend what is systematic first",
        metadata={"check": unit.check.name},
    )
