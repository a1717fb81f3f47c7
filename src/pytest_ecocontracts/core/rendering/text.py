"""Violations as text for people: where, what was expected, what was found, who says so, how to fix it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from ..taxonomy import FailureCode, load_taxonomy
from ..violations import Location, Violation
from .printable import printable
from .wrapping import VALUE_COLUMN

#: violations shown in full by default; the rest are counted, and listed in the run record
SHOWN: Final = 10

#: gives the entry of a failure code, or None where no taxonomy has it
Codes: TypeAlias = Callable[[str], FailureCode | None]


def shipped_codes(code: str) -> FailureCode | None:
    """The entry of a code of the shipped taxonomy, which is read when the first code is asked for."""
    return load_taxonomy().get(code)


def render_violations(
    violations: Sequence[Violation],
    omitted: int = 0,
    limit: int | None = SHOWN,
    *,
    codes: Codes = shipped_codes,
    record: str | None = "the run record",
) -> str:
    """Every violation as a block, the first line of the text being the first violation's own.

    The short summary of pytest cuts after the first line, so that line says the most. ``omitted``
    violations were counted but not kept; ``record`` names the run record, if there is to be one.
    """
    shown = violations if limit is None else violations[:limit]
    hidden = len(violations) - len(shown)
    blocks = [render_violation(violation, codes) for violation in shown]
    if len(violations) + omitted > 1:
        first, *rest = blocks[0].split("\n")
        blocks[0] = "\n".join([f"{first} (+{len(violations) + omitted - 1} more)", *rest])
    if hidden:
        listed = f", {record} lists them" if record else ""
        blocks.append(f"... and {counted(hidden, 'more violation')}: -v shows them{listed}")
    if omitted:
        blocks.append(f"... and {counted(omitted, 'more violation')} that were only counted")
    return "\n".join(blocks)


def render_violation(violation: Violation, codes: Codes = shipped_codes) -> str:
    """One violation: code, name and message, then one labelled line per fact."""
    entry = codes(violation.code)
    name = f" {entry.name}" if entry else ""
    lines = [f"{violation.code}{name}: {printable(violation.message, 600)}"]
    if violation.location is not None:
        _add(lines, "at", place(violation.location))
    _add(lines, "expected", violation.expected)
    _add(lines, "found", violation.found)
    for index, line in enumerate(violation.excerpt):
        _add(lines, "rule" if not index else "", line)
    _add(lines, "contract", _contract(violation))
    _add(lines, "fix", violation.fix or (entry.fix if entry else None))
    return "\n".join(lines)


def place(location: Location) -> str:
    """``path:line:column  /pointer``, as far as it is known; editors make the first part a link."""
    text = printable(location.path, 400)
    if location.line is not None:
        text += f":{location.line}"
        if location.column is not None:
            text += f":{location.column}"
    if location.pointer:
        text += f"  {printable(location.pointer, 300)}"
    return text


def counted(number: int, noun: str) -> str:
    """Return the number with its noun, in the singular or plural."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _contract(violation: Violation) -> str | None:
    reference = violation.contract
    if reference is None or reference.id == "?":
        return None
    text = reference.id if reference.version is None else f"{reference.id} {reference.version}"
    if reference.path is not None:
        line = f":{reference.line}" if reference.line is not None else ""
        row = f", row {reference.row} of {reference.registry}" if reference.registry is not None else ""
        text += f" ({reference.path}{line}{row})"
    if violation.failure_class:
        text += f", class {violation.failure_class}"
    if violation.refs:
        text += f", for {', '.join(violation.refs)}"
    if violation.decisions:
        text += f", decided in {', '.join(violation.decisions)}"
    return text


def _add(lines: list[str], label: str, text: str | None) -> None:
    if text:
        lines.append(f"{f'  {label}':<{VALUE_COLUMN}}{printable(text, 600)}")
