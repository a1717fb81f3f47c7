"""The check ``zones``: git tracks, and ignores, what the zones of a layout say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ....errors import FileProblem
from ....model import Contract, Outcome
from ....rendering.printable import printable
from ....violations import Location
from ..automaton.governing import Governor
from ..automaton.states import Reading
from ..lines import DEMANDING, Layout, Line, Word, all_lines
from ..walking import Findings, Visit, ignored_by_git, never_judged, walk
from .model import GitRule, git_of, git_pointer, said_of
from .probing import Probe, probes_of
from .tracking import SUBMODULE, can_be_listed, names_in, report_without_git

if TYPE_CHECKING:
    from ....context import Context


def check_zones(contract: Contract, layout: Layout, context: Context) -> Outcome:
    """Judge git's index and the disk by the rule of git that holds for each path."""
    findings = Findings(context)
    if not context.git.available:
        report_without_git(contract, "/tree", "leave out the zones", context, findings)
        return findings.outcome(0)
    zones = _Zones(contract, layout, context, findings)
    examined = zones.index()
    for visit in walk(contract, layout, context, findings):
        examined += visit.size
        zones.visit(visit)
    zones.folders()
    zones.ignoring()
    return findings.outcome(examined)


@dataclass(slots=True)
class _Zones:
    contract: Contract
    layout: Layout
    context: Context
    findings: Findings
    rules: dict[Line, GitRule | None] = field(default_factory=dict)
    #: files that must be ignored, by their folder
    hidden: dict[str, list[tuple[str, Line]]] = field(default_factory=lambda: defaultdict(list))
    #: demanded folders in which nothing is tracked
    wanted: dict[str, Line] = field(default_factory=dict)
    #: tracked paths and the folders that they lie in
    kept: set[str] = field(default_factory=set)
    modules: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.rules = {line: git_of(line) for line in all_lines(self.layout.tree)}

    # --- what git tracks --------------------------------------------------------------------------------

    def index(self) -> int:
        """Judge every tracked path below the root of the layout; returns how many there are."""
        below = f"{self.layout.root}/" if self.layout.root else ""
        never = tuple(f"{path}/" for path in never_judged(self.context))
        governor = Governor(self.layout)
        present: tuple[str, set[str]] | None = None
        tracked = self.context.git.tracked()
        self.modules = tuple(f"{path}/" for path, mode in tracked.items() if mode == SUBMODULE)
        examined = 0
        for path in tracked:
            if not path.startswith(below) or path.startswith(never):
                continue
            examined += 1
            folder = path.rpartition("/")[0]
            self.kept.add(path)
            while folder and folder not in self.kept:
                self.kept.add(folder)
                folder = folder.rpartition("/")[0]
            governed = governor.of_file(path)
            line = governed.governing
            rule = None if governed.refused else self.rules[line]
            if rule == "ignored":
                self._report_tracked(path, line)
            elif rule == "tracked":
                folder, _, name = path.rpartition("/")
                if present is None or present[0] != folder:
                    present = folder, names_in(self.context, folder)
                if name not in present[1] and (present[1] or can_be_listed(self.context, folder)):
                    self._report_gone(path, line)
        return examined

    # --- what is on disk --------------------------------------------------------------------------------

    def visit(self, visit: Visit) -> None:
        """Judge the files of a folder that git does not track, and demanded folders without tracked files."""
        if visit.prefix.startswith(self.modules):
            return
        state, prefix = visit.state, visit.prefix
        lines = state.files
        outside = self.rules[state.frame] if state.is_open else None
        for name in (*visit.listing.files, *visit.listing.links):
            line = lines[name]
            if line is None:
                rule, line = outside, state.frame
            else:
                rule = self.rules[line] if line.kind == "file" and line.allows else None
            if rule is None or rule == "any" or prefix + name in self.kept:
                continue
            if rule == "tracked":
                self._report_untracked(prefix + name, line)
            else:
                self.hidden[visit.folder].append((name, line))
        for name, entered in zip(visit.listing.folders, visit.inside, strict=True):
            drawn = entered.line if entered.reading in (Reading.DRAWN, Reading.OPAQUE) else None
            if drawn is None or drawn.word not in DEMANDING or prefix + name in self.kept:
                continue
            if self.rules[drawn] == "tracked":
                self.wanted[prefix + name] = drawn

    def folders(self) -> None:
        """Judge demanded folders without a tracked file; the files in one are told by themselves."""
        ignored = ignored_by_git(set(self.wanted), self.context)
        for folder, line in self.wanted.items():
            if folder in ignored or not names_in(self.context, folder):
                self._report_untracked(folder, line)

    def ignoring(self) -> None:
        """Compare .gitignore with the zones: where nothing is, by a path that could be there."""
        probes = [one for one in probes_of(self.layout, self.rules, self.kept) if self._can_be_asked(one)]
        ignored = self.context.git.ignored(sorted({*(probe.path for probe in probes), *self.hidden}))
        bare = {p.line: p for p in probes if p.rule == "ignored" and p.path not in ignored}
        for line, probe in _topmost(self.layout.tree, bare, probes):
            self._report_shown(probe.shown(line), line, probe)
        masked = {p.line: p for p in probes if p.rule == "tracked" and p.path in ignored}
        for line, probe in _topmost(self.layout.tree, masked, probes):
            self._report_masked(line, probe)
        # What git ignores below an ignored folder it ignores whatever its name.
        asked = [
            (f"{folder}/{name}" if folder else name, line)
            for folder, names in self.hidden.items()
            if folder not in ignored
            for name, line in names
            if line not in bare
        ]
        hidden = self.context.git.ignored([path for path, _ in asked]) if asked else frozenset()
        for path, line in asked:
            if path not in hidden:
                self._report_shown(path, line, None)

    def _can_be_asked(self, probe: Probe) -> bool:
        """Whether only folders, or nothing yet, are on the way: git refuses paths behind a link."""
        way = probe.path.rpartition("/")[0]
        while way:
            try:
                kind = self.context.tree.kind(way)
            except FileProblem:
                return False
            if kind not in {None, "folder"}:
                return False
            way = way.rpartition("/")[0]
        return True

    # --- findings ---------------------------------------------------------------------------------------

    def _report_tracked(self, path: str, line: Line) -> None:
        self.findings.add(
            lambda: self.contract.violation(
                "ECL017",
                f"git tracks '{printable(path)}', where nothing is ever tracked{said_of(line)}",
                pointer=git_pointer(line),
                location=Location(path=path),
                expected="no tracked path",
                found="a tracked one",
                fix="git rm --cached it and ignore it, or draw it in a folder that is kept",
                metadata={"path": path, "line": line.text},
            )
        )

    def _report_gone(self, path: str, line: Line) -> None:
        self.findings.add(
            lambda: self.contract.violation(
                "ECL013",
                f"git tracks '{printable(path)}', and it is not there{said_of(line)}",
                pointer=git_pointer(line),
                location=Location(path=path),
                expected="every tracked path",
                found="nothing",
                fix="restore it, or git rm it",
                metadata={"path": path},
            )
        )

    def _report_untracked(self, path: str, line: Line) -> None:
        demanded = line.word is Word.NEED
        self.findings.add(
            lambda: self.contract.violation(
                "ECL012",
                f"'{printable(path)}' is there, but git does not track it{said_of(line)}",
                pointer=git_pointer(line),
                location=Location(path=path),
                expected="a tracked path",
                found="an untracked one",
                fix="git add it" + ("" if demanded else ", ignore it, or remove it"),
                metadata={"path": path, "line": line.text},
            ),
            None if demanded else path,  # what is needed is needed in every clone, ignored here or not
        )

    def _report_shown(self, path: str, line: Line, probe: Probe | None) -> None:
        self.findings.add(
            lambda: self.contract.violation(
                "ECL018",
                f"git does not ignore '{printable(path)}', which is never to be tracked{said_of(line)}",
                pointer=git_pointer(line),
                location=Location(path=path.rstrip("/")),
                expected="a path that git ignores",
                found=f"git add would take '{printable(probe.path)}'" if probe else "one that git add takes",
                fix=_ignoring(printable(path), line),
                metadata={"path": path.rstrip("/"), "line": line.text},
            )
        )

    def _report_masked(self, line: Line, probe: Probe) -> None:
        path = probe.shown(line)
        self.findings.add(
            lambda: self.contract.violation(
                "ECL025",
                f"git ignores '{printable(path)}', which is to be tracked{said_of(line)}",
                pointer=line.pointer,
                location=Location(path=path.rstrip("/")),
                expected="a path that git does not ignore",
                found=f"'{printable(probe.path)}' is ignored",
                fix="mend .gitignore, or give the line another zone or '$git: any'",
                metadata={"path": path.rstrip("/"), "line": line.text},
            )
        )


def _ignoring(path: str, line: Line) -> str:
    """What to write to .gitignore; below a folder that is ignored itself nothing can be kept."""
    if any(git_of(inner) == "tracked" for inner in all_lines(line)):
        return f"add '/{path}*' to .gitignore, and a line with '!' for each name that is kept"
    if line.template is None or not line.template.is_literal:
        return f"ignore {line.text!r} in .gitignore"
    return f"add '/{path}' to .gitignore"


def _topmost(
    tree: Line, found: Mapping[Line, Probe], probes: Sequence[Probe]
) -> Iterator[tuple[Line, Probe]]:
    """The found lines, or the folders around them of which every line with the same rule is found."""
    rules = {probe.rule for probe in found.values()}
    asked = {probe.line for probe in probes if probe.rule in rules}

    def look(line: Line) -> tuple[bool, list[tuple[Line, Probe]]]:
        inner = [look(child) for child in line.children]
        mine = [pair for _, pairs in inner for pair in pairs]
        whole = all(one for one, _ in inner) and (line not in asked or line in found)
        if line in found:
            mine.append((line, found[line]))
        tells_more = len(mine) > 1 or (bool(mine) and not mine[0][0].is_spelled_out)
        if whole and tells_more and line.key and git_of(line) == mine[0][1].rule:
            return True, [(line, mine[0][1])]
        return whole, mine

    yield from look(tree)[1]
