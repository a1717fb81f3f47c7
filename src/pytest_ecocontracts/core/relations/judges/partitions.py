"""``partitions``: ranges cover the whole once, without overlap and without a gap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from ...json_schema.showing import show
from ...keys import Gap, Outside, Overlap, Reversed, decode, encode
from ..counterparts import value_undeclared
from ..finding import Finding, Spot
from ..operands import Key, Operand, parse_key
from ..reading import Reader
from ..selecting import ABSENT
from ..view import View

Bound: TypeAlias = Operand | int | float | str

#: start and end
_ENDS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Partitions:
    """Parts from a start to an end; an end that is ``included`` is that of whole numbers.

    ``first`` and ``last`` are the ends of the whole; without one nothing is asked of what lies beyond the
    outermost part.
    """

    of: Key
    first: Bound | None
    last: Bound | None
    included: bool
    by_join = False

    @property
    def operands(self) -> Sequence[Operand]:
        """Every operand of the relation."""
        bounds = [bound for bound in (self.first, self.last) if isinstance(bound, Operand)]
        return (*self.of.parts, *bounds)

    def judge(self, view: View) -> Iterator[Finding]:
        """Lay the parts of a group of files beside each other."""
        edges: list[bytes | None] = []
        for bound, is_end in ((self.first, False), (self.last, True)):
            value, spot = view.one(bound) if isinstance(bound, Operand) else (bound, None)
            edge = None if bound is None else self._edge(value, is_end=is_end)
            if bound is not None and edge is None:
                view.compared += 1
                yield value_undeclared(bound, spot or Spot(view.file), self._wanted)
                return
            edges.append(edge)
        intervals = view.store.intervals()
        stream = view.stream(self.of)
        for file in view.files_of(self.of.source):
            for number, (start, end) in enumerate(stream.of(file), 1):
                view.compared += 1
                place = view.data.place(file, number)
                keys = self._edge(start, is_end=False), self._edge(end, is_end=True)
                if keys[0] is None or keys[1] is None:
                    yield self._unusable(view, place, start, end)
                    continue
                intervals.add(keys[0], keys[1], place)
        for flaw in intervals.flaws(*edges):
            yield self._finding(view, flaw)

    @property
    def _wanted(self) -> str:
        return "a whole number" if self.included else "a number or a text"

    def _edge(self, value: object, *, is_end: bool) -> bytes | None:
        """A start or an end as a key; None where the value cannot be one."""
        if value is ABSENT or isinstance(value, bool) or not isinstance(value, int | float | str):
            return None
        if not self.included:
            return encode(value)
        return encode(value + is_end) if isinstance(value, int) else None

    def _shown(self, key: bytes, *, is_end: bool = False) -> str:
        value = decode(key)[0]
        return show(value - 1 if self.included and is_end else value)

    def _unusable(self, view: View, place: int, start: object, end: object) -> Finding:
        return Finding(
            code="ECI014",
            message=f"{self.of.text} is no range: {show(start)} to {show(end)}",
            spot=view.spot(place, self.of),
            expected=self._wanted,
            found=f"{show(start)} to {show(end)}",
            metadata={"of": self.of.text, "other": None},
        )

    def _finding(self, view: View, flaw: Reversed | Outside | Overlap | Gap) -> Finding:
        text = f"{self._shown(flaw.start)} to {self._shown(flaw.end, is_end=True)}"
        here = flaw.place if flaw.place is not None else flaw.other if isinstance(flaw, Gap) else None
        spot = view.spot(here, self.of) if here is not None else Spot(view.file)
        other: tuple[str, Spot] | None = None
        if isinstance(flaw, Reversed):
            message, expected = f"a part ends before it starts: {text}", "an end behind the start"
        elif isinstance(flaw, Outside):
            message, expected = f"a part goes beyond the whole: {text}", "parts of the whole only"
        elif isinstance(flaw, Overlap):
            message, expected = f"two parts hold {text}", "each value in one part"
            other = ("also in", view.spot(flaw.other, self.of))
        else:
            message, expected = f"no part holds {text}", "each value in one part"
            if flaw.other is not None and flaw.place is not None:
                other = ("after", view.spot(flaw.other, self.of))
        return Finding(
            code="ECI014",
            message=message,
            spot=spot,
            expected=expected,
            found=text,
            other=other,
            metadata={"of": self.of.text, "other": text},
        )


def parse(read: Reader) -> Partitions:
    """Read ``partitions: {of: [start, end], from: ..., to: ..., ends: included | excluded}``."""
    of = read.key("of")
    if len(of.parts) != _ENDS or any(part.is_many for part in of.parts):
        read.refuse(
            "of", "a part is from a start to an end", "two operands without '*'; each: for several parts"
        )
        of = parse_key(["/start", "/end"])
    return Partitions(
        of=of,
        first=read.bound("from"),
        last=read.bound("to"),
        included=read.fields.get("ends") == "included",
    )
