"""One walk over the folders of a layout, and the findings that come out of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ...errors import FileProblem
from ...model import MAXIMUM_VIOLATIONS, Contract, Outcome
from ...ports import Listing
from ...rendering.printable import printable
from ...violations import Location, Violation
from .automaton.states import Entered, Reading, State, machine_of
from .lines import Layout

if TYPE_CHECKING:
    from ...context import Context

#: the folder that git keeps its own in, and the plugin's run records
RECORDS: Final = ".eco"
GIT: Final = ".git"
#: findings that wait for git's answer at a time
_BATCH: Final = 5_000
#: entries of a folder that are shown to git to learn whether it ignores all of them
_SAMPLE: Final = 1_000


@dataclass(frozen=True, slots=True)
class Visit:
    """A folder whose entries are judged: ``prefix`` is its path with a "/" behind it, "" for the root.

    ``frame`` is that of the drawn folder whose lines speak here, ``listing`` is without what is never judged,
    and ``inside`` says how each of its folders is read.
    """

    prefix: str
    frame: str
    state: State
    listing: Listing
    inside: tuple[Entered, ...]

    @property
    def size(self) -> int:
        """How many entries the folder has."""
        listing = self.listing
        return len(listing.files) + len(listing.folders) + len(listing.links) + len(listing.others)

    @property
    def folder(self) -> str:
        """The folder's path."""
        return self.prefix[:-1]


class Findings:
    """Collects violations in order; those about what is on disk count only if git does not ignore it."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._waiting: list[tuple[str | None, Callable[[], Violation]]] = []
        self._kept: list[Violation] = []
        self._omitted = 0
        self.ignored = 0

    def add(self, make: Callable[[], Violation], path: str | None = None) -> None:
        """Add a finding; with ``path``, only where git does not ignore that path."""
        self._waiting.append((path, make))
        if len(self._waiting) >= _BATCH:
            self._settle()

    def outcome(self, examined: int, **details: int) -> Outcome:
        """Return what was found."""
        self._settle()
        return Outcome(
            violations=tuple(self._kept),
            examined=examined,
            omitted=self._omitted,
            details={**details, "ignored": self.ignored},
        )

    def _settle(self) -> None:
        ignored = ignored_by_git({path for path, _ in self._waiting if path is not None}, self._context)
        for path, make in self._waiting:
            if path is not None and path in ignored:
                self.ignored += 1
            elif len(self._kept) < MAXIMUM_VIOLATIONS:
                self._kept.append(make())
            else:
                self._omitted += 1
        self._waiting.clear()


def ignored_by_git(paths: set[str], context: Context) -> set[str]:
    """Return those of the paths that git ignores.

    A folder whose entries are all ignored counts as ignored: caches ignore themselves by a ``.gitignore``
    of their own, and git does not show such a folder either.
    """
    if not paths or not context.git.available:
        return set()
    ignored = set(context.git.ignored(sorted(paths)))
    inside: dict[str, list[str]] = {}
    for path in paths - ignored:
        if context.tree.kind(path) == "folder":
            entries = _entries(context, path)
            if entries:
                inside[path] = entries
    asked = [entry for entries in inside.values() for entry in entries]
    if asked:
        hidden = context.git.ignored(asked)
        ignored.update(path for path, entries in inside.items() if hidden.issuperset(entries))
    return ignored


def _entries(context: Context, folder: str) -> list[str]:
    try:
        listing = context.tree.list(folder)
    except FileProblem:
        return []
    names = (*listing.files, *listing.folders, *listing.links, *listing.others)
    return [f"{folder}/{name}" for name in names] if len(names) <= _SAMPLE else []


def walk(contract: Contract, layout: Layout, context: Context, findings: Findings) -> Iterator[Visit]:
    """Visit every folder that the layout judges, parents first, siblings by name.

    A folder that cannot be listed is a finding; one that vanishes during the walk is no longer there to be
    judged.
    """
    root = layout.root
    never = never_judged(context)
    start = f"{root}/" if root else ""
    stack: list[tuple[str, str, State]] = [(start, start, machine_of(layout.tree).start)]
    while stack:
        prefix, frame, state = stack.pop()
        try:
            listing = visible(context.tree.list(prefix[:-1]), prefix, never)
        except FileProblem as problem:
            _report_unlistable(contract, problem, prefix, findings, is_root=prefix[:-1] == root)
            continue
        inside = tuple([state.enter(name) for name in listing.folders])
        yield Visit(prefix, frame, state, listing, inside)
        stack.extend(
            (below := f"{prefix}{name}/", below if entered.reading is Reading.DRAWN else frame, entered.state)
            for name, entered in zip(reversed(listing.folders), reversed(inside), strict=True)
            if entered.state is not None
        )


def never_judged(context: Context) -> set[str]:
    """The folders that the gate itself writes, relative to the root; git's own are known by their name."""
    never = set(context.own_folders)
    if context.catalog is not None and context.catalog.settings.record is not None:
        never.add(context.catalog.settings.record)
    return never


def visible(listing: Listing, prefix: str, never: set[str]) -> Listing:
    """Leave out what is never judged: git's own folder or file, and the run records."""
    skipped = {path.rpartition("/")[2] for path in never if path.rpartition("/")[0] == prefix[:-1]} | {GIT}
    if skipped.isdisjoint(listing.folders) and GIT not in listing.files:
        return listing
    return Listing(
        tuple(name for name in listing.files if name != GIT),
        tuple(name for name in listing.folders if name not in skipped),
        listing.links,
        listing.others,
    )


def _report_unlistable(
    contract: Contract, problem: FileProblem, prefix: str, findings: Findings, *, is_root: bool
) -> None:
    folder = prefix[:-1]
    if problem.reason == "missing":
        if is_root:
            findings.add(
                lambda: contract.violation(
                    "ECL001",
                    f"the folder '{printable(folder)}' that the layout describes is missing",
                    pointer="/root",
                    location=Location(path=folder),
                    expected="a folder",
                    found="nothing",
                    fix="create it, or correct 'root'",
                    metadata={"path": folder},
                )
            )
        return
    findings.add(
        lambda: contract.violation(
            "ECS009",
            f"the folder '{printable(folder)}' cannot be listed: {problem.message}",
            location=Location(path=folder),
            expected="a folder that can be read",
            found=problem.reason,
            metadata={"path": folder, "reason": problem.reason},
        )
    )
