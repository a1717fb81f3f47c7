"""The whole obligation of a changed contract, as ``--eco-explain`` prints it."""

from __future__ import annotations

from collections.abc import Iterator

from ...rendering.printable import printable
from ..model import BOTH, Change, Level, Side, State
from ..schemas.witnesses import lines_of, witness_title
from .obligations import Judgement, Obligation

#: changes that are listed; the rest are counted
_SHOWN = 40


def checklist(judgement: Judgement, base: str, sides: frozenset[Side] = BOTH) -> list[str]:
    """Lines: what became of the contract since ``base``, each change, and what is asked, done or not.

    ``sides`` are those whose breakage makes a change major.
    """
    change = judgement.change
    lines = [f"since {printable(base)}: {_summary(judgement)}"]
    for one in change.changes[:_SHOWN]:
        lines += _change(one, sides)
    more = len(change.changes) - _SHOWN
    if more > 0:
        lines.append(f"  and {more} more")
    if judgement.exempt is not None:
        lines.append(f"nothing is asked: it was {judgement.exempt} in the base")
    for obligation in judgement.obligations:
        lines += obligation_lines(obligation)
    return lines


def obligation_lines(obligation: Obligation) -> Iterator[str]:
    """What is asked, done or not, what is there, and what to do about it."""
    yield f"[{'x' if obligation.met else ' '}] {obligation.asked}"
    yield f"    found: {printable(obligation.found)}"
    for violation in obligation.violations:
        if violation.fix:
            yield f"    {violation.code}: {printable(violation.fix)}"


def _summary(judgement: Judgement) -> str:
    change = judgement.change
    if change.unreadable:
        return "changed; the edition of the base cannot be read with the language of today"
    if change.state is not State.CHANGED:
        return str(change.state)
    if not change.changes:
        return "the version changed, and nothing else"
    number = len(change.changes)
    level = "nothing that is promised" if judgement.level is Level.NONE else f"{judgement.level}"
    return f"changed in {number} place{'s' * (number != 1)}: {level}"


def _change(one: Change, sides: frozenset[Side]) -> Iterator[str]:
    place = printable("  ".join(part for part in (one.path, one.pointer) if part) or "/")
    level = "undecided" if one.is_undecided(sides) else str(one.level(sides))
    yield f"  {place}: {printable(one.why)} ({level}{_affected(one)})"
    yield from (f"    {printable(line)}" for line in one.evidence if line not in one.why)
    if one.witness is not None:
        found = f"; it is part of {printable(one.witness.origin)}" if one.witness.origin else ""
        yield f"    {witness_title(one)}{found}:"
        yield from (f"      {line}" for line in lines_of(one.witness))


def _affected(one: Change) -> str:
    sides = [f"{side}s" for side in Side if side in one.affected]
    return f", for {' and '.join(sides)}" if sides else ""
