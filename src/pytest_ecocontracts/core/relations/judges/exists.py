"""``exists``: the files that data names are there, or there is something for every day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ...artifacts.companions import Unresolved, named_path
from ...errors import FileProblem
from ..files import is_file, missing
from ..finding import DataFile, Finding, Spot
from ..operands import Key, Operand
from ..reading import Reader
from ..view import View


@dataclass(frozen=True, slots=True)
class NamedFiles:
    """Every value is the path of a file that is there."""

    of: Key
    below_file: bool
    by_join = False

    @property
    def operands(self) -> Sequence[Operand]:
        """Every operand of the relation."""
        return self.of.parts

    def judge(self, view: View) -> Iterator[Finding]:
        """Look for the files that one file names."""
        stream = view.stream(self.of)
        for file in view.files_of(self.of.source):
            for number, (value,) in enumerate(stream.of(file), 1):
                view.compared += 1
                absent = self._absent(view, file, value)
                if absent is not None:
                    yield missing(absent, view.spot(view.data.place(file, number), self.of))

    def _absent(self, view: View, file: DataFile, value: object) -> str | None:
        """The path of what is not there, or None."""
        if not isinstance(value, str) or not value:
            return str(value)
        folder = file.path.rpartition("/")[0] if self.below_file else view.data.root
        path = named_path(value, folder, "")
        if isinstance(path, Unresolved):
            return value
        try:
            return None if is_file(view.data.context, path) else path
        except FileProblem:
            return value


@dataclass(frozen=True, slots=True)
class EveryDay:
    """There is a value for every day from the first to the last, both included.

    ``first`` None is the earliest day that there is; ``last`` counts days from the day of the run, or is one.
    """

    of: Key
    first: date | None
    last: date | int
    by_join = False

    @property
    def operands(self) -> Sequence[Operand]:
        """Every operand of the relation."""
        return self.of.parts

    def judge(self, view: View) -> Iterator[Finding]:
        """Look for gaps between the days of all files."""
        there: set[date] = set()
        stream = view.stream(self.of)
        for file in view.files_of(self.of.source):
            for (value,) in stream.of(file):
                view.compared += 1
                day = _day(value)
                if day is not None:
                    there.add(day)
        as_of = view.data.context.as_of
        last = self.last if isinstance(self.last, date) else as_of + timedelta(days=self.last)
        day = self.first or min(there, default=last)
        gap: date | None = None
        while day <= last + timedelta(days=1):
            if day in there or day > last:
                if gap is not None:
                    yield self._finding(view, gap, day - timedelta(days=1))
                gap = None
            elif gap is None:
                gap = day
            day += timedelta(days=1)

    def _finding(self, view: View, first: date, last: date) -> Finding:
        days = str(first) if first == last else f"{first} to {last}"
        return Finding(
            code="ECI016",
            message=f"nothing is there at {self.of.text} for {days}",
            spot=Spot(view.files[0]),
            expected="something for every day",
            found=f"nothing for {(last - first).days + 1} days" if first != last else "nothing",
            metadata={"of": self.of.text, "first": str(first), "last": str(last)},
        )


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def parse(read: Reader) -> NamedFiles | EveryDay:
    """Read ``exists: {of: ..., relative_to: ...}``, or ``{every: day, of: ..., from: ..., to: ...}``."""
    of = read.key("of")
    if len(of.parts) > 1:
        read.refuse("of", "what exists is named by one value", "one operand")
    if "every" not in read.fields:
        return NamedFiles(of, read.fields.get("relative_to") == "file")
    known = {"today": 0, "yesterday": -1}
    to = str(read.fields.get("to", "yesterday"))
    return EveryDay(of, _bound(read, "from"), known[to] if to in known else _bound(read, "to") or 0)


def _bound(read: Reader, name: str) -> date | None:
    text = read.fields.get(name)
    if text is None:
        return None
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        read.refuse(name, "there is no such day", "a day, YYYY-MM-DD")
        return None
