"""The text rules of a line of a layout, and those that a file inherits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from ....rules.model import Rule

if TYPE_CHECKING:
    from ....sources.patterns import Pattern
    from ..lines import Line

TEXT: Final = "$text"
#: lines of the text rules themselves: the file is not text at all, and nothing else of it can be judged
REQUIRE, FORBID, FIRST_LINE = "require", "forbid", "first_line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A text that is looked for: ``literal``, or what ``pattern`` matches; ``shown`` is as written.

    ``within`` is the number of lines at the top that count, None for all; ``when`` is a phrase without which
    a file is not asked.
    """

    shown: str
    pointer: str
    literal: str | None = None
    pattern: Pattern | None = None
    within: int | None = None
    reason: str | None = None
    when: Phrase | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One key of a ``$text``: what it says, where, and the rule that speaks."""

    rule: Rule
    pointer: str
    line: Line
    phrases: tuple[Phrase, ...] = ()
    word: str | bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnText:
    """The ``$text`` of one line; ``silent`` where it is false: what it holds is no text.

    ``may_be_empty``: there may be no file that it speaks of.
    """

    line: Line
    pointer: str
    rule: Rule
    words: Mapping[str, Wording]
    silent: bool = False
    may_be_empty: bool = False


@dataclass(frozen=True, slots=True)
class TextRules:
    """Everything that holds for the files of one line: each key of the nearest line that says it."""

    words: Mapping[str, Wording]
    sources: tuple[OwnText, ...]

    def word(self, key: str) -> str | bool | None:
        """What a key says, None where nobody says anything."""
        wording = self.words.get(key)
        return None if wording is None else wording.word


def rules_of(line: Line, own: Mapping[Line, OwnText]) -> TextRules | None:
    """The text rules of a line, from itself and the folders around it; None where there are none."""
    words: dict[str, Wording] = {}
    sources: list[OwnText] = []
    here: Line | None = line
    while here is not None:
        text = own.get(here)
        here = here.parent
        if text is None:
            continue
        if text.silent:
            break
        new = {key: wording for key, wording in text.words.items() if key not in words}
        if new:
            sources.append(text)
        words.update(new)
    return TextRules(words, tuple(sources)) if words else None


#: what a finding is about: a place in a file, counted from 1
Place = tuple[int, int]
Ending = Literal["lf", "crlf"]
