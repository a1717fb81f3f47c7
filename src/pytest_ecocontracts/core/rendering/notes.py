"""What failed nothing but should be known: warnings, what a waiver tolerates, and what was not evaluated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from ..violations import Severity, Violation
from .printable import printable
from .styles import Line, Style
from .text import place
from .wrapping import wrap_line

if TYPE_CHECKING:
    from ..records.checks import CheckResult

#: warnings and waived violations listed by default, each
LISTED: Final = 10


def note_lines(checks: Sequence[CheckResult], width: int, limit: int | None = LISTED) -> Iterator[Line]:
    """The warnings, then the waived violations, at most ``limit`` of each, broken to the width."""
    warnings = [v for check in checks for v in check.violations if v.severity is Severity.WARNING]
    waived = [entry for check in checks for entry in check.waived]
    for violation in warnings[:limit]:
        yield from _note("warning", "warning", _text(violation), width)
    yield from _rest(len(warnings), limit, "warnings")
    for entry in waived[:limit]:
        text = f"{_text(entry.violation)} (until {entry.until}: {entry.reason})"
        yield from _note("waived", "excused", text, width)
    yield from _rest(len(waived), limit, "waived violations")


def withheld_lines(
    withheld: Sequence[tuple[str, str]], width: int, limit: int | None = LISTED
) -> Iterator[Line]:
    """The checks that were reached and not run, each with its reason: they prove nothing."""
    for name, reason in withheld[:limit]:
        yield from _note("not evaluated", "warning", f"{name}: {reason}", width)
    yield from _rest(len(withheld), limit, "checks that were not evaluated")


def _text(violation: Violation) -> str:
    where = f" {place(violation.location)}" if violation.location else ""
    return f"{violation.code}{where}: {violation.message}"


def _note(word: str, style: Style, text: str, width: int) -> Iterator[Line]:
    head = f"  {word}"
    first, *others = wrap_line(f"{head} {printable(text, 400)}", width)
    yield [(first[: len(head)], style), (first[len(head) :], "plain")]
    for other in others:
        yield [(other, "plain")]


def _rest(total: int, limit: int | None, noun: str) -> Iterator[Line]:
    if limit is not None and total > limit:
        yield [(f"  ... and {total - limit} more {noun} (-v shows them)", "plain")]
