"""The check ``tree``: what must be there is, what must not is not, and nothing else is."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

from ....errors import FileProblem
from ....model import Contract, Outcome
from ..automaton.states import Demand, Entered, Reading, State
from ..lines import DEEP, Layout, Line, Word
from ..walking import Findings, Visit, walk
from ..zones.model import empty_rule, git_of
from .links import Destination, destination
from .reporting import Reporter

if TYPE_CHECKING:
    from ....context import Context

#: files that only keep a folder in git; a folder with nothing else is empty
PLACEHOLDERS: Final = frozenset({".gitkeep", ".keep"})
#: matches that are named where there may be one
_KEPT: Final = 20
#: readings of a folder that leave no place for a link of that name
_NO_PLACE: Final = frozenset({Reading.UNDRAWN, Reading.ON_THE_WAY})
_BROKEN: Final[dict[Destination, str]] = {
    "missing": "leads to nothing",
    "loop": "leads back to itself",
    "outside": "leaves the repository",
}


def check_tree(contract: Contract, layout: Layout, context: Context) -> Outcome:
    """Judge every entry of the tree by the lines, the links and the rule on empty folders."""
    findings = Findings(context)
    shape = _Shape(Reporter(contract), layout, context, findings)
    examined = files = 0
    for visit in walk(contract, layout, context, findings):
        examined += visit.size
        files += len(visit.listing.files)
        shape.visit(visit)
    shape.finish()
    return findings.outcome(examined, files=files)


@dataclass(slots=True)
class _Counter:
    """Counts matches of a line at any depth below a folder, and keeps the first of them.

    A drawn folder in there has its own: ``frame`` is the one that the folder lies in. Only the line of every
    folder goes on through the folders that it draws.
    """

    prefix: str
    frame: str
    line: Line
    count: int = 0
    first: list[str] = field(default_factory=list)

    def reaches(self, visit: Visit) -> bool:
        # ``**`` and what follows it reach from the counter's folder to here
        behind = len(self.line.segments) - self.line.anchor - 1
        far_enough = visit.prefix.count("/") - self.prefix.count("/") + 1 >= behind
        return far_enough and (visit.frame == self.frame or self.line.is_every_folder)

    def add(self, paths: list[str]) -> None:
        self.count += len(paths)
        self.first += paths[: _KEPT - len(self.first)]


@dataclass(slots=True)
class _Shape:
    report: Reporter
    layout: Layout
    context: Context
    findings: Findings
    counters: list[_Counter] = field(default_factory=list)
    #: the last folder that was reported as empty: the empty ones in it are not news
    empty: str | None = None

    def visit(self, visit: Visit) -> None:
        """Judge the entries of one folder."""
        self._close_counters(visit.prefix)
        state = visit.state
        matches: list[tuple[Line, str]] = []
        self._files(visit, matches)
        for name, entered in zip(visit.listing.folders, visit.inside, strict=True):
            self._folder(visit, name, entered, matches)
        for name in visit.listing.links:
            self._link(visit, name, matches)
        for name in visit.listing.others:
            self._other(visit, name, matches)
        if state.demands:
            present = {
                *visit.listing.files,
                *visit.listing.folders,
                *visit.listing.links,
                *visit.listing.others,
            }
            for demand in state.demands:
                self._demand(visit, demand, present)
        self._count(visit, matches)
        if self.layout.zones or self.layout.rules.empty_dirs != "allow":
            self._empty(visit)

    def finish(self) -> None:
        """Judge what was counted over whole subtrees."""
        self._close_counters(None)

    # --- entries ----------------------------------------------------------------------------------------

    def _files(self, visit: Visit, matches: list[tuple[Line, str]]) -> None:
        """The inner loop: one look-up, at most one expression, and nothing more for what is in order."""
        lines = visit.state.files
        for name in visit.listing.files:
            line = lines[name]
            if line is None or not line.is_plain:
                self._file(visit, name, line, matches)

    def _file(
        self, visit: Visit, name: str, line: Line | None, matches: list[tuple[Line, str]], what: str = "file"
    ) -> None:
        path = visit.prefix + name
        line = line or visit.state.misread(name)
        if line is None:
            self._undrawn(visit, name, what)
        elif line.kind == "folder":
            self._wrong(path, line, f"a {what}")
        elif not line.allows:
            self._refused(path, line)
        else:
            matches.append((line, name))

    def _folder(self, visit: Visit, name: str, entered: Entered, matches: list[tuple[Line, str]]) -> None:
        line, path = entered.line, visit.prefix + name
        match entered.reading:
            case Reading.UNDRAWN:
                self._undrawn(visit, name, "folder")
            case Reading.WRONG_KIND if line is not None:
                self._wrong(path, line, "a folder")
            case Reading.BANNED if line is not None:
                self._refused(path, line)
            case Reading.DRAWN if line is not None and line.word is Word.AVOID:
                self._refused(path, line)
            case Reading.DRAWN | Reading.OPAQUE if line is not None and line.demands:
                matches.append((line, name))
            case _:
                pass

    def _link(self, visit: Visit, name: str, matches: list[tuple[Line, str]]) -> None:
        """Judge a link as what it leads to, without going there."""
        path, state = visit.prefix + name, visit.state
        leads_to, target = destination(self.context.files, path)
        self._judge_destination(path, leads_to, target)
        file_line = state.files[name]
        if file_line is not None and file_line.kind == "folder":
            file_line = None
        entered = state.enter(name)
        if leads_to == "folder":
            self._folder_link(visit, name, entered, file_line, matches)
        elif leads_to == "file" or file_line is not None:
            self._file(visit, name, file_line, matches, "link")
        elif entered.reading in _NO_PLACE or (entered.line and entered.line.kind == "file"):
            self._undrawn(visit, name, "link")
        else:
            self._folder(visit, name, entered, matches)

    def _folder_link(
        self,
        visit: Visit,
        name: str,
        entered: Entered,
        file_line: Line | None,
        matches: list[tuple[Line, str]],
    ) -> None:
        """A link to a folder is a folder that nobody looks into; ``**`` and the like take it as a leaf."""
        line, path = entered.line, visit.prefix + name
        if line is not None and entered.reading is Reading.DRAWN and line.children:
            self._wrong(path, line, "a link to a folder, which is never followed")
        elif line is None and file_line is not None and not file_line.is_telling:
            self._file(visit, name, file_line, matches)
        elif entered.reading in _NO_PLACE and file_line is not None:
            self._wrong(path, file_line, "a link to a folder")
        elif entered.reading in _NO_PLACE:
            self._undrawn(visit, name, "link")
        else:
            self._folder(visit, name, entered, matches)

    def _other(self, visit: Visit, name: str, matches: list[tuple[Line, str]]) -> None:
        line = visit.state.files[name]
        if line is not None and line.allows:
            self._wrong(visit.prefix + name, line, "neither a file nor a folder")
        else:
            self._file(visit, name, line, matches, "special file")

    def _undrawn(self, visit: Visit, name: str, kind: str) -> None:
        if not visit.state.is_open:
            path = visit.prefix + name
            excused = path if self._is_excused_by_git(visit.state.frame) else None
            self.findings.add(partial(self.report.undrawn, visit, name, kind), excused)

    def _refused(self, path: str, line: Line) -> None:
        excused = path if self._is_excused_by_git(line) else None
        self.findings.add(partial(self.report.refused, path, line), excused)

    def _is_excused_by_git(self, line: Line) -> bool:
        """Whether being ignored excuses what a line does not want: not where all is to be ignored."""
        return not self.layout.zones or git_of(line) != "ignored"

    def _wrong(self, path: str, line: Line, found: str) -> None:
        self.findings.add(partial(self.report.wrong_kind, path, line, found))

    def _judge_destination(self, path: str, leads_to: Destination, target: str) -> None:
        rule, report = self.layout.rules.symlinks, self.report
        broken = _BROKEN.get(leads_to)
        if rule == "none":
            self.findings.add(
                partial(report.forbidden_link, path, "a symbolic link", "no symbolic links"), path
            )
        elif broken is not None and not (leads_to == "outside" and rule == "any"):
            self.findings.add(partial(report.broken_link, path, broken, target, leads_to), path)
        elif rule == "files" and leads_to != "file":
            found = "a link to a folder" if leads_to == "folder" else "a link to something that is no file"
            self.findings.add(partial(report.forbidden_link, path, found, "links to files only"), path)

    # --- what must be there -----------------------------------------------------------------------------

    def _demand(self, visit: Visit, demand: Demand, present: set[str]) -> None:
        line, paths = demand
        if "" in paths:  # a number is demanded of this folder itself: _count sees to it
            return
        is_way = line.anchor < len(line.segments)
        if not any(self._exists(visit.prefix, path, present, folder=is_way) for path in paths):
            undrawn = [name for name in present if self._is_undrawn(visit.state, name)]
            self.findings.add(partial(self.report.missing, visit, line, paths[0], undrawn))

    def _is_undrawn(self, state: State, name: str) -> bool:
        return state.files[name] is None

    def _exists(self, prefix: str, path: str, present: set[str], *, folder: bool) -> bool:
        """Whether a path is there, through real folders only; a link as its last name counts as present."""
        names = path.split("/")
        if names[0] not in present:
            return False
        if len(names) == 1 and not folder:
            return True
        ways = ["/".join(names[:index]) for index in range(1, len(names) + folder)]
        if any(self.context.tree.kind(prefix + way) != "folder" for way in ways):
            return False
        return folder or self.context.tree.kind(prefix + path) is not None

    def _count(self, visit: Visit, matches: list[tuple[Line, str]]) -> None:
        for line in visit.state.counted:
            counter = _Counter(visit.prefix, visit.frame, line)
            if line.exactness[line.anchor] == DEEP:
                self.counters.append(counter)
            else:
                counter.add([name for one, name in matches if one is line])
                self._judge_number(counter)
        if not matches:
            return
        for counter in self.counters:
            if counter.reaches(visit):
                counter.add([visit.prefix + name for one, name in matches if one is counter.line])

    def _close_counters(self, prefix: str | None) -> None:
        while self.counters and (prefix is None or not prefix.startswith(self.counters[-1].prefix)):
            self._judge_number(self.counters.pop())

    def _judge_number(self, counter: _Counter) -> None:
        line, prefix = counter.line, counter.prefix
        if not counter.count:
            self.findings.add(partial(self.report.none_found, line, prefix))
        elif line.word is Word.ONE and counter.count > 1:
            self.findings.add(partial(self.report.too_many, line, prefix, counter.first, counter.count))

    # --- empty folders ----------------------------------------------------------------------------------

    def _empty(self, visit: Visit) -> None:
        """Report the topmost folder that holds nothing but empty folders and placeholders."""
        if not visit.prefix or (self.empty is not None and visit.prefix.startswith(self.empty)):
            return
        index, pointer = empty_rule(visit.state.frame, self.layout.rules.empty_dirs)
        if index == "allow":
            return
        listing = visit.listing
        others = [name for name in listing.files if name not in PLACEHOLDERS and name != index]
        if others or listing.links or listing.others or not self._only_empty(visit):
            return
        lack = None
        if index in listing.files:
            lack = self.layout.rules.index.lacks(visit.prefix + index, self.context)
            if lack is None:
                return
        self.empty = visit.prefix
        remedy = None if index == "forbid" else index
        line = visit.state.frame
        make = partial(self.report.empty, visit.folder, line, remedy, pointer, lack=lack)
        self.findings.add(make, visit.folder)

    def _only_empty(self, visit: Visit) -> bool:
        pending = [f"{visit.prefix}{name}" for name in visit.listing.folders]
        while pending:
            folder = pending.pop()
            try:
                listing = self.context.tree.list(folder)
            except FileProblem:
                return False
            if listing.links or listing.others or not PLACEHOLDERS.issuperset(listing.files):
                return False
            pending.extend(f"{folder}/{name}" for name in listing.folders)
        return True
