"""Writes down a tally as a run record: one plain dictionary, in the order in which people read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from ..loading.canonical import digest
from .changes import change_standings
from .failures import MAXIMUM_PATH, shorten
from .outcome import VERDICTS, exit_reason, run_outcome
from .standings import clause_standings, project_standings, reason_of, worst_of
from .tally import FailureList, Tally, Unit

KIND: Final = "eco.run-record"
SCHEMA_VERSION: Final = "1.2.0"
SCHEMA_FILE: Final = "run-record.v1.schema.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a run ended; ``collect_only`` says that it was not asked to run anything."""

    exit_code: int
    signal: str | None
    ended_at: str
    duration_ms: int
    collect_only: bool = False


def assemble(
    tally: Tally,
    ending: Ending | None,
    *,
    emission: Mapping[str, object],
    dirty: bool | None = None,
    extensions: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """Return the record of a run; without an ``ending`` it started and was never seen to end."""
    start = tally.start
    ran = tally.running and not (ending is not None and ending.collect_only)
    units = _units(tally, ended=ending is not None)
    grouped = _by_contract(tally, units)
    contracts = None if grouped is None else _contracts(tally, grouped)
    clauses = None if grouped is None else clause_standings(tally.enforced(), units)
    projects = None if grouped is None else project_standings(_owners(tally), grouped)
    checks = None if contracts is None else _counts(units)
    changes = None if grouped is None else change_standings(tally, units)
    failures = tally.failures.listed()
    if ending is None:
        state, outcome = "incomplete", "unknown"
    else:
        evaluated = bool(units) and all(unit.status in ("passed", "waived") for unit in units.values())
        whole = evaluated and not tally.narrowed
        state = "finished"
        outcome = run_outcome(tally.failures, ending.exit_code, ran=ran, whole=whole)
        if outcome == "skipped":
            contracts = checks = clauses = projects = changes = None
    started_at = cast("str", start["started_at"])
    record: dict[str, object] = {
        "kind": KIND,
        "schema_version": SCHEMA_VERSION,
        "run_id": start["run_id"],
        "state": state,
        "outcome": outcome,
        "job": start["job"],
        "producer": start["producer"],
        "host": {**cast("dict[str, object]", start["host"]), "dirty": dirty},
        "time": {
            "started_at": started_at,
            "ended_at": None if ending is None else ending.ended_at,
            "duration_ms": None if ending is None else ending.duration_ms,
        },
        "seam": None,
        "inputs": [],
        "outputs": [],
        "base": tally.base,
        "changes": changes,
        "narrowed": list(tally.narrowed),
        "contracts": contracts,
        "checks": checks,
        "clauses": clauses,
        "projects": projects,
        "tests": _test_counts(tally, units) if ran else None,
        "failures": failures,
        "failures_omitted": _omitted(tally.failures, failures) + tally.dropped_failures,
        "warnings": tally.warnings.listed(),
        "warnings_omitted": _omitted(tally.warnings, tally.warnings.listed()) + tally.dropped_warnings,
        "waived": tally.waived.listed(),
        "waived_omitted": _omitted(tally.waived, tally.waived.listed()),
        "waivers": {"violations": tally.waived.total, "ending_in_30_days": tally.ending} if ran else None,
        "line": _line(failures),
        "exit": {
            "code": None if ending is None else ending.exit_code,
            "signal": None if ending is None else ending.signal,
            "reason": exit_reason(None if ending is None else ending.exit_code),
        },
        "in_flight": sorted(shorten(nodeid, MAXIMUM_PATH) for nodeid in tally.in_flight),
        "tools": start["tools"],
        "environment": start["environment"],
        "invocation": start["invocation"],
        "emission": dict(emission),
        "extensions": dict(extensions or {}),
    }
    return sealed(record)


def changes_of(tally: Tally) -> dict[str, object] | None:
    """``changes`` of the record of a run that is about to end; None where nobody compared."""
    units = _units(tally, ended=True)
    return None if _by_contract(tally, units) is None else change_standings(tally, units)


def sealed(record: dict[str, object]) -> dict[str, object]:
    """Return the record with the digest of its canonical bytes, without this digest itself."""
    content = {name: value for name, value in record.items() if name != "content_digest"}
    return {**content, "content_digest": digest(content)}


def _units(tally: Tally, *, ended: bool) -> dict[str, Unit]:
    units = dict(tally.units)
    for nodeid, contract in tally.planned.items():
        if nodeid in units:
            continue
        if nodeid in tally.unevaluated:
            reason = tally.unevaluated[nodeid]
        elif nodeid in tally.in_flight:
            reason = "in flight when the run ended"
        elif tally.selected is not None and nodeid not in tally.selected:
            reason = "deselected, or outside the paths that were given"
        else:
            reason = "not reached before the run ended" if ended else "not reached before the run was lost"
        units[nodeid] = Unit(contract=contract, status="not_evaluated", reason=reason)
    return units


def _by_contract(tally: Tally, units: Mapping[str, Unit]) -> dict[str, list[Unit]] | None:
    if tally.contracts is None and not units:
        return None
    grouped: dict[str, list[Unit]] = {contract: [] for contract in tally.contracts or ()}
    for unit in units.values():
        grouped.setdefault(unit.contract, []).append(unit)
    return grouped


def _contracts(tally: Tally, grouped: Mapping[str, Sequence[Unit]]) -> list[dict[str, object]]:
    known = tally.contracts or {}
    return [_contract(contract, known.get(contract, {}), grouped[contract]) for contract in sorted(grouped)]


def _owners(tally: Tally) -> dict[str, str]:
    """The owner of each contract; of one that could not be read nobody knows it."""
    known = tally.contracts or {}
    return {contract: str(entry["owner"]) for contract, entry in known.items() if "owner" in entry}


def _contract(contract: str, known: Mapping[str, object], units: Sequence[Unit]) -> dict[str, object]:
    worst = worst_of(unit.status for unit in units)
    entry: dict[str, object] = {
        "id": contract,
        "version": known.get("version"),
        "digest": known.get("digest"),
        "kind": known.get("kind"),
        "path": known.get("path"),
        "verdict": VERDICTS[worst],
        "checks": len(units),
        "examined": sum(unit.examined for unit in units),
        "violations": sum(unit.violations for unit in units),
        "waived": sum(unit.waived for unit in units),
        "duration_ms": sum(unit.milliseconds for unit in units),
    }
    if worst not in ("passed", "failed"):
        entry["reason"] = reason_of(worst, units)
    if "owner" in known:
        entry["owner"] = known["owner"]
    return entry


def _counts(units: Mapping[str, Unit]) -> dict[str, int]:
    counts = {"total": len(units)} | dict.fromkeys(
        ("passed", "failed", "errored", "waived", "not_evaluated"), 0
    )
    for unit in units.values():
        counts[unit.status] += 1
    return counts


def _test_counts(tally: Tally, units: Mapping[str, Unit]) -> dict[str, int]:
    counts = dict.fromkeys(("total", "passed", "failed", "errored", "skipped"), 0)
    for nodeid, outcome in tally.tests.items():
        if nodeid not in units:  # a crashed worker does not say what sort of item it ran
            counts["total"] += 1
            counts["errored" if outcome == "error" else outcome] += 1
    return counts


def _omitted(failures: FailureList, listed: Sequence[Mapping[str, object]]) -> int:
    return failures.total - sum(cast("int", failure["occurrences"]) for failure in listed)


def _line(failures: Sequence[Mapping[str, object]]) -> dict[str, object]:
    stopping = [failure for failure in failures if failure["stops_line"]]
    upstream: set[str] = set()
    for failure in stopping:
        if failure["category"] == "blocked":
            metadata = cast("Mapping[str, object]", failure.get("metadata", {}))
            upstream |= {str(metadata[key]) for key in ("upstream", "of") if metadata.get(key)}
    return {
        "stopped": bool(stopping),
        "code": stopping[0]["code"] if stopping else None,
        "blocked_by": sorted(upstream),
    }
