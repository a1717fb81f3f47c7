"""Contract files as pytest files, work units as items; our own walk, never ``config.args``."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ..core.planning import problem_groups
from .items import ContractItem, ProblemItem

if TYPE_CHECKING:
    from .session import Gate

ROOT_NAME = "eco-contracts"


class ContractFile(pytest.File):
    """One contract file; its items are the checks of its contracts, and what is wrong with it.

    A malformed contract is a failing item, never a collection error: a raising ``collect`` would abort
    everybody's tests (pytest exits with 2).
    """

    gate: Gate
    contract_path: str
    #: whether pytest's own walk reached the file, or the virtual root
    walked: bool

    def collect(self) -> Iterator[pytest.Item]:
        """Yield the problems of the file first, then its work units in the order of the plan."""
        path = self.contract_path
        # --lf may expand the virtual root before what pytest walked: whichever comes first has the file.
        if self.gate.walked.setdefault(path, self.walked) is not self.walked:
            return
        plan = self.gate.plan
        # pytest's --nf asks for the age of every item's path, so something must be there.
        place = self.path if self.path.exists() else self.config.rootpath
        for name, contract_id, violations in problem_groups(plan.catalog, path):
            yield ProblemItem.from_parent(
                self,
                name=name,
                nodeid=f"{self.nodeid}::{name}",
                path=place,
                gate=self.gate,
                contract_id=contract_id,
                violations=violations,
            )
        if not (self.walked or self.gate.settings.covers(path)):
            return  # only here for the problem of a covered path under which no test can stand
        for unit in plan.units.get(path, ()):
            # The id is passed as a string: pytest 9.2's --lf and --sw lose names with brackets
            # otherwise (pytest #15045).
            yield ContractItem.from_parent(
                self,
                name=unit.name,
                nodeid=f"{self.nodeid}::{unit.name}",
                path=place,
                gate=self.gate,
                unit=unit,
            )


class EcoContracts(pytest.Collector):
    """The virtual root below which the contract files are collected that pytest's walk does not reach."""

    gate: Gate

    def collect(self) -> Iterator[pytest.Collector]:
        """Yield every contract file that the run covers, unless the session has collected it by path."""
        covers, problems = self.gate.settings.covers, self.gate.catalog.problems
        for path in self.gate.catalog.files:
            if self.gate.walked.get(path, False):
                continue
            if covers(path) or any(v.location and covers(v.location.path) for v in problems.get(path, ())):
                yield from contract_file(self, self.gate, path, walked=False)


def contract_file(parent: pytest.Collector, gate: Gate, path: str, *, walked: bool) -> Iterator[ContractFile]:
    """Make the node of a contract file, unless the user asked for the file to be left out."""
    absolute = gate.config.rootpath / path
    if not _ignored(gate.config, absolute):
        node = ContractFile.from_parent(parent, path=absolute, name=path, nodeid=path)
        node.gate, node.contract_path, node.walked = gate, path, walked
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
        """Read the catalog before anything is collected: with nothing to enforce, the run ends here."""
        _ = self._gate.catalog

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Append the virtual root to the session, where the run covers whole folders."""
        if not isinstance(collector, pytest.Session):
            return (yield)
        # Planned here and not in a file's ``collect``, whose exceptions would abort the collection.
        _ = self._gate.plan
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
        path = self._gate.paths.get(str(file_path))
        if path is not None:
            yield from contract_file(parent, self._gate, path, walked=True)

    @pytest.hookimpl(tryfirst=True)
    def pytest_ignore_collect(self) -> bool | None:
        """With --eco-only, end pytest's own walk before it imports any conftest.py.

        Paths that the command line names are not asked about, so contract files among them are collected.
        """
        return True if self._gate.settings.only else None
