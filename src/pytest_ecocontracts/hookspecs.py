"""The hooks of pytest-ecocontracts: when each is called, in which process, and what it may return.

Implement them in a ``conftest.py`` or a plugin. Where the plugin may be absent, mark the
implementation ``@pytest.hookimpl(optionalhook=True)``. A hook that raises is recorded (ECZ005) and fails
the run; nothing that a hook returns can turn a failure into a pass.

"Every process" means the controller and, under pytest-xdist, each worker; "worker" means the process
that runs the item, which is the only one without xdist. Arguments are plain data of the core or JSON
values; no pytest nodes but ``config``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .core.catalog.model import Catalog
    from .core.kinds import KindRegistry
    from .core.model import Check, Contract
    from .core.sources.registry import SourceKinds
    from .core.violations import Violation


def pytest_eco_register_kinds(registry: KindRegistry, config: pytest.Config) -> None:
    """Add contract kinds with ``registry.register(kind)``.

    When: before the first contract is read. Where: every process that collects. Order: plugin order.
    Returns nothing.
    """


def pytest_eco_register_sources(registry: SourceKinds, config: pytest.Config) -> None:
    """Add ways to read sources with ``registry.register(kind)``; a source asks for one by its name.

    When: before the first contract is read. Where: every process that collects. Order: plugin order.
    Returns nothing.
    """


def pytest_eco_register_checks(
    contract: Contract, catalog: Catalog, config: pytest.Config
) -> Sequence[Check] | None:
    """Return further checks for a contract, next to those of its kind.

    When: once per enforced contract, while planning, and before that where ``rules:`` speaks of a check that
    its kind does not have. Where: every process that collects; must be deterministic, because xdist compares
    the node ids of its workers. Order: after the kind's own; names are of letters, digits, '.', '_' and '-',
    and each is used once in a contract. ``refs`` of a check are the clauses that it enforces.
    """


@pytest.hookspec(firstresult=True)
def pytest_eco_load_document(path: str, data: bytes, config: pytest.Config) -> object | None:
    """Turn the bytes of an artifact into JSON data, for formats that are not built in.

    When: before an artifact is parsed; ``path`` is relative to the root. Where: worker. Order: first
    result wins; None means "not mine". May raise ``core.errors.LoadError`` to say what is wrong with it.
    Violations in the data then have a JSON Pointer but no line.
    """


@pytest.hookspec(firstresult=True)
def pytest_eco_resolve_schema(uri: str, config: pytest.Config) -> Mapping[str, object] | bool | None:
    """Return the JSON Schema known as ``uri``; nothing is ever fetched from a network.

    When: a ``$ref`` names neither a file of the repository nor a known ``$id``. Where: worker. Order:
    first result wins; None means "not mine".
    """


def pytest_eco_modify_contracts(contracts: list[Contract], config: pytest.Config) -> None:
    """Change the list of contracts in place: remove, add, replace, reorder.

    When: after every file is read, before linking. Where: every process that collects; must be
    deterministic. Order: plugin order. Returns nothing.
    """


@pytest.hookspec(firstresult=True)
def pytest_eco_classify_violation(violation: Violation, config: pytest.Config) -> str | None:
    """Return the ecosystem's own failure class of a violation.

    When: after a check has run, for each violation kept. Where: worker. Order: first result wins; None
    keeps what the contract says. The plugin's code stays as it is.
    """


def pytest_eco_check_finished(record: Mapping[str, object], config: pytest.Config) -> None:
    """Look at what one work unit found, as it will stand in the run record.

    When: once per work unit that ran. Where: controller only. Order: as items finish. Returns nothing.
    """


def pytest_eco_run_finished(
    record: Mapping[str, object], config: pytest.Config
) -> Mapping[str, object] | None:
    """Look at the run record; return ``{"dotted.key": {...}}`` to put under its ``extensions``.

    When: once, when the session is over and before the terminal summary; the record is complete but
    for the exit code that pytest's own summary may still change. Where: controller only.
    """


def pytest_eco_summary_lines(record: Mapping[str, object], config: pytest.Config) -> Sequence[str] | None:
    """Return further lines for the gate's section of the terminal summary.

    When: while the summary is written, after the gate's own lines. Where: controller only.
    """
