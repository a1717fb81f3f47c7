"""The gate of one pytest process: its options, its kinds, and every catalog that it enforces."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pytest

from ..core.context import HookFailed
from ..core.kinds import KindRegistry
from ..core.model import Contract
from ..core.planning import PROBLEMS, marker_name, marker_names
from .enforcement import Enforcement
from .settings import Settings

if TYPE_CHECKING:
    from ..core.selecting import Selection
    from ..core.violations import Violation


class Gate:
    """What the catalogs of a run share. The catalogs are read when somebody asks for them."""

    def __init__(self, config: pytest.Config, settings: Settings) -> None:
        self._declared: frozenset[str] = frozenset()
        self.config = config
        self.settings = settings
        #: contract file -> whether pytest's own walk has collected it, or the virtual root
        self.walked: dict[str, bool] = {}
        self.failed_hooks: list[HookFailed] = []
        #: lines of the summary that are about the run as a whole
        self.notes: list[str] = []
        #: one for each catalog of the run; not read before :meth:`read`
        self.enforcements = [Enforcement(self, place) for place in settings.catalogs]

    def call(self, hook: str, **arguments: object) -> Any:
        """Call a hook of ours; raises HookFailed, whatever it throws but a wish to end the run."""
        try:
            return getattr(self.config.hook, hook)(**arguments, config=self.config)
        except (KeyboardInterrupt, GeneratorExit, pytest.exit.Exception):
            raise
        except BaseException as error:
            raise HookFailed(hook, error) from error

    @cached_property
    def kinds(self) -> KindRegistry:
        """The contract kinds and the kinds of sources, with those of plugins."""
        registry = KindRegistry()
        registries = {"pytest_eco_register_kinds": registry, "pytest_eco_register_sources": registry.sources}
        for hook, argument in registries.items():
            try:
                self.call(hook, registry=argument)
            except HookFailed as failed:
                self.failed_hooks.append(failed)
        return registry

    @property
    def engine(self) -> str:
        """Name and version of the JSON Schema engine that judges."""
        return self.enforcements[0].context.engine.name

    def read(self) -> None:
        """Read every catalog and what the options select of them; raises pytest.UsageError."""
        owners: dict[str, str] = {}
        for enforcement in self.enforcements:
            catalog = enforcement.catalog
            own = [contract for contract in catalog.contracts if not contract.origin]
            enforcement.report([_taken(c, owners[c.id]) for c in own if c.id in owners])
            place = enforcement.shown(catalog.settings.path or "")
            owners.update((contract.id, place) for contract in own if contract.id not in owners)
        if self.settings.narrowed:
            _ = self.selection

    @cached_property
    def selection(self) -> Selection:
        """What the options --eco-select, --eco-ignore and --eco-target leave of the run."""
        from .selection import read_selection

        return read_selection(self.settings, self.enforcements, self.kinds)

    def plan(self) -> None:
        """Plan every catalog; raises pytest.UsageError."""
        units = [unit for enforcement in self.enforcements for unit in enforcement.units()]
        self._declare({marker_name(PROBLEMS), *(name for unit in units for name in marker_names(unit))})

    def _declare(self, markers: set[str]) -> None:
        """Declare the markers of all items, once, so that --strict-markers knows them.

        All before the first is used: where pytest meets a marker that it does not know, it reads every line.
        """
        for name in sorted(markers - self._declared):
            self.config.addinivalue_line("markers", f"{name}: checks of this kind, name or clause")
        self._declared |= markers

    @cached_property
    def paths(self) -> dict[str, tuple[Enforcement, str]]:
        """The contract files by absolute path: pytest's walk asks about every file that it sees."""
        return {
            os.path.join(enforcement.root, path): (enforcement, path)
            for enforcement in self.enforcements
            for path in enforcement.catalog.files
        }


def _taken(contract: Contract, catalog: str) -> Violation:
    return contract.violation(
        "ECC010",
        f"the id {contract.id!r} is used in two catalogs of this run",
        pointer="/id",
        expected="an id that no other catalog of the run has",
        found=f"also in the catalog {catalog}",
        fix="rename one of them, or enforce the catalogs in runs of their own",
        metadata={"id": contract.id},
    )
