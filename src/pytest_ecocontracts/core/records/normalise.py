"""What two equal runs have in common: the record without whatever changes from run to run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, cast

from ..loading.canonical import canonical_bytes

#: members that differ between equal runs
_VOLATILE: Final = (
    "run_id",
    "time",
    "environment",
    "invocation",
    "content_digest",
    "in_flight",
)
_VOLATILE_EMISSION: Final = ("journal", "recovered_by")


def normalise(record: Mapping[str, object]) -> dict[str, object]:
    """Return the record without ids, times, workers and order of arrival."""
    kept = {name: value for name, value in record.items() if name not in _VOLATILE}
    emission = cast("Mapping[str, object]", record["emission"])
    kept["emission"] = {name: value for name, value in emission.items() if name not in _VOLATILE_EMISSION}
    host = cast("Mapping[str, object]", record["host"])
    kept["host"] = {name: value for name, value in host.items() if name != "ci"}
    contracts = cast("Sequence[Mapping[str, object]] | None", record["contracts"])
    if contracts is not None:
        kept["contracts"] = [
            {name: value for name, value in contract.items() if name != "duration_ms"}
            for contract in sorted(contracts, key=lambda contract: str(contract["id"]))
        ]
    for name in ("failures", "warnings", "waived", "tools"):
        entries = cast("Sequence[Mapping[str, object]]", record[name])
        kept[name] = sorted(entries, key=canonical_bytes)
    return kept


def normalised_bytes(record: Mapping[str, object]) -> bytes:
    """Return bytes that are equal for equal runs, however they were spread over processes."""
    return canonical_bytes(normalise(record))
