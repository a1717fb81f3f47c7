"""``days: {from, to}``: every day, week or month of a range, to hold data against the calendar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, cast

from ...model import Report
from ...pointers import join
from ..files import SourceFiles
from ..model import Element, Place, Reader, SourceBlocked

#: a day, or a number of days after the day of the run
Bound = date | int
Step = Literal["day", "week", "month"]


@dataclass(frozen=True, slots=True)
class Days:
    """The first day of each step from ``first`` to ``last``, both with it; weeks begin on Monday."""

    first: Bound
    last: Bound
    step: Step
    own: Place

    def read(self, files: SourceFiles) -> Iterator[Element]:
        """Yield the days; raises SourceBlocked: they end before they begin, or beyond the year 9999."""
        try:
            yield from self._days(files)
        except OverflowError:
            raise SourceBlocked(
                self.own.path,
                "the days go beyond the calendar",
                self.own,
                expected="days in the years 1 to 9999",
                found=f"from {self.first} to {self.last}",
            ) from None

    def _days(self, files: SourceFiles) -> Iterator[Element]:
        today = files.context.as_of
        day, last = _day(self.first, today), _day(self.last, today)
        if last < day:
            raise SourceBlocked(
                self.own.path,
                f"the days end at {last}, before they begin at {day}",
                self.own,
                expected="from, and a later to",
                found=f"from {day} to {last}",
            )
        day = _begin(day, self.step)
        while day <= last:
            files.examined += 1
            yield Element(day.isoformat(), self.own, _record(day))
            day = _begin(day + _LONGEST[self.step], self.step)


#: leads from the beginning of a step into the next one
_LONGEST: Final[Mapping[str, timedelta]] = {
    "day": timedelta(1),
    "week": timedelta(7),
    "month": timedelta(31),
}


def _day(bound: Bound, today: date) -> date:
    return bound if isinstance(bound, date) else today + timedelta(bound)


def _begin(day: date, step: Step) -> date:
    if step == "month":
        return day.replace(day=1)
    return day - timedelta(day.weekday()) if step == "week" else day


def _record(day: date) -> dict[str, object]:
    text, (iso_year, week, weekday) = day.isoformat(), day.isocalendar()
    return {
        "day": text,
        "month": text[:7],
        "year": text[:4],
        "week": f"{iso_year}-W{week:02}",
        "weekday": weekday,
    }


class DaysKind:
    """The kind of source ``days``."""

    name: Final = "days"
    options: Final[frozenset[str]] = frozenset()

    def parse(self, fields: Mapping[str, object], pointer: str, report: Report) -> Reader | None:
        """Read ``days``: from and to, each a date or a number of days after the run's own, and ``every``."""
        given = cast("Mapping[str, object]", fields[self.name])
        place = join(pointer, self.name)
        first = _bound(given["from"], join(place, "from"), report)
        last = _bound(given["to"], join(place, "to"), report)
        if first is None or last is None:
            return None
        own = Place(report.document.path, pointer=place, document=report.document.index)
        return Days(first, last, cast("Step", given.get("every", "day")), own)


def _bound(given: object, pointer: str, report: Report) -> Bound | None:
    if isinstance(given, int):
        return given
    try:
        return date.fromisoformat(str(given))
    except ValueError:
        report.add(
            "ECC004",
            f"{given!r} is no day",
            pointer=pointer,
            expected="a date such as 2026-01-31, or a number of days after the day of the run",
            found=str(given),
            metadata={"keyword": "format"},
        )
        return None


KIND: Final = DaysKind()
