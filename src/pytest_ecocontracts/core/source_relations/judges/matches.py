"""``matches``: every value, or a part of every record, has the form that is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from ...sources.keys import Key, key_of, show
from ...sources.model import Element, Source
from ...sources.patterns import Pattern
from ..fields import MISSING, part, place_of, undeclared
from ..model import Finding
from ..reading import RelationReader
from ..vacuity import demand_some
from ..view import View
from ..words import Nearest


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """One of three forms: ``whole`` matches all of a text, ``inside`` a part of it, or ``words`` are allowed.

    ``at`` is a pointer into the record; records without it fail unless it is ``optional``. ``refused`` turns
    the demand round: what has the form fails.
    """

    of: Source
    at: str | None
    whole: Pattern | None
    inside: Pattern | None
    words: Sequence[object]
    keys: frozenset[Key]
    refused: bool
    optional: bool

    @property
    def sources(self) -> Sequence[Source]:
        """Every source that is read."""
        return (self.of,)

    def judge(self, view: View) -> Iterator[Finding]:
        """Each element that has another form."""
        nearest = Nearest(self.keys)
        elements = view.elements(self.of)
        if self.optional:
            demand_some(elements, self.of, self.at)
        for element in elements:
            yield from self._judge(element, nearest)

    def judge_element(self, element: Element) -> Iterator[Finding]:
        """What is wrong with one element."""
        return self._judge(element, Nearest([]))

    def _judge(self, element: Element, nearest: Nearest) -> Iterator[Finding]:
        value = part(element, self.at)
        if value is MISSING or value is None:
            if not self.optional:
                yield undeclared(element, self.at, "a value")
            return
        if self._has_form(value) != self.refused:
            return
        shown = show(value)
        what = f"{shown} at {self.at}" if self.at else f"{shown} of {self.of.called}"
        yield Finding(
            code="ECI041",
            message=f"{what} {'is of a form' if self.refused else 'is not of the form'} that the rule "
            f"{'refuses' if self.refused else 'asks for'}",
            place=place_of(element, self.at),
            expected=self._expected(),
            found=shown,
            fix=nearest.fix(value) if not self.refused else None,
            metadata={"key": shown},
        )

    def _has_form(self, value: object) -> bool:
        if self.words:
            return key_of(value) in self.keys
        if isinstance(value, list | dict):
            return False
        text = value if isinstance(value, str) else show(value)
        pattern = cast("Pattern", self.whole or self.inside)
        return (pattern.fullmatch(text) if self.whole else pattern.search(text)) is not None

    def _expected(self) -> str:
        if self.words:
            words = ", ".join(show(word) for word in self.words[:20])
            return f"none of {words}" if self.refused else f"one of {words}"
        pattern = cast("Pattern", self.whole or self.inside)
        no = "no " if self.refused else "a "
        return f"{no}value that {'matches' if self.whole else 'has a match of'} {pattern.text[:200]}"


def parse(read: RelationReader) -> Matches:
    """Read ``matches: {of: ..., at: ..., pattern: ...}``, or with ``contains``, or ``words``."""
    words = cast("Sequence[object]", read.fields.get("words", ()))
    return Matches(
        of=read.source("of"),
        at=read.text("at"),
        whole=read.pattern("pattern"),
        inside=read.pattern("contains"),
        words=words,
        keys=frozenset(key_of(word) for word in words),
        refused=read.is_set("not"),
        optional=read.is_set("optional"),
    )
