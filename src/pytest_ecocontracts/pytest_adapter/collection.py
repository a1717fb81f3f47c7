"""Contract files as pytest files, work units as items; our own walk, never ``config.args``."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .items import ContractItem, EcoItem, ProblemItem

if TYPE_CHECKING:
    from .enforcement import Enforcement
    from .session import Gate

ROOT_NAME = "eco-contracts"


class ContractFile(pytest.File):
    """One contract file; its items are the checks of its contracts, and what is wrong with it.

    A malformed contract is a failing item, never a collection error: a raising ``collect`` would abort
    everybody's tests (pytest exits with 2).
    """

    gate: Gate
    enforcement: Enforcement
    #: relative to the folder of the catalog; the node id is relative to the root
    contract_path: str
    #: whether pytest's own walk reached the file, or the virtual root
    walked: bool

    def collect(self) -> Iterator[pytest.Item]:
        """Yield the problems of the file first, then its work units in the order of the plan."""
        path, enforcement = self.contract_path, self.enforcement
        # --lf may expand the virtual root before what pytest walked: whichever comes first has the file.
        if self.gate.walked.setdefault(self.nodeid, self.walked) is not self.walked:
            return
        # pytest's --nf asks for the age of every item's path, so something must be there.
        place = self.path if self.path.exists() else self.config.rootpath
        for name, contract_id, violations in enforcement.problems_of(path):
            yield ProblemItem.from_parent(
                self,
                name=name,
                nodeid=f"{self.nodeid}::{name}",
                path=place,
                gate=self.gate,
                contract_id=contract_id,
                violations=violations,
            )
        if not (self.walked or self.gate.settings.covers(self.nodeid)):
            return  # only here for the problem of a covered path under which no test can stand
        for unit in enforcement.plan.units.get(path, ()):
            # The id is passed as a string: pytest 9.2's --lf and --sw lose names with brackets
            # otherwise (pytest #15045).
            yield ContractItem.from_parent(
                self,
                name=unit.name,
                nodeid=f"{self.nodeid}::{unit.name}",
                path=place,
                gate=self.gate,
                enforcement=enforcement,
                unit=unit,
            )


class EcoContracts(pytest.Collector):
    """The virtual root below which the contract files are collected that pytest's walk does not reach."""

    gate: Gate

    def collect(self) -> Iterator[pytest.Collector]:
        """Yield every contract file that the run covers, unless the session has collected it by path."""
        for enforcement in self.gate.enforcements:
            for path in enforcement.catalog.files:
                if self._is_covered(enforcement, path):
                    yield from contract_file(self, self.gate, enforcement, path, walked=False)

    def _is_covered(self, enforcement: Enforcement, path: str) -> bool:
        covers, shown = self.gate.settings.covers, enforcement.shown
        if self.gate.walked.get(shown(path), False):
            return False
        problems = enforcement.catalog.problems.get(path, ())
        return covers(shown(path)) or any(v.location and covers(shown(v.location.path)) for v in problems)


def contract_file(
    parent: pytest.Collector, gate: Gate, enforcement: Enforcement, path: str, *, walked: bool
) -> Iterator[ContractFile]:
    """Make the node of a contract file, unless the user asked for the file to be left out."""
    name = enforcement.shown(path)
    absolute = gate.config.rootpath / name
    if not _ignored(gate.config, absolute):
        node = ContractFile.from_parent(parent, path=absolute, name=name, nodeid=name)
        node.gate, node.enforcement, node.contract_path, node.walked = gate, enforcement, path, walked
        yield node


def _ignored(config: pytest.Config, path: Path) -> bool:
    """Whether --ignore or --ignore-glob name the file or a folder above it."""
    folder = config.invocation_params.dir
    ignored = {os.path.abspath(folder / name) for name in config.getoption("ignore") or []}
    globs = [os.path.abspath(folder / pattern) for pattern in config.getoption("ignore_glob") or []]
    if not ignored and not globs:
        return False
    return any(
        str(place) in ignored or any(fnmatch.fnmatch(str(place), pattern) for pattern in globs)
        for place in (path, *path.parents)
    )


class Collection:
    """The collection hooks, registered only while the gate is on."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    def pytest_sessionstart(self) -> None:
        """Read the catalogs before anything is collected: with nothing to enforce, the run ends here."""
        self._gate.read()

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Append the virtual root to the session, where the run covers whole folders."""
        if not isinstance(collector, pytest.Session):
            return (yield)
        # Planned here and not in a file's ``collect``, whose exceptions would abort the collection.
        self._gate.plan()
        report = yield
        if report.passed and self._gate.settings.covered:
            root = EcoContracts.from_parent(collector, name=ROOT_NAME, nodeid=ROOT_NAME)
            root.gate = self._gate
            report.result.append(root)
        return report

    @pytest.hookimpl(wrapper=True)
    def pytest_collect_file(
        self, file_path: Path, parent: pytest.Collector
    ) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
        """Collect a contract file that pytest's walk or an argument reaches; with --eco-only, no other."""
        others = yield
        return [*self._contract_file(file_path, parent), *([] if self._gate.settings.only else others)]

    def _contract_file(self, file_path: Path, parent: pytest.Collector) -> Iterator[ContractFile]:
        found = self._gate.paths.get(str(file_path))
        if found is not None:
            yield from contract_file(parent, self._gate, *found, walked=True)

    @pytest.hookimpl(tryfirst=True)
    def pytest_ignore_collect(self) -> bool | None:
        """With --eco-only, end pytest's own walk before it imports any conftest.py.

        Paths that the command line names are not asked about, so contract files among them are collected.
        """
        return True if self._gate.settings.only else None

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Deselect what --eco-select, --eco-ignore and --eco-target leave out; other tests stay."""
        if not self._gate.settings.narrowed:
            return
        wanted = [item for item in items if not isinstance(item, EcoItem) or item.narrow()]
        deselected = set(items) - set(wanted)
        if deselected:
            config.hook.pytest_deselected(items=[item for item in items if item in deselected])
            items[:] = wanted
