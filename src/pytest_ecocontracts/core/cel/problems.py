"""What can be wrong with an expression, at load and while it is evaluated."""

from __future__ import annotations

from collections.abc import Callable


class ExpressionProblem(Exception):
    """An expression that cannot be used: syntax, names, arity, types, bounds.

    ``column`` counts characters of the text from 1 and ``line`` its lines from 1; ``length`` is the number
    of characters that are meant, at least 1. ``fix`` says what to write instead, where that is known.
    ``pointer`` is the caller's JSON Pointer of the text, empty where it gave none.
    """

    def __init__(
        self,
        message: str,
        *,
        offset: int = 0,
        length: int = 1,
        fix: str | None = None,
        text: str = "",
        pointer: str = "",
    ) -> None:
        self.message = message
        self.offset = offset
        self.length = max(length, 1)
        self.fix = fix
        self.text = text
        self.pointer = pointer
        super().__init__(message)

    @property
    def line(self) -> int:
        """The line of the text, from 1."""
        return self.text.count("\n", 0, self.offset) + 1

    @property
    def column(self) -> int:
        """The character in that line, from 1."""
        return column(self.text, self.offset)

    def lines(self) -> list[str]:
        """The line of the text with a caret below, for people."""
        return caret(self.text, self.offset, self.length)


class EvaluationError(Exception):
    """An expression without a value for these bindings; ``&&``, ``||``, ``all`` and ``exists`` may ignore it.

    ``column`` counts from 1, 0 where it is not known yet. ``hint`` is worked out only where it is shown.
    """

    def __init__(
        self, message: str, offset: int = -1, length: int = 1, *, hint: Callable[[], str | None] | None = None
    ) -> None:
        self.message = message
        self.offset = offset
        self.length = length
        self._hint = hint
        self.text = ""
        super().__init__(message)

    @property
    def line(self) -> int:
        """The line of the text, from 1."""
        return self.text.count("\n", 0, max(self.offset, 0)) + 1

    @property
    def column(self) -> int:
        """The character in that line, from 1."""
        return column(self.text, max(self.offset, 0))

    @property
    def fix(self) -> str | None:
        """What was probably meant."""
        return self._hint() if self._hint is not None else None


class Failure(Exception):
    """What a function raises that knows what is wrong with its arguments but not where it was called."""


class BudgetExceeded(EvaluationError):
    """More steps, or larger values, than an evaluation may use; nothing in the expression ignores it."""


def quoted(text: str, most: int = 40) -> str:
    """A text of the data in quotes, cut to ``most`` characters."""
    return repr(text if len(text) <= most else text[: most - 3] + "...")


def column(text: str, offset: int) -> int:
    """The character of ``offset`` in its line, from 1."""
    return offset - text.rfind("\n", 0, offset)


def caret(text: str, offset: int, length: int = 1, *, width: int = 96) -> list[str]:
    """The line of ``text`` that holds ``offset`` and, below, a caret under the characters that are meant.

    A long line is cut on both sides so that the characters stay in view.
    """
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    line = text[start : len(text) if end < 0 else end]
    at = offset - start
    length = max(1, min(length, len(line) - at))
    if len(line) > width:
        first = min(max(0, at - width // 3), len(line) - width)
        head, tail = "..." if first else "", "..." if first + width < len(line) else ""
        line = head + line[first : first + width] + tail
        at += len(head) - first
        length = max(1, min(length, len(line) - at))
    shown = "".join(character if character.isprintable() else " " for character in line)
    return [shown, " " * at + "^" * length]
