"""From failures and an exit code to verdicts: what a work unit, a contract and a run came to.

``failure`` means that a promise is broken, ``error`` that nobody can tell. They are never mixed, and
neither is ever a default: a run is a success only when everything planned was evaluated and nothing
failed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

#: categories of failures that say "could not tell" rather than "a promise is broken"
INCONCLUSIVE: Final = frozenset({"configuration", "record", "internal", "interrupted", "blocked"})

INTERRUPTED: Final = "ECZ002"

VERDICTS: Final = {
    "passed": "pass",
    "failed": "fail",
    "errored": "error",
    "not_evaluated": "not_evaluated",
    "waived": "waived",
}

EXIT_REASONS: Final = {
    0: "nothing failed",
    1: "something failed",
    2: "interrupted, or tests could not be collected",
    3: "internal error",
    4: "usage error",
    5: "no tests were collected",
    6: "more warnings than --max-warnings allows",
}


def unit_status(categories: Iterable[str], *, waived: bool) -> str:
    """Return how a work unit ended, from the categories of its failures (not of its warnings)."""
    found = set(categories)
    if not found:
        return "waived" if waived else "passed"
    if found - INCONCLUSIVE:
        return "failed"
    return "not_evaluated" if found == {"blocked"} else "errored"


def run_outcome(failures: Iterable[Mapping[str, object]], exit_code: int, *, ran: bool, whole: bool) -> str:
    """Return the outcome of a run that has ended.

    ``ran`` says that its tests were run at all, ``whole`` that every planned check was evaluated, and
    that there was one.
    """
    found = [(str(failure["code"]), str(failure["category"])) for failure in failures]
    categories = {category for _, category in found}
    if any(code == INTERRUPTED for code, _ in found):
        return "cancelled"
    if categories - INCONCLUSIVE:
        return "failure"
    if categories == {"blocked"}:
        return "blocked"
    if categories or exit_code != 0:
        return "error"
    if not ran:
        return "skipped"
    return "success" if whole else "partial"


def exit_reason(exit_code: int | None) -> str:
    """Return in words what pytest's exit code means; plugins add their own codes."""
    if exit_code is None:
        return "the process ended without an exit code"
    return EXIT_REASONS.get(exit_code, f"ended with exit code {exit_code}")
