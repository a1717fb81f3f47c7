"""Decisions that were taken are not rewritten: a later one supersedes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from ...decisions.model import DecisionsBody
from ...markdown.titles import fold
from ...pages.sections import labels
from ...violations import Location
from ..model import CHANGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...decisions.model import Decision
    from ...markdown.model import Page
    from ...model import Contract
    from ...violations import Violation
    from .pages import ChangedDecision

#: what a decision may say anew of itself once it was taken
_MOVING: Final = ("status", "superseded_by", "sunset", "replacement")


def rewritten(decisions: Sequence[ChangedDecision]) -> Iterator[Violation]:
    """Tell of each decision that held in the base, and says another thing now, or has another number.

    Its status may move on, with the fields that go with that; text may be added while it does. What was taken
    never becomes a proposal again.
    """
    for one in decisions:
        before = one.before
        if before is None or not before.in_force or one.changed.before is None:
            continue
        was, now = _said(one.changed.before, one.body), _said(one.changed.page, one.body)
        moves = one.decision.status != before.status
        renumbered = before.id != one.decision.id
        undone = not one.decision.in_force
        if not renumbered and not undone and (list(was) == list(now) or (moves and _holds(now, was))):
            continue
        what = f"became {one.decision.id}" if renumbered else "was rewritten"
        if undone and not renumbered:
            what = f"is {one.decision.status or 'without a status'} now"
        yield _violation(
            one.contract,
            before,
            Location(path=one.changed.path, line=_first_other(was, now)),
            what,
            found=_found(one, renumbered=renumbered, undone=undone, moves=moves),
        )


def _found(one: ChangedDecision, *, renumbered: bool, undone: bool, moves: bool) -> str:
    if renumbered:
        return one.decision.id
    if undone:
        return one.decision.status or "no status"
    return "text that is gone, beside the new status" if moves else "other text"


def removed(decisions: Iterable[tuple[Contract, Decision]]) -> Iterator[Violation]:
    """Tell of each decision that held in the base, and is gone."""
    for contract, decision in decisions:
        if decision.in_force:
            yield _violation(contract, decision, Location(path=decision.path), "is gone", found="no page")


def _violation(contract: Contract, before: Decision, place: Location, what: str, *, found: str) -> Violation:
    return contract.violation(
        "ECV013",
        f"{before.id} was {before.status} in the base, and {what}",
        rule=CHANGE,
        location=place,
        expected="a decision that says what it said, and a later one that supersedes it",
        found=found,
        fix="bring back what it said; write a new decision that supersedes this one",
        metadata={"decision": before.id},
    )


def _said(page: Page, body: DecisionsBody) -> dict[str, int]:
    """What a page says beside the fields that may move: its texts with their lines, without layout."""
    moving = {fold(body.fields[field]).replace("_", " ") for field in _MOVING}
    matter: Mapping[str, object] = page.front_matter if isinstance(page.front_matter, dict) else {}
    found = {f"{name}: {value}": 1 for name, value in matter.items() if _plain(name) not in moving}
    skipped: set[int] = set()
    for section in page.sections():
        if _plain(section.heading.text) in moving:
            skipped.update(range(section.heading.line, section.end))
    skipped.update(line for label, (_, line) in labels(page.blocks).items() if _plain(label) in moving)
    for heading in page.headings:
        if heading.line not in skipped:
            found.setdefault(f"# {' '.join(heading.text.split())}", heading.line)
    for block in page.blocks:
        lines = [
            text
            for number, text in enumerate(block.text.split("\n"), start=block.line)
            if number not in skipped
        ]
        text = " ".join(" ".join(lines).split())
        if text:
            found.setdefault(text, block.line)
    return found


def _plain(name: str) -> str:
    return fold(name).replace("_", " ").replace("-", " ")


def _holds(now: Mapping[str, int], was: Mapping[str, int]) -> bool:
    return all(text in now for text in was)


def _first_other(was: Mapping[str, int], now: Mapping[str, int]) -> int:
    return next((line for text, line in now.items() if text not in was), 1)
