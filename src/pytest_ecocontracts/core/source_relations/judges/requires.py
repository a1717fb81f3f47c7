"""``requires``: where one thing stands, another stands too, in the same file or nearby."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...sources.keys import Key, key_of, show
from ...sources.model import Element, Source
from ..model import Finding
from ..reading import RelationReader
from ..view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Requires:
    """For each element ``of`` one source there is one that it ``needs``.

    In the same file or folder, or at most ``lines`` away in the file; with ``same_value``, an equal one.
    """

    of: Source
    needs: Source
    in_folder: bool
    lines: int | None
    same_value: bool

    @property
    def sources(self) -> Sequence[Source]:
        """Every source that is read."""
        return (self.of, self.needs)

    def judge(self, view: View) -> Iterator[Finding]:
        """Each element that stands alone."""
        own = view.elements(self.of)
        there: dict[Key, list[int]] = {}
        for element in view.any_elements(self.needs):
            line = self._line(view, element)
            if line is not None:
                there.setdefault(self._scope(element), []).append(line)
        for lines in there.values():
            lines.sort()
        for element in own:
            if not self._near(there.get(self._scope(element), []), self._line(view, element)):
                yield self._finding(element)

    def _line(self, view: View, element: Element) -> int | None:
        """The line of an element; only looked up where it matters."""
        return view.readings.texts.location(element.place).line if self.lines is not None else 0

    def _scope(self, element: Element) -> Key:
        path = element.place.path.rpartition("/")[0] if self.in_folder else element.place.path
        return (path, key_of(element.value)) if self.same_value else path

    def _near(self, lines: Sequence[int], line: int | None) -> bool:
        if self.lines is None or line is None:
            return bool(lines)
        at = bisect_left(lines, line - self.lines)
        return at < len(lines) and lines[at] <= line + self.lines

    def _finding(self, element: Element) -> Finding:
        shown = show(element.value)
        what = f"{shown} of {self.needs.called}" if self.same_value else self.needs.called
        scope = "folder" if self.in_folder else "file"
        where = f"in its {scope}" if self.lines is None else f"within {self.lines} lines"
        return Finding(
            code="ECI043",
            message=f"{shown} of {self.of.called} stands without {what} {where}",
            place=element.place,
            expected=f"an element of {self.needs.called} {where}",
            found="none",
            metadata={"key": shown},
        )


def parse(read: RelationReader) -> Requires:
    """Read ``requires: {of: ..., needs: ..., within: ..., same_value: ...}``."""
    within = read.fields.get("within", "file")
    lines = within.get("lines") if isinstance(within, dict) else None
    return Requires(
        of=read.source("of"),
        needs=read.source("needs"),
        in_folder=within == "folder",
        lines=int(str(lines)) if lines is not None else None,
        same_value=read.is_set("same_value"),
    )
