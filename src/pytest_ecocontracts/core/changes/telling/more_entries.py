"""Entries of contracts of which the update rule has no change to tell, and that lack something."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from ..model import Level, Side, State
from ..rule.obligations import Obligation
from .entries import UNREADABLE, Json, obligation_entry

if TYPE_CHECKING:
    from ...model import Contract
    from ...violations import Violation
    from ..bases.catalog import BaseCatalog
    from ..rule.obligations import Judgement

#: codes of an edition that is broken, and of one of which nobody knows
_BROKEN: Final = "ECV015"
_UNDECIDED: Final = "ECV017"
#: characters of a name that nobody has checked
_NAME: Final = 500


def told_absent(base: BaseCatalog, violations: Sequence[Violation]) -> Iterator[Json]:
    """An entry for each contract that differs, and that no edition of today stands for.

    ``violations`` are what that lacks, each at the file that it is about.
    """
    found: dict[str, str] = {path: path for path in base.left_out}
    for problem in base.lost:
        path = problem.location.path if problem.location else ""
        found[path] = problem.contract.id if problem.contract and problem.contract.id != "?" else path
    for path, name in sorted(found.items()):
        lacks = [one for one in violations if one.location is not None and one.location.path == path]
        missing = path in base.left_out
        obligation = Obligation(
            need="a work tree with it" if missing else "decision",
            asked="a contract that can be compared" if missing else "a decision that names it",
            found=lacks[0].message if lacks else "it is there",
            violations=lacks,
        )
        yield {
            "id": name[:_NAME] or "?",
            "kind": "?",
            "owner": "?",
            "path": path,
            "state": UNREADABLE,
            "version_before": None,
            "version_after": None,
            "level": str(Level.MAJOR),
            "step": str(Level.NONE),
            "verdict": "undecided",
            **_nothing_changed([str(side) for side in Side]),
            "obligations": [obligation_entry(obligation)],
        }


def told_editions(contract: Contract, judgement: Judgement | None, obligation: Obligation) -> Iterator[Json]:
    """An entry for a contract that breaks its word to a release; it adds to that of the change."""
    if obligation.met:
        return
    codes = {one.code for one in obligation.violations}
    before = judgement.change.before if judgement is not None else contract
    yield {
        "id": contract.id,
        "kind": f"{contract.header.kind}/v{contract.header.kind_version}",
        "owner": contract.header.owner,
        "path": contract.document.path,
        "state": str(State.UNCHANGED),
        "version_before": before.header.version if before is not None else None,
        "version_after": contract.header.version,
        "level": str(Level.NONE),
        "step": str(Level.NONE),
        "verdict": "breaking" if _BROKEN in codes else "undecided" if _UNDECIDED in codes else "compatible",
        **_nothing_changed([]),
        "obligations": [obligation_entry(obligation)],
    }


def _nothing_changed(undecided: list[str]) -> Json:
    return {"breaks": [], "undecided": undecided, "exempt": None, "changes": [], "changes_omitted": 0}
