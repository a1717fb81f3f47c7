"""The paths of a line that has a name: what other contracts read of a layout."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ...model import Contract
from ...sources.readers.layout import Drawn
from .entries import entries
from .lines import Layout, Line
from .walking import Findings, ignored_by_git

if TYPE_CHECKING:
    from ...context import Context

#: the word and the name of a line: they say nothing of what lies below it
_OWN: Final = frozenset({"$", "$as"})


def drawn_paths(contract: Contract, layout: Layout, name: str, context: Context) -> list[Drawn]:
    """The paths of a line that are there, sorted; what git ignores differs from clone to clone.

    Raises FileProblem where a folder cannot be listed.
    """
    there = {
        entry.path: entry
        for entry in entries(contract, layout, context, Findings(context))
        if entry.line is not None and entry.line.name == name
    }
    ignored = ignored_by_git(set(there), context)
    return [
        Drawn(path, entry.sort, _options(entry.governing), entry.captures(layout))
        for path, entry in sorted(there.items())
        if path not in ignored
    ]


def _options(line: Line) -> dict[str, object]:
    """The options of a line and of the folders around it, without the ``$``; the nearest one counts."""
    around = _options(line.parent) if line.parent is not None else {}
    return around | {key.removeprefix("$"): value for key, value in line.options.items() if key not in _OWN}
