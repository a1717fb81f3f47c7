"""Decisions that were taken are not rewritten: a later one supersedes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from ..decisions.model import DecisionsBody
from ..markdown.titles import fold
from ..pages.sections import labels
from ..violations import Location

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..markdown.model import Page
    from ..violations import Violation
    from .pages import ChangedDecision

#: what a decision may say anew of itself once it was taken
_MOVING: Final = ("status", "superseded_by", "sunset", "replacement")


def rewritten(decisions: Sequence[ChangedDecision]) -> Iterator[Violation]:
    """Tell of each decision that held in the base, and says another thing now.

    Its status may move on, with the fields that go with that; text may be added while it does.
    """
    for one in decisions:
        before = one.before
        if before is None or before.status is None or not before.in_force or one.changed.before is None:
            continue
        was, now = _said(one.changed.before, one.body), _said(one.changed.page, one.body)
        moves = one.decision.status != before.status
        if was == now or (moves and _holds(now, was)):
            continue
        yield one.contract.violation(
            "ECV013",
            f"{before.id} was {before.status} in the base, and was rewritten",
            rule="change",
            location=Location(path=one.changed.path, line=_first_other(was, now)),
            expected="a decision that says what it said, and a later one that supersedes it",
            found="other text" if not moves else "text that is gone, beside the new status",
            fix="take the text back; write a new decision that supersedes this one",
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
