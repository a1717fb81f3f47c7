"""How the clauses and the projects of a run stand: what the work units behind each of them came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Final

from .outcome import VERDICTS
from .tally import STATUSES, Unit

#: the counts of a standing, in the order in which people read them
COUNTS: Final = ("passed", "failed", "errored", "waived", "not_evaluated")

#: verdicts of which nothing more has to be said
_PLAIN: Final = ("passed", "failed")


def clause_standings(
    enforced: Iterable[tuple[str, Sequence[str], AbstractSet[str]]], units: Mapping[str, Unit]
) -> dict[str, dict[str, object]]:
    """How each clause stands, by its name.

    ``enforced`` are the node id of each work unit, its clauses, and those that its failures are not about:
    one check may enforce several clauses, each by a rule of its own.
    """
    found: dict[str, list[Unit]] = {}
    for nodeid, refs, spared in enforced:
        unit = units[nodeid]
        for ref in refs:
            found.setdefault(ref, []).append(replace(unit, status="passed") if ref in spared else unit)
    return {ref: standing(found[ref]) for ref in sorted(found)}


def project_standings(
    owners: Mapping[str, str], units: Mapping[str, Sequence[Unit]]
) -> dict[str, dict[str, object]]:
    """How each owner of contracts stands, by name; ``owners`` and ``units`` are by contract."""
    found: dict[str, list[str]] = {}
    for contract, owner in owners.items():
        found.setdefault(owner, []).append(contract)
    made: dict[str, dict[str, object]] = {}
    for owner in sorted(found):
        own = [unit for contract in found[owner] for unit in units[contract]]
        unseen = any(not units[contract] for contract in found[owner])
        stands = standing(own, unseen=unseen)
        made[owner] = {"verdict": stands["verdict"], "contracts": len(found[owner]), **stands}
    return made


def standing(units: Sequence[Unit], *, unseen: bool = False) -> dict[str, object]:
    """Verdict and counts of some work units; the worst of them decides, and ``unseen`` is one not run."""
    counts = Counter(unit.status for unit in units)
    worst = worst_of([*counts, *["not_evaluated"] * unseen])
    made: dict[str, object] = {"verdict": VERDICTS[worst], "checks": len(units)}
    made.update((status, counts[status]) for status in COUNTS)
    if worst not in _PLAIN:
        made["reason"] = reason_of(worst, units)
    return made


def worst_of(statuses: Iterable[str]) -> str:
    """The status that decides; where there is none, nothing was evaluated."""
    return min(statuses, key=STATUSES.index, default="not_evaluated")


def reason_of(status: str, units: Sequence[Unit]) -> str:
    """Why the verdict on some work units is neither pass nor fail, in words."""
    if status == "waived":
        count = sum(unit.waived for unit in units)
        return f"{count} {'violation' if count == 1 else 'violations'} waived"
    same = [unit for unit in units if unit.status == status]
    reasons = sorted({unit.reason for unit in same if unit.reason})
    if not reasons:
        return "none of its checks was collected"
    return f"{len(same)} of {len(units)} checks: {'; '.join(reasons)[:1000]}"
