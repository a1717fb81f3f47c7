"""The shape of a run record as a JSON Schema, in the words of an ecosystem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from .words import Words

_Schema = dict[str, object]

_TEXT: Final[_Schema] = {"type": "string", "minLength": 1}
_TEXT_OR_NULL: Final[_Schema] = {"type": ["string", "null"], "minLength": 1}
_OBJECT: Final[_Schema] = {"type": "object"}
_TOOL: Final[_Schema] = {
    "type": "object",
    "required": ["name", "version"],
    "properties": {"name": _TEXT, "version": _TEXT},
}
_ENVIRONMENT: Final[_Schema] = {
    "type": "object",
    "required": ["os", "arch", "toolchain", "config_fingerprint"],
    "properties": {
        "os": _TEXT,
        "arch": _TEXT,
        "toolchain": {"anyOf": [_TOOL, {"type": "array", "items": _TOOL, "minItems": 1}]},
        "config_fingerprint": _TEXT,
    },
}
_FLAG: Final[_Schema] = {"type": "boolean"}
#: of one run, compared with others: local times would not sort
_TIME: Final[_Schema] = {"type": "string", "format": "date-time", "pattern": r"(Z|\+00:00)$"}
_TIME_OR_NULL: Final[_Schema] = {"anyOf": [_TIME, {"type": "null"}]}
_VERSIONS: Final[_Schema] = {
    "type": "object",
    "required": ["read", "written"],
    "additionalProperties": {"type": "object", "additionalProperties": {"type": ["string", "array"]}},
}
_PROJECT: Final[_Schema] = {
    "type": "object",
    "required": ["project_id", "project_name"],
    "properties": {"project_id": _TEXT, "project_name": _TEXT},
}
_STAGE_STATUSES: Final = ("success", "skipped", "error")
_KINDS: Final = ("file", "manifest", "log", "artifact", "url")
#: what a record cannot do without, whatever else an ecosystem leaves out
_CORE: Final = ("run_id", "status", "stages", "inputs", "outputs", "counters", "warnings", "errors")
_STANDARD: Final = (
    *_CORE,
    "run_record_version",
    "created_at",
    "completed_at",
    "project",
    "entrypoint",
    "schema_versions",
    "environment",
)


def shape_schema(
    words: Words,
    *,
    standard: bool,
    statuses: Sequence[str],
    counters: Sequence[str],
    stages: Sequence[str] | None,
    reasons: Sequence[str] | None,
) -> Mapping[str, object]:
    """The schema of a record; ``standard`` asks for everything, else only for what the rules look at."""
    counted = _counters(counters)
    reason: _Schema = _TEXT if reasons is None else {"enum": list(reasons)}
    stage: _Schema = _TEXT if stages is None else {"enum": list(stages)}
    evidence = _evidence(words)
    top: _Schema = {
        "run_record_version": {"type": ["string", "integer"]},
        "run_id": _TEXT,
        "created_at": _TIME,
        "completed_at": _TIME_OR_NULL,
        "status": {"enum": list(statuses)},
        "project": _PROJECT,
        "entrypoint": {"type": ["string", "object"], "minLength": 1, "minProperties": 1},
        "stages": _list(_stage(words, stage, evidence, standard=standard)),
        "inputs": _list(
            _item(words, "inputs", {"resolution": {"enum": ["present", "missing", "substituted"]}})
        ),
        "outputs": _list(
            _item(words, "outputs", {"promotion_status": {"enum": ["staged", "promoted", "not_written"]}})
        ),
        "schema_versions": _VERSIONS,
        "counters": {**counted, "required": list(counters)},
        "warnings": _list(_warning(words, stage, evidence, standard=standard)),
        "errors": _list(_error(words, stage, evidence, standard=standard)),
        "environment": _ENVIRONMENT if standard else _OBJECT,
        "reason_codes": {"type": "array", "items": reason},
    }
    return _part(words, "record", top, _STANDARD if standard else _CORE)


def _part(words: Words, group: str, fields: Mapping[str, object], required: Sequence[str]) -> _Schema:
    return {
        "type": "object",
        "required": [words.of(group, word) for word in required],
        "properties": {words.of(group, word): schema for word, schema in fields.items()},
    }


def _list(items: _Schema) -> _Schema:
    return {"type": "array", "items": items}


def _counters(counters: Sequence[str]) -> _Schema:
    numbers: _Schema = {"type": "integer", "minimum": 0}
    return {"type": "object", "properties": dict.fromkeys(counters, numbers)}


def _stage(words: Words, stage: _Schema, evidence: _Schema, *, standard: bool) -> _Schema:
    fields: _Schema = {
        "stage": stage,
        "started_at": _TIME,
        "completed_at": _TIME_OR_NULL,
        "status": {"enum": list(_STAGE_STATUSES)},
        "counters": {"type": "object", "additionalProperties": {"type": "integer", "minimum": 0}},
        "warnings": {"type": "array"},
        "errors": {"type": "array"},
        "evidence": evidence,
    }
    required = tuple(fields) if standard else ("stage", "started_at", "status")
    return _part(words, "stages", fields, required)


def _item(words: Words, group: str, state: Mapping[str, object]) -> _Schema:
    fields: _Schema = {
        "name": _TEXT,
        "artifact_family": _TEXT,
        "path": _TEXT,
        "manifest_path": _TEXT_OR_NULL,
        "data_hash": _TEXT_OR_NULL,
        "schema_version": {"type": ["string", "integer", "null"]},
        "required": _FLAG,
        **state,
    }
    return _part(words, group, fields, tuple(fields))


def _error(words: Words, stage: _Schema, evidence: _Schema, *, standard: bool) -> _Schema:
    fields: _Schema = {
        "type": _TEXT,
        "stage": stage,
        "message": _TEXT,
        "error_id": _TEXT,
        "evidence": evidence,
        "remediation_hint": _TEXT,
        "severity": {"enum": ["error", "fatal"]},
        "recorded_at": _TIME,
    }
    required = tuple(fields) if standard else ("type", "message")
    return _part(
        words, "errors", {**fields, "details": _OBJECT, "subtype": {"type": ["string", "null"]}}, required
    )


def _warning(words: Words, stage: _Schema, evidence: _Schema, *, standard: bool) -> _Schema:
    fields: _Schema = {
        "type": _TEXT,
        "message": _TEXT,
        "stage": stage,
        "warning_id": _TEXT,
        "recorded_at": _TIME,
    }
    required = tuple(fields) if standard else ("message",)
    return _part(words, "warnings", {**fields, "evidence": evidence}, required)


def _evidence(words: Words) -> _Schema:
    fields: _Schema = {"kind": {"enum": list(_KINDS)}, "path": _TEXT, "ref": _TEXT}
    return _list(_part(words, "evidence", fields, ("kind",)))
