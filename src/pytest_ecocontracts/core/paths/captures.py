"""The types of captures: what the text between ``{`` and ``}`` may stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

from .automaton import (
    Anchor,
    Characters,
    Choice,
    Concatenation,
    Dfa,
    Expression,
    Nfa,
    Ranges,
    Repeat,
    TooComplex,
    alphabet,
    complement,
    lengths,
    literal,
    normalise,
)
from .linear_regex import PatternProblem, parse_linear

_SLASH_AND_NUL: Final[Ranges] = ((0, 0), (47, 47))
#: what may stand in the name of a file: anything but "/" and NUL (POSIX)
NAME_CHARACTERS: Final = Characters(complement(_SLASH_AND_NUL))
ANY_TEXT: Final = Repeat(NAME_CHARACTERS, 1, None)
_REST: Final = Repeat(NAME_CHARACTERS, 0, None)
_NOT_A_DOT: Final = Characters(complement(((0, 0), (46, 47))))
_DOT: Final = Characters(((46, 46),))
#: every name that an entry of a folder can have: not empty, not "." and not ".."
NAMES: Final = Choice(
    (
        Concatenation((_NOT_A_DOT, _REST)),
        Concatenation((_DOT, _NOT_A_DOT, _REST)),
        Concatenation((_DOT, _DOT, NAME_CHARACTERS, _REST)),
    )
)
MAXIMUM_WORDS: Final = 2_000


@cache
def name_automaton() -> Dfa:
    """The automaton of all names that an entry of a folder can have."""
    return Dfa(Nfa(NAMES))


@dataclass(frozen=True)
class CaptureType:
    """A named set of texts that a capture may stand for; none of them holds a "/".

    ``source`` is the set as an expression for Python's ``re``, or None where ``re`` could be slow on it or
    could prefer another than the longest text; such a type is matched by its automaton. ``choices`` counts
    the places where ``re`` may have to try several lengths.
    """

    name: str
    expression: Expression
    source: str | None = None
    choices: int = 0
    words: tuple[str, ...] | None = None

    @classmethod
    def from_pattern(cls, name: str, pattern: str) -> CaptureType:
        """Make a type from a regular expression of the linear subset; raises PatternProblem."""
        if not pattern:
            raise PatternProblem("an empty expression matches nothing")
        expression = parse_linear(pattern)
        if _has_anchor(expression):
            raise PatternProblem("a capture is always matched as a whole: leave out '^' and '$'")
        expression = _without_separators(expression)
        choices = _choices(expression)
        source = None if choices is None else to_source(expression)
        made = cls(name, expression, source, choices or 0)
        made.check_size()
        return made

    @classmethod
    def from_words(cls, name: str, words: Iterable[str]) -> CaptureType:
        """Make a type from a list of words; raises PatternProblem."""
        listed = tuple(words)
        if not listed:
            raise PatternProblem("an empty list of words matches nothing")
        if len(listed) > MAXIMUM_WORDS:
            message = f"more than {MAXIMUM_WORDS} words; use an expression instead"
            raise PatternProblem(message)
        for word in listed:
            if not word or "/" in word or "\0" in word:
                message = f"a word is a part of one name, so {word!r} cannot be one"
                raise PatternProblem(message)
        longest_first = sorted(set(listed), key=lambda word: (-len(word), word))
        source = "(?:" + "|".join(re.escape(word) for word in longest_first) + ")"
        choices = 0 if len({len(word) for word in listed}) == 1 else 1
        expression = Choice(tuple(literal(word) for word in longest_first))
        made = cls(name, expression, source, choices, listed)
        made.check_size()
        return made

    def check_size(self) -> None:
        """Raise PatternProblem where the automaton of this type would be too large."""
        try:
            _ = self.dfa
        except TooComplex:
            raise PatternProblem("the expression is too large; use smaller repetition counts") from None

    @cached_property
    def dfa(self) -> Dfa:
        """The automaton of whole matches."""
        return Dfa(Nfa(self.expression))

    @cached_property
    def alphabet(self) -> Ranges:
        """Every character that a value can hold."""
        return alphabet(self.expression)

    @cached_property
    def fixed_length(self) -> bool:
        """Whether all values have the same length."""
        least, greatest = lengths(self.expression)
        return least == greatest

    def accepts(self, value: str) -> bool:
        """Whether the type allows this value."""
        return self.dfa.fullmatch(value)

    def describe(self) -> str:
        """What may stand here, in a few words, for messages."""
        if self.words is not None:
            shown = ", ".join(self.words[:8])
            return f"one of {shown}" + (", ..." if len(self.words) > 8 else "")  # noqa: PLR2004 - a line's worth
        return _DESCRIPTIONS.get(self.name, self.name)


def _has_anchor(expression: Expression) -> bool:
    match expression:
        case Anchor():
            return True
        case Concatenation(parts) | Choice(parts):
            return any(_has_anchor(part) for part in parts)
        case Repeat(part):
            return _has_anchor(part)
        case _:
            return False


def _without_separators(expression: Expression) -> Expression:
    """Take "/" and NUL out of every class: a capture never leaves its segment."""
    match expression:
        case Characters(ranges):
            outside = complement(ranges)
            return Characters(complement(normalise((*outside, *_SLASH_AND_NUL))))
        case Concatenation(parts):
            return Concatenation(tuple(_without_separators(part) for part in parts))
        case Choice(options):
            return Choice(tuple(_without_separators(option) for option in options))
        case Repeat(part, minimum, maximum):
            return Repeat(_without_separators(part), minimum, maximum)
        case _:
            return expression


def _choices(expression: Expression) -> int | None:
    """Count where a backtracking matcher may try several lengths; None where it could be slow or unsure.

    Only what is certain to be fast and to take the longest text first counts: repeated single characters,
    and options of one length.
    """
    match expression:
        case Characters():
            return 0
        case Concatenation(parts):
            counts = [_choices(part) for part in parts]
            return None if None in counts else sum(count or 0 for count in counts)
        case Choice(options):
            least, greatest = lengths(expression)
            return 0 if least == greatest and all(_choices(option) == 0 for option in options) else None
        case Repeat(part, minimum, maximum):
            if minimum == maximum:
                return 0 if _choices(part) == 0 else None
            return 1 if isinstance(part, Characters) else None
        case _:
            return None


def to_source(expression: Expression) -> str:
    """Write an expression without anchors for Python's ``re``."""
    match expression:
        case Characters(ranges):
            return (
                "[" + "".join(f"{_code(low)}-{_code(high)}" for low, high in ranges) + "]"
                if ranges
                else "(?!)"
            )
        case Concatenation(parts):
            return "".join(to_source(part) for part in parts)
        case Choice(options):
            return "(?:" + "|".join(to_source(option) for option in options) + ")"
        case Repeat(part, minimum, maximum):
            return f"(?:{to_source(part)}){{{minimum},{'' if maximum is None else maximum}}}"
        case Anchor():
            message = "an anchor has no place inside a segment"
            raise ValueError(message)


def _code(point: int) -> str:
    return f"\\U{point:08x}"


# --- the types that every contract may use ---------------------------------------------------------------

# Proleptic Gregorian calendar, years 0001 to 9999, as in ISO 8601 and datetime.date.
_YEAR: Final = "(?:[1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])"
_FOURTH: Final = "(?:0[48]|[2468][048]|[13579][26])"
_LEAP_YEAR: Final = f"(?:[0-9]{{2}}{_FOURTH}|{_FOURTH}00)"
_DATE: Final = (
    f"(?:{_YEAR}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    "|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    f"|{_LEAP_YEAR}-02-29)"
)
# Semantic Versioning 2.0.0, section 9 to 11; the longest alternative stands first.
_NUMBER: Final = "(?:0|[1-9][0-9]*)"
_PRE: Final = "(?:[0-9]*[a-zA-Z-][0-9a-zA-Z-]*|[1-9][0-9]*|0)"
_BUILD: Final = "[0-9a-zA-Z-]+"
_SEMVER: Final = (
    rf"(?:{_NUMBER}\.{_NUMBER}\.{_NUMBER}(?:-{_PRE}(?:\.{_PRE})*)?(?:\+{_BUILD}(?:\.{_BUILD})*)?)"
)
_HEX: Final = "[0-9a-fA-F]"

#: name -> (expression, places where a backtracking matcher may try several lengths, description)
_BUILT_IN: Final = {
    "date": (_DATE, 0, "a calendar date YYYY-MM-DD"),
    "int": ("[0-9]+", 1, "digits"),
    "slug": ("[a-z0-9]+(?:-[a-z0-9]+)*", 1, "lower-case words joined by '-'"),
    "snake": ("[a-z][a-z0-9]*(?:_[a-z0-9]+)*", 1, "lower-case words joined by '_'"),
    "semver": (_SEMVER, 2, "a semantic version such as 1.2.0"),
    "sha256": ("[0-9a-f]{64}", 0, "64 lower-case hexadecimal digits"),
    "uuid": (f"{_HEX}{{8}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{12}}", 0, "a UUID"),
    "name": (
        "[A-Za-z0-9_][A-Za-z0-9_.-]*",
        1,
        "letters, digits, '_', '-' and '.', not beginning with '.' or '-'",
    ),
}
_DESCRIPTIONS: Final = {name: text for name, (_, _, text) in _BUILT_IN.items()} | {"any": "any text"}

BUILT_IN_NAMES: Final = (*_BUILT_IN, "any")


@cache
def built_in(name: str) -> CaptureType | None:
    """Return a type that every contract may use, or None where there is none of this name."""
    if name == "any":
        return CaptureType("any", ANY_TEXT, r"[^/\0]+", 1)
    if name not in _BUILT_IN:
        return None
    pattern, choices, _ = _BUILT_IN[name]
    return CaptureType(name, parse_linear(pattern), f"(?:{pattern})", choices)
