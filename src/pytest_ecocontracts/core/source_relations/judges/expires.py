"""``expires``: dates in data have not passed, are not too far away, or are not too long ago."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from ...sources.keys import known_as, show
from ...sources.model import Element, Source
from ..fields import MISSING, day_in, part, place_of, undeclared
from ..model import Finding
from ..reading import RelationReader
from ..vacuity import demand_some
from ..view import View
from ..words import plural

_DAY: Final = "a day, YYYY-MM-DD"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expires:
    """The day at ``at``, a pointer into the record, or the value itself, against the day of the run.

    It has not passed, and is at most ``horizon`` days away; in the last ``notice`` days it is told as a
    warning. With ``begins``, the pointer of another day, it ends a time that begins there and lasts at most
    ``longest`` days. With ``maximum_age`` the day lies in the past instead, at most so many days ago.
    """

    of: Source
    at: str | None
    begins: str | None
    horizon: int | None
    longest: int | None
    maximum_age: int | None
    notice: int
    optional: bool

    @property
    def sources(self) -> Sequence[Source]:
        """Every source that is read."""
        return (self.of,)

    def judge(self, view: View) -> Iterator[Finding]:
        """Each element whose day is over, too far away, or none."""
        today = view.context.as_of
        elements = view.elements(self.of)
        if self.optional:
            demand_some(elements, self.of, self.at)
        for element in elements:
            if self.optional and part(element, self.at) is MISSING:
                continue
            day = day_in(part(element, self.at))
            if day is None:
                yield undeclared(element, self.at, _DAY)
            elif self.maximum_age is not None:
                yield from self._aged(element, day, today, self.maximum_age)
            else:
                yield from self._ending(element, day, today)
                if self.begins is not None:
                    yield from self._lasting(element, day)

    def _aged(self, element: Element, day: date, today: date, maximum: int) -> Iterator[Finding]:
        age = (today - day).days
        if age < 0:
            yield self._outside(element, f"{day} is still to come", f"a day up to {today}", "max_age")
        elif age > maximum:
            message = f"{self._what(element)} is of {day}, {plural(age, 'day')} ago"
            yield self._over(element, message, f"at most {plural(maximum, 'day')} ago")

    def _ending(self, element: Element, day: date, today: date) -> Iterator[Finding]:
        left = (day - today).days
        if left < 0:
            message = f"{self._what(element)} expired on {day}, {plural(-left, 'day')} ago"
            yield self._over(element, message, f"a day from {today} on")
        elif self.horizon is not None and left > self.horizon:
            message = f"{self._what(element)} expires in {plural(left, 'day')}, which is too far away"
            yield self._outside(element, message, f"within {plural(self.horizon, 'day')}", "horizon")
        elif left < self.notice:
            yield Finding(
                code="ECI047",
                message=f"{self._what(element)} expires on {day}, in {plural(left, 'day')}",
                place=place_of(element, self.at),
                expected=f"more than {plural(self.notice, 'day')} left",
                found=str(day),
                metadata={"key": show(element.value)},
                only_warns=True,
            )

    def _lasting(self, element: Element, day: date) -> Iterator[Finding]:
        first = day_in(part(element, self.begins))
        if first is None:
            yield undeclared(element, self.begins, _DAY)
        elif day < first:
            yield self._outside(
                element, f"the time ends on {day}, before it begins", f"a day from {first} on", "from"
            )
        elif self.longest is not None and (day - first).days > self.longest:
            message = f"the time from {first} to {day} lasts {plural((day - first).days, 'day')}"
            yield self._outside(element, message, f"at most {plural(self.longest, 'day')}", "longest")

    def _what(self, element: Element) -> str:
        return "it" if self.at is None else known_as(element.value)

    def _over(self, element: Element, message: str, expected: str) -> Finding:
        return Finding(
            code="ECI046",
            message=message,
            place=place_of(element, self.at),
            expected=expected,
            found=show(part(element, self.at)),
            metadata={"key": show(element.value)},
        )

    def _outside(self, element: Element, message: str, expected: str, bound: str) -> Finding:
        return Finding(
            code="ECI012",
            message=message,
            place=place_of(element, self.at),
            expected=expected,
            found=show(part(element, self.at)),
            metadata={"bound": bound, "of": self.at or "value"},
        )


def parse(read: RelationReader) -> Expires:
    """Read ``expires: {of:, at:, from:, horizon:, longest:, max_age:, notice:, optional:}``."""
    if "longest" in read.fields and "from" not in read.fields:
        read.refuse("longest", "nothing says when the time begins", "from: beside it, the pointer of a day")
    if "max_age" in read.fields:
        for name in ("horizon", "from", "longest", "notice"):
            if name in read.fields:
                read.refuse(name, f"a day that lies in the past has no {name}", "max_age alone")
    return Expires(
        of=read.source("of"),
        at=read.text("at"),
        begins=read.text("from"),
        horizon=read.number("horizon"),
        longest=read.number("longest"),
        maximum_age=read.number("max_age"),
        notice=read.number("notice") or 0,
        optional=read.is_set("optional"),
    )
