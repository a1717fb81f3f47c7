"""Which line governs a path, whether or not the path is there."""

from __future__ import annotations

from typing import Final, NamedTuple

from ..lines import Layout, Line
from .states import Reading, State, machine_of

_REFUSED: Final = frozenset({Reading.UNDRAWN, Reading.BANNED, Reading.WRONG_KIND})


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


class Place(NamedTuple):
    """A folder: what is alive in it, None where nobody looks inside; then all in it is ``frame``'s."""

    state: State | None
    frame: Line
    refused: bool = False

    def enter(self, name: str) -> Place:
        """The folder of this name in it."""
        if self.state is None:
            return self
        entered = self.state.enter(name)
        if entered.reading in _REFUSED:
            return Place(None, self.frame, refused=True)
        if entered.state is None:
            return Place(None, entered.line or self.frame)
        return Place(entered.state, entered.state.frame)

    def file(self, name: str) -> Governed:
        """The line that governs the file of this name in it."""
        state = self.state
        if state is None:
            return Governed(None, self.frame, self.refused)
        line = state.files[name]
        if line is None or line.kind == "folder":
            return Governed(None, self.frame, not state.is_open or line is not None)
        return Governed(line, self.frame) if line.allows else Governed(None, self.frame, refused=True)


def start_of(layout: Layout) -> Place:
    """The root folder of a layout."""
    start = machine_of(layout.tree).start
    return Place(start, start.frame)


class Governor:
    """Finds the line of a path; each folder is read once."""

    def __init__(self, layout: Layout) -> None:
        self._root = layout.root
        self._places: dict[str, Place] = {layout.root: start_of(layout)}

    def covers(self, path: str) -> bool:
        """Whether a path lies below the root of the layout."""
        return not self._root or path.startswith(f"{self._root}/")

    def of_file(self, path: str) -> Governed:
        """The line that governs a path below the root of the layout, as that of a file."""
        folder, _, name = path.rpartition("/")
        return self._folder(folder).file(name)

    def _folder(self, folder: str) -> Place:
        names: list[str] = []
        while (known := self._places.get(folder)) is None:
            folder, _, name = folder.rpartition("/")
            names.append(name)
        while names:
            name = names.pop()
            folder = f"{folder}/{name}" if folder else name
            known = self._places[folder] = known.enter(name)
        return known
