"""The rows of the printed table: what was measured, and the goal beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure. ``goal`` is the highest (or, with ``at_least``, the lowest) figure that is good enough."""

    claim: str
    what: str
    value: float
    unit: str = "x"
    goal: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None where there is none."""
        if self.goal is None:
            return None
        return self.value >= self.goal if self.at_least else self.value <= self.goal

    def cells(self) -> list[str]:
        """The row as text."""
        sign = ">=" if self.at_least else "<="
        goal = "" if self.goal is None else f"{sign} {_number(self.goal)} {self.unit}"
        verdict = {None: "", True: "met", False: "MISSED"}[self.met]
        return [self.claim, self.what, f"{_number(self.value)} {self.unit}", goal, verdict, self.note]


HEADINGS = ["claim", "what", "measured", "goal", "", "note"]


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    lines = [HEADINGS, ["---"] * len(HEADINGS), *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    return "\n".join(
        "| "
        + " | ".join(
            ("-" * width if cell == "---" else cell.ljust(width))
            for cell, width in zip(line, widths, strict=True)
        )
        + " |"
        for line in lines
    )


def _number(value: float) -> str:
    if value == 0:
        return "0"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f}" if value != int(value) else f"{int(value):,}"
