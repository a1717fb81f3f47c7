"""The event source under the YAML builder: libyaml, or PyYAML's own parser where it is absent."""

from __future__ import annotations

import re
from typing import Any, Final

from yaml.error import MarkedYAMLError, YAMLError
from yaml.events import ScalarEvent
from yaml.parser import Parser
from yaml.reader import Reader, ReaderError
from yaml.scanner import Scanner, ScannerError

from ..errors import LoadProblem
from .positions import line_and_column

try:
    from yaml.cyaml import CParser  # type: ignore[attr-defined]  # it is there where libyaml is
except ImportError:
    CParser = None  # type: ignore[assignment,misc]  # what the tests of the other parser set, too

_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class PurePythonParser(Reader, Scanner, Parser):
    """The parser of PyYAML without libyaml: the same events, about thirty times slower.

    It refuses a few texts that libyaml reads (a tab inside a plain scalar); what it reads is the same.
    """

    def __init__(self, stream: str) -> None:
        Reader.__init__(self, stream)
        Scanner.__init__(self)
        Parser.__init__(self)

    def get_event(self) -> Any:
        """As libyaml, which refuses escapes of surrogates and of what is beyond Unicode."""
        try:
            event = super().get_event()  # type: ignore[no-untyped-call]
        except (ValueError, OverflowError) as error:
            raise self._bad_escape(self.get_mark()) from error
        if type(event) is ScalarEvent and _SURROGATE.search(event.value):
            raise self._bad_escape(event.start_mark)
        return event

    @staticmethod
    def _bad_escape(mark: Any) -> ScannerError:
        message = "found invalid Unicode character escape code"
        return ScannerError("while parsing a quoted scalar", mark, message, mark)


def parser_for(text: str) -> Any:
    """An object whose ``get_event`` returns YAML events until StreamEndEvent; raises YAMLError."""
    return PurePythonParser(text) if CParser is None else CParser(text)


_HINTS: Final = (
    ("\t", "found a tab", "indent with spaces; YAML does not allow tabs there"),
    ("@", "a plain value cannot start with '@'", "put the value in quotes"),
    ("`", "a plain value cannot start with '`'", "put the value in quotes"),
    ("%", "a plain value cannot start with '%'", "put the value in quotes"),
)


def syntax_problem(text: str, error: YAMLError) -> LoadProblem:
    """Say what a parser error means, with its place and, where it can be told, what to write instead."""
    if isinstance(error, ReaderError):
        return _unreadable_character(text, error)
    if not isinstance(error, MarkedYAMLError) or error.problem is None:
        return LoadProblem(reason="syntax", message=f"the YAML cannot be read: {error}")
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (None, None)
    message, fix = f"the YAML cannot be read: {error.problem}", None
    if error.context:
        message = f"{message} {error.context}"
        if error.context_mark is not None and mark is not None and error.context_mark.line != mark.line:
            message = f"{message} that starts at line {error.context_mark.line + 1}"
    found = text[mark.index : mark.index + 1] if mark is not None else ""
    if "cannot start any token" in error.problem:
        for character, meaning, advice in _HINTS:
            if found == character:
                message, fix = meaning, advice
    elif "mapping values are not allowed" in error.problem:
        fix = "put a value that holds ': ' in quotes, or check the indentation"
    elif "invalid Unicode character escape" in error.problem:
        fix = "write the character itself, or one \\UXXXXXXXX escape instead of a surrogate pair"
    return LoadProblem(
        reason="tab" if found == "\t" and fix else "syntax",
        message=message,
        line=line,
        column=column,
        found=repr(found) if found else "the end of the text",
        fix=fix,
    )


def _unreadable_character(text: str, error: ReaderError) -> LoadProblem:
    # libyaml counts bytes, PyYAML's reader counts characters; the character itself is found by value.
    code = error.character if isinstance(error.character, int) else ord(error.character)
    offset = text.find(chr(code))
    line, column = line_and_column(text, offset) if offset >= 0 else (None, None)
    return LoadProblem(
        reason="control-character",
        message="YAML does not allow this control character",
        line=line,
        column=column,
        found=f"U+{code:04X}",
        fix='remove it, or write it as an escape in double quotes, as in "\\x1b"',
    )
