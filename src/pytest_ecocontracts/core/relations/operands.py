"""What a relation is about: ``/event_id``, ``manifest:/counts/total``, ``@digest``, ``{date}``, ``bytes``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ..pointers import split
from .selecting import NAMES, first_many

#: what can be counted of files beside their records
MEASURES: Final = frozenset({"records", "bytes", "lines", "files"})
#: the name of the artifact itself
SELF: Final = ""

_TEXT: Final = re.compile(
    r"(?:(?P<source>[a-z][a-z0-9_.-]*):)?"
    r"(?:(?:@(?P<alias>[a-z][a-z0-9_]*))?(?P<pointer>(?:/.*)?)|\{(?P<capture>[a-z][a-z0-9_]*)\}|(?P<word>[a-z]+))",
    re.ASCII | re.DOTALL,
)
_PATH: Final = "path"


class OperandProblem(Exception):
    """A text that is no operand; ``expected`` says what it may be."""

    def __init__(self, message: str, expected: str = "/pointer, @alias, {capture}, or name:/pointer") -> None:
        self.message = message
        self.expected = expected
        super().__init__(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operand:
    """One value, or many, of each record or file of a source.

    ``source`` is "" for the artifact itself, a companion's name, or an artifact contract's id. Exactly one
    of ``pointer`` (with ``*`` for every element, ``*~`` for every name), ``capture`` and ``measure`` is set.
    With an ``alias`` the pointer goes on from where the alias leads to. The capture ``path`` is the path of
    the file, unless the template has a capture of that name.
    """

    text: str
    source: str = SELF
    pointer: str | None = None
    capture: str | None = None
    measure: str | None = None
    alias: str | None = None

    @property
    def is_many(self) -> bool:
        """Whether a record can have several values here."""
        return self.pointer is not None and first_many(split(self.pointer)) is not None


def parse_operand(text: str) -> Operand:
    """Read one operand; raises OperandProblem."""
    match = _TEXT.fullmatch(text)
    if match is None:
        message = f"{text!r} names no value"
        raise OperandProblem(message)
    source = match["source"] or SELF
    if source == "self":
        source = SELF
    word = match["word"]
    if word is not None:
        if word not in MEASURES:
            expected = ", ".join(sorted(MEASURES))
            message = f"{word!r} is neither a pointer nor something that can be counted"
            raise OperandProblem(message, expected)
        return Operand(text=text, source=source, measure=word)
    if match["capture"] is not None:
        return Operand(text=text, source=source, capture=match["capture"])
    alias = match["alias"]
    if not match["pointer"] and ":" not in text and alias is None:
        raise OperandProblem("an empty text names no value", '"self:" for the whole record')
    if NAMES in split(match["pointer"])[:-1]:
        raise OperandProblem("names are texts, so nothing is below them", "*~ at the end of the pointer")
    return Operand(text=text, source=source, pointer=match["pointer"], alias=alias)


@dataclass(frozen=True, slots=True)
class Key:
    """Operands of one source, together the key of a record; at most one of them has many values."""

    parts: tuple[Operand, ...]
    #: pointers of what is left out of the value of the last part
    exclude: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """Where the records are."""
        return self.parts[0].source

    @property
    def text(self) -> str:
        """The key as it stands in the contract."""
        return ", ".join(part.text for part in self.parts)


def parse_key(data: object) -> Key:
    """Read a key: one operand, or a list of them; raises OperandProblem."""
    texts: Sequence[object] = data if isinstance(data, list) else [data]
    parts = tuple(parse_operand(str(text)) for text in texts)
    if len({part.source for part in parts}) > 1:
        raise OperandProblem("the parts of a key are of one source", "parts of the same source")
    if any(part.measure for part in parts):
        raise OperandProblem("a number of records or bytes is no key", "/pointer or {capture}")
    if sum(part.is_many for part in parts) > 1:
        raise OperandProblem("only one part of a key may have '*'", "at most one part with '*'")
    return Key(parts)
