"""The lines at which the changes of a contract stand, in the files of today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...errors import FileProblem
from ...loading.values import format_of
from ...violations import Location

if TYPE_CHECKING:
    from ...context import Context
    from ...model import Positions
    from ..model import Change, ContractChange


class Places:
    """Knows the lines of one contract, and of the files that it consists of; each is read once, if at all."""

    def __init__(self, change: ContractChange, context: Context) -> None:
        self._document = change.contract.document
        self._context = context
        self._files: dict[str, Positions | None] = {}

    def of(self, change: Change) -> Location:
        """The place of a change, or of what is around it; without a line where the file cannot be read."""
        if change.path is None or change.path == self._document.path:
            return self._document.location(change.pointer)
        if change.path not in self._files:
            self._files[change.path] = self._positions(change.path)
        known = self._files[change.path]
        place = None if known is None else known.locate(change.pointer)
        line, column = place or (None, None)
        return Location(path=change.path, pointer=change.pointer, line=line, column=column)

    def line_of(self, change: Change) -> int | None:
        """The line of a change; None where the file cannot be read."""
        return self.of(change).line

    def _positions(self, path: str) -> Positions | None:
        from ...loading.locate import positions  # noqa: PLC0415 - only where a schema changed

        found = format_of(path)
        try:
            data = self._context.files.read(path, self._context.limits.text_bytes)
        except FileProblem:
            return None
        return None if found is None else positions(found, data)
