"""Text to tokens, by the lexis of the CEL specification (cel-spec, doc/langdef.md, "Syntax")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from .problems import ExpressionProblem

_TOKEN: Final = re.compile(
    r"""
    (?P<space>(?:[ \t\n\f\r]+|//[^\r\n]*)+)
  | (?P<string>[rR]?(?:\"{3}|'{3}|[\"']))
  | (?P<bytes>[bB][rR]?[\"']|[rR][bB][\"'])
  | (?P<double>[0-9]*\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+)
  | (?P<int>0[xX][0-9a-fA-F]+|[0-9]+)
  | (?P<name>[_a-zA-Z][_a-zA-Z0-9]*)
  | (?P<quoted>`[a-zA-Z0-9_.\-/\ ]+`)
  | (?P<operator>&&|\|\||[=!<>]=|[-+*/%!<>?:.,()\[\]{}])
    """,
    re.VERBOSE,
)
_SIMPLE_ESCAPES: Final = {
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    **{character: character for character in "\\?\"'`"},
}
#: letter of an escape -> number of hexadecimal digits that follow
_HEXADECIMAL: Final = {"x": 2, "X": 2, "u": 4, "U": 8}
#: far beyond int64, and cheap to refuse before it is read
_MOST_DIGITS: Final = 100
_OCTAL: Final = re.compile(r"[0-3][0-7]{2}")
_INSTEAD: Final = {
    "=": "compare with '=='",
    "&": "write '&&'",
    "|": "write '||'",
    "~": "use x.matches('...')",
    "`": "backquotes hold a field's name of letters, digits and _ . - / after a dot, such as self.`a-b`",
    "@": "names begin with a letter or '_'",
    "$": "names begin with a letter or '_'",
    "#": "a comment begins with //",
    ";": "one expression has no ';'; join conditions with '&&'",
    "\\": "a backslash belongs inside of quotes",
}


@dataclass(frozen=True, slots=True)
class Token:
    """``kind`` is int, double, string, name, quoted, operator or end; ``value`` is its meaning."""

    kind: str
    text: str
    value: int | float | str
    offset: int
    end: int


def tokens(text: str) -> list[Token]:
    """Split a text into tokens, the last of kind ``end``; raises ExpressionProblem."""
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            character = text[at]
            message = f"{character!r} means nothing here"
            raise ExpressionProblem(message, offset=at, fix=_INSTEAD.get(character))
        kind = match.lastgroup or ""
        end = match.end()
        value: int | float | str = match[0]
        if kind == "string":
            value, end = _string(text, at, match[0])
        elif kind == "bytes":
            raise ExpressionProblem(
                "there are no bytes in this language", offset=at, length=end - at, fix="write a string: '...'"
            )
        elif kind == "double":
            value = float(match[0])
            _refuse_letter(text, at, end)
        elif kind == "int":
            value = _integer(at, match[0])
            _refuse_letter(text, at, end)
        elif kind == "quoted":
            value = match[0][1:-1]
        if kind != "space":
            found.append(Token(kind, text[at:end], value, at, end))
        at = end
    found.append(Token("end", "", "", len(text), len(text)))
    return found


def _integer(at: int, digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise ExpressionProblem("this number does not fit int64", offset=at, length=len(digits))
    return int(digits, 16 if digits[:2] in {"0x", "0X"} else 10)


def _refuse_letter(text: str, at: int, end: int) -> None:
    """Refuse ``7u`` and ``7abc``: two tokens that nobody meant."""
    letter = text[end : end + 1]
    if letter in {"u", "U"}:
        raise ExpressionProblem(
            "there are no unsigned integers in this language",
            offset=at,
            length=end + 1 - at,
            fix=f"write {text[at:end]}",
        )
    if letter and (letter.isalnum() or letter == "_"):
        message = f"the number {text[at:end]} runs into {letter!r}"
        raise ExpressionProblem(message, offset=end, fix="a name begins with a letter")


def _string(text: str, at: int, opening: str) -> tuple[str, int]:
    """Read a string literal that begins at ``at``: (value, end)."""
    raw = opening[0] in "rR"
    quote = opening[1:] if raw else opening
    start = at + len(opening)
    parts: list[str] = []
    position = start
    while True:
        character = text[position : position + 1]
        if not character or (character in "\r\n" and len(quote) == 1):
            raise ExpressionProblem(
                "this string is never closed",
                offset=at,
                length=len(opening),
                fix=f"end it with {quote}"
                + ("" if not character else "; only ''' and \"\"\" hold line breaks"),
            )
        if text.startswith(quote, position):
            return "".join(parts), position + len(quote)
        if character == "\\" and not raw:
            value, position = _escape(text, position)
            parts.append(value)
        else:
            parts.append(character)
            position += 1


def _escape(text: str, at: int) -> tuple[str, int]:
    letter = text[at + 1 : at + 2]
    if letter in _SIMPLE_ESCAPES:
        return _SIMPLE_ESCAPES[letter], at + 2
    octal = _OCTAL.match(text, at + 1)
    if octal is not None:
        return chr(int(octal[0], 8)), octal.end()
    size = _HEXADECIMAL.get(letter)
    if size is None:
        raise ExpressionProblem(
            f"unknown escape '\\{letter}'" if letter else "a backslash ends the text",
            offset=at,
            length=2,
            fix="write '\\\\' for a backslash, or a raw string: r'...'",
        )
    digits = text[at + 2 : at + 2 + size]
    if len(digits) < size or not all(digit in "0123456789abcdefABCDEF" for digit in digits):
        message = f"'\\{letter}' needs {size} hexadecimal digits"
        raise ExpressionProblem(message, offset=at, length=2 + size)
    point = int(digits, 16)
    if point > 0x10FFFF or 0xD800 <= point <= 0xDFFF:  # noqa: PLR2004 - Unicode's bounds
        message = f"U+{point:04X} is no character"
        raise ExpressionProblem(message, offset=at, length=2 + size)
    return chr(point), at + 2 + size
