"""The check ``concerns``: files of a kind lie where they belong, and every exception is still needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from ....model import Contract, Outcome
from ....paths.pattern_set import PatternSet
from ....pointers import join
from ....rendering.printable import printable
from ....violations import Location, Violation
from ..data_files import DataFiles
from ..lines import Layout, Line, all_lines
from ..seeing import seen
from ..walking import Findings
from ..zones.model import owner_of, said_of
from .model import Concern, Place, read_exceptions

if TYPE_CHECKING:
    from ....context import Context


def check_concerns(contract: Contract, layout: Layout, context: Context) -> Outcome:
    """Look at the files that concerns speak of, wherever they are."""
    findings = Findings(context)
    said = {line: owner_of(line) for line in all_lines(layout.tree)}
    owners = {line: owner[0] for line, owner in said.items() if owner is not None}
    below = len(layout.root) + 1 if layout.root else 0
    said_now = [concern for concern in layout.concerns if not concern.rule.is_over(context.as_of)]
    resolved, problems = _resolved(contract, layout, said_now, context)
    if problems:
        return Outcome(violations=tuple(problems), examined=len(problems))
    concerns = [_Looking(concern) for concern in resolved]
    for visit in seen(contract, layout, context, findings):
        folder = visit.folder[below:]
        state = visit.state
        for looking in concerns:
            if not looking.files.reaches(folder):
                continue
            for name in (*visit.listing.files, *visit.listing.links):
                if looking.files.first(folder, name) is None:
                    continue
                line = state.files[name] or state.frame
                if not looking.is_at_home(folder, name, owners.get(line)):
                    path = visit.prefix + name
                    findings.add(partial(_misplaced, contract, looking.concern, path, line, context))
    for looking in concerns:
        concern = looking.concern
        if not looking.examined and not concern.empty_valid:
            findings.add(partial(_vacuous, contract, concern))
        for number, place in enumerate(concern.exceptions):
            if number not in looking.needed:
                findings.add(partial(_needless, contract, concern, place, context))
    return findings.outcome(sum(looking.examined or looking.concern.empty_valid for looking in concerns))


def _resolved(
    contract: Contract, layout: Layout, concerns: Sequence[Concern], context: Context
) -> tuple[list[Concern], Sequence[Violation]]:
    """The concerns with the exceptions of their data files, and what keeps these from being read."""
    if all(concern.excepted_in is None for concern in concerns):
        return list(concerns), ()
    files = DataFiles(contract, context)
    found: list[Concern] = []
    for concern in concerns:
        if concern.excepted_in is None:
            found.append(concern)
            continue
        pointer, source = join(concern.rule.pointer, "except"), str(concern.excepted_in["from"])
        before = len(files.report.violations)
        given = files.value(concern.excepted_in, pointer)
        if len(files.report.violations) == before:
            exceptions = read_exceptions(given, pointer, layout.types, files.report, source=source)
            found.append(replace(concern, exceptions=exceptions))
    return found, files.report.violations


@dataclass(slots=True)
class _Looking:
    """A concern with its patterns, and which of its exceptions were needed."""

    concern: Concern
    files: PatternSet = field(init=False)
    home: PatternSet = field(init=False)
    exceptions: PatternSet = field(init=False)
    examined: int = 0
    needed: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.files = _patterns(self.concern.files)
        self.home = _patterns(self.concern.only_in)
        self.exceptions = _patterns(self.concern.exceptions)

    def is_at_home(self, folder: str, name: str, owner: str | None) -> bool:
        """Whether a file that the concern is about may be where it is."""
        self.examined += 1
        if self.concern.owner is not None:
            belongs = owner == self.concern.owner
        else:
            belongs = self.home.first(folder, name) is not None
        if belongs:
            return True
        excused = list(self.exceptions.matches(folder, name))
        self.needed.update(excused)
        return bool(excused)


def _patterns(places: tuple[Place, ...]) -> PatternSet:
    return PatternSet([place.pattern for place in places])


def _misplaced(contract: Contract, concern: Concern, path: str, line: Line, context: Context) -> Violation:
    name = path.rpartition("/")[2]
    target = next((place.text for place in concern.only_in if place.text.endswith("/")), None)
    move = f"move it to '{target}{printable(name)}'" if target else "move it there"
    return concern.rule.violation(
        contract,
        context.as_of,
        "ECL023",
        f"'{printable(path)}' is one of {concern.title!r}, which belong elsewhere{said_of(line)}",
        location=Location(path=path),
        expected=f"only in {concern.home}" if concern.only_in else concern.home,
        found=f"in {printable(path.rpartition('/')[0] or '.')}/",
        fix=f"{move}, or name it under 'except' with a reason",
        metadata={"path": path, "line": concern.title},
    )


def _needless(contract: Contract, concern: Concern, place: Place, context: Context) -> Violation:
    return concern.rule.violation(
        contract,
        context.as_of,
        "ECL024",
        f"the exception for {place.text!r} is no longer needed: no misplaced file matches it",
        location=contract.document.location(place.pointer),
        expected=f"a file of {concern.title!r} elsewhere than {concern.home}",
        found="none",
        fix="remove the exception",
        metadata={"entry": place.text, "source": concern.rule.id},
    )


def _vacuous(contract: Contract, concern: Concern) -> Violation:
    return contract.violation(
        "ECC009",
        f"the concern is about nothing: no file matches {concern.title!r}",
        pointer=concern.rule.pointer,
        expected=f"files that match {concern.title!r}",
        found="none",
        fix="correct 'files', or write 'empty: valid'",
        metadata={"check": concern.rule.id},
    )
