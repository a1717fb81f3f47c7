"""Two layouts of a catalog that give one path different owners, or different zones.

Found without any file system, and with such a path as witness: both layouts are walked side by side, folder
by folder, and of all names that no line of the two can tell apart one is tried. Where captures are repeated
their values are names that the layouts spell out, so only there a rival could be missed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from ...model import Contract, Report
from ...paths.automaton import Budget, TooComplex
from ...paths.name_classes import name_classes
from ...paths.overlap import with_values
from ...paths.segments import Segment
from ...pointers import join
from .automaton.governing import Place, start_of
from .automaton.threads import settled_name
from .lines import Layout, Line, all_lines

if TYPE_CHECKING:
    from ...context import Context

#: pairs of folders that are looked at, and what telling their names apart may cost, some seconds at worst
MAXIMUM_PAIRS: Final = 5_000
MAXIMUM_COST: Final = 200_000
#: names that are tried as values of repeated captures
MAXIMUM_HINTS: Final = 100
_OPTIONS: Final = {"$owner": "owner", "$zone": "zone"}


class Rivals(NamedTuple):
    """A path of which two lines say different things."""

    path: str
    line: Line
    other: Line


def lint_rivals(contract: Contract, layout: Layout, context: Context, report: Report) -> None:
    """Report what this layout and those before it in the catalog say differently of one path."""
    for other in _before(contract, context):
        theirs = cast("Layout", other.body)
        for option, noun in _OPTIONS.items():
            if not (_says(layout, option) and _says(theirs, option)):
                continue
            try:
                found = rivals(layout, theirs, option)
            except TooComplex:
                _report_complex(other, noun, report)
                continue
            if found is not None:
                _report(other, option, noun, found, report)


def rivals(layout: Layout, other: Layout, option: str) -> Rivals | None:
    """Return a path for which two layouts have different values of an option, None where there is none.

    Raises TooComplex.
    """
    places = _common_start(layout, other)
    return _Search(option, layout, other).run(*places) if places is not None else None


def _before(contract: Contract, context: Context) -> Iterator[Contract]:
    catalog = context.catalog
    if not catalog.settings.enforces(contract):
        return
    for other in catalog.contracts:
        if other.id == contract.id:
            return
        if other.header.kind == "layout" and catalog.settings.enforces(other):
            yield other


def _says(layout: Layout, option: str) -> bool:
    return any(option in line.options for line in all_lines(layout.tree))


def _common_start(layout: Layout, other: Layout) -> tuple[str, Place, Place] | None:
    """The topmost folder that both layouts describe, and where each of them stands there."""
    root = max(layout.root, other.root, key=len)
    places: list[Place] = []
    for one in (layout, other):
        if one.root and f"{root}/" != f"{one.root}/" and not root.startswith(f"{one.root}/"):
            return None
        place = start_of(one)
        for name in filter(None, root[len(one.root) :].split("/")):
            place = place.enter(name)
        places.append(place)
    return f"{root}/" if root else "", places[0], places[1]


@dataclass(slots=True)
class _Search:
    option: str
    layout: Layout
    other: Layout
    budget: Budget = field(default_factory=lambda: Budget(MAXIMUM_COST))
    hints: tuple[str, ...] = ()
    #: what can be said of what a line draws, and of what lies below it
    values: dict[Line, frozenset[object]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        lines = [*all_lines(self.layout.tree), *all_lines(self.other.tree)]
        for line in reversed(lines):  # what is drawn in a folder comes behind it
            said = line.inherited(self.option)
            own = frozenset({said[0]} if said else ())
            self.values[line] = own.union(*(self.values[child] for child in line.children))
        if any(line.template is not None and line.template.repeated for line in lines):
            segments = [one for line in lines for one in line.segments if isinstance(one, Segment)]
            found = {one.literal for one in segments if one.literal is not None}
            self.hints = tuple(sorted(found)[:MAXIMUM_HINTS])

    def run(self, prefix: str, mine: Place, theirs: Place) -> Rivals | None:
        """Walk breadth first, so that the path is a short one."""
        queue = deque([(prefix, mine, theirs)])
        seen = {(mine, theirs)}
        while queue:
            prefix, mine, theirs = queue.popleft()
            if mine.refused or theirs.refused or not self._may_differ(mine, theirs):
                continue
            for name in self._names(mine, theirs):
                found = self._differing(prefix + name, mine, theirs, name)
                if found is not None:
                    return found
                following = mine.enter(name), theirs.enter(name)
                if following not in seen:
                    seen.add(following)
                    queue.append((f"{prefix}{name}/", *following))
            if len(seen) > MAXIMUM_PAIRS:
                raise TooComplex
        return None

    def _differing(self, path: str, mine: Place, theirs: Place, name: str) -> Rivals | None:
        one, other = mine.file(name), theirs.file(name)
        if one.refused or other.refused:
            return None
        said = one.governing.inherited(self.option), other.governing.inherited(self.option)
        if said[0] is None or said[1] is None or said[0][0] == said[1][0]:
            return None
        return Rivals(path, said[0][1], said[1][1])

    def _may_differ(self, mine: Place, theirs: Place) -> bool:
        one, other = self._of_place(mine), self._of_place(theirs)
        return bool(one and other) and len(one | other) > 1

    def _of_place(self, place: Place) -> frozenset[object]:
        said = place.frame.inherited(self.option)
        own: frozenset[object] = frozenset({said[0]} if said else ())
        threads = place.state.threads if place.state is not None else ()
        return own.union(*(self.values[thread.line] for thread in threads))

    def _names(self, mine: Place, theirs: Place) -> Iterator[str]:
        """One name of each set of names that the lines alive in two folders cannot tell apart."""
        spelled: dict[str, None] = dict.fromkeys(self.hints)
        patterns: dict[Segment, None] = {}
        for place in (mine, theirs):
            for line, at, values, _ in place.state.threads if place.state is not None else ():
                segment, bound = line.segments[at], dict(values)
                if not isinstance(segment, Segment):
                    continue  # every name
                name = settled_name(segment, bound)
                if name is not None:
                    spelled[name] = None
                else:
                    patterns[with_values(segment, bound)] = None
        return name_classes(list(spelled), list(patterns), self.budget)


def _report(other: Contract, option: str, noun: str, found: Rivals, report: Report) -> None:
    place = other.document.location(found.other.pointer, key=True)
    mine, theirs = found.line.options[option], found.other.options[option]
    report.add(
        "ECC015",
        f"the {noun} {mine!r} contradicts {theirs!r} of {other.id!r}, {place.path}:{place.line}: "
        "both can be given to one path",
        pointer=join(found.line.pointer, option),
        key=True,
        expected=f"one {noun} for every path",
        found=found.path,
        fix=f"let one of the two layouts leave out what the other draws, or agree on the {noun}",
        metadata={"witness": found.path, "line": found.line.text, "other": found.other.text},
    )


def _report_complex(other: Contract, noun: str, report: Report) -> None:
    report.add(
        "ECC020",
        f"this layout cannot be compared with {other.id!r}: their expressions are too complex",
        pointer="/tree",
        key=True,
        fix=f"simplify the expressions, or let only one of the two speak of the {noun}",
        metadata={"other": other.id},
    )
