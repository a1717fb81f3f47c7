"""What a run is and what it should do, as plain data for its record."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pytest

from .. import __version__
from ..adapters.host import allowed_environment, host_facts
from ..adapters.installed import installed_version
from ..core.planning import problem_groups
from ..core.records.failures import clean, shorten
from ..core.records.identity import timestamp, uuid7
from ..core.records.recorder import Start
from ..core.records.redaction import Redactor
from ..core.taxonomy import Taxonomy
from .keys import GATE

if TYPE_CHECKING:
    from ..core.catalog.model import Catalog
    from ..core.model import Contract

_MAXIMUM_ARGUMENT = 1024


def start_of(config: pytest.Config, redactor: Redactor) -> Start:
    """Return the identity of the run that starts now."""
    root = str(config.rootpath)
    now = time.time_ns()
    host = host_facts(root, os.environ, redactor)
    directory = os.path.relpath(config.invocation_params.dir, root)
    arguments = [str(argument) for argument in config.invocation_params.args]
    return Start(
        run_id=uuid7(now),
        started_at=timestamp(now),
        process=os.getpid(),
        job={
            "namespace": host["repo"] or "unknown",
            "name": "pytest --eco-contracts",
            "kind": "pytest",
        },
        producer={"name": "pytest-ecocontracts", "version": __version__},
        host=host,
        tools=_tools(config),
        environment=allowed_environment(os.environ, redactor),
        invocation={
            "arguments": [
                shorten(clean(redactor.text(argument)), _MAXIMUM_ARGUMENT) for argument in arguments
            ],
            "directory": None if directory.startswith("..") else clean(directory),
        },
    )


def _tools(config: pytest.Config) -> list[dict[str, object]]:
    tools: list[dict[str, object]] = [
        {"name": "python", "version": platform.python_version()},
        {"name": "pytest", "version": pytest.__version__},
    ]
    for name in (
        "jsonschema-rs",
        "jsonschema",
        *(["pytest-xdist"] if config.pluginmanager.hasplugin("xdist") else []),
    ):
        found = installed_version(name)
        if found is not None:
            tools.append({"name": name, "version": found})
    return tools


def has_workers(config: pytest.Config) -> bool:
    """Whether this process only distributes the work to xdist workers."""
    return config.pluginmanager.hasplugin("dsession")


def planned_of(config: pytest.Config, items: Iterable[pytest.Item]) -> dict[str, object]:
    """Return what a whole run consists of, and which of it this run selected, as JSON data."""
    gate = config.stash.get(GATE, None)
    selected = [clean(item.nodeid) for item in items if item.get_closest_marker("eco") is not None]
    if gate is None or "catalog" not in vars(gate):
        return {"contracts": [], "planned": [], "selected": selected}
    contracts = contracts_of(gate.catalog)
    planned: list[tuple[str, str]] = []
    for path in gate.catalog.files:
        for name, contract_id, _ in problem_groups(gate.catalog, path):
            planned.append((clean(f"{path}::{name}"), clean(contract_id)))
            contracts.append({"id": clean(contract_id), "path": clean(path)})
    if "plan" in vars(gate):
        for path, units in gate.plan.units.items():
            planned += [(clean(f"{path}::{unit.name}"), unit.contract.id) for unit in units]
        known = {contract_id for _, contract_id in planned}
        contracts = [contract for contract in contracts if contract["id"] in known]
    return {"contracts": contracts, "planned": planned, "selected": selected}


def taxonomies_of(config: pytest.Config) -> list[Contract]:
    """Return the taxonomies of the catalog, as soon as it has been read."""
    gate = config.stash.get(GATE, None)
    if gate is None or "catalog" not in vars(gate):
        return []
    return [contract for contract in gate.catalog.contracts if isinstance(contract.body, Taxonomy)]


def contracts_of(catalog: Catalog) -> list[dict[str, object]]:
    """Return every contract that can be enforced, as the record lists it."""
    return [
        {
            "id": contract.id,
            "version": contract.header.version,
            "digest": contract.document.digest,
            "kind": f"{contract.header.kind}/v{contract.header.kind_version}",
            "path": clean(contract.document.path),
        }
        for contract in catalog.contracts
    ]
