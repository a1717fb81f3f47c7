"""What is wrong with a layout before anything is checked with it: contradictions and dead lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import combinations, product
from typing import Final

from ...model import Report
from ...paths.automaton import Budget, TooComplex, shortest
from ...paths.captures import name_automaton
from ...paths.overlap import witness
from ...paths.segments import Segment
from ...paths.template import PathTemplate
from ...pointers import join
from .automaton.threads import rank
from .lines import DEEP, LITERAL, PATTERN, REFUSING, Layout, Line
from .names.checking import NameRules
from .walking import GIT, RECORDS

#: pattern lines of one folder that are compared with each other
MAXIMUM_PATTERNS: Final = 300
#: lines that together may leave nothing of another one
MAXIMUM_COVERING: Final = 50
#: what all comparisons of one contract may cost together, some seconds at worst
MAXIMUM_COST: Final = 100_000


def lint(layout: Layout, report: Report) -> None:
    """Report lines that contradict each other, and lines that no path can ever belong to."""
    _Linter(layout, report).folder(layout.tree, ())


class _Linter:
    def __init__(self, layout: Layout, report: Report) -> None:
        self._layout = layout
        self._report = report
        self._names = NameRules(layout.rules)
        self._aliases: dict[str, Line] = {}
        self._budget = Budget(MAXIMUM_COST)
        self._contradicted: set[Line] = set()

    def folder(self, parent: Line, refusing: tuple[Line, ...]) -> None:
        """Check the lines of one drawn folder; ``refusing`` are those of the folders around it."""
        lines = parent.children
        patterns = [line for line in lines if not line.is_spelled_out]
        if len(patterns) > MAXIMUM_PATTERNS:
            self._report.add(
                "ECC004",
                f"{len(patterns)} patterns in one folder; at most {MAXIMUM_PATTERNS} are compared",
                pointer=parent.pointer,
                key=True,
                fix="use a type with a list of words",
                metadata={"line": parent.text},
            )
            return
        self._named_once(lines)
        self._spelled_out(lines)
        for one, other in self._rivals(lines):
            self._compare(one, other)
        for line in lines:
            self._dead(line, lines, refusing)
            self._own_names(line)
        inner = (*refusing, *(line for line in lines if line.word in REFUSING))
        for line in lines:
            self.folder(line, inner)

    # --- contradictions ---------------------------------------------------------------------------------

    def _named_once(self, lines: Sequence[Line]) -> None:
        for line in lines:
            other = self._aliases.setdefault(line.name, line) if line.name is not None else line
            if other is not line:
                place = self._report.document.location(other.pointer, key=True)
                self._report.add(
                    "ECC010",
                    f"the name {line.name!r} is already that of {other.key!r} in line {place.line}",
                    pointer=join(line.pointer, "$as"),
                    fix="choose another name",
                    metadata={"name": line.name, "line": line.text},
                )

    def _spelled_out(self, lines: Sequence[Line]) -> None:
        """Report one name that is drawn twice, or both as a file and as a folder on the way."""
        ends: dict[str, Line] = {}
        for line in lines:
            if any(line.exactness):
                continue
            other = ends.setdefault(line.text, line)
            if other is not line and (line.kind == other.kind or line.allows is other.allows is True):
                self._contradiction(line, other, line.text, "both draw this path")
        files = {text for text, line in ends.items() if line.kind == "file" and line.allows}
        for line in lines:
            for depth in range(1, len(line.segments)):
                if any(line.exactness[:depth]):
                    break
                folder = _text(line, depth)
                if folder in files:
                    self._contradiction(
                        line, ends[folder], folder, "one needs a folder here, the other a file"
                    )

    def _rivals(self, lines: Sequence[Line]) -> Iterator[tuple[Line, Line]]:
        """Pairs of lines that could claim one entry with the same right."""
        groups: dict[tuple[object, ...], list[Line]] = defaultdict(list)
        for line in lines:
            literal = line.exactness[-1] == LITERAL
            groups[(line.kind, *rank(line, line.exactness, is_literal=literal))].append(line)
        for group in groups.values():
            patterns = [line for line in group if not line.is_spelled_out]
            pairs = [*combinations(patterns, 2), *product(patterns, self._spelled_like(patterns, group))]
            for one, other in pairs:
                if one.allows or one.polarity != other.polarity:
                    yield one, other
        yield from self._crossings(lines)

    def _spelled_like(self, patterns: Sequence[Line], group: Sequence[Line]) -> list[Line]:
        """Lines that are spelled out and end in a name that one of the patterns may also stand for."""
        ends = [line.segments[-1].dfa for line in patterns if isinstance(line.segments[-1], Segment)]
        return [
            line
            for line in group
            if line.is_spelled_out and ends and any(dfa.fullmatch(_name(line)) for dfa in ends)
        ]

    def _crossings(self, lines: Sequence[Line]) -> Iterator[tuple[Line, Line]]:
        """A drawn folder, and a line that goes through a folder of the same exactness but another text."""
        for folder in lines:
            depth = len(folder.segments)
            if folder.kind != "folder" or PATTERN not in folder.exactness or DEEP in folder.exactness:
                continue
            for line in lines:
                if line.exactness[:depth] == folder.exactness and len(line.segments) > depth:
                    yield folder, line

    def _compare(self, one: Line, other: Line) -> None:
        if one.template is None or other.template is None or self._budget.left < 0:
            return
        if other in self._contradicted:
            return  # one path is enough to mend it
        right = other.template
        goes_through = one.kind == "folder" and len(one.segments) < len(other.segments)
        if goes_through and DEEP not in one.exactness:
            right = _head(right, len(one.template.segments))
        try:
            path = witness(one.template, right, self._budget)
        except TooComplex:
            self._report.add(
                "ECC020",
                f"{one.key!r} and {other.key!r} cannot be compared: their expressions are too complex",
                pointer=other.pointer,
                key=True,
                fix="simplify one of the expressions",
                metadata={"line": other.text, "other": one.text},
            )
            return
        if path is not None:
            if goes_through or one.kind == other.kind == "folder":
                path += "/"
            self._contradiction(other, one, path, "both can claim this path, and neither is more exact")

    def _contradiction(self, line: Line, other: Line, path: str, why: str) -> None:
        self._contradicted.add(line)
        place = self._report.document.location(other.pointer, key=True)
        self._report.add(
            "ECC015",
            f"{line.key!r} contradicts {other.key!r} of line {place.line}: {why}",
            pointer=line.pointer,
            key=True,
            expected="every path belongs to one line",
            found=path,
            fix="join the two lines, or make one of them more exact",
            metadata={"witness": path, "line": line.text, "other": other.text},
        )

    # --- dead lines -------------------------------------------------------------------------------------

    def _dead(self, line: Line, siblings: Sequence[Line], refusing: Sequence[Line]) -> None:
        literals = [segment.literal for segment in line.segments if isinstance(segment, Segment)]
        own = line.level == 1 and not self._layout.root and literals[0] == RECORDS
        if GIT in literals or own:
            message = f"{line.key!r} is never judged: {RECORDS if own else GIT!r} is left alone"
            self._report_dead(line, message, "remove the line")
            return
        last = line.segments[-1]
        if not isinstance(last, Segment) or line.exactness not in {(PATTERN,), (DEEP, PATTERN)}:
            return
        stronger = [other for other in (*siblings, *refusing) if other is not line and _covers(other, line)]
        stronger = [
            other for other in stronger if not other.is_spelled_out or last.dfa.fullmatch(_name(other))
        ]
        if not stronger or len(stronger) > MAXIMUM_COVERING:
            return
        outside = tuple(one.segments[-1].dfa for one in stronger if isinstance(one.segments[-1], Segment))
        with suppress(TooComplex):  # then the hint cannot be had
            if shortest((last.dfa, name_automaton()), outside, self._budget) is None:
                others = ", ".join(repr(other.key) for other in stronger[:5])
                message = f"no path can belong to {line.key!r}: {others} come before it and leave nothing"
                self._report_dead(line, message, "remove the line, or one of those")

    def _report_dead(self, line: Line, message: str, fix: str) -> None:
        self._report.add(
            "ECC016", message, pointer=line.pointer, key=True, fix=fix, metadata={"line": line.text}
        )

    def _own_names(self, line: Line) -> None:
        """Report a name that the tree draws and its own global rules forbid."""
        for segment in line.segments:
            if line.word in REFUSING or not isinstance(segment, Segment) or segment.literal is None:
                continue
            if not self._layout.rules.judge_names or not self._names.suspects([segment.literal]):
                continue
            for problem in self._names.problems([segment.literal]):
                if problem.word is not None and not self._layout.rules.words.is_flat:
                    continue  # the whole path says whether the word is allowed
                self._report.add(
                    "ECC015",
                    f"the layout draws {segment.literal!r}, and the name {problem.reason}",
                    pointer=line.pointer,
                    key=True,
                    found=segment.literal,
                    fix=f"rename it, or relax {problem.pointer}",
                    metadata={"line": line.text, "witness": segment.literal},
                )


def _covers(other: Line, line: Line) -> bool:
    """Whether every name that both match belongs to ``other``, wherever ``line`` is alive."""
    if other.kind != line.kind:
        return False
    if other.exactness == (LITERAL,):
        return line.exactness == (PATTERN,) and other.is_spelled_out and other.level == line.level
    if other.polarity >= line.polarity:
        return False
    same_folder = other.level == line.level and line.exactness == (PATTERN,)
    return other.exactness == (DEEP, PATTERN) or (other.exactness == (PATTERN,) and same_folder)


def _head(template: PathTemplate, depth: int) -> PathTemplate:
    return PathTemplate(
        template.text, template.segments[:depth], template.captures, template.repeated, template.types
    )


def _name(line: Line) -> str:
    last = line.segments[-1]
    return last.literal or "" if isinstance(last, Segment) else ""


def _text(line: Line, depth: int) -> str:
    above = line.text.split("/")
    return "/".join(above[: len(above) - len(line.segments) + depth])
