"""Whether a record can be believed: its schema, and what no schema can say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, cast

from .assemble import sealed
from .outcome import VERDICTS
from .standings import COUNTS, worst_of
from .tally import STATUSES

if TYPE_CHECKING:
    from ..ports import CompiledSchema


def defects(record: Mapping[str, object], schema: CompiledSchema) -> list[str]:
    """Return what is wrong with a record, in words; empty where it is sound."""
    if not schema.is_valid(record):
        return [f"{error.pointer or '/'}: {error.message}" for error in schema.errors(record)]
    return list(inconsistencies(record))


def inconsistencies(record: Mapping[str, object]) -> Iterator[str]:
    """Yield contradictions between the parts of a record that is valid for its schema."""
    if record["content_digest"] != sealed(dict(record))["content_digest"]:
        yield "content_digest is not the digest of the content"
    time = cast("Mapping[str, str | None]", record["time"])
    started, ended = time["started_at"], time["ended_at"]
    if started is not None and ended is not None and ended < started:
        yield "time: the run ended before it started"
    contracts = cast("Sequence[Mapping[str, object]] | None", record["contracts"])
    checks = cast("Mapping[str, int] | None", record["checks"])
    if checks is not None:
        yield from _sums("checks", checks)
    if contracts is not None and checks is not None:
        total = sum(cast("int", contract["checks"]) for contract in contracts)
        if total != checks["total"]:
            yield f"contracts count {total} checks, checks/total says {checks['total']}"
        ids = [contract["id"] for contract in contracts]
        if len(ids) != len(set(ids)):
            yield "contracts: an id stands twice"
        yield from _verdicts(contracts, checks)
        yield from _standings(record, contracts, checks)
    tests = cast("Mapping[str, int] | None", record["tests"])
    if tests is not None:
        yield from _sums("tests", tests)
    line = cast("Mapping[str, object]", record["line"])
    failures = cast("Sequence[Mapping[str, object]]", record["failures"])
    if line["stopped"] != any(failure["stops_line"] for failure in failures):
        yield "line/stopped does not follow from the failures"


def _sums(name: str, counts: Mapping[str, int]) -> Iterator[str]:
    parts = sum(value for part, value in counts.items() if part != "total")
    if parts != counts["total"]:
        yield f"{name}: the parts add up to {parts}, total says {counts['total']}"


def _verdicts(contracts: Sequence[Mapping[str, object]], checks: Mapping[str, int]) -> Iterator[str]:
    by_check = {"fail": "failed", "error": "errored", "waived": "waived"}
    for verdict, status in by_check.items():
        if any(contract["verdict"] == verdict for contract in contracts) and not checks[status]:
            yield f"a contract's verdict is {verdict}, but checks/{status} is 0"
    if all(contract["verdict"] == "pass" for contract in contracts) and checks["passed"] != checks["total"]:
        yield "every contract passes, but not every check does"


def _standings(
    record: Mapping[str, object], contracts: Sequence[Mapping[str, object]], checks: Mapping[str, int]
) -> Iterator[str]:
    """Clauses and projects, which older records do not have."""
    for name in ("clauses", "projects"):
        stands = cast("Mapping[str, Mapping[str, object]]", record.get(name) or {})
        for word, entry in stands.items():
            counts = {status: cast("int", entry[status]) for status in COUNTS}
            yield from _sums(f"{name}/{word}", {**counts, "total": cast("int", entry["checks"])})
            found = {status for status, count in counts.items() if count}
            if name == "clauses" and entry["verdict"] != VERDICTS[worst_of(found)]:
                yield f"{name}/{word}: the verdict {entry['verdict']} does not follow from the counts"
            if any(count > checks[status] for status, count in counts.items()):
                yield f"{name}/{word} counts checks that the run does not have"
    projects = cast("Mapping[str, Mapping[str, object]] | None", record.get("projects"))
    if projects is not None:
        yield from _projects(projects, contracts)


def _projects(
    projects: Mapping[str, Mapping[str, object]], contracts: Sequence[Mapping[str, object]]
) -> Iterator[str]:
    """A project is its contracts, and stands as the worst of them."""
    owned: dict[str, list[Mapping[str, object]]] = {}
    for contract in contracts:
        if "owner" in contract:
            owned.setdefault(str(contract["owner"]), []).append(contract)
    if owned.keys() != projects.keys():
        yield "projects are not the owners of the contracts"
        return
    order = [VERDICTS[status] for status in STATUSES]
    for owner, entry in projects.items():
        own = owned[owner]
        total = sum(cast("int", contract["checks"]) for contract in own)
        if (entry["contracts"], entry["checks"]) != (len(own), total):
            yield f"projects/{owner} counts other contracts or checks than its contracts"
        if entry["verdict"] != min((str(contract["verdict"]) for contract in own), key=order.index):
            yield f"projects/{owner}: the verdict {entry['verdict']} does not follow from its contracts"
