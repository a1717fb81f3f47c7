"""A repository in memory, its artifact contracts enforced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tests.fakes import MemoryFiles, Packages, catalog_file, contract, make_context, problems

from pytest_ecocontracts.core.catalog.linking import build_catalog
from pytest_ecocontracts.core.catalog.model import Catalog
from pytest_ecocontracts.core.context import Context
from pytest_ecocontracts.core.kinds import KindRegistry
from pytest_ecocontracts.core.limits import Limits
from pytest_ecocontracts.core.model import Outcome, WorkUnit
from pytest_ecocontracts.core.planning import plan
from pytest_ecocontracts.core.running import run
from pytest_ecocontracts.core.violations import Violation

CONTRACT = "contracts/a.contract.yaml"


@dataclass
class Gate:
    """What the gate found."""

    catalog: Catalog
    context: Context
    units: list[WorkUnit]
    outcomes: dict[str, Outcome]

    @property
    def problems(self) -> list[Violation]:
        """What is wrong with the contracts themselves."""
        return problems(self.catalog)

    @property
    def violations(self) -> list[Violation]:
        """Every violation, in the order of the work units."""
        return [violation for outcome in self.outcomes.values() for violation in outcome.violations]

    @property
    def codes(self) -> list[str]:
        """The code of every violation."""
        return [violation.code for violation in self.violations]

    @property
    def found(self) -> list[tuple[str, str, str]]:
        """(code, path, pointer) of every violation."""
        return [
            (v.code, v.location.path, v.location.pointer) for v in self.violations if v.location is not None
        ]

    def outcome(self, check: str) -> Outcome:
        """The outcome of one check of the contract ``shop.data``."""
        return self.outcomes[f"shop.data[{check}]"]


def enforce(
    files: Any, limits: Limits | None = None, kind: str = "artifact", context: Context | None = None
) -> Gate:
    """Link and plan every contract of a file system, and run those of a kind."""
    context = context or make_context(files)
    if limits is not None:
        context = replace(context, limits=limits)
    catalog = build_catalog(context, KindRegistry(), Packages())
    planned = plan(catalog, context, KindRegistry())
    units = [unit for group in planned.units.values() for unit in group if unit.contract.header.kind == kind]
    return Gate(catalog, context, units, {unit.name: run(unit, context) for unit in units})


def artifact(**fields: object) -> str:
    """The text of an ``artifact/v1`` contract called ``shop.data``."""
    return contract("artifact/v1", **{"id": "shop.data", **fields})


def gate(files: Mapping[str, object], limits: Limits | None = None, **fields: object) -> Gate:
    """Enforce one artifact contract over some files."""
    return enforce(
        MemoryFiles({"ecocontracts.yaml": catalog_file(), CONTRACT: artifact(**fields), **files}), limits
    )
