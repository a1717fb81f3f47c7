"""From the text of a path template to its segments, with an error that says what to write instead."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NoReturn

from ..suggestions import suggestion
from .captures import BUILT_IN_NAMES, CaptureType, built_in
from .linear_regex import PatternProblem
from .segments import DEEP, FAST_CHOICES, Capture, Deep, Literal, Part, Segment, Star, count_choices

MAXIMUM_LENGTH: Final = 2_000
MAXIMUM_SEGMENTS: Final = 64
MAXIMUM_CAPTURES: Final = 32
MAXIMUM_PARTS: Final = 32

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_WORD: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_DRIVE: Final = re.compile(r"[A-Za-z]:(?:/|$)")


class TemplateError(Exception):
    """A text that is no path template; ``column`` counts from 1 in the template.

    ``reason`` is ``outside-root`` (absolute, ``..``, a drive letter), ``unsafe`` (an expression that is
    refused) or ``syntax``.
    """

    def __init__(self, message: str, column: int = 1, reason: str = "syntax") -> None:
        self.message = message
        self.column = column
        self.reason = reason
        super().__init__(f"{message} (at character {column})")


def _fail(message: str, column: int = 1, reason: str = "syntax") -> NoReturn:
    raise TemplateError(message, column, reason)


@dataclass(frozen=True, slots=True)
class ParsedTemplate:
    """The segments, the type of each capture in the order of use, and the captures of several segments."""

    segments: tuple[Segment | Deep, ...]
    captures: Mapping[str, CaptureType]
    repeated: tuple[str, ...]


def parse_template(text: str, types: Mapping[str, CaptureType]) -> ParsedTemplate:
    """Parse a template; raises TemplateError."""
    return _Parser(text, types).parse()


class _Parser:
    def __init__(self, text: str, types: Mapping[str, CaptureType]) -> None:
        self._text = text
        self._types = types
        self._captures: dict[str, CaptureType] = {}

    def parse(self) -> ParsedTemplate:
        self._check_text()
        segments: list[Segment | Deep] = []
        used: list[set[str]] = []
        for column, source in self._split():
            if len(segments) >= MAXIMUM_SEGMENTS:
                _fail(f"more than {MAXIMUM_SEGMENTS} segments", column)
            settled = tuple(self._captures)
            parsed = self._segment(source, column, settled, is_first=not segments)
            if isinstance(parsed, Deep):
                if segments and isinstance(segments[-1], Deep):
                    _fail("'**/**' says the same as '**'", column)
                used.append(set())
            else:
                used.append({part.name for part in parsed.parts if isinstance(part, Capture)})
            segments.append(parsed)
        if isinstance(segments[-1], Deep):  # what lies below a folder is never the folder itself
            segments.append(Segment("*", (Star(),)))
            used.append(set())
        return self._joined(segments, used)

    def _check_text(self) -> None:
        text = self._text
        if not text:
            _fail("a path template cannot be empty")
        if len(text) > MAXIMUM_LENGTH:
            _fail(f"a path template has at most {MAXIMUM_LENGTH} characters", MAXIMUM_LENGTH + 1)
        control = _CONTROL.search(text)
        if control is not None:
            _fail(f"the control character {control[0]!a} cannot stand in a path", control.start() + 1)
        if text.startswith("/") or _DRIVE.match(text):
            _fail("a path is relative to the root of the repository", 1, "outside-root")

    # --- segments ---------------------------------------------------------------------------------------

    def _split(self) -> list[tuple[int, str]]:
        """Split at the "/" outside of braces: (column, text) of every segment."""
        pieces: list[tuple[int, str]] = []
        start = at = 0
        text = self._text
        while at < len(text):
            if text[at] == "/":
                pieces.append((start + 1, text[start:at]))
                start = at + 1
            elif text[at] == "{" and text[at : at + 2] != "{{":
                at = self._end_of_capture(at)
            elif text[at] == "{":
                at += 1
            at += 1
        pieces.append((start + 1, text[start:]))
        return pieces

    def _end_of_capture(self, start: int) -> int:
        """Return the place of the "}" that closes the "{" at ``start``, over the braces of an expression."""
        depth = 0
        at, text = start, self._text
        in_set = False
        while at < len(text):
            character = text[at]
            if character == "\\":
                at += 1
            elif in_set:
                in_set = character != "]"
            elif character == "[":
                in_set = True
            elif character == "{":
                depth += 1
            elif character == "}":
                depth -= 1
                if depth == 0:
                    return at
            at += 1
        _fail("'{' is never closed; write '{{' for the character itself", start + 1)

    def _segment(
        self, source: str, column: int, settled: tuple[str, ...], *, is_first: bool
    ) -> Segment | Deep:
        if source == "**":
            return DEEP
        if source == "":
            last = column > len(self._text)
            what = "a file's path does not end in '/'" if last else "'//' holds an empty name; write one '/'"
            _fail(what, column - 1)
        if source == "..":
            _fail("'..' leaves the folder; write the path from the root", column, "outside-root")
        if source == ".":
            _fail("'.' says nothing; leave it out", column)
        if source == "~" and is_first:
            _fail("'~' is not a folder of the repository", column, "outside-root")
        parts = self._parts(source, column)
        names = [part.name for part in parts if isinstance(part, Capture)]
        inherited = tuple(dict.fromkeys(name for name in names if name in settled))
        return Segment(source, parts, inherited)

    def _parts(self, source: str, column: int) -> tuple[Part, ...]:
        parts: list[Part] = []
        words: list[str] = []

        def flush() -> None:
            if words:
                parts.append(Literal("".join(words)))
                words.clear()

        at = 0
        while at < len(source):
            character = source[at]
            if source.startswith(("{{", "}}"), at):
                words.append(character)
                at += 2
                continue
            if character == "}":
                _fail("'}' without '{'; write '}}' for the character itself", column + at)
            if character == "\\":
                self._refuse_backslash(column + at)
            if character == "*":
                flush()
                if parts and isinstance(parts[-1], Star):
                    _fail("'**' stands for whole segments: write it between '/'", column + at)
                parts.append(Star())
            elif character == "{":
                flush()
                end = self._end_of_capture(column - 1 + at) - (column - 1)
                parts.append(self._capture(source[at + 1 : end], column + at + 1))
                at = end
            else:
                words.append(character)
            at += 1
        flush()
        if len(parts) > MAXIMUM_PARTS:
            _fail(f"more than {MAXIMUM_PARTS} parts in one segment", column)
        return tuple(parts)

    def _refuse_backslash(self, column: int) -> NoReturn:
        _fail("folders are joined by '/', and no character needs a backslash", column)

    # --- captures ---------------------------------------------------------------------------------------

    def _capture(self, inner: str, column: int) -> Capture:
        name, colon, text = inner.partition(":")
        if not _NAME.fullmatch(name):
            _fail(f"{name!r} is no name for a capture: a letter or '_', then letters, digits and '_'", column)
        known = self._captures.get(name)
        if not colon:
            kind = known or self._named("any", column)
        else:
            kind = self._type(text, column + len(name) + 1)
            if known is not None and known != kind:
                _fail(
                    f"{{{name}}} is {known.describe()} where it first stands; leave the type out here", column
                )
        if known is None:
            if len(self._captures) >= MAXIMUM_CAPTURES:
                _fail(f"more than {MAXIMUM_CAPTURES} captures", column)
            self._captures[name] = kind
        return Capture(name, kind)

    def _type(self, text: str, column: int) -> CaptureType:
        if not text:
            _fail("a type is missing after ':'", column)
        if _WORD.fullmatch(text):
            return self._named(text, column)
        try:
            return CaptureType.from_pattern(text, text)
        except PatternProblem as problem:
            message = f"in the regular expression: {problem.message}"
            raise TemplateError(message, column + problem.position, "unsafe") from None

    def _named(self, name: str, column: int) -> CaptureType:
        kind = self._types.get(name) or built_in(name)
        if kind is None:
            hint = suggestion(name, {*self._types, *BUILT_IN_NAMES})
            _fail(f"{name!r} is no type of a capture; {hint}", column)
        return kind

    # --- captures that stand in several segments --------------------------------------------------------

    def _joined(self, segments: list[Segment | Deep], used: list[set[str]]) -> ParsedTemplate:
        """Find which segments must offer all their readings, and refuse what could take too long."""
        counts = Counter(name for names in used for name in names)
        repeated = tuple(name for name, count in counts.items() if count > 1)
        several = 0
        for index, segment in enumerate(segments):
            if isinstance(segment, Deep):
                continue
            choices = sum(count_choices(segment.parts, segment.inherited))
            if choices and any(name in repeated for name in segment.captures):
                segments[index] = Segment(segment.text, segment.parts, segment.inherited, several=True)
                several += 1
            names = [part.name for part in segment.parts if isinstance(part, Capture)]
            within = any(names.count(name) > 1 for name in segment.captures)
            allowed = 1 if several else FAST_CHOICES
            if several > 1 or (choices > allowed and (within or segments[index] is not segment)):
                _fail(
                    f"{segment.text!r} can be read in too many ways for a capture that is repeated; give its"
                    " captures types that exclude the text between them",
                    self._text.find(segment.text) + 1,
                )
        return ParsedTemplate(tuple(segments), self._captures, repeated)
