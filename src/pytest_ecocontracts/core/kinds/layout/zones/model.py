"""Zones: what sort of place a line draws, what git has to do with it, and who owns it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, Literal, TypeAlias, cast

from ....model import Report
from ....pointers import join
from ....rendering.printable import printable
from ..lines import Layout, Line, Word, all_lines

#: tracked: in git's index; ignored: never tracked, and ignored; any: git is not asked
GitRule: TypeAlias = Literal["tracked", "ignored", "any"]


class Zone(StrEnum):
    """What sort of place it is; each is a fixed bundle of what must hold there."""

    STABLE = "stable"
    GENERATED = "generated"
    RUNTIME = "runtime"
    EPHEMERAL = "ephemeral"


MEANINGS: Final[Mapping[Zone, str]] = {
    Zone.STABLE: "kept by people, tracked, not empty",
    Zone.GENERATED: "written by a tool, and only what is drawn is kept",
    Zone.RUNTIME: "never tracked, ignored, may be empty",
    Zone.EPHEMERAL: "never tracked, ignored, and gone when the gate runs",
}
#: zones whose folders are there for what lies in them
FILLED: Final = frozenset({Zone.STABLE, Zone.GENERATED})
_OPTIONS: Final = ("$git", "$zone")
_GIT: Final[Mapping[Zone, GitRule]] = {
    Zone.STABLE: "tracked",
    Zone.GENERATED: "tracked",
    Zone.RUNTIME: "ignored",
    Zone.EPHEMERAL: "ignored",
}


def zone_of(line: Line) -> tuple[Zone, Line] | None:
    """The zone of a line, and the line that says so; the innermost counts."""
    said = line.inherited("$zone")
    return (Zone(cast("str", said[0])), said[1]) if said else None


def git_of(line: Line) -> GitRule | None:
    """What git has to do with a line: ``$git`` or the zone, whichever is said further in."""
    at: Line | None = line
    while at is not None:
        if "$git" in at.options:
            return cast("GitRule", at.options["$git"])
        if "$zone" in at.options:
            return _GIT[Zone(cast("str", at.options["$zone"]))]
        at = at.parent
    return None


def git_pointer(line: Line) -> str:
    """Where the contract says what ``git_of`` returns."""
    at: Line | None = line
    while at is not None:
        for option in _OPTIONS:
            if option in at.options:
                return join(at.pointer, option)
        at = at.parent
    return line.pointer


def empty_rule(line: Line, rule: str) -> tuple[str, str]:
    """What holds for an empty folder of a line, where ``rule`` holds for all, and where that is said."""
    said = zone_of(line)
    if said is None:
        return rule, "/global/empty_dirs"
    zone, at = said
    if zone in FILLED and rule == "allow":
        return "forbid", join(at.pointer, "$zone")
    if zone is Zone.EPHEMERAL or (zone is Zone.RUNTIME and rule == "forbid"):
        return "allow", join(at.pointer, "$zone")
    return rule, "/global/empty_dirs"


def owner_of(line: Line) -> tuple[str, Line] | None:
    """The owner of what a line draws, and the line that says so."""
    said = line.inherited("$owner")
    return (cast("str", said[0]), said[1]) if said else None


def said_of(line: Line) -> str:
    """Zone and owner for a message, with a blank before; "" where the layout speaks of neither."""
    zone, owner = zone_of(line), owner_of(line)
    told = [f"zone {zone[0]}"] if zone else []
    told += [f"owner {printable(owner[0])}"] if owner else []
    return f" ({', '.join(told)})" if told else ""


def zones_of(tree: Line) -> frozenset[str]:
    """Every zone, and every rule of git, that some line of a tree has."""
    said = {
        str(line.options[option]) for line in all_lines(tree) for option in _OPTIONS if option in line.options
    }
    return frozenset(said)


def asks_git(layout: Layout) -> bool:
    """Whether git has anything to do with some line."""
    if not layout.zones:
        return False
    return any(git_of(line) in {"tracked", "ignored"} for line in all_lines(layout.tree))


def lint_zones(tree: Line, report: Report) -> None:
    """Report lines that ask for what their zone rules out, and generated ones that nobody writes."""
    for line in all_lines(tree):
        said = zone_of(line)
        if said is None or not line.allows:
            continue
        zone, at = said
        if zone is Zone.GENERATED:
            _lint_generated(line, at, report)
        outer = zone_of(line.parent) if line.parent is not None else None
        if outer is not None and outer[0] is Zone.EPHEMERAL:
            _lint_ephemeral(line, zone, outer[1], report)
        elif zone is Zone.EPHEMERAL:
            _lint_ephemeral(line, zone, at, report)


def _lint_generated(line: Line, at: Line, report: Report) -> None:
    if line is at and line.inherited("$by") is None:
        _refuse(
            report,
            line,
            "$zone",
            f"{_name(line)} is generated, and nothing says what writes it",
            "add $by: the command or the tool that writes it",
        )
    if line.options.get("$closed") is False:
        _refuse(
            report,
            line,
            "$closed",
            f"{_name(line)} is generated, so nothing is kept but what is drawn in it",
            "leave out $closed, and draw what is written there",
        )
    if line.word is Word.OPAQUE:
        _refuse(
            report,
            line,
            "",
            f"{line.key!r} is generated, so what is kept of it must be drawn, and not opaque",
            "draw what is written there; '**: opt' is all of it",
        )


def _lint_ephemeral(line: Line, zone: Zone, around: Line, report: Report) -> None:
    if zone is not Zone.EPHEMERAL:
        why = f"it is {zone}, in a folder that is gone when the gate runs"
    elif "$" in line.options and line.demands:
        why = f"{line.word.value!r} wants it there, and what is ephemeral is gone when the gate runs"
    elif git_of(line) == "tracked":
        why = "git cannot track what is gone when the gate runs"
    else:
        return
    place = report.document.location(around.pointer, key=True)
    report.add(
        "ECC015",
        f"{line.key!r} contradicts its zone of line {place.line}: {why}",
        pointer=line.pointer,
        key=True,
        expected="what is ephemeral may be missing, all of it",
        found=line.text,
        fix="give it another word, or move it out of the ephemeral folder",
        metadata={"witness": line.text, "line": line.text},
    )


def _name(line: Line) -> str:
    return repr(line.key) if line.key else "the tree"


def _refuse(report: Report, line: Line, option: str, message: str, fix: str) -> None:
    pointer = join(line.pointer, option) if option else line.pointer
    report.add("ECC004", message, pointer=pointer, key=True, fix=fix, metadata={"line": line.text})
