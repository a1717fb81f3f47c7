"""What a change obliges to: the checklist of a contract, also of one that only the base has."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import CapabilityMissing, FileProblem
from .sources import Source
from .text import section


def explain_change(contract_id: str, source: Source) -> list[str]:
    """The section about what changed since the base; nothing without a base, or where nothing changed."""
    gate = source.change_gate
    if gate is None:
        return []
    try:
        lines = gate.explain(contract_id)
    except (CapabilityMissing, FileProblem) as problem:
        lines = [f"unknown: {problem.message}"]
    return section("Change", lines)


def gone(source: Source) -> Iterable[str]:
    """The ids of contracts that only the base has."""
    gate = source.change_gate
    try:
        return () if gate is None else sorted(gate.gone)
    except (CapabilityMissing, FileProblem):
        return ()


def explain_gone(contract_id: str, source: Source) -> list[str]:
    """A contract of the base that is not here any more."""
    return [f"{contract_id}: only the base has this contract", *explain_change(contract_id, source)]
