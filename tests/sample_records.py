"""A run to make records of: events, tallies and a valid record that tests can spoil."""

from __future__ import annotations

import copy
import json
from functools import cache
from typing import Any

from pytest_ecocontracts.adapters.engines import default_engine
from pytest_ecocontracts.core.ports import CompiledSchema
from pytest_ecocontracts.core.records.assemble import Ending, assemble
from pytest_ecocontracts.core.records.failures import FailureWriter
from pytest_ecocontracts.core.records.recorder import Start
from pytest_ecocontracts.core.records.redaction import Redactor
from pytest_ecocontracts.core.records.tally import Tally
from pytest_ecocontracts.core.resources import OWN_BASE, own_schema_bytes
from pytest_ecocontracts.core.taxonomy import load_taxonomy

RUN_ID = "01a201dd-126e-7416-887d-9b6d4ca4388b"
OTHER_RUN_ID = "01a201dd-126f-7416-887d-9b6d4ca4388b"
PRODUCER = {"name": "pytest-ecocontracts", "version": "0.1.0"}
DIGEST = "sha256:" + "0" * 64
EMISSION = {
    "writer": PRODUCER,
    "recovered": False,
    "redactions": 0,
    "redaction_tokens": [],
    "taxonomy": [],
    "journal": {"path": "journal.jsonl", "lines": 3, "torn": 0, "lost": 0},
}
EXPLAINED = {**EMISSION, "taxonomy": [{"id": "ecocontracts.failures", "version": "0.1.0", "digest": DIGEST}]}


@cache
def record_schema() -> CompiledSchema:
    """The shipped schema of run records, compiled by the engine of the product."""
    name = "run-record.v1.schema.json"
    return default_engine().compile(
        json.loads(own_schema_bytes(name)), base_uri=OWN_BASE + name, resources={}
    )


def start(run_id: str = RUN_ID, **changes: Any) -> Start:
    """The start of a run."""
    fields: dict[str, Any] = {
        "run_id": run_id,
        "started_at": "2026-11-22T06:06:35.118Z",
        "process": 4711,
        "job": {"namespace": "acme/shop", "name": "pytest --eco-contracts", "kind": "pytest"},
        "producer": PRODUCER,
        "host": {"repo": "acme/shop", "commit": "d" * 40, "ref": "refs/heads/main", "ci": None},
        "tools": [{"name": "pytest", "version": "9.2.0"}],
        "environment": {"CI": "true"},
        "invocation": {"arguments": ["--eco-contracts"], "directory": "."},
    }
    return Start(**fields | changes)


def contract_entry(contract_id: str = "day") -> dict[str, Any]:
    """A contract as the catalog event lists it."""
    return {
        "id": contract_id,
        "version": "1.0.0",
        "digest": DIGEST,
        "kind": "artifact/v1",
        "path": f"contracts/{contract_id}.contract.yaml",
    }


def violation(code: str = "ECS002", **changes: Any) -> dict[str, Any]:
    """A violation in JSON form."""
    fields: dict[str, Any] = {
        "code": code,
        "message": "'unit' is required but missing",
        "location": {"path": "day.json", "pointer": "/rows/3", "line": 41, "column": 5},
        "contract": {"id": "day", "version": "1.0.0", "path": "contracts/day.contract.yaml", "line": 6},
        "severity": "error",
        "metadata": {"property": "unit"},
    }
    return fields | changes


def failure(
    code: str = "ECS002", nodeid: str | None = "contracts/day.contract.yaml::day[schema]", **changes: Any
) -> dict[str, Any]:
    """A failure as it stands in journal and record."""
    return FailureWriter(load_taxonomy(), Redactor()).write(violation(code, **changes), nodeid)


def check_event(
    nodeid: str = "f::day[schema]", status: str = "passed", contract: str = "day", **changes: Any
) -> dict[str, Any]:
    """A finished work unit."""
    fields: dict[str, Any] = {
        "event": "check",
        "nodeid": nodeid,
        "contract": contract,
        "check": "schema",
        "status": status,
        "examined": 1,
        "violations": int(status == "failed"),
        "omitted": 0,
        "waived": int(status == "waived"),
        "details": {},
        "milliseconds": 2,
    }
    return fields | changes


def tally(*events: dict[str, Any], planned: list[str] | None = None) -> Tally:
    """A run of the contract ``day`` with these events; by default it plans ``f::day[schema]``."""
    nodeids = ["f::day[schema]"] if planned is None else planned
    result = Tally()
    result.apply(start().event())
    result.apply({"event": "catalog", "contracts": [contract_entry()]})
    result.apply({"event": "planned", "checks": [[nodeid, "day"] for nodeid in nodeids]})
    result.apply({"event": "selected", "nodeids": nodeids})
    result.apply({"event": "running"})
    for event in events:
        result.apply(event)
    return result


def ending(exit_code: int = 0, **changes: Any) -> Ending:
    """The end of a run."""
    fields: dict[str, Any] = {
        "exit_code": exit_code,
        "signal": None,
        "ended_at": "2026-11-22T06:06:36.035Z",
        "duration_ms": 917,
    }
    return Ending(**fields | changes)


def success() -> dict[str, Any]:
    """The record of a run in which everything held."""
    return copy.deepcopy(assemble(tally(check_event()), ending(), emission=EMISSION, dirty=False))


def failed() -> dict[str, Any]:
    """The record of a run with one violation."""
    events = ({"event": "failure", "failure": failure()}, check_event(status="failed"))
    return copy.deepcopy(assemble(tally(*events), ending(1), emission=EXPLAINED, dirty=True))


def incomplete() -> dict[str, Any]:
    """The record of a run that was never seen to end."""
    events = (
        {"event": "started", "nodeid": "f::day[schema]"},
        {"event": "failure", "failure": failure("ECR003")},
    )
    emission = {**EXPLAINED, "recovered": True, "recovered_by": OTHER_RUN_ID, "redactions": None}
    return copy.deepcopy(assemble(tally(*events), None, emission=emission))
