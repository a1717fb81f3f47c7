"""An audited history for people: each commit that broke the rule, with its contracts below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from .printable import printable
from .styles import Line, Style
from .text import counted
from .width import cut, shortened, width_of
from .wrapping import wrap_line

if TYPE_CHECKING:
    from ..changes.history.findings import Audit, AuditedCommit, AuditedContract
    from ..violations import Violation
    from .text import Codes

#: digits of a commit's id that tell it apart
ID_DIGITS: Final = 10
_INDENT: Final = "  "
_BETWEEN: Final = "  "
#: the column of contracts is never narrower, and takes at most this part of the width
_NARROWEST: Final = 12
_SHARE: Final = 0.4
_LONGEST: Final = 400


def history_lines(
    audit: Audit, width: int, codes: Codes, *, verbose: bool = False, place: str = ""
) -> Iterator[Line]:
    """Every commit that broke the rule and, where ``verbose``, every other one; then the sums.

    ``place`` is the folder of the catalog, where there are several.
    """
    shown = [one for one in audit.audited if verbose or one.broken]
    rows = [one for commit in shown for one in _rows(commit, verbose=verbose)]
    widths = _widths(rows, width)
    for commit in shown:
        yield _title(commit, width)
        for one in _rows(commit, verbose=verbose):
            yield from _row(one, widths, width, codes)
            if verbose:
                for violation in (*one.violations, *one.unreadable):
                    yield from _explained(violation, width)
    if shown:
        yield []
    yield from _sums(audit, width, place)


def _rows(commit: AuditedCommit, *, verbose: bool) -> Sequence[AuditedContract]:
    return [one for one in commit.contracts if verbose or one.broken]


def _title(audited: AuditedCommit, width: int) -> Line:
    commit = audited.commit
    head = f"{commit.id[:ID_DIGITS]}  {commit.day}  "
    subject = printable(commit.release or commit.subject, _LONGEST)
    line = cut(head + subject, width)
    return [(line[: len(head)], "place"), (line[len(head) :], "plain")]


def _change(one: AuditedContract) -> str:
    if one.state is None:
        return "unreadable"
    return str(one.level) if one.state.value == "changed" else one.state.value


def _versions(one: AuditedContract) -> str:
    before, after = (printable(text or "-", _NARROWEST) for text in (one.before, one.after))
    return before if before == after else f"{before} -> {after}"


def _widths(rows: Sequence[AuditedContract], width: int) -> tuple[int, int, int]:
    """Columns of the contract, of the change and of the versions."""
    names = max((width_of(printable(one.id)) for one in rows), default=0)
    return (
        min(names, max(_NARROWEST, int(width * _SHARE))),
        max((len(_change(one)) for one in rows), default=0),
        max((width_of(_versions(one)) for one in rows), default=0),
    )


def _row(one: AuditedContract, widths: tuple[int, int, int], width: int, codes: Codes) -> Iterator[Line]:
    cells = (shortened(printable(one.id), widths[0]), _change(one), _versions(one))
    head = _INDENT + "".join(
        cell + " " * (room - width_of(cell)) + _BETWEEN for cell, room in zip(cells, widths, strict=True)
    )
    found = _found(one, codes)
    style: Style = "bad" if one.broken else "excused" if one.waived else "plain"
    hang = width_of(head)
    if hang + max(map(width_of, found)) > width and hang > width // 2:
        # A terminal that narrow shows what is missing below the contract.
        yield [(cut(head.rstrip(), width), "plain")]
        hang, head = len(_INDENT) * 2, ""
    for index, part in enumerate(_filled(found, max(width - hang, _NARROWEST))):
        yield [(head if head and not index else " " * hang, "plain"), (part, style)]


def _filled(parts: Sequence[str], width: int) -> Iterator[str]:
    """Lines of the parts with commas between them; one is broken only where it is wider than a line."""
    line = ""
    for number, part in enumerate(parts):
        text = part + "," * (number < len(parts) - 1)
        if line and width_of(line) + 1 + width_of(text) > width:
            yield line
            line = ""
        *full, rest = (piece.strip() for piece in wrap_line(text, width))
        yield from full
        line = f"{line} {rest}" if line else rest
    yield line


def _found(one: AuditedContract, codes: Codes) -> list[str]:
    """What is missing, by code and name."""
    told = Counter(violation.code for violation in (*one.violations, *one.unreadable))
    names = [_name(code, times, codes) for code, times in told.items()]
    if one.waived:
        names.append(f"{len(one.waived)} waived")
    return names or ["ok"]


def _name(code: str, times: int, codes: Codes) -> str:
    entry = codes(code)
    return code + (f" {entry.name}" if entry else "") + (f" ({times})" if times > 1 else "")


def _explained(violation: Violation, width: int) -> Iterator[Line]:
    for label, text in ((violation.code, violation.message), ("fix", violation.fix)):
        if text:
            for line in wrap_line(f"    {label}: {printable(text, _LONGEST)}", width):
                yield [(line, "fix" if label == "fix" else "plain")]


def _sums(audit: Audit, width: int, place: str) -> Iterator[Line]:
    """How many commits there are, and what became of those that touch contracts."""
    where = f"{printable(place)}: " if place else ""
    broken = sum(any(contract.violations for contract in one.contracts) for one in audit.audited)
    unread = sum(any(contract.unreadable for contract in one.contracts) for one in audit.audited)
    text = f"{where}{counted(audit.commits, audit.unit)} in {printable(audit.range, _LONGEST)}, "
    touching = len(audit.audited)
    if touching:
        text += f"{touching} {'touches' if touching == 1 else 'touch'} contracts, "
        text += f"{broken or 'none'} broke the update rule"
    else:
        text += "none touches contracts: nothing was examined"
    if unread:
        text += f", {unread} cannot be judged: contracts of it are not readable today"
    style: Style = "bad" if broken or unread or not touching else "plain"
    for line in wrap_line(text, width):
        yield [(line, style)]
