"""References to variables that were given simple texts; everything else stays as it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from ..errors import LoadError, LoadProblem
from .model import Assignment
from .scanning import reference_end

#: references and characters that one text may expand to; more stays as written
_MOST_REFERENCES: Final = 2_000
_MOST_CHARACTERS: Final = 64 * 1024
#: characters that all texts of one makefile, and of those that it includes, may expand to
_MOST_IN_ALL: Final = 8 * 1024 * 1024
#: what make or a rule sets itself, and the makefile only sees when it runs
_OWN: Final = frozenset({"MAKE", "MAKEFLAGS", "MAKECMDGOALS", "MAKEFILE_LIST", "CURDIR", "MAKELEVEL"})


@dataclass(slots=True)
class Variables:
    """The texts of variables so far; None for one that may have several values."""

    _values: dict[str, str | None] = field(default_factory=dict)
    _spent: int = 0

    def assign(self, assignment: Assignment) -> None:
        """Follow an assignment of the whole makefile; in a branch it may or may not be made."""
        name, operator, value = assignment.name, assignment.operator, assignment.value
        if name in _OWN:
            return
        known = self._values.get(name)
        if operator == "?=" and name in self._values:
            return
        result: str | None = value
        if operator == "!=":
            result = None
        elif operator == "+=" and name in self._values:
            result = None if known is None else f"{known} {value}".strip()
        elif operator in (":=", "::=", ":::="):
            result = self.expand(value)
        if result is not None and len(result) > _MOST_CHARACTERS:
            result = None
        if assignment.is_conditional and name in self._values and result != known:
            result = None
        self._values[name] = result

    def expand(self, text: str) -> str:
        """A text with the references that can be known; ``$$`` stays, as all that cannot.

        Raises LoadError where all texts together become too long.
        """
        if "$" not in text:
            return text
        parts: list[str] = []
        size = 0
        # A stack of texts that are being read instead of recursion; each with the names that led to it.
        stack: list[tuple[Iterator[str], frozenset[str]]] = [(_parts(text), frozenset())]
        references = 0
        while stack:
            pieces, names = stack[-1]
            piece = next(pieces, None)
            if piece is None:
                stack.pop()
                continue
            name = _name(piece)
            value = self._values.get(name) if name and name not in names else None
            if value is None:
                parts.append(piece)
                size += len(piece)
            else:
                references += 1
                stack.append((_parts(value), names | {name}))
            if references > _MOST_REFERENCES or size > _MOST_CHARACTERS:
                return text
        self._spent += size
        if self._spent > _MOST_IN_ALL:
            message = f"its references expand to more than {_MOST_IN_ALL} characters"
            raise too_large(message)
        return "".join(parts)


def too_large(message: str) -> LoadError:
    """What is raised where a makefile means more than can be kept."""
    return LoadError([LoadProblem(reason="too-large", message=message, expected="a smaller makefile")])


def _parts(text: str) -> Iterator[str]:
    """The references of a text, and what is between them."""
    at = 0
    while True:
        dollar = text.find("$", at)
        if dollar < 0:
            if at < len(text):
                yield text[at:]
            return
        if dollar > at:
            yield text[at:dollar]
        at = reference_end(text, dollar)
        yield text[dollar:at]


def _name(piece: str) -> str:
    """The name in a reference to a variable; "" for anything else."""
    kind = piece[1:2]
    if piece[0] != "$" or kind in ("", "$"):
        return ""
    if kind not in "({":
        return kind
    inner = piece[2:-1]
    return "" if any(character in inner for character in " \t,:$") else inner


def is_literal(text: str) -> bool:
    """Whether nothing is left to expand."""
    return "$" not in text
