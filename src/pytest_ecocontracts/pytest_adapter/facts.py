"""What a run is and what it should do, as plain data for its record."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import pytest

from .. import __version__
from ..adapters.host import allowed_environment, host_facts
from ..adapters.installed import installed_version
from ..core.records.failures import MAXIMUM_WORD, clean, shorten
from ..core.records.identity import timestamp, uuid7
from ..core.records.recorder import Start
from ..core.records.redaction import Redactor
from ..core.taxonomy import Taxonomy
from .keys import GATE

if TYPE_CHECKING:
    from ..core.model import Contract
    from .enforcement import Enforcement
    from .session import Gate

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
    contracts: list[dict[str, object]] = []
    planned: list[tuple[str, str, tuple[str, ...]]] = []
    for enforcement in gate.enforcements if gate is not None else ():
        if enforcement.is_read:
            contracts += contracts_of(enforcement)
            planned += _planned(enforcement)
    if gate is not None and all(enforcement.is_planned for enforcement in gate.enforcements):
        known = {contract_id for _, contract_id, _ in planned}
        contracts = [contract for contract in contracts if contract["id"] in known]
    return {
        "contracts": contracts,
        "planned": [(nodeid, contract_id) for nodeid, contract_id, _ in planned],
        **_clauses([refs for _, _, refs in planned]),
        "selected": [clean(item.nodeid) for item in items if item.get_closest_marker("eco") is not None],
        "base": _base(gate),
        "telling": list(_telling(gate)),
        "narrowed": [
            shorten(clean(text), _MAXIMUM_ARGUMENT) for text in (gate.settings.narrowed if gate else ())
        ],
    }


def _base(gate: Gate | None) -> dict[str, str] | None:
    """The git base of the run, where one was asked for and the catalogs have been read with it."""
    enforcement = next((one for one in gate.enforcements if one.is_read), None) if gate else None
    base = enforcement.context.base if enforcement else None
    return None if base is None else {"name": shorten(clean(base.name), 512), "revision": base.revision}


def _telling(gate: Gate | None) -> Iterator[tuple[str, str]]:
    """(node id, contract id) of each item that tells what changed since the base, or why nobody can."""
    for enforcement in gate.enforcements if gate is not None else ():
        if not enforcement.is_read or not enforcement.is_planned or enforcement.change_gate is None:
            continue
        for path in enforcement.catalog.files:
            if enforcement.change_gate.differs(path):
                for name, contract_id, _ in enforcement.problems_of(path):
                    yield clean(f"{enforcement.shown(path)}::{name}"), clean(contract_id)
        for path, units in enforcement.plan.units.items():
            place = enforcement.shown(path)
            yield from (
                (clean(f"{place}::{unit.name}"), unit.contract.id)
                for unit in units
                if unit.check.tells_changes
            )


def _planned(enforcement: Enforcement) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(node id, contract id, clauses) of each item that a whole run consists of."""
    for path in enforcement.catalog.files:
        for name, contract_id, _ in enforcement.problems_of(path):
            yield clean(f"{enforcement.shown(path)}::{name}"), clean(contract_id), ()
    if enforcement.is_planned:
        for path, units in enforcement.plan.units.items():
            place = enforcement.shown(path)
            yield from ((clean(f"{place}::{unit.name}"), unit.contract.id, unit.check.refs) for unit in units)


def _clauses(enforced: Sequence[tuple[str, ...]]) -> dict[str, object]:
    """Each list of clauses once, and for each work unit the number of its list; nothing without clauses."""
    numbers: dict[tuple[str, ...], int] = {}
    enforces = [numbers.setdefault(refs, len(numbers)) for refs in enforced]
    if not any(numbers):
        return {}
    lists = [list(dict.fromkeys(shorten(clean(ref), MAXIMUM_WORD) for ref in refs)) for refs in numbers]
    return {"clauses": lists, "enforces": enforces}


def taxonomies_of(config: pytest.Config) -> list[Contract]:
    """Return the taxonomies of the catalogs, as soon as these have been read."""
    gate = config.stash.get(GATE, None)
    return [
        contract
        for enforcement in (gate.enforcements if gate is not None else ())
        if enforcement.is_read
        for contract in enforcement.catalog.contracts
        if isinstance(contract.body, Taxonomy)
    ]


def contracts_of(enforcement: Enforcement) -> list[dict[str, object]]:
    """Return every contract of a catalog, as the record lists it."""
    catalog = enforcement.catalog
    entries: list[dict[str, object]] = [
        {
            "id": contract.id,
            "version": contract.header.version,
            "digest": contract.document.digest,
            "kind": f"{contract.header.kind}/v{contract.header.kind_version}",
            "owner": clean(contract.header.owner),
            "path": clean(enforcement.shown(contract.document.path)),
        }
        for contract in catalog.contracts
    ]
    for path in catalog.files:
        place = clean(enforcement.shown(path))
        entries += ({"id": clean(name), "path": place} for _, name, _ in enforcement.problems_of(path))
    return entries
