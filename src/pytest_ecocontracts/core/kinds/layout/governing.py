"""Which line governs a path, whether or not the path is there."""

from __future__ import annotations

from typing import NamedTuple

from .lines import Layout, Line
from .states import Machine, Reading, State

_REFUSED = frozenset({Reading.UNDRAWN, Reading.BANNED, Reading.WRONG_KIND})


class Governed(NamedTuple):
    """What a layout says of the path of a file.

    ``line`` is None where nothing draws it; ``frame`` is then the folder whose lines speak where it lies.
    ``refused``: it may not be there at all.
    """

    line: Line | None
    frame: Line
    refused: bool = False

    @property
    def governing(self) -> Line:
        """The line whose options, own or inherited, hold for the path."""
        return self.line or self.frame


class _Place(NamedTuple):
    """A folder: what is alive in it, None where nobody looks inside; then all in it is ``frame``'s."""

    state: State | None
    frame: Line
    refused: bool = False


class Governor:
    """Finds the line of a path; each folder is read once."""

    def __init__(self, layout: Layout) -> None:
        self._root = layout.root
        start = Machine(layout.tree).start
        self._places: dict[str, _Place] = {layout.root: _Place(start, start.frame)}

    def covers(self, path: str) -> bool:
        """Whether a path lies below the root of the layout."""
        return not self._root or path.startswith(f"{self._root}/")

    def of_file(self, path: str) -> Governed:
        """The line that governs a path below the root of the layout, as that of a file."""
        folder, _, name = path.rpartition("/")
        place = self._folder(folder)
        state = place.state
        if state is None:
            return Governed(None, place.frame, place.refused)
        line = state.literals.get(name) or state.pattern(name)
        if line is None or line.kind == "folder":
            return Governed(None, place.frame, not state.is_open or line is not None)
        return Governed(line, place.frame) if line.allows else Governed(None, place.frame, refused=True)

    def _folder(self, folder: str) -> _Place:
        known = self._places.get(folder)
        if known is None:
            above, _, name = folder.rpartition("/")
            known = self._places[folder] = _enter(self._folder(above), name)
        return known


def _enter(place: _Place, name: str) -> _Place:
    if place.state is None:
        return place
    entered = place.state.enter(name)
    if entered.reading in _REFUSED:
        return _Place(None, place.frame, refused=True)
    if entered.state is None:
        return _Place(None, entered.line or place.frame)
    return _Place(entered.state, entered.state.frame)
