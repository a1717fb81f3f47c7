"""Why a run judged nothing, and what to do: a gate that stood open must say so."""

from __future__ import annotations

from collections.abc import Sequence

from .printable import printable

_NONE = "no contract check ran"


def nothing_ran(*, ended: bool, narrowed: Sequence[str], covered: Sequence[str], root: str) -> str:
    """One sentence about a run without a contract check.

    ``ended`` says that the run was stopped before the first one; ``narrowed`` are options that select,
    as written; ``covered`` are the paths that the run was about, ``root`` is the root folder as seen from
    where the run was started.
    """
    if ended:
        return f"{_NONE}: the run ended before the first of them"
    if narrowed:
        options = " ".join(narrowed)
        return printable(
            f"{_NONE}: {options} left none of those that the run covers; without it, --co -q lists them", 400
        )
    places = ", ".join(covered)
    return printable(
        f"{_NONE}: no contract stands in {places}; start pytest in the root folder, or name it: {root}", 400
    )
