"""The other side of a comparison: missing altogether, or without the value that should stand there."""

from __future__ import annotations

from .finding import Finding, Spot
from .operands import Operand
from .view import View


def counterpart_missing(view: View, where: str, wanted: str | None = None) -> Finding:
    """No file of the other side belongs to these files, or none for what a ``join`` names."""
    file = view.files[0]
    shared = wanted or ", ".join(f"{name} = {value}" for name, value in sorted(file.captures.items()))
    return Finding(
        code="ECI006",
        message=f"nothing can be compared with {where}: no such file belongs to {file.path!r}",
        spot=Spot(file),
        expected="a file of the other side" + (f" for {shared}" if shared else ""),
        found="none",
        metadata={"other": where},
    )


def value_undeclared(operand: object, spot: Spot, what: str) -> Finding:
    """The value that something is to be compared with is missing, or is of another type."""
    text = operand.text if isinstance(operand, Operand) else str(operand)
    return Finding(
        code="ECI005",
        message=f"{text} does not say {what}",
        spot=spot,
        expected=what,
        found="nothing there, or a value of another type",
        metadata={"operand": text},
    )
