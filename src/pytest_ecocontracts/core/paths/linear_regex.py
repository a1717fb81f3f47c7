r"""Regular expressions that are matched in time linear in the text, whoever wrote them.

The syntax is the part of Python's and ECMAScript's that describes regular languages: no lookaround, no
back-references. ``\d``, ``\w`` and ``\s`` are ASCII; ``.`` is everything but a line feed; ``$`` is the
very end of the text.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NoReturn

from .automaton import (
    EMPTY,
    MAXIMUM_CODE_POINT,
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
    complement,
    normalise,
)

MAXIMUM_LENGTH: Final = 4_000
MAXIMUM_COUNT: Final = 1_000
MAXIMUM_NESTING: Final = 50

_DIGIT: Final[Ranges] = ((48, 57),)
_WORD: Final[Ranges] = ((48, 57), (65, 90), (95, 95), (97, 122))
_SPACE: Final[Ranges] = ((9, 13), (32, 32))
_CLASSES: Final = {
    "d": _DIGIT,
    "w": _WORD,
    "s": _SPACE,
    "D": complement(_DIGIT),
    "W": complement(_WORD),
    "S": complement(_SPACE),
}
_CONTROLS: Final = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "0": "\0"}
_NOT_LINE_FEED: Final = Characters(complement(((10, 10),)))
_PLAIN: Final[dict[str, Expression]] = {".": _NOT_LINE_FEED, "^": Anchor("start"), "$": Anchor("end")}
_MISPLACED: Final = {
    "*": "nothing to repeat",
    "+": "nothing to repeat",
    "?": "nothing to repeat",
    "{": "nothing to repeat",
    "}": "'}' without '{'",
    "]": "']' without '['",
}
_REFUSED_GROUPS: Final = {
    "?=": "a lookahead; list what may follow instead",
    "?!": "a negative lookahead; use a class such as [^x], or list what is allowed",
    "?<=": "a lookbehind; put what comes before into the expression",
    "?<!": "a negative lookbehind; put what may come before into the expression",
    "?>": "an atomic group; write (?:...)",
    "?P=": "a back-reference; compare the two values with a repeated capture or an invariant",
    "?P<": "a named group; write (?:...)",
    "?<": "a named group; write (?:...)",
    "?#": "a comment; leave it out",
    "?(": "a conditional group; use | instead",
}


class PatternProblem(Exception):
    """An expression outside the linear subset; ``position`` counts characters from 0."""

    def __init__(self, message: str, position: int = 0) -> None:
        self.message = message
        self.position = position
        super().__init__(f"{message} (at character {position + 1})")


class LinearPattern:
    """A compiled expression; both questions are answered in time linear in the text."""

    __slots__ = ("_anywhere", "_nfa", "_whole", "expression", "pattern")

    def __init__(self, pattern: str, expression: Expression) -> None:
        self.pattern = pattern
        self.expression = expression
        self._nfa = Nfa(expression)
        self._whole = Dfa(self._nfa)
        self._anywhere: Dfa | None = None

    @property
    def dfa(self) -> Dfa:
        """The automaton of whole matches."""
        return self._whole

    def fullmatch(self, text: str) -> bool:
        """Whether the expression matches the whole text."""
        return self._whole.fullmatch(text)

    def search(self, text: str) -> bool:
        """Whether the expression matches somewhere in the text."""
        if self._anywhere is None:
            self._anywhere = Dfa(self._nfa, anywhere=True)
        return self._anywhere.search(text)


@lru_cache(maxsize=512)
def compile_linear(pattern: str) -> LinearPattern:
    """Compile an expression of the linear subset; raises PatternProblem."""
    expression = parse_linear(pattern)
    try:
        return LinearPattern(pattern, expression)
    except TooComplex:
        raise PatternProblem("the expression is too large; use smaller repetition counts") from None


def parse_linear(pattern: str) -> Expression:
    """Parse an expression of the linear subset; raises PatternProblem."""
    if len(pattern) > MAXIMUM_LENGTH:
        message = f"the expression is longer than {MAXIMUM_LENGTH} characters"
        raise PatternProblem(message, MAXIMUM_LENGTH)
    return _Parser(pattern).parse()


class _Parser:
    """Recursive descent over one pattern; recursion is bounded by MAXIMUM_NESTING groups."""

    def __init__(self, pattern: str) -> None:
        self._text = pattern
        self._at = 0
        self._depth = 0

    def parse(self) -> Expression:
        expression = self._choice()
        if self._at < len(self._text):
            self._fail("')' without '('; write '\\)' for the character itself")
        return expression

    def _fail(self, message: str, position: int | None = None) -> NoReturn:
        raise PatternProblem(message, self._at if position is None else position)

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _take(self, text: str) -> bool:
        if self._text.startswith(text, self._at):
            self._at += len(text)
            return True
        return False

    def _choice(self) -> Expression:
        options = [self._sequence()]
        while self._take("|"):
            options.append(self._sequence())
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def _sequence(self) -> Expression:
        parts: list[Expression] = []
        while (character := self._peek()) and character not in "|)":
            parts.append(self._repeated())
        if len(parts) == 1:
            return parts[0]
        return Concatenation(tuple(parts)) if parts else EMPTY

    def _repeated(self) -> Expression:
        start = self._at
        part = self._atom()
        bounds = self._bounds()
        if bounds is None:
            return part
        if isinstance(part, Anchor):
            self._fail("an anchor cannot be repeated", start)
        minimum, maximum = bounds
        if self._take("?"):
            pass  # a lazy repetition describes the same language
        if self._peek() == "+":
            self._fail("a possessive repetition is not supported; leave out the second '+'")
        if self._peek() in {"*", "+", "?"} or self._count_ahead():
            self._fail("two repetitions in a row; put the first into a group: (?:...)")
        return Repeat(part, minimum, maximum)

    def _bounds(self) -> tuple[int, int | None] | None:
        if self._take("*"):
            return 0, None
        if self._take("+"):
            return 1, None
        if self._take("?"):
            return 0, 1
        ahead = self._count_ahead()
        if ahead is None:
            return None
        start = self._at
        end, minimum, maximum = ahead
        if max(minimum, maximum or 0) > MAXIMUM_COUNT:
            self._fail(f"a repetition count above {MAXIMUM_COUNT} is refused; use '*' or '+'", start)
        if maximum is not None and minimum > maximum:
            self._fail("the least count is greater than the greatest", start)
        self._at = end
        return minimum, maximum

    def _count_ahead(self) -> tuple[int, int, int | None] | None:
        """Read ``{m}``, ``{m,}``, ``{,n}`` or ``{m,n}`` without moving: (end, minimum, maximum)."""
        if self._peek() != "{":
            return None
        end = self._text.find("}", self._at)
        inner = self._text[self._at + 1 : end] if end >= 0 else ""
        low, comma, high = inner.partition(",")
        digits = low + high
        if not digits or not (digits.isascii() and digits.isdigit()):
            self._fail("'{' begins a count such as {2} or {2,5}; write '\\{' for the character itself")
        if len(digits) > 2 * len(str(MAXIMUM_COUNT)):
            self._fail(f"a repetition count above {MAXIMUM_COUNT} is refused; use '*' or '+'")
        minimum = int(low) if low else 0
        maximum = (int(high) if high else None) if comma else minimum
        return end + 1, minimum, maximum

    def _atom(self) -> Expression:
        character = self._peek()
        if character == "(":
            return self._group()
        if character == "[":
            return Characters(self._set())
        if character == "\\":
            return Characters(self._escape())
        if character in _MISPLACED:
            self._fail(f"{_MISPLACED[character]}; write '\\{character}' for the character itself")
        self._at += 1
        return _PLAIN.get(character) or Characters(((ord(character), ord(character)),))

    def _group(self) -> Expression:
        start = self._at
        self._at += 1
        if not self._take("?:") and self._peek() == "?":
            for opening, advice in _REFUSED_GROUPS.items():
                if self._text.startswith(opening, self._at):
                    self._fail(f"this is {advice}", start)
            self._fail("flags are not supported; write both cases as a class, such as [aA]", start)
        self._depth += 1
        if self._depth > MAXIMUM_NESTING:
            self._fail(f"groups are nested more than {MAXIMUM_NESTING} deep", start)
        inner = self._choice()
        self._depth -= 1
        if not self._take(")"):
            self._fail("'(' is never closed; write '\\(' for the character itself", start)
        return inner

    def _escape(self) -> Ranges:
        """Read an escape: a class has several ranges, a character one of length 1."""
        start = self._at
        letter = self._text[start + 1 : start + 2]
        self._at = start + 2
        if letter in _CLASSES:
            return _CLASSES[letter]
        if letter in _CONTROLS:
            if letter == "0" and self._peek().isdigit():
                self._fail("octal escapes are not supported; write \\xHH", start)
            point = ord(_CONTROLS[letter])
        elif letter in {"x", "u"}:
            size = 2 if letter == "x" else 4
            digits = self._text[self._at : self._at + size]
            if len(digits) < size or not all(digit in "0123456789abcdefABCDEF" for digit in digits):
                self._fail(f"\\{letter} needs {size} hexadecimal digits", start)
            self._at += size
            point = int(digits, 16)
        elif letter and letter.isascii() and not letter.isalnum():
            point = ord(letter)
        elif letter and letter in "123456789":
            self._fail(
                "a back-reference is not supported; compare the two values outside the expression", start
            )
        elif letter in {"p", "P"}:
            self._fail("Unicode properties are not supported; list the characters in a class", start)
        elif letter in {"b", "B"}:
            self._fail("word boundaries are not supported; write what stands on both sides", start)
        else:
            self._fail(
                f"unknown escape '\\{letter}'" if letter else "the expression ends in a backslash", start
            )
        return ((point, point),)

    def _set(self) -> Ranges:
        start = self._at
        self._at += 1
        negated = self._take("^")
        found: list[tuple[int, int]] = []
        if self._peek() == "]":
            self._fail("an empty class; write '\\]' for the character itself")
        while not self._take("]"):
            if not self._peek():
                self._fail("'[' is never closed; write '\\[' for the character itself", start)
            found.extend(self._set_item())
        ranges = normalise(found)
        if negated:
            ranges = complement(ranges)
            if not ranges:
                self._fail("a class that no character is in", start)
        return ranges

    def _set_item(self) -> Ranges:
        start = self._at
        low = self._set_character()
        follows = self._text[self._at + 1 : self._at + 2]
        if self._peek() != "-" or follows in {"]", ""}:
            return low
        self._at += 1
        high = self._set_character()
        single = len(low) == len(high) == 1 and low[0][0] == low[0][1] and high[0][0] == high[0][1]
        if not single:
            self._fail(
                "a range needs one character on both sides; write '\\-' for the character itself", start
            )
        if low[0][0] > high[0][0]:
            self._fail("the range runs backwards", start)
        return ((low[0][0], min(high[0][0], MAXIMUM_CODE_POINT)),)

    def _set_character(self) -> Ranges:
        character = self._peek()
        if character == "\\":
            return self._escape()
        if character == "[":
            self._fail("write '\\[' for the character itself inside a class")
        self._at += 1
        return ((ord(character), ord(character)),)
