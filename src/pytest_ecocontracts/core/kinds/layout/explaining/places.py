"""What a layout says of zones, owners and concerns: of all that it draws, and of one path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, cast

from ....model import Contract, Fact
from ....paths.pattern_set import PatternSet
from ..automaton.governing import start_of
from ..concerns.model import Concern
from ..lines import Layout, Line, all_lines
from ..owners.model import DataFile, Owners
from ..zones.model import MEANINGS, Zone, git_of, owner_of, zone_of
from .contents import content_of_path, content_summary

#: lines that are named where many have one zone or owner
_LISTED: Final = 8
_OUTPUT: Final = ("$lock", "$deterministic", "$regenerate")


def summary(layout: Layout) -> Iterator[Fact]:
    """Every zone and owner with the lines that say so, what owners are compared with, and the concerns."""
    for zone in Zone:
        lines = [line for line in all_lines(layout.tree) if line.options.get("$zone") == zone]
        if lines:
            yield Fact("zone", f"{zone} ({MEANINGS[zone]}): {_listed(lines)}")
    for line in all_lines(layout.tree):
        if "$by" in line.options:
            yield Fact("by", f"{_command(line.options['$by'])}: {_listed([line])}{_asked_of(line)}")
    named: dict[str, list[Line]] = {}
    for line in all_lines(layout.tree):
        if "$owner" in line.options:
            named.setdefault(cast("str", line.options["$owner"]), []).append(line)
    for owner, lines in named.items():
        yield Fact("owner", f"{owner}: {_listed(lines)}")
    if layout.owners is not None:
        yield from _compared(layout.owners)
    if layout.writes is not None:
        for actor, allowed in sorted(layout.writes.actors.items()):
            yield Fact("writes", f"{actor}: {', '.join(one.text for one in allowed) or 'nothing'}")
    for concern in layout.concerns:
        yield Fact("concern", _demand(concern))
    yield from content_summary(layout)


def _command(by: object) -> str:
    return by if isinstance(by, str) else " ".join(cast("list[str]", by))


def _asked_of(line: Line) -> str:
    """What is asked of the output of a line's command."""
    said = {option: found[0] for option in _OUTPUT if (found := line.inherited(option)) and found[0]}
    asked = [f"lock {said['$lock']}"] if "$lock" in said else []
    asked += ["without times"] if "$deterministic" in said else []
    asked += ["run again with --eco-exec"] if "$regenerate" in said else []
    return f" ({', '.join(asked)})" if asked else ""


def _compared(owners: Owners) -> Iterator[Fact]:
    if owners.required:
        yield Fact("owners", "every file has one")
    if isinstance(owners.known, DataFile):
        yield Fact("owners", f"all are listed in {owners.known.path}{owners.known.at}")
    if owners.codeowners is not None:
        yield Fact("owners", f"the same as in {owners.codeowners}")
    if owners.registry is not None:
        yield Fact("owners", f"the same as in {owners.registry.path}{owners.registry.at}")


def of_path(contract: Contract, layout: Layout, path: str, *, folder: bool) -> Iterator[Fact]:
    """Zone, rule of git and owner of a path below the root of the layout, and the concerns it is one of."""
    inside = path[len(layout.root) :].strip("/") if layout.root else path
    *above, name = inside.split("/")
    place = start_of(layout)
    for one in above:
        place = place.enter(one)
    line = place.enter(name).frame if folder else place.file(name).governing
    zone, owner = zone_of(line), owner_of(line)
    if zone is not None:
        yield Fact("zone", f"{zone[0]}, {_line(contract, zone[1])}: {MEANINGS[zone[0]]}")
        by = line.inherited("$by") if zone[0] is Zone.GENERATED else None
        if by is not None:
            yield Fact("by", f"{_command(by[0])}, {_line(contract, by[1])}")
    lock = line.inherited("$lock")
    if lock is not None and lock[0] is not False and not folder:
        yield Fact("lock", f"{lock[0]}, {_line(contract, lock[1])}")
    if layout.writes is not None and not folder:
        writers = sorted(
            actor
            for actor, allowed in layout.writes.actors.items()
            if any(one.covers(inside) for one in allowed)
        )
        yield Fact("writers", ", ".join(writers) or "nobody")
    if line.inherited("$git") is not None:
        yield Fact("git", f"{git_of(line)}")
    if owner is not None:
        yield Fact("owner", f"{owner[0]}, {_line(contract, owner[1])}")
    if not folder:
        for concern in layout.concerns:
            yield from _of_concern(concern, "/".join(above), name, owner[0] if owner else None)
    yield from content_of_path(contract, layout, inside, line, folder=folder)


def _of_concern(concern: Concern, folder: str, name: str, owner: str | None) -> Iterator[Fact]:
    def matches(patterns: PatternSet) -> bool:
        return patterns.first(folder, name) is not None

    if not matches(PatternSet([place.pattern for place in concern.files])):
        return
    excused = [place for place in concern.exceptions if matches(PatternSet([place.pattern]))]
    if concern.owner is not None:
        at_home = owner == concern.owner
    else:
        at_home = matches(PatternSet([place.pattern for place in concern.only_in]))
    if at_home:
        verdict = "here it is at home"
    elif excused:
        verdict = f"here it is excused: {excused[0].reason}"
    else:
        verdict = "here it is ECL023"
    yield Fact("concern", f"{_demand(concern)}; {verdict}")


def _demand(concern: Concern) -> str:
    return f"{concern.title}: {'only in ' if concern.only_in else ''}{concern.home}"


def _listed(lines: Iterable[Line]) -> str:
    texts = [f"{line.text}{'/' * (line.kind == 'folder')}" if line.key else "all of it" for line in lines]
    more = f" and {len(texts) - _LISTED} more" if len(texts) > _LISTED else ""
    return ", ".join(texts[:_LISTED]) + more


def _line(contract: Contract, line: Line) -> str:
    return f"line {contract.document.location(line.pointer, key=True).line}"
