"""Totals of a file: how many records or values there are, or what its values add up to."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias, TypeGuard

from ..json_schema.showing import show
from ..keys import decode, encode
from ..pointers import join
from .counterparts import value_undeclared
from .finding import Finding, Spot
from .operands import Key, Operand
from .reading import Reader
from .selecting import ABSENT
from .view import View

#: between the values of the key of a group
_SEPARATOR: Final = "|"

Number: TypeAlias = int | float
Bound: TypeAlias = Operand | int | float

#: field of the contract -> what it demands
BOUNDS: Final = {"equals": "exactly", "min": "at least", "max": "at most"}


@dataclass(frozen=True, slots=True)
class Declared:
    """Totals that stand in records of their own: each a number, and the group that it is of."""

    of: Operand
    by: Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """One total for each group of files, or one for each value of ``by``; ``adds`` sums values.

    ``running``: each group adds to those before it, of equal keys but for the last one, in the order of that.
    """

    code: str
    words: str
    of: Operand
    by: Key | None
    bounds: Mapping[str, Bound | Declared]
    adds: bool
    distinct: bool = False
    running: bool = False
    by_join = False

    @property
    def operands(self) -> Sequence[Operand]:
        """Every operand of the relation."""
        found = [self.of, *(self.by.parts if self.by else ())]
        for bound in self.bounds.values():
            if isinstance(bound, Declared):
                found += [bound.of, *bound.by.parts]
            elif isinstance(bound, Operand):
                found.append(bound)
        return found

    def judge(self, view: View) -> Iterator[Finding]:
        """Compare the total of the file, or of each group in it, with what is declared."""
        if self.by is not None:
            yield from self._grouped(view, self.by)
            return
        observed: Number | None = None
        for name, bound in self.bounds.items():
            declared, spot = declared_value(bound, view)
            if declared is ABSENT and spot is None:
                continue
            view.compared += 1
            if not is_number(declared):
                yield value_undeclared(bound, spot or Spot(view.file), "a number")
                continue
            observed = self._total(view) if observed is None else observed
            if not satisfied(name, observed, declared):
                yield self._finding(view, name, observed, declared, spot)

    def _finding(
        self, view: View, name: str, observed: Number, declared: object, spot: Spot | None, group: str = ""
    ) -> Finding:
        files = view.files_of(self.of.source)
        what = f"{self.words} of {group}" if group else self.words
        own = Spot(files[0] if len(files) == 1 else view.file)
        # Of several files none is the wrong one: the place is that of the number.
        place = spot if len(view.files) > 1 and spot is not None else own
        return Finding(
            code=self.code,
            message=f"{what} is {show(observed)}, and {BOUNDS[name]} {show(declared)} is declared",
            spot=place,
            expected=f"{BOUNDS[name]} {show(declared)}",
            found=show(observed),
            other=("declared at", spot) if spot is not None and place is not spot else None,
            metadata={"of": self.of.text, "group": group or None},
        )

    def _total(self, view: View) -> Number:
        if self.of.measure is not None:
            return view.measure(self.of)
        key = Key((self.of,))
        if self.distinct:
            return sum(1 for _ in view.keys(key).tallies())
        stream = view.stream(key)
        values = (value for file in view.files_of(self.of.source) for (value,) in stream.of(file))
        return add(values) if self.adds else sum(1 for _ in values)

    def _grouped(self, view: View, by: Key) -> Iterator[Finding]:
        ((name, bound),) = self.bounds.items()
        whole: Spot | None = None
        observed = self._totals(view, by)
        spots: Mapping[bytes, Spot] = {}
        unknown: set[bytes] = set()
        if isinstance(bound, Declared):
            told = _Told(bound)
            yield from told.read(view)
            declared, spots, unknown = told.numbers, told.spots, told.unknown
        elif is_number(bound):
            declared = dict.fromkeys(observed, bound)
        else:
            value, whole = declared_value(bound, view)
            if value is ABSENT and whole is None:
                return
            if not isinstance(value, dict) or not all(map(is_number, value.values())):
                view.compared += 1
                yield value_undeclared(bound, whole or Spot(view.file), "an object of numbers")
                return
            groups = _groups_of_members(value, observed, len(by.parts))
            declared = {group: value[member] for member, group in groups.items()}
            spots = _inside(whole, groups)
        if self.running:
            observed = _added_up(observed, declared)
        view.compared += 1
        for group in sorted({*observed, *declared} - unknown):
            there, wanted = observed.get(group, 0), declared.get(group, 0)
            if not satisfied(name, there, wanted):
                place = spots.get(group, whole)
                yield self._finding(view, name, there, wanted, place, f"{by.text} {name_of(group)}")

    def _totals(self, view: View, by: Key) -> dict[bytes, Number]:
        if self.distinct and self.of.measure is None:
            return self._distinct(view, by)
        groups_of = view.stream(by).values
        values_of = view.stream(Key((self.of,))).values if self.of.measure is None else None
        found: dict[bytes, Number] = {}
        for record in view.records_of(by.source):
            amounts = [1] if values_of is None else [value for (value,) in values_of(record)]
            amount = add(amounts) if self.adds else len(amounts)
            for values in groups_of(record):
                group = encode(*values)
                found[group] = found.get(group, 0) + amount
        return found

    def _distinct(self, view: View, by: Key) -> dict[bytes, Number]:
        found: dict[bytes, Number] = {}
        for tally in view.keys(Key((*by.parts, self.of))).tallies():
            group = encode(*decode(tally.key)[:-1])
            found[group] = found.get(group, 0) + 1
        return found


def parse_totals(read: Reader, code: str, words: str, *, adds: bool) -> Totals:
    """Read the fields that ``count`` and ``sum`` share."""
    bounds: dict[str, Bound | Declared] = {}
    for name in BOUNDS:
        given = read.fields.get(name)
        if isinstance(given, Mapping):
            inner = read.below(name)
            of = inner.operand("of")
            if of is not None:
                bounds[name] = Declared(of, inner.key("by"))
        elif given is not None:
            bound = read.value(name)
            if bound is not None:
                bounds[name] = bound
    return Totals(
        code=code,
        words=words,
        of=read.operand("of") or Operand(text="records", measure="records"),
        by=read.key("by") if "by" in read.fields else None,
        bounds=bounds,
        adds=adds,
        distinct=bool(read.fields.get("distinct", False)),
        running=bool(read.fields.get("running", False)),
    )


def declared_value(bound: Bound | Declared, view: View) -> tuple[object, Spot | None]:
    """A number of the contract, or the value of an operand with its place.

    ABSENT with a place where the value is missing, ABSENT and None where its file is optional and missing.
    """
    if isinstance(bound, Declared):
        return ABSENT, None
    if not isinstance(bound, Operand):
        return bound, None
    if not view.files_of(bound.source):
        return ABSENT, None
    return view.one(bound)


def _groups_of_members(members: Iterable[str], observed: Iterable[bytes], parts: int) -> dict[str, bytes]:
    """The group that each member of an object is of, by its name.

    A name tells neither a number from a text nor where its values end: groups that are there go first.
    """
    known = {name_of(group): group for group in observed}
    return {
        member: known[member] if member in known else encode(*member.split(_SEPARATOR, parts - 1))
        for member in members
    }


def _inside(whole: Spot | None, groups: Mapping[str, bytes]) -> dict[bytes, Spot]:
    """The places of the members of an object, by the groups that they are of."""
    if whole is None or not isinstance(whole.pointer, str):
        return {}
    return {group: replace(whole, pointer=join(whole.pointer, member)) for member, group in groups.items()}


@dataclass(slots=True)
class _Told:
    """What records say of groups: a number each, with its place; ``unknown`` are groups that have none."""

    bound: Declared
    numbers: dict[bytes, Number] = field(default_factory=dict)
    spots: dict[bytes, Spot] = field(default_factory=dict)
    unknown: set[bytes] = field(default_factory=set)

    def read(self, view: View) -> Iterator[Finding]:
        """Read the records, and tell those that say no number, or another one than the first of the group."""
        groups_of = view.stream(self.bound.by).values
        values_of = view.stream(Key((self.bound.of,))).values
        for record in view.records_of(self.bound.by.source):
            for values in groups_of(record):
                group = encode(*values)
                for (value,) in values_of(record):
                    spot = view.place(self.bound.of, record)
                    if not is_number(value):
                        self.unknown.add(group)
                        yield value_undeclared(self.bound.of, spot, "a number")
                    elif self.numbers.setdefault(group, value) != value:
                        yield self._another(group, value, spot)
                    else:
                        self.spots.setdefault(group, spot)

    def _another(self, group: bytes, value: Number, spot: Spot) -> Finding:
        name = f"{self.bound.by.text} {name_of(group)}"
        return Finding(
            code="ECI013",
            message=f"{self.bound.of.text} of {name} is not always the same",
            spot=spot,
            expected=f"{show(self.numbers[group])}, as in the first record of the group",
            found=show(value),
            other=("first at", self.spots[group]),
            metadata={"key": name},
        )


def _added_up(observed: Mapping[bytes, Number], declared: Iterable[bytes]) -> dict[bytes, Number]:
    """Totals that go on from group to group; one of which nothing was observed stays as it was before."""
    so_far: dict[bytes, Number] = {}
    found: dict[bytes, Number] = {}
    for group in sorted({*observed, *declared}):
        series = encode(*decode(group)[:-1])
        found[group] = so_far[series] = so_far.get(series, 0) + observed.get(group, 0)
    return found


def name_of(group: bytes) -> str:
    """A group as a text: as it stands for a text, as JSON for other values, parts joined by ``|``."""
    return _SEPARATOR.join(value if isinstance(value, str) else show(value) for value in decode(group))


def add(values: Iterable[object]) -> Number:
    """The sum of the numbers among some values; of integers it is exact."""
    return sum(value for value in values if is_number(value))


def is_number(value: object) -> TypeGuard[Number]:
    """Whether a value is a number in JSON."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def satisfied(name: str, observed: Number, declared: Number) -> bool:
    """Whether an observed total is what a declared one demands; fractions may differ by rounding."""
    if name == "min":
        return observed >= declared
    if name == "max":
        return observed <= declared
    if isinstance(observed, int) and isinstance(declared, int):
        return observed == declared
    return math.isclose(observed, declared, rel_tol=1e-9, abs_tol=1e-12)
