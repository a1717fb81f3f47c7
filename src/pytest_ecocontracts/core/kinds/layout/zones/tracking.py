"""The check ``tracked``: what git tracks and what is on disk are the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Mapping
from typing import TYPE_CHECKING, Final

from ....errors import FileProblem
from ....model import Contract, Outcome
from ....rendering.printable import printable
from ....violations import Location
from ..automaton.governing import Governor
from ..automaton.states import Reading
from ..lines import DEMANDING, Layout, Line, all_lines
from ..walking import Findings, Visit, walk
from .model import git_of

if TYPE_CHECKING:
    from ....context import Context

SUBMODULE: Final = "160000"


def check_tracked(contract: Contract, layout: Layout, context: Context) -> Outcome:
    """Compare git's index with the disk: drawn but untracked, tracked but gone.

    Where a zone says what git has to do with a line, the check ``zones`` judges it.
    """
    findings = Findings(context)
    if not context.git.available:
        report_without_git(contract, "/git", "write 'git: present'", context, findings)
        return findings.outcome(0)
    tracked = context.git.tracked()
    folders = _by_folder(tracked, f"{layout.root}/" if layout.root else "")
    modules = tuple(f"{path}/" for path, mode in tracked.items() if mode == SUBMODULE)
    examined = 0
    zoned = {line for line in all_lines(layout.tree) if git_of(line) is not None} if layout.zones else set()
    for visit in walk(contract, layout, context, findings):
        examined += visit.size
        if not visit.prefix.startswith(modules):
            _report_untracked(contract, visit, folders, zoned, context, findings)
    governor = Governor(layout)
    for prefix in sorted(folders):
        present = names_in(context, prefix[:-1])
        for name in sorted(folders[prefix] - present):
            is_zoned = bool(zoned) and governor.of_file(prefix + name).governing in zoned
            if not is_zoned and (present or can_be_listed(context, prefix[:-1])):
                _report_gone(contract, prefix + name, findings)
    return findings.outcome(examined, tracked=len(tracked))


def report_without_git(
    contract: Contract, pointer: str, remedy: str, context: Context, findings: Findings
) -> None:
    """Report that a check needs git, which cannot be asked; ``remedy`` says how to do without."""
    findings.add(
        lambda: contract.violation(
            "ECC008",
            "the layout is judged by what git tracks, and git cannot be asked here",
            pointer=pointer,
            expected="a git work tree, and git installed",
            found=context.git.reason,
            fix=f"run the gate in a clone, or {remedy}",
            metadata={"capability": "git"},
        )
    )


def _by_folder(tracked: Mapping[str, str], below: str) -> dict[str, set[str]]:
    """Group the tracked names by the folder that they lie in, its path with a "/" behind it."""
    folders: dict[str, set[str]] = defaultdict(set)
    for path in tracked:
        if path.startswith(below):
            folder, slash, name = path.rpartition("/")
            folders[folder + slash].add(name)
    return dict(folders)


def can_be_listed(context: Context, folder: str) -> bool:
    """Whether what is in a folder can be known; that it cannot be is told where the tree is walked."""
    try:
        context.tree.list(folder)
    except FileProblem as problem:
        return problem.reason != "unreadable"
    return True


def names_in(context: Context, folder: str) -> set[str]:
    """Every name in a folder, none where it cannot be listed."""
    try:
        listing = context.tree.list(folder)
    except FileProblem:
        return set()
    return {*listing.files, *listing.folders, *listing.links, *listing.others}


def _report_untracked(
    contract: Contract,
    visit: Visit,
    folders: Mapping[str, set[str]],
    zoned: Container[Line],
    context: Context,
    findings: Findings,
) -> None:
    known = folders.get(visit.prefix, set())
    lines = visit.state.files
    for name in (*visit.listing.files, *visit.listing.links):
        if name in known:
            continue
        line = lines[name]
        if line is not None and line.kind == "file" and line.allows and line not in zoned:
            _report_drawn(contract, visit.prefix + name, line, findings)
    for name, entered in zip(visit.listing.folders, visit.inside, strict=True):
        line, folder = entered.line, f"{visit.prefix}{name}"
        if line is None or line in zoned or entered.reading is Reading.WRONG_KIND:
            continue
        if line.word in DEMANDING and name not in known and not names_in(context, folder):
            _report_drawn(contract, folder, line, findings)


def _report_drawn(contract: Contract, path: str, line: Line, findings: Findings) -> None:
    demanded = line.word in DEMANDING
    findings.add(
        lambda: contract.violation(
            "ECL012",
            f"'{printable(path)}' is drawn in the layout and there, but git does not track it",
            pointer=line.pointer,
            location=Location(path=path),
            expected="a tracked path",
            found="an untracked one" if line.kind == "file" else "an empty folder, which git cannot keep",
            fix="git add it" + ("" if demanded else ", ignore it, or remove it"),
            metadata={"path": path, "line": line.text},
        ),
        None if demanded else path,  # what is needed is needed in every clone, ignored here or not
    )


def _report_gone(contract: Contract, path: str, findings: Findings) -> None:
    findings.add(
        lambda: contract.violation(
            "ECL013",
            f"git tracks '{printable(path)}', and it is not there",
            pointer="/git",
            location=Location(path=path),
            expected="every tracked path",
            found="nothing",
            fix="restore it, or git rm it",
            metadata={"path": path},
        )
    )
