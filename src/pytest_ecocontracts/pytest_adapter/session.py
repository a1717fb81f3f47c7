"""The gate of one pytest process: wires adapters into the core, and keeps catalog, plan and ledger."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import pytest

from ..adapters.engines import default_engine
from ..adapters.filesystem import LocalFileSystem
from ..adapters.git import LocalGit
from ..adapters.packages import InstalledCatalogs, MountedFileSystem
from ..core.catalog.linking import NothingToEnforce, build_catalog
from ..core.context import Context, Extensions
from ..core.kinds import KindRegistry
from ..core.kinds.waivers import waivers_of
from ..core.limits import Limits
from ..core.model import Check, Contract, Outcome, WorkUnit
from ..core.paths.tree import Tree
from ..core.planning import Plan, plan
from ..core.running import Ledger
from ..core.schemas import SchemaStore
from ..core.violations import Severity, Violation
from ..core.waiving import Waived, Waiver, apply_waivers
from .deaths import usage_error
from .settings import Settings

if TYPE_CHECKING:
    from ..core.catalog.model import Catalog


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
        self.config = config
        self.settings = settings
        self.hooks = config.hook
        self.seen: set[str] = set()

    @cached_property
    def _files(self) -> MountedFileSystem:
        return MountedFileSystem(LocalFileSystem(str(self.config.rootpath)))

    @cached_property
    def context(self) -> Context:
        """The adapters, made once."""
        limits = Limits()
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
            extensions=Extensions(load_document=self._load_document, resolve_schema=self._resolve_schema),
        )

    def _load_document(self, path: str, data: bytes) -> object | None:
        answer: object | None = self.hooks.pytest_eco_load_document(path=path, data=data, config=self.config)
        return answer

    def _resolve_schema(self, uri: str) -> object | None:
        answer: object | None = self.hooks.pytest_eco_resolve_schema(uri=uri, config=self.config)
        return answer

    @cached_property
    def kinds(self) -> KindRegistry:
        """The contract kinds, with those of plugins."""
        registry = KindRegistry()
        self.hooks.pytest_eco_register_kinds(registry=registry, config=self.config)
        return registry

    @cached_property
    def catalog(self) -> Catalog:
        """The linked catalog; raises pytest.UsageError where there is nothing to enforce."""
        context = self.context
        try:
            return build_catalog(context, self.kinds, InstalledCatalogs(self._files), self._modify)
        except NothingToEnforce as error:
            raise usage_error("ECC007", str(error)) from None

    def _modify(self, contracts: list[Contract]) -> None:
        self.hooks.pytest_eco_modify_contracts(contracts=contracts, config=self.config)

    @cached_property
    def plan(self) -> Plan:
        """Every work unit by contract file."""
        return plan(self.catalog, self.context, self.kinds, self._extra_checks)

    def _extra_checks(self, contract: Contract, catalog: Catalog) -> list[Check]:
        answers = self.hooks.pytest_eco_register_checks(
            contract=contract, catalog=catalog, config=self.config
        )
        return [check for checks in reversed(answers) for check in checks]

    @cached_property
    def _waivers(self) -> list[Waiver]:
        return waivers_of(self.catalog)

    @cached_property
    def ledger(self) -> Ledger:
        """What this process has found so far."""
        ledger = Ledger(self.plan, self.context, frozenset(waiver.of for waiver in self._waivers))
        self.context.violations_of = ledger.violations_of
        return ledger

    def judge(self, unit: WorkUnit) -> Judged:
        """Run a unit and separate what stands from what is waived."""
        outcome = self.ledger.run(unit)
        if not outcome.violations:
            return Judged(outcome, [], [])
        violations = [self._classify(violation) for violation in outcome.violations]
        standing, waived = apply_waivers(violations, self._waivers, self.settings.as_of)
        return Judged(outcome, standing, waived)

    def _classify(self, violation: Violation) -> Violation:
        named = self.hooks.pytest_eco_classify_violation(violation=violation, config=self.config)
        return violation if named is None else replace(violation, failure_class=str(named))
