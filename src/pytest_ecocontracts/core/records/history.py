"""The JSON form of an audited history: ``history.v1.schema.json``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from .checks import Json, portable, violation_to_json

if TYPE_CHECKING:
    from ..changes.history.findings import Audit, AuditedCommit, AuditedContract
    from ..violations import Violation

SCHEMA_FILE: Final = "history.v1.schema.json"
_VERSION: Final = "1.0.0"


def history_to_json(range_name: str, audits: Mapping[str, Audit]) -> Json:
    """The document of an audit; ``audits`` are by the folder of their catalog, "" for the root."""
    found = list(audits.values())
    return portable(  # type: ignore[return-value]
        {
            "kind": "eco.history",
            "schema_version": _VERSION,
            "range": range_name,
            "broken": any(audit.broken for audit in found),
            "commits": max((audit.commits for audit in found), default=0),
            "catalogs": [
                {
                    "folder": folder or ".",
                    "touching": len(audit.audited),
                    "broken": sum(one.broken for one in audit.audited),
                    "history": [_commit(one) for one in audit.audited],
                }
                for folder, audit in audits.items()
            ],
        }
    )


def _commit(audited: AuditedCommit) -> Json:
    commit = audited.commit
    return {
        "commit": commit.id,
        "parent": commit.parent or None,
        "day": commit.day.isoformat(),
        "subject": commit.subject,
        **({"release": commit.release} if commit.release else {}),
        "broken": audited.broken,
        "contracts": [_contract(one) for one in audited.contracts],
    }


def _contract(one: AuditedContract) -> Json:
    return {
        "contract": one.id,
        "state": "unreadable" if one.state is None else one.state.value,
        "level": str(one.level),
        "version_before": one.before,
        "version_after": one.after,
        "broken": one.broken,
        "violations": _violations(one.violations),
        "waived": [
            {
                "violation": violation_to_json(entry.violation),
                "waiver": entry.waiver.pointer,
                "of": entry.waiver.contract.id,
                "reason": entry.waiver.reason,
                "until": entry.waiver.until.isoformat(),
            }
            for entry in one.waived
        ],
        "unreadable": _violations(one.unreadable),
    }


def _violations(violations: Sequence[Violation]) -> list[Json]:
    return [violation_to_json(violation) for violation in violations]
