"""What an expression that does not hold tells: the data; ``explaining`` works it out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from .problems import caret, column

#: a variable and the keys and positions below it: ("self", "outputs", 2)
Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the expression and the value that it had; ``shown`` is that value as short text.

    ``path`` is where the value lies in the data, empty for what the expression works out.
    """

    text: str
    value: object
    shown: str
    path: Path = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """The element (or, of a map, the key) at which a macro decided, such as ``self.outputs[2]``."""

    macro: str
    range_text: str
    variable: str
    key: int | str
    shown: str
    path: Path = ()

    @property
    def text(self) -> str:
        """The element in the expression's own words."""
        return f"{self.range_text}[{self.key!r}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why an expression does not hold. ``line`` and ``column`` count from 1.

    ``reason`` is one sentence; ``parts`` are the values that made it so; ``elements`` lead from the
    outermost macro to the innermost; ``error`` tells that there was no value at all; ``fix`` is what was
    probably meant.
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
        return column(self.text, self.offset)

    @property
    def at(self) -> str:
        """The innermost element in question, such as ``self.outputs[2]``; empty without a macro."""
        return self.elements[-1].text if self.elements else ""

    @property
    def path(self) -> Path:
        """The place in the data that says most: the first value in question, else the innermost element."""
        places = [part.path for part in self.parts if part.path]
        places += [element.path for element in reversed(self.elements) if element.path]
        return places[0] if places else ()

    def lines(self) -> list[str]:
        """Everything as lines for people."""
        found = [*caret(self.text, self.offset, self.length), self.reason]
        found += [f"{each.variable} is {each.text} = {each.shown}" for each in self.elements]
        found += [f"{part.text} = {part.shown}" for part in self.parts]
        return found
