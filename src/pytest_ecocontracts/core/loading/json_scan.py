"""A JSON reader that explains: every token with its place, every problem, no recursion.

The fast readers of ``json_text`` decide over valid text; this one is for text that they refuse and
for contract documents, whose positions are asked for. Grammar: RFC 8259.
"""

from __future__ import annotations

import json.decoder
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from json import JSONDecodeError
from math import isfinite
from typing import Final, Literal, NoReturn, TypeAlias

from ..errors import LoadError, LoadProblem
from ..pointers import join
from .positions import Children, Mark, line_and_column
from .problems import MOST_PROBLEMS

Event: TypeAlias = tuple[Literal["{", "}", "[", "]", "key", "value"], object, int]

#: Python refuses to convert longer integers (sys.int_info.default_max_str_digits)
LONGEST_INTEGER: Final = 4300

_read_string: Final[Callable[..., tuple[str, int]]] = json.decoder.scanstring  # type: ignore[attr-defined]

_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?P<fraction>\.[0-9]+)?(?P<exponent>[eE][-+]?[0-9]+)?")
_WORD = re.compile(r"[-+.\w]+")
_LITERALS: Final[dict[str, object]] = {"true": True, "false": False, "null": None}
_NOT_FINITE: Final = frozenset({"NaN", "Infinity", "-Infinity", "nan", "inf", "-inf", "+Infinity"})
_CLOSERS: Final = {"{": "}", "[": "]"}
_SURROGATE = re.compile("[\ud800-\udfff]")
_MAY_CLOSE: Final = frozenset({"next", "first-key", "first-value"})


class JsonScan:
    """One pass over a JSON text; ``problems`` grows while ``events`` is consumed."""

    def __init__(self, text: str, depth: int) -> None:
        self.text = text
        self.depth = depth
        self.problems: list[LoadProblem] = []

    def events(self) -> Iterator[Event]:
        """Yield every token with its offset.

        Problems that do not hide the rest (a number that is not finite, a lone surrogate, a control
        character in a string) are noted in ``problems``; a syntax error raises LoadError.
        """
        text = self.text
        open_offsets: list[int] = []
        state = "value"
        offset = 0
        while True:
            offset = _SPACE.match(text, offset).end()  # type: ignore[union-attr]  # matches the empty string
            character = text[offset : offset + 1]
            closer = _CLOSERS[text[open_offsets[-1]]] if open_offsets else ""
            if character == closer and state in _MAY_CLOSE:
                if not open_offsets:
                    return
                open_offsets.pop()
                yield ("}" if character == "}" else "]"), None, offset
                state, offset = "next", offset + 1
            elif state == "next":
                if character != "," or not open_offsets:
                    self._refuse_separator(offset, open_offsets)
                state, offset = ("key" if closer == "}" else "value"), offset + 1
            elif state.endswith("key"):
                if character != '"':
                    self._refuse_key(offset, open_offsets)
                name, end = self._string(offset)
                yield "key", name, offset
                offset = _SPACE.match(text, end).end()  # type: ignore[union-attr]  # as above
                if text[offset : offset + 1] != ":":
                    self._refuse(offset, "a ':' is missing after a key", expected="':'")
                state, offset = "value", offset + 1
            elif character in ("{", "["):
                if len(open_offsets) >= self.depth:
                    self._fail(offset, "too-deep", f"values are nested deeper than {self.depth} levels")
                open_offsets.append(offset)
                yield ("{" if character == "{" else "["), None, offset
                state, offset = ("first-key" if character == "{" else "first-value"), offset + 1
            else:
                value, end = self._scalar(offset, open_offsets)
                yield "value", value, offset
                state, offset = "next", end

    def note(self, offset: int, reason: str, message: str, **details: str) -> None:
        """Add a problem; raises LoadError where there are enough."""
        if len(self.problems) >= MOST_PROBLEMS:
            raise LoadError(self.problems)
        line, column = line_and_column(self.text, offset)
        self.problems.append(LoadProblem(reason=reason, message=message, line=line, column=column, **details))

    def _fail(self, offset: int, reason: str, message: str, **details: str) -> NoReturn:
        self.note(offset, reason, message, **details)
        raise LoadError(self.problems)

    def _refuse(self, offset: int, message: str, **details: str) -> NoReturn:
        found = self.text[offset : offset + 1]
        details.setdefault("found", repr(found) if found else "the end of the text")
        self._fail(offset, "syntax", message, **details)

    def _string(self, offset: int) -> tuple[str, int]:
        try:
            value, end = _read_string(self.text, offset + 1)
        except JSONDecodeError as error:
            if not error.msg.startswith("Invalid control character"):
                self._fail(
                    error.pos, "syntax", f"a string is not valid: {error.msg[0].lower()}{error.msg[1:]}"
                )
            self.note(
                error.pos,
                "syntax",
                "a string holds a raw control character",
                found=f"U+{ord(self.text[error.pos]):04X}",
                fix=r"write it as an escape: \n, \t or \uXXXX",
            )
            value, end = self._lenient_string(offset)
        if _SURROGATE.search(value):
            self.note(
                offset,
                "lone-surrogate",
                "a string holds half of a surrogate pair, which is no character",
                fix="write both halves of the pair, or the character itself",
            )
        return value, end

    def _lenient_string(self, offset: int) -> tuple[str, int]:
        try:
            return _read_string(self.text, offset + 1, False)
        except JSONDecodeError as error:
            self._fail(error.pos, "syntax", f"a string is not valid: {error.msg[0].lower()}{error.msg[1:]}")

    def _scalar(self, offset: int, open_offsets: list[int]) -> tuple[object, int]:
        text = self.text
        if text[offset : offset + 1] == '"':
            return self._string(offset)
        word_match = _WORD.match(text, offset)
        if word_match is None:
            self._refuse_value(offset, open_offsets)
        word, end = word_match.group(), word_match.end()
        if word in _LITERALS:
            return _LITERALS[word], end
        if word in _NOT_FINITE:
            self.note(offset, "not-finite", "JSON has no NaN and no infinity", found=word, fix="write null")
            return None, end
        number = _NUMBER.fullmatch(text, offset, end)
        if number is None:
            self._refuse_word(offset, word)
        if number["fraction"] or number["exponent"]:
            value = float(word)
            if not isfinite(value):
                self.note(offset, "not-finite", "a number is too large for a double", found=_shortened(word))
            return value, end
        if len(word.lstrip("-")) > LONGEST_INTEGER:
            self.note(
                offset,
                "number-too-long",
                f"an integer has more than {LONGEST_INTEGER} digits",
                found=_shortened(word),
                fix="write it as a string",
            )
            return None, end
        return int(word), end

    def _refuse_word(self, offset: int, word: str) -> NoReturn:
        shown = _shortened(word)
        if word.lower() in ("true", "false", "null", "none"):
            meant = "null" if word.lower() == "none" else word.lower()
            self._refuse(offset, "JSON literals are lower case", found=shown, fix=f"write {meant}")
        if word.startswith("+"):
            self._refuse(offset, "a number starts with '+'", found=shown, fix="drop the '+'")
        if re.fullmatch(r"-?0[0-9]+", word):
            self._refuse(
                offset, "a number starts with 0", found=shown, fix="drop the leading zeros, or quote it"
            )
        if re.fullmatch(r"-?[0-9.]+(?:[eE][-+]?[0-9]*)?", word):
            self._refuse(
                offset, "a number is not written as JSON wants it", found=shown, fix="as in 0.5 or 1.0"
            )
        self._refuse(offset, "a word stands where a value should be", found=shown, fix=f'quote it: "{shown}"')

    def _refuse_value(self, offset: int, open_offsets: list[int]) -> NoReturn:
        character = self.text[offset : offset + 1]
        if not character:
            self._refuse_end(offset, open_offsets)
        before = self.text[:offset].rstrip(" \t\n\r")
        if character in "]}" and before.endswith(","):
            self._refuse(len(before) - 1, "JSON has no trailing comma", fix="remove the comma")
        self._refuse_common(offset)
        self._refuse(offset, "a value is missing", expected="a value")

    def _refuse_key(self, offset: int, open_offsets: list[int]) -> NoReturn:
        character = self.text[offset : offset + 1]
        if not character:
            self._refuse_end(offset, open_offsets)
        before = self.text[:offset].rstrip(" \t\n\r")
        if character == "}" and before.endswith(","):
            self._refuse(len(before) - 1, "JSON has no trailing comma", fix="remove the comma")
        self._refuse_common(offset)
        word = _WORD.match(self.text, offset)
        if word is not None:
            shown = _shortened(word.group())
            self._refuse(offset, "a key is not quoted", found=shown, fix=f'quote it: "{shown}"')
        self._refuse(offset, "a key is missing", expected="a key in double quotes, or '}'")

    def _refuse_separator(self, offset: int, open_offsets: list[int]) -> NoReturn:
        if not open_offsets:
            self._refuse_common(offset)
            self._refuse(
                offset, "text follows the end of the value", fix="remove it; a JSON text is one value"
            )
        if offset >= len(self.text):
            self._refuse_end(offset, open_offsets)
        self._refuse_common(offset)
        closer = _CLOSERS[self.text[open_offsets[-1]]]
        self._refuse(offset, "a ',' is missing between two values", expected=f"',' or '{closer}'")

    def _refuse_common(self, offset: int) -> None:
        character = self.text[offset : offset + 1]
        if character in ("#", "/"):
            self._refuse(offset, "JSON has no comments", fix="remove the comment")
        if character == "'":
            self._refuse(offset, "JSON strings are written in double quotes", fix="use \" instead of '")

    def _refuse_end(self, offset: int, open_offsets: list[int]) -> NoReturn:
        if not open_offsets:
            self._fail(offset, "empty", "the text holds no JSON value", expected="one JSON value")
        line, column = line_and_column(self.text, open_offsets[-1])
        opener = self.text[open_offsets[-1]]
        self._refuse(
            offset,
            f"the text ends before the '{opener}' of line {line}, column {column} is closed",
            expected=f"'{_CLOSERS[opener]}'",
        )


def _shortened(word: str) -> str:
    return word if len(word) <= 40 else f"{word[:37]}..."  # noqa: PLR2004 - what a line of output bears


def problems(text: str, depth: int) -> list[LoadProblem]:
    """Everything that is wrong with a JSON text, duplicate keys included, in order of place."""
    scan = JsonScan(text, depth)
    keys: list[dict[str, int] | None] = []  # per open value: an object's keys, None for an array
    path: list[str | int] = []

    def settle(count: int) -> None:
        for index in range(count, len(scan.problems)):
            if scan.problems[index].reason != "too-deep":  # hundreds of tokens help nobody
                scan.problems[index] = replace(scan.problems[index], pointer=join("", *path))

    seen = 0
    try:
        for event, value, offset in scan.events():
            if event in ("}", "]"):
                keys.pop()
                path.pop()
            elif event == "key":
                path[-1] = name = str(value)
                first = keys[-1].setdefault(name, offset)  # type: ignore[union-attr]  # keys occur in objects only
                if first != offset:
                    line, column = line_and_column(text, first)
                    scan.note(
                        offset,
                        "duplicate-key",
                        f"the key {name!r} occurs twice in one object",
                        found=f"the same key at line {line}, column {column}",
                        fix="remove or rename one of the two",
                    )
            elif keys and keys[-1] is None:
                path[-1] = int(path[-1]) + 1
            settle(seen)
            seen = len(scan.problems)
            if event in ("{", "["):
                keys.append({} if event == "{" else None)
                path.append("" if event == "{" else -1)
    except LoadError:
        if path and path[-1] in ("", -1):
            path.pop()
        settle(seen)
    return scan.problems


def marks(text: str, depth: int) -> Mark:
    """The tree of marks of a valid JSON text; raises LoadError otherwise."""
    line, line_start, counted = 1, 0, 0
    root: list[Mark] = []
    open_children: list[dict[str, tuple[Mark, Mark]] | list[Mark]] = [root]
    name = ""
    key_mark: Mark = (1, 1, None)
    for event, value, offset in JsonScan(text, depth).events():
        if event in ("}", "]"):
            open_children.pop()
            continue
        newlines = text.count("\n", counted, offset)
        if newlines:
            line, line_start = line + newlines, text.rindex("\n", counted, offset) + 1
        counted, column = offset, offset - line_start + 1
        if event == "key":
            name, key_mark = str(value), (line, column, None)
            continue
        children: Children = {} if event == "{" else [] if event == "[" else None
        mark: Mark = (line, column, children)
        siblings = open_children[-1]
        if isinstance(siblings, dict):
            siblings[name] = (key_mark, mark)
        else:
            siblings.append(mark)
        if children is not None:
            open_children.append(children)
    return root[0]
