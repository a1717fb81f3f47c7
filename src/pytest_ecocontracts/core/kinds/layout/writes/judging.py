"""The check ``writes``: whoever made the change wrote only where they may."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from ....bases import not_whole
from ....model import Contract, Outcome
from ....paths.pattern_set import Pattern, PatternSet
from ....rendering.printable import printable
from ....suggestions import did_you_mean
from ....violations import Location
from ..lines import Layout
from ..walking import Findings, never_judged
from .allowlist import read_entries
from .model import Allowed, Writes
from .parsing import POINTER

if TYPE_CHECKING:
    from ....context import Context

_OPTIONS: Final = "--eco-base=REF, or --eco-written=FILE"
#: patterns that a message lists
_LISTED: Final = 8


def withheld(layout: Layout, context: Context) -> str | None:
    """Why the check is not run: nobody said what was written, or by whom."""
    writes = _writes(layout)
    if context.base is None and context.written is None:
        return f"it judges what was written: {_OPTIONS}, with --eco-actor=NAME"
    lacking = not_whole(context) if context.written is None else None
    if lacking is not None:
        return f"it judges what was written, and {lacking}"
    if context.actor is None:
        return f"it judges who wrote: --eco-actor=NAME ({', '.join(sorted(writes.actors)[:_LISTED])})"
    return None


def check_writes(contract: Contract, layout: Layout, context: Context) -> Outcome:
    """Compare each path that was written, moved or removed with what the actor may write."""
    actor = context.actor
    assert actor is not None  # noqa: S101 - the check is withheld
    writes = _writes(layout)
    findings = Findings(context)
    allowed = _patterns(writes.actors.get(actor, ()))
    entries = read_entries(contract, layout, context)[0] if writes.allowlist else []
    tolerated = _patterns([one.allowed for one in entries if one.holds(actor, context.as_of)])
    examined = excused = 0
    for path, inside in _written(layout, context):
        examined += 1
        if inside is not None and _covers(allowed, inside):
            continue
        if inside is not None and _covers(tolerated, inside):
            excused += 1
            continue
        _report(contract, writes, actor, path, inside, findings)
    return findings.outcome(examined, excused=excused)


def _writes(layout: Layout) -> Writes:
    assert layout.writes is not None  # noqa: S101 - the checks are there only with 'writes'
    return layout.writes


def _written(layout: Layout, context: Context) -> list[tuple[str, str | None]]:
    """(path, the same below the layout's root, or None outside of the repository), sorted.

    What lies in the repository and not below the layout's root is left to other layouts.
    """
    if context.written is not None:
        paths = set(context.written)
    else:
        assert context.base is not None  # noqa: S101 - the check is withheld
        changes = context.base.changes
        paths = {change.path for change in changes} | {change.was for change in changes if change.was}
    below = f"{layout.root}/" if layout.root else ""
    never = tuple(f"{folder}/" for folder in never_judged(context))
    found: list[tuple[str, str | None]] = []
    for path in sorted(paths):
        if path.startswith(("/", "../")):
            found.append((path, None))
        elif path.startswith(below) and not path.startswith(never):
            found.append((path, path[len(below) :]))
    return found


def _patterns(allowed: Sequence[Allowed]) -> PatternSet:
    return PatternSet([Pattern(one.template) for one in allowed])


def _covers(patterns: PatternSet, path: str) -> bool:
    folder, _, name = path.rpartition("/")
    return patterns.first(folder, name) is not None


def _report(
    contract: Contract, writes: Writes, actor: str, path: str, inside: str | None, findings: Findings
) -> None:
    allowed = writes.actors.get(actor)
    if allowed is None:
        expected = f"nothing: the contract names {', '.join(sorted(writes.actors)) or 'no actor'}"
    else:
        texts = [one.text for one in allowed[:_LISTED]]
        more = f" and {len(allowed) - _LISTED} more" if len(allowed) > _LISTED else ""
        expected = (", ".join(texts) + more) or "nothing"
    others = sorted(
        name
        for name, theirs in writes.actors.items()
        if inside is not None and any(one.covers(inside) for one in theirs)
    )
    fix = f"leave it as it was, or let {' or '.join(others)} write it" if others else "leave it as it was"
    near = did_you_mean(actor, writes.actors) if allowed is None else None
    if near is not None:
        fix = f"did you mean the actor {near!r}? Else {fix}"
    findings.add(
        lambda: contract.violation(
            "ECL060",
            f"{printable(actor)} wrote '{printable(path)}', and may not",
            pointer=POINTER if allowed is None else f"{POINTER}/{actor}",
            location=None if inside is None else Location(path=path),
            expected=f"{printable(actor)} writes {expected}",
            found=printable(path) + ("" if inside is not None else ", which is outside of the repository"),
            fix=fix,
            metadata={"actor": actor, "path": path},
        )
    )
