"""``count``: how many elements there are, all together or in each group, lies within bounds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ...sources.keys import Key, key_of
from ...sources.model import Element, Place, Source
from ..bounds import Bound, Limit, NoLimit, parse_bound
from ..fields import MISSING, undeclared
from ..grouping import group_shown, grouped
from ..measures import Unmeasured, measured
from ..model import Finding
from ..reading import RelationReader
from ..vacuity import proves_nothing
from ..view import View
from ..words import plural

_BROKEN: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "min": lambda found, bound: found < bound,
    "max": lambda found, bound: found > bound,
    "equals": lambda found, bound: found != bound,
}
_WORDS: Final = {"min": "at least", "max": "at most", "equals": "exactly"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """The number of elements, of distinct values, or the sum of the values, against each of the ``bounds``.

    ``per`` makes groups; those named by the values of ``among`` are there even without an element, and of
    files all that the source looked at.
    ``unused_rows``: a bound in a table that no group asks for is told.
    """

    of: Source
    measure: str
    bounds: Mapping[str, Bound]
    per: str | None
    among: Source | None
    unused_rows: bool

    @property
    def sources(self) -> Sequence[Source]:
        """Every source that is read."""
        inner = [source for bound in self.bounds.values() for source in bound.sources]
        return (self.of, *([self.among] if self.among is not None else ()), *inner)

    def judge(self, view: View) -> Iterator[Finding]:
        """Each group with too few elements, or too many."""
        elements = view.any_elements(self.of) if self._may_be_none() else view.elements(self.of)
        groups = grouped(elements, self.per)
        for element in groups.pop(MISSING, []):
            yield undeclared(element, self.per, "a group")
        places: dict[Key, Place] = {}
        if self.among is not None:
            for element in view.elements(self.among):
                key = key_of(element.value)
                places.setdefault(key, element.place)
                groups.setdefault(key, [])
        elif self.per is None:
            groups.setdefault("", [])
        elif self.per == "file":
            for path in view.paths(self.of):
                places[path] = Place(path)
                groups.setdefault(path, [])
        try:
            bounds = [(name, bound.limits(view)) for name, bound in self.bounds.items()]
        except NoLimit as problem:
            yield problem.finding
            return
        is_bounded = not groups
        for group, inside in groups.items():
            limits = [(name, inner.of(group, has_elements=bool(inside))) for name, inner in bounds]
            is_bounded = is_bounded or any(limit is not None for _, limit in limits)
            yield from self._judge(group, inside, limits, places.get(group))
        if not is_bounded:
            proves_nothing(
                self.of,
                f"nothing bounds {self.of.called}",
                expected="a bound for at least one group" if self.per else "a bound",
                found="none",
                fix="correct the table of bounds, or give it a default",
            )
        if self.unused_rows:
            for _, inner in bounds:
                yield from inner.unused()

    def _may_be_none(self) -> bool:
        """Whether the contract itself says what no element at all means."""
        numbers = {name: bound.number for name, bound in self.bounds.items() if bound.source is None}
        if 0 in (numbers.get("max"), numbers.get("equals")):
            return True
        if self.per is None:
            return bool(numbers.get("min") or numbers.get("equals"))
        # Of groups that are known beforehand, one without an element is told by a bound from below.
        from_below = any(numbers.get(name, 1) for name in ("min", "equals") if name in self.bounds)
        return from_below and (self.among is not None or self.per == "file")

    def _judge(
        self,
        group: Key,
        elements: Sequence[Element],
        limits: Sequence[tuple[str, Limit | None]],
        place: Place | None,
    ) -> Iterator[Finding]:
        try:
            found = measured(elements, self.measure)
        except Unmeasured as problem:
            yield problem.finding
            return
        for name, limit in limits:
            if limit is None or not _BROKEN[name](found, limit.number):
                continue
            yield self._finding(name, found, limit, elements, group, place)

    def _finding(
        self,
        name: str,
        found: float,
        limit: Limit,
        elements: Sequence[Element],
        group: Key,
        place: Place | None,
    ) -> Finding:
        shown = str(group) if not elements and self.per else group_shown(elements, self.per, group)
        where = f"{shown}: " if shown else ""
        words = {"elements": "element", "distinct": "distinct value"}
        unit = words.get(self.measure)
        much = plural(found, unit) if unit else f"a sum of {found}"
        wanted = f"{_WORDS[name]} {limit.number}"
        return Finding(
            code="ECI001",
            message=f"{where}{self.of.called} has {much}, and should have {wanted}",
            place=self._place(name, limit, elements) or place,
            expected=wanted,
            found=str(found),
            fix="find out which of the two numbers is wrong" if limit.place else f"have {wanted} of them",
            other=("the bound stands at", limit.place)
            if limit.place is not None and name != "equals"
            else None,
            metadata={"group": shown, "of": self.of.called},
        )

    def _place(self, name: str, limit: Limit, elements: Sequence[Element]) -> Place | None:
        """The first element that is too many; where the number is stated; or the last element."""
        if name == "equals" and limit.place is not None:
            return limit.place
        if not elements:
            return limit.place
        too_many = self.measure == "elements" and name != "min" and len(elements) > limit.number
        return elements[int(limit.number) if too_many and limit.number >= 0 else -1].place


def parse(read: RelationReader) -> Count:
    """Read ``count: {of: ..., min: ..., max: ..., equals: ..., per: ..., among: ..., measure: ...}``."""
    parsed = {name: parse_bound(read, name) for name in _BROKEN}
    per = read.text("per")
    among = read.source("among") if "among" in read.fields else None
    if among is not None and per is None:
        read.refuse("among", "there are no groups of which some could be missing", "per: beside it")
    for name, bound in parsed.items():
        if bound is not None and bound.key is not None and per is None:
            read.refuse(name, "a table of bounds is for groups", "per: beside it")
    return Count(
        of=read.source("of"),
        measure=read.text("measure") or "elements",
        bounds={name: bound for name, bound in parsed.items() if bound is not None},
        per=per,
        among=among,
        unused_rows=read.text("unused") == "refused",
    )
