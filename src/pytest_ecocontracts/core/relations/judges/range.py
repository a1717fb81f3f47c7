"""``range``: values lie between bounds, or reach them exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ...json_schema.showing import show, type_of
from ...keys import encode
from ..counterparts import value_undeclared
from ..finding import Finding, Spot
from ..operands import Key, Operand
from ..reading import Reader
from ..selecting import ABSENT
from ..view import View

#: a bound that stands in the contract, or where it is declared
Bound: TypeAlias = Operand | int | float | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Numbers, or texts that sort as what they mean (times of one form, days), between two bounds.

    ``exact``: the smallest and the largest value are the bounds; without a value both are null.
    """

    of: Key
    least: Bound | None
    most: Bound | None
    exact: bool
    by_join = False

    @property
    def operands(self) -> Sequence[Operand]:
        """Every operand of the relation."""
        bounds = [bound for bound in (self.least, self.most) if isinstance(bound, Operand)]
        return (*self.of.parts, *bounds)

    def judge(self, view: View) -> Iterator[Finding]:
        """Compare the values of one file with its bounds."""
        bounds = []
        for bound, name in ((self.least, "min"), (self.most, "max")):
            if bound is None or (isinstance(bound, Operand) and not view.files_of(bound.source)):
                continue
            value, spot = view.one(bound) if isinstance(bound, Operand) else (bound, None)
            if value is ABSENT or not _is_bound(value, may_be_null=self.exact):
                view.compared += 1
                yield value_undeclared(bound, spot or Spot(view.file), "a number or a text")
                return
            bounds.append((name, value, spot))
        yield from self._compare(view, bounds)

    def _compare(self, view: View, bounds: Sequence[tuple[str, object, Spot | None]]) -> Iterator[Finding]:
        #: the extreme so far, with its key and number, by the name of the bound
        extremes: dict[str, tuple[bytes, object, int]] = {}
        stream = view.stream(self.of)
        limits = [(name, value, encode(value), spot) for name, value, spot in bounds]
        for file in view.files_of(self.of.source):
            for number, (value,) in enumerate(stream.of(file), 1):
                view.compared += 1
                key, place = encode(value), view.data.place(file, number)
                for name, limit, edge, spot in limits:
                    known = extremes.get(name)
                    if known is None or _beyond(name, key, known[0]):
                        extremes[name] = (key, value, place)
                    wrong = type_of(value) not in _comparable(limit) or _beyond(name, key, edge)
                    if limit is not None and wrong:
                        yield self._outside(view, name, value, limit, place, spot)
        if self.exact:
            yield from self._reached(view, bounds, extremes)

    def _outside(
        self, view: View, name: str, value: object, limit: object, place: int, spot: Spot | None
    ) -> Finding:
        word = "at least" if name == "min" else "at most"
        return Finding(
            code="ECI012",
            message=f"{show(value)} at {self.of.text} is outside of the range, {word} {show(limit)}",
            spot=view.spot(place, self.of),
            expected=f"{word} {show(limit)}",
            found=show(value),
            other=("declared at", spot) if spot is not None else None,
            metadata={"of": self.of.text, "bound": name},
        )

    def _reached(
        self,
        view: View,
        bounds: Sequence[tuple[str, object, Spot | None]],
        extremes: dict[str, tuple[bytes, object, int]],
    ) -> Iterator[Finding]:
        view.compared += 1
        for name, limit, spot in bounds:
            extreme = extremes.get(name)
            if extreme is None and limit is None:
                continue
            if extreme is not None and limit is not None:
                edge = encode(limit)
                if extreme[0] == edge or _beyond(name, extreme[0], edge):
                    continue  # as declared, or told already as outside
            word = "smallest" if name == "min" else "largest"
            observed = show(extreme[1]) if extreme is not None else "no value"
            yield Finding(
                code="ECI012",
                message=f"the {word} value at {self.of.text} is {observed}, and {show(limit)} is declared",
                spot=view.spot(extreme[2], self.of) if extreme is not None else Spot(view.file),
                expected=show(limit),
                found=observed,
                other=("declared at", spot) if spot is not None else None,
                metadata={"of": self.of.text, "bound": name},
            )


def _is_bound(value: object, *, may_be_null: bool) -> bool:
    return (
        isinstance(value, str) or type_of(value) in ("integer", "number") or (may_be_null and value is None)
    )


def _comparable(limit: object) -> tuple[str, ...]:
    return ("string",) if isinstance(limit, str) else ("integer", "number") if limit is not None else ()


def _beyond(name: str, key: bytes, edge: bytes) -> bool:
    return key < edge if name == "min" else key > edge


def parse(read: Reader) -> Range:
    """Read ``range: {of: ..., min: ..., max: ..., exact: ...}``."""
    of = read.key("of")
    if len(of.parts) > 1:
        read.refuse("of", "a range is of one value", "one operand")
    return Range(
        of=of,
        least=read.bound("min"),
        most=read.bound("max"),
        exact=bool(read.fields.get("exact", False)),
    )
