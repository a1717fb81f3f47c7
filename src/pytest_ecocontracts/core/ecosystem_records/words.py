"""What run records say, and what an ecosystem calls it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_ITEM: Final = (
    "name",
    "artifact_family",
    "path",
    "manifest_path",
    "data_hash",
    "schema_version",
    "required",
)

#: the parts of a record -> the names of their fields; "record" is the top
GROUPS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "record": (
            "run_record_version",
            "run_id",
            "created_at",
            "completed_at",
            "status",
            "project",
            "entrypoint",
            "stages",
            "inputs",
            "outputs",
            "schema_versions",
            "counters",
            "warnings",
            "errors",
            "environment",
            "reason_codes",
            "rollback",
        ),
        "stages": (
            "stage",
            "started_at",
            "completed_at",
            "status",
            "counters",
            "warnings",
            "errors",
            "evidence",
        ),
        "inputs": (*_ITEM, "resolution"),
        "outputs": (*_ITEM, "promotion_status"),
        "errors": (
            "error_id",
            "type",
            "subtype",
            "stage",
            "message",
            "details",
            "evidence",
            "remediation_hint",
            "severity",
            "recorded_at",
        ),
        "warnings": ("warning_id", "type", "stage", "message", "evidence", "recorded_at"),
        "evidence": ("kind", "path", "ref"),
    }
)

#: counters that a record has at its top
COUNTERS: Final = (
    "files_seen",
    "files_processed",
    "files_skipped",
    "records_seen",
    "records_processed",
    "records_skipped",
    "artifacts_written",
    "errors_count",
    "warnings_count",
)
#: counters of which the top is the sum of the stages
SUMS: Final = ("artifacts_written", "errors_count", "warnings_count")

#: what a status means here -> the ecosystem's word for it
STATUSES: Final[Mapping[str, str]] = MappingProxyType(
    {"success": "success", "empty": "empty_success", "partial": "partial_success", "error": "error"}
)


class Words:
    """From the names of this kind, alone or of one part (``stages.status``), to those of an ecosystem."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = {
            (group, word): names.get(f"{group}.{word}", names.get(word, word))
            for group, words in GROUPS.items()
            for word in words
        }

    def of(self, group: str, word: str) -> str:
        """What the ecosystem calls a field of a part."""
        return self._names[group, word]


def known_names() -> frozenset[str]:
    """Every name that an ecosystem may call otherwise: alone, or of one part."""
    words = {word for group in GROUPS.values() for word in group}
    return frozenset(words | {f"{group}.{word}" for group, words in GROUPS.items() for word in words})
