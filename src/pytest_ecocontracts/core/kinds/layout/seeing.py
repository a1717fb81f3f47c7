"""The walk for checks that count and read: without what git ignores, which is nobody's to judge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ...errors import FileProblem
from ...model import Contract
from ...ports import Listing
from .lines import Layout
from .walking import Findings, Visit, ignored_by_git, never_judged, visible, walk

if TYPE_CHECKING:
    from ...context import Context


def seen(contract: Contract, layout: Layout, context: Context, findings: Findings) -> Iterator[Visit]:
    """Visit every folder that the layout judges, as ``walk``, without what git ignores."""
    ignored = ignored_paths(layout, context)
    hidden: str | None = None
    for visit in walk(contract, layout, context, findings):
        if hidden is not None and visit.prefix.startswith(hidden):
            continue
        if visit.folder in ignored:
            hidden = visit.prefix
            continue
        yield _without(visit, ignored) if ignored else visit


def _without(visit: Visit, ignored: set[str]) -> Visit:
    def kept(names: Sequence[str]) -> tuple[str, ...]:
        return tuple(name for name in names if visit.prefix + name not in ignored)

    listing = visit.listing
    names = kept(listing.folders)
    if len(names) == len(listing.folders):
        inside = visit.inside
    else:
        entered = dict(zip(listing.folders, visit.inside, strict=True))
        inside = tuple(entered[name] for name in names)
    shown = Listing(kept(listing.files), names, kept(listing.links), kept(listing.others))
    return replace(visit, listing=shown, inside=inside)


def ignored_paths(layout: Layout, context: Context) -> set[str]:
    """The files and folders that git ignores; of what lies in an ignored folder, the folder.

    What git tracks it does not ignore, so only the rest is asked about: at first the topmost folders with
    nothing tracked in them, then what lies in those that are not ignored as a whole.
    """
    if not context.git.available:
        return set()
    tracked = context.git.tracked()
    ways = _ways(tracked)
    top: list[str] = []
    pending = [layout.root]
    while pending:
        folder = pending.pop()
        for path, is_folder in _entries(folder, context):
            if is_folder and path in ways:
                pending.append(path)
            elif path not in tracked:
                top.append(path)
    ignored = ignored_by_git(set(top), context)
    below = [path for folder in top if folder not in ignored for path in _below(folder, context)]
    return ignored | ignored_by_git(set(below), context)


def _ways(tracked: Iterable[str]) -> set[str]:
    """Every folder on the way to a tracked path."""
    ways: set[str] = set()
    for path in tracked:
        folder = path.rpartition("/")[0]
        while folder and folder not in ways:
            ways.add(folder)
            folder = folder.rpartition("/")[0]
    return ways


def _below(folder: str, context: Context) -> Iterator[str]:
    if context.tree.kind(folder) != "folder":
        return
    pending = [folder]
    while pending:
        for path, is_folder in _entries(pending.pop(), context):
            yield path
            if is_folder:
                pending.append(path)


def _entries(folder: str, context: Context) -> Iterator[tuple[str, bool]]:
    prefix = f"{folder}/" if folder else ""
    try:
        listing = visible(context.tree.list(folder), prefix, never_judged(context))
    except FileProblem:
        return  # the walk says so
    for name in (*listing.files, *listing.links, *listing.others):
        yield prefix + name, False
    for name in listing.folders:
        yield prefix + name, True
