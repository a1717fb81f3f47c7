"""What an expression that does not hold tells: the data; ``explaining`` works it out."""

from __future__ import annotations

from dataclasses import dataclass

from .problems import caret


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the expression and the value that it had; ``shown`` is that value as short text."""

    text: str
    offset: int
    value: object
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """The element (or, of a map, the key) at which a macro decided, such as ``self.outputs[2]``."""

    macro: str
    range_text: str
    variable: str
    key: int | str
    value: object
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why an expression does not hold. ``column`` and ``line`` count from 1.

    ``reason`` is one sentence; ``parts`` are the values that made it so; ``elements`` lead from the
    outermost macro to the innermost; ``error`` tells that there was no value at all.
    """

    text: str
    offset: int
    length: int
    reason: str
    parts: tuple[Part, ...] = ()
    elements: tuple[Element, ...] = ()
    error: bool = False
    fix: str | None = None

    @property
    def line(self) -> int:
        """The line of the text, from 1."""
        return self.text.count("\n", 0, self.offset) + 1

    @property
    def column(self) -> int:
        """The character in that line, from 1."""
        return self.offset - self.text.rfind("\n", 0, self.offset)

    @property
    def at(self) -> str:
        """The element in question as a path in the expression's own words, empty without a macro."""
        return self.elements[-1].range_text + _index(self.elements[-1].key) if self.elements else ""

    def lines(self) -> list[str]:
        """Everything as lines for people."""
        found = [*caret(self.text, self.offset, self.length), self.reason]
        found += [
            f"{each.macro}: {each.variable} = {each.range_text}{_index(each.key)} = {each.shown}"
            for each in self.elements
        ]
        found += [f"{part.text} = {part.shown}" for part in self.parts]
        return found


def _index(key: int | str) -> str:
    return f"[{key}]" if isinstance(key, int) else f"[{key!r}]"
