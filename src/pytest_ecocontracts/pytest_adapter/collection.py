"""Contract files as pytest files, work units as items; our own walk, never ``config.args``."""

from __future__ import annotations

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

    def collect(self) -> Iterator[pytest.Item]:
        """Yield the problems of the file first, then its work units in the order of the plan."""
        path = self.nodeid
        plan = self.gate.plan
        for name, contract_id, violations in problem_groups(plan.catalog, path):
            yield ProblemItem.from_parent(
                self,
                name=name,
                nodeid=f"{self.nodeid}::{name}",
                gate=self.gate,
                contract_id=contract_id,
                violations=violations,
            )
        for unit in plan.units.get(path, ()):
            # The id is passed as a string: pytest 9.2's --lf and --sw lose names with brackets
            # otherwise (pytest #15045).
            yield ContractItem.from_parent(
                self, name=unit.name, nodeid=f"{self.nodeid}::{unit.name}", gate=self.gate, unit=unit
            )


class EcoContracts(pytest.Collector):
    """The virtual root below which every contract file of the repository is collected."""

    gate: Gate

    def collect(self) -> Iterator[pytest.Collector]:
        """Yield the contract files that the session has not collected by path already."""
        for path in self.gate.catalog.files:
            node = contract_file(self, self.gate, path)
            if node is not None:
                yield node


def contract_file(parent: pytest.Collector, gate: Gate, path: str) -> ContractFile | None:
    """Make the node of a contract file, or None where the session has it already."""
    if path in gate.seen:
        return None
    absolute = gate.config.rootpath / path
    if _ignored(gate.config, absolute):
        return None
    gate.seen.add(path)
    node = ContractFile.from_parent(parent, path=absolute, name=path, nodeid=path)
    node.gate = gate
    return node


def _ignored(config: pytest.Config, path: Path) -> bool:
    """Whether the user asked for this file to be left out, by --ignore or --ignore-glob."""
    ignored = [Path(p) for p in config.getoption("ignore") or []]
    if any(path.is_relative_to((config.invocation_params.dir / p).resolve()) for p in ignored):
        return True
    globs = config.getoption("ignore_glob") or []
    return any(path.match(str(pattern)) for pattern in globs)


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
        """Append the virtual root to the session, where the run covers the whole repository."""
        report = yield
        if isinstance(collector, pytest.Session) and report.passed and self._gate.settings.whole_repository:
            root = EcoContracts.from_parent(collector, name=ROOT_NAME, nodeid=ROOT_NAME)
            root.gate = self._gate
            report.result.append(root)
        return report

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> ContractFile | None:
        """Collect a contract file that pytest's own walk or an argument reaches."""
        try:
            path = file_path.relative_to(self._gate.config.rootpath).as_posix()
        except ValueError:
            return None
        if path not in self._gate.catalog.files:
            return None
        return contract_file(parent, self._gate, path)

    @pytest.hookimpl(tryfirst=True)
    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        """With --eco-only, let pytest's own walk see nothing but contract files that were named."""
        if not self._gate.settings.only:
            return None
        root = self._gate.config.rootpath
        if not collection_path.is_relative_to(root):
            return True
        path = collection_path.relative_to(root).as_posix()
        files = self._gate.catalog.files
        if path in files or path == ".":
            return None
        return None if any(file.startswith(f"{path}/") for file in files) else True
