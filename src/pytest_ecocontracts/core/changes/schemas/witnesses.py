"""The data that proves a break, told to people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...rendering.witness import Mark, witness_lines
from ..model import Side

if TYPE_CHECKING:
    from ...compat.model import Witness
    from ...ports import SchemaError
    from ..model import Change


def witness_title(change: Change) -> str:
    """Which edition allows the witness of a change, and which refuses it."""
    if change.breaks == {Side.PRODUCER}:
        return "allowed in the base, refused now"
    if change.breaks == {Side.CONSUMER}:
        return "allowed now, refused in the base"
    return "allowed by one edition, refused by the other"


def lines_of(witness: Witness) -> list[str]:
    """The witness as a JSON document with the failing places marked."""
    marks = [Mark(pointer=error.pointer, text=_said(error), name=error.property) for error in witness.errors]
    return witness_lines(witness.value, marks)


def _said(error: SchemaError) -> str:
    """What is wrong, and what would not be."""
    expected = error.expected
    if expected is None or expected in error.message:
        return error.message
    return f"{error.message}, expected {expected}"
