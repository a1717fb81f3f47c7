"""A repository in memory, its contracts about pages enforced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from tests.fakes import AS_OF, MemoryFiles, Packages, catalog_file, contract, make_context, problems

from pytest_ecocontracts.core.catalog.linking import build_catalog
from pytest_ecocontracts.core.catalog.model import Catalog
from pytest_ecocontracts.core.context import Context
from pytest_ecocontracts.core.kinds import KindRegistry
from pytest_ecocontracts.core.limits import Limits
from pytest_ecocontracts.core.model import Outcome
from pytest_ecocontracts.core.planning import plan
from pytest_ecocontracts.core.running import run
from pytest_ecocontracts.core.violations import Violation

CONTRACT = "contracts/a.contract.yaml"


@dataclass
class Gate:
    """What the gate found."""

    catalog: Catalog
    context: Context
    files: MemoryFiles
    outcomes: dict[str, Outcome]

    @property
    def problems(self) -> list[tuple[str, str]]:
        """(code, pointer) of what is wrong with the contracts themselves."""
        return [(v.code, v.location.pointer if v.location else "") for v in problems(self.catalog)]

    @property
    def violations(self) -> list[Violation]:
        return [violation for outcome in self.outcomes.values() for violation in outcome.violations]

    @property
    def codes(self) -> list[str]:
        return [violation.code for violation in self.violations]

    @property
    def found(self) -> list[tuple[str, str, int | None]]:
        """(code, path, line) of every violation."""
        return [
            (v.code, v.location.path if v.location else "", v.location.line if v.location else None)
            for v in self.violations
        ]

    @property
    def checks(self) -> list[str]:
        """The brackets of the work units."""
        return [name.partition("[")[2].rstrip("]") for name in self.outcomes]

    def outcome(self, check: str) -> Outcome:
        (found,) = [outcome for name, outcome in self.outcomes.items() if name.endswith(f"[{check}]")]
        return found


def enforce(
    kind: str,
    files: Mapping[str, object],
    limits: Limits | None = None,
    as_of: date = AS_OF,
    **fields: object,
) -> Gate:
    """Enforce one contract of a kind, called ``shop.docs``, over some files."""
    text = contract(kind, **{"id": "shop.docs", **fields})
    memory = MemoryFiles({"ecocontracts.yaml": catalog_file(), CONTRACT: text, **files})
    context = make_context(memory, as_of)
    if limits is not None:
        context = replace(context, limits=limits)
    catalog = build_catalog(context, KindRegistry(), Packages())
    planned = plan(catalog, context, KindRegistry())
    units = [unit for group in planned.units.values() for unit in group if unit.contract.id == "shop.docs"]
    return Gate(catalog, context, memory, {unit.name: run(unit, context) for unit in units})


def pages(files: Mapping[str, object], limits: Limits | None = None, **fields: object) -> Gate:
    """Enforce a ``pages/v1`` contract over the Markdown files of ``docs/``."""
    return enforce("pages/v1", files, limits, **{"path": "docs/{page:slug}.md", **fields})
