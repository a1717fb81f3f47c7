"""A garden whose programs write run records: what they read and wrote, with manifests, as files in memory."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from tests.core.artifacts.gate import Gate, enforce
from tests.fakes import MemoryFiles, catalog_file, contract

Json = dict[str, Any]

CONTRACT = "contracts/a.contract.yaml"
PATH = "runs/{run_id:name}.json"
RUN = "run-1"
RECORD = "runs/run-1.json"
LOG = "logs/run-1.log"
BEDS = "beds/2026-05-01.jsonl"
HARVEST = "harvest/2026-05-01.jsonl"
NOTES = "notes/2026-05-01.md"
COUNTERS = {
    "files_seen": 1,
    "files_processed": 1,
    "files_skipped": 0,
    "records_seen": 2,
    "records_processed": 2,
    "records_skipped": 0,
    "artifacts_written": 1,
    "errors_count": 0,
    "warnings_count": 0,
}
ENVIRONMENT = {
    "os": "linux",
    "arch": "x86_64",
    "toolchain": {"name": "garden", "version": "1"},
    "config_fingerprint": "5f2c",
}
CLASSES: list[Json] = [
    {
        "name": "INPUT_MISSING",
        "meaning": "What a run needs is not there.",
        "fix": "Let its producer write it.",
        "codes": ["NO_BEDS", "MISSING_BED_*"],
        "details": {"required": ["input_name", "expected_path"]},
    },
    {
        "name": "INTEGRITY_MISMATCH",
        "meaning": "What is there is not what its manifest says.",
        "fix": "Make both again from their source.",
        "stops": "always",
        "evidence": True,
        "details": {"schema": {"properties": {"declared": {"type": "string"}}}},
    },
    {"name": "LATE", "meaning": "It took longer than it should.", "fix": "Begin earlier.", "stops": "never"},
]


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def manifest_of(path: str) -> str:
    return path.rpartition(".")[0] + ".manifest.json"


def manifest(path: str, text: str, run_id: str = RUN, **fields: Any) -> Json:
    """What is said of a file beside it."""
    return {
        "artifact_family": "garden",
        "schema_version_emitted": "bed.v1",
        "run_id": run_id,
        "created_at": "2026-05-02T06:00:30Z",
        "data_path": path,
        "counts": {"records_total": len(text.splitlines()), "records_dropped": 0},
        "hashes": {"data_hash": digest(text), "hash_alg": "sha256"},
        **fields,
    }


def item(path: str, text: str, **fields: Any) -> Json:
    """An input or output."""
    return {
        "name": path.partition("/")[0],
        "artifact_family": "garden",
        "path": path,
        "manifest_path": manifest_of(path),
        "data_hash": digest(text),
        "schema_version": "bed.v1",
        "required": True,
        **fields,
    }


BED_TEXT = '{"bed": 1}\n{"bed": 2}\n'
HARVEST_TEXT = '{"bed": 1, "kilos": 3}\n'


def stage(name: str, start: int, **fields: Any) -> Json:
    """A stage that began some seconds after six."""
    return {
        "stage": name,
        "started_at": f"2026-05-02T06:00:{start:02}Z",
        "completed_at": f"2026-05-02T06:00:{start + 5:02}Z",
        "status": "success",
        "counters": {"artifacts_written": 0, "errors_count": 0, "warnings_count": 0},
        "warnings": [],
        "errors": [],
        "evidence": [],
        **fields,
    }


def record(**fields: Any) -> Json:
    """The record of a run that went well."""
    return {
        "run_record_version": "1",
        "run_id": RUN,
        "created_at": "2026-05-02T06:00:00Z",
        "completed_at": "2026-05-02T06:01:00Z",
        "status": "success",
        "project": {"project_id": "garden", "project_name": "Garden"},
        "entrypoint": "garden.harvest",
        "stages": [
            stage("read", 1),
            stage("write", 20, counters={"artifacts_written": 1, "errors_count": 0, "warnings_count": 0}),
        ],
        "inputs": [item(BEDS, BED_TEXT, resolution="present")],
        "outputs": [item(HARVEST, HARVEST_TEXT, promotion_status="promoted")],
        "schema_versions": {"read": {"garden": "bed.v1"}, "written": {"garden": "bed.v1"}},
        "counters": dict(COUNTERS),
        "warnings": [],
        "errors": [],
        "environment": dict(ENVIRONMENT),
        **fields,
    }


def error(**fields: Any) -> Json:
    """An error of a run that could not read what it needs."""
    return {
        "error_id": "e1",
        "type": "INPUT_MISSING",
        "subtype": "NO_BEDS",
        "stage": "read",
        "message": "there are no beds",
        "details": {"input_name": "beds", "expected_path": BEDS},
        "evidence": [{"kind": "log", "path": LOG}],
        "remediation_hint": "dig some",
        "severity": "fatal",
        "recorded_at": "2026-05-02T06:00:03Z",
        **fields,
    }


def failed(**fields: Any) -> Json:
    """The record of a run whose input was missing."""
    counters = {**COUNTERS, "records_seen": 0, "records_processed": 0, "artifacts_written": 0}
    found = record(
        status="error",
        errors=[error()],
        counters={**counters, "errors_count": 1},
        stages=[
            stage(
                "read",
                1,
                status="error",
                errors=["e1"],
                counters={"artifacts_written": 0, "errors_count": 1, "warnings_count": 0},
            ),
            stage("write", 20, status="skipped"),
        ],
        inputs=[item(BEDS, BED_TEXT, resolution="missing")],
        outputs=[item(HARVEST, HARVEST_TEXT, promotion_status="not_written")],
    )
    return {**found, **fields}


def files(*records: Json, **more: Any) -> dict[str, Any]:
    """Everything that the records are about, and the records."""
    found: dict[str, Any] = {
        BEDS: BED_TEXT,
        manifest_of(BEDS): manifest(BEDS, BED_TEXT, "upstream", created_at="2026-05-02T05:00:00Z"),
        HARVEST: HARVEST_TEXT,
        manifest_of(HARVEST): manifest(HARVEST, HARVEST_TEXT),
        LOG: "no beds\n",
    }
    found |= {f"runs/{one['run_id']}.json": one for one in records}
    return found | more


def gate(
    content: Mapping[str, Any],
    others: Mapping[str, str] | None = None,
    kind: str = "record",
    **fields: Any,
) -> Gate:
    """Link a ``record/v1`` contract, and others; enforce those of a kind over some files."""
    told = {"id": "shop.data", "path": PATH, "taxonomy": "garden.failures", **fields}
    taxonomy = contract("taxonomy/v1", id="garden.failures", domain="garden", classes=CLASSES)
    entries: dict[str, Any] = {
        "ecocontracts.yaml": catalog_file(),
        CONTRACT: contract("record/v1", **{name: value for name, value in told.items() if value is not None}),
        "contracts/t.contract.yaml": taxonomy,
        **(others or {}),
    }
    entries |= {path: data if isinstance(data, str) else json.dumps(data) for path, data in content.items()}
    return enforce(MemoryFiles(entries), kind=kind)


def judge(*records: Json, **fields: Any) -> Gate:
    """Enforce the contract over some records, and what they are about."""
    return gate(files(*records), **fields)


def changed(base: Json, *steps: tuple[str, Any]) -> Json:
    """A copy with other values at some pointers; ``...`` takes the value out."""
    made = copy.deepcopy(base)
    for pointer, value in steps:
        *path, last = [int(t) if t.isdigit() else t for t in pointer.split("/")[1:]]
        holder: Any = made
        for token in path:
            holder = holder[token]
        if value is ...:
            del holder[last]
        else:
            holder[last] = value
    return made
