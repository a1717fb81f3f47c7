"""The JSON form of a finished check: what travels from worker to controller, journal and record."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias, cast

from ..model import Outcome, WorkUnit
from ..violations import NO_METADATA, ContractReference, Location, MetadataValue, Severity, Violation
from .failures import clean

Json: TypeAlias = "dict[str, object]"

_encode: Final = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


@dataclass(frozen=True, slots=True, kw_only=True)
class Waived:
    """A violation that a waiver tolerates; ``waiver`` cites the line of the waiver.

    ``ends_soon`` says that it will be tolerated for 30 days at most.
    """

    violation: Violation
    waiver: ContractReference
    reason: str
    until: str
    ends_soon: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """One finished work unit. ``duration`` is in seconds; ``chunk`` is (index, total), from 1."""

    contract: str
    kind: str
    check: str
    chunk: tuple[int, int]
    examined: int
    omitted: int
    duration: float
    details: Mapping[str, int]
    violations: tuple[Violation, ...]
    waived: tuple[Waived, ...]
    changes: tuple[Mapping[str, object], ...] = ()


def outcome_to_json(
    unit: WorkUnit, outcome: Outcome, waived: Sequence[Waived] = (), duration: float = 0.0
) -> Json:
    """Return the plain data of a finished work unit; ``outcome`` holds what is *not* waived."""
    return {
        "contract": unit.contract.id,
        "kind": unit.contract.header.kind,
        "check": unit.check.name,
        "chunk": [unit.chunk.index, unit.chunk.total],
        "examined": outcome.examined,
        "omitted": outcome.omitted,
        "duration": duration,
        "details": dict(outcome.details),
        "violations": [violation_to_json(violation) for violation in outcome.violations],
        "waived": [
            {
                "violation": violation_to_json(entry.violation),
                "waiver": _reference_to_json(entry.waiver),
                "reason": entry.reason,
                "until": entry.until,
                "ends_soon": entry.ends_soon,
            }
            for entry in waived
        ],
        **({} if outcome.changes is None else {"changes": [dict(change) for change in outcome.changes]}),
    }


def outcome_from_json(data: Mapping[str, object]) -> CheckResult:
    """Inverse of ``outcome_to_json``; raises KeyError or TypeError where the data is something else."""
    index, total = cast("Sequence[int]", data["chunk"])
    waived = cast("Sequence[Mapping[str, object]]", data["waived"])
    return CheckResult(
        contract=str(data["contract"]),
        kind=str(data["kind"]),
        check=str(data["check"]),
        chunk=(index, total),
        examined=cast("int", data["examined"]),
        omitted=cast("int", data["omitted"]),
        duration=cast("float", data["duration"]),
        details=cast("Mapping[str, int]", data["details"]),
        violations=tuple(
            violation_from_json(entry) for entry in cast("Sequence[Mapping[str, object]]", data["violations"])
        ),
        waived=tuple(
            Waived(
                violation=violation_from_json(cast("Mapping[str, object]", entry["violation"])),
                waiver=ContractReference(**cast("dict[str, str]", entry["waiver"])),  # type: ignore[arg-type]
                reason=str(entry["reason"]),
                until=str(entry["until"]),
                ends_soon=bool(entry["ends_soon"]),
            )
            for entry in waived
        ),
        changes=tuple(cast("Sequence[Mapping[str, object]]", data.get("changes", ()))),
    )


def violation_to_json(violation: Violation) -> Json:
    """Return a violation as plain data; what is absent is left out."""
    data: Json = {"code": violation.code, "message": violation.message}
    if violation.location is not None:
        place = violation.location
        data["location"] = _without_none(
            {"path": place.path, "pointer": place.pointer, "line": place.line, "column": place.column}
        )
    if violation.contract is not None:
        data["contract"] = _reference_to_json(violation.contract)
    for name in ("rule", "expected", "found", "fix", "failure_class"):
        value = getattr(violation, name)
        if value is not None:
            data[name] = value
    if violation.decisions:
        data["decisions"] = list(violation.decisions)
    if violation.refs:
        data["refs"] = list(violation.refs)
    if violation.metadata:
        data["metadata"] = dict(violation.metadata)
    data["severity"] = violation.severity.value
    return data


def violation_from_json(data: Mapping[str, object]) -> Violation:
    """Inverse of ``violation_to_json``."""
    location = cast("dict[str, object] | None", data.get("location"))
    contract = cast("dict[str, object] | None", data.get("contract"))
    return Violation(
        code=str(data["code"]),
        message=str(data["message"]),
        location=None if location is None else Location(**location),  # type: ignore[arg-type]
        contract=None if contract is None else ContractReference(**contract),  # type: ignore[arg-type]
        rule=cast("str | None", data.get("rule")),
        expected=cast("str | None", data.get("expected")),
        found=cast("str | None", data.get("found")),
        fix=cast("str | None", data.get("fix")),
        failure_class=cast("str | None", data.get("failure_class")),
        decisions=tuple(cast("Sequence[str]", data.get("decisions", ()))),
        refs=tuple(cast("Sequence[str]", data.get("refs", ()))),
        metadata=cast("Mapping[str, MetadataValue]", data.get("metadata", NO_METADATA)),
        severity=Severity(str(data["severity"])),
    )


def portable(value: object) -> object:
    """Return JSON data with every text in it cleaned, so that it can cross to another process."""
    # Nearly always all of it is ASCII, and C code sees that at once.
    return value if _encode(value).isascii() else _cleaned(value)


def _cleaned(value: object) -> object:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(name): _cleaned(entry) for name, entry in value.items()}
    if isinstance(value, list):
        return [_cleaned(entry) for entry in value]
    return value


def _reference_to_json(reference: ContractReference) -> Json:
    return _without_none(
        {
            "id": reference.id,
            "version": reference.version,
            "path": reference.path,
            "line": reference.line,
            "registry": reference.registry,
            "row": reference.row,
        }
    )


def _without_none(data: Json) -> Json:
    return {name: value for name, value in data.items() if value is not None}
