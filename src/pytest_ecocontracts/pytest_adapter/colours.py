"""Writes styled lines to pytest's terminal: one table from the role of a text to its colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from ..core.rendering.styles import Line, Style

_MARKUP: Final[dict[Style, dict[str, bool]]] = {
    "plain": {},
    "code": {"red": True, "bold": True},
    "label": {"cyan": True},
    "place": {"bold": True},
    "fix": {"green": True},
    "bad": {"red": True, "bold": True},
    "warning": {"yellow": True},
    "excused": {"yellow": True},
}


class Writer(Protocol):
    """The part that we use of what ``pytest.Config.get_terminal_writer`` returns; its class is private."""

    @property
    def fullwidth(self) -> int:
        """The columns of the terminal."""

    def write(self, msg: str, *, flush: bool = False, **markup: bool) -> None:
        """Write text, in these colours where there are any."""

    def line(self) -> None:
        """End the line."""


def write_styled(writer: Writer, line: Line) -> None:
    """Write one line; where the terminal has no colour, its plain text."""
    for text, style in line:
        writer.write(text, **_MARKUP[style])
    writer.line()
