"""The check ``ephemeral``: what is gone when the gate runs is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....model import Contract, Outcome
from ....rendering.printable import printable
from ....violations import Location
from ..entries import Entry, entries
from ..lines import Layout, Line, all_lines
from ..walking import Findings
from .model import Zone, said_of, zone_of

if TYPE_CHECKING:
    from ....context import Context


def check_ephemeral(contract: Contract, layout: Layout, context: Context) -> Outcome:
    """Report the topmost entries of ephemeral places; that git ignores them is no excuse."""
    findings = Findings(context)
    gone = {line for line in all_lines(layout.tree) if _is_ephemeral(line)}
    examined = 0
    told = "\0"
    for entry in entries(contract, layout, context, findings):
        examined += 1
        if entry.governing not in gone or entry.path.startswith(told):
            continue
        if entry.line is None and entry.frame.closed:
            continue  # not drawn, which is told already
        if entry.sort == "folder":
            told = f"{entry.path}/"
        _report(contract, entry, findings)
    return findings.outcome(examined)


def _is_ephemeral(line: Line) -> bool:
    said = zone_of(line)
    return said is not None and said[0] is Zone.EPHEMERAL


def _report(contract: Contract, entry: Entry, findings: Findings) -> None:
    line = entry.governing
    findings.add(
        lambda: contract.violation(
            "ECL019",
            f"the {entry.sort} '{printable(entry.path)}' is still there{said_of(line)}",
            pointer=line.pointer,
            location=Location(path=entry.path),
            expected="nothing: what is ephemeral is gone when the gate runs",
            found=f"a {entry.sort}",
            fix="remove it; at a desk, --eco-ignore=ECL019 sets these findings aside",
            metadata={"path": entry.path, "line": line.text},
        )
    )
