"""Every entry of the tree with the line that it belongs to: the table for checks beyond the shape."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

from ...model import Contract
from .automaton.states import Reading
from .lines import Layout, Line
from .walking import Findings, Visit, walk

if TYPE_CHECKING:
    from ...context import Context

Sort = Literal["file", "folder", "link", "other"]


class Entry(NamedTuple):
    """One entry; ``line`` is None where nothing draws it.

    ``frame`` is the drawn folder whose lines speak where it lies: what an undrawn entry inherits from.
    """

    path: str
    sort: Sort
    line: Line | None
    frame: Line

    @property
    def governing(self) -> Line:
        """The line whose options, own or inherited, hold for the entry."""
        return self.line or self.frame

    def captures(self, layout: Layout) -> dict[str, str]:
        """The captures of the line's template, {} where nothing draws the entry."""
        if self.line is None or self.line.template is None:
            return {}
        inside = self.path[len(layout.root) + 1 :] if layout.root else self.path
        return self.line.template.match(inside) or {}


def entries(contract: Contract, layout: Layout, context: Context, findings: Findings) -> Iterator[Entry]:
    """Yield every entry that the layout judges, parents first, nothing in opaque folders or behind links.

    A banned entry has no line: it belongs to nobody. What cannot be listed goes to ``findings``.
    """
    for visit in walk(contract, layout, context, findings):
        yield from entries_of(visit)


def entries_of(visit: Visit) -> Iterator[Entry]:
    """Yield the entries of one folder."""
    state, prefix, frame = visit.state, visit.prefix, visit.state.frame
    lines = state.files
    leaves: tuple[tuple[Sort, tuple[str, ...]], ...] = (
        ("file", visit.listing.files),
        ("link", visit.listing.links),
        ("other", visit.listing.others),
    )
    for sort, names in leaves:
        for name in names:
            line = lines[name]
            drawn = line if line is not None and line.kind == "file" and line.allows else None
            yield Entry(prefix + name, sort, drawn, frame)
    for name, entered in zip(visit.listing.folders, visit.inside, strict=True):
        is_drawn = entered.reading in (Reading.DRAWN, Reading.OPAQUE)
        yield Entry(prefix + name, "folder", entered.line if is_drawn else None, frame)
