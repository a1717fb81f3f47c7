"""``ratchet``: a number or a set may only shrink (or grow), against the git base or a committed baseline."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...bases import not_whole
from ...sources.keys import Key, key_of, show
from ...sources.model import Element, Place, Source
from ..baselines import in_base, stated
from ..fields import MISSING, undeclared
from ..grouping import group_shown, grouped
from ..measures import Unmeasured, measured
from ..model import Finding
from ..reading import RelationReader
from ..view import View

if TYPE_CHECKING:
    from ...context import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratchet:
    """What may only move one way. ``measure`` is elements, distinct, sum, or set: the values themselves.

    ``against`` is a source of the number, or of the values, that are allowed; None is the git base, in which
    ``of`` is read again. Numbers may be held ``per`` file, folder, or part of the record; a ``key`` is the
    pointer of the group in records of the baseline, with the number at ``value``. ``slack`` says what happens
    where reality is better than the baseline: warned, refused or allowed.
    """

    of: Source
    measure: str
    grows: bool
    against: Source | None
    per: str | None
    key: str | None
    value: str | None
    slack: str

    @property
    def sources(self) -> Sequence[Source]:
        """Every source that is read."""
        return (self.of, *([self.against] if self.against is not None else ()))

    def withheld(self, context: Context) -> str | None:
        """Why there is nothing to judge against in this run."""
        if self.against is not None:
            return None
        if context.base is None:
            return "it judges against the git base, which --eco-base names"
        lacking = not_whole(context)
        return lacking and f"it reads its source in the base, and {lacking}"

    def judge(self, view: View) -> Iterator[Finding]:
        """Each value or number that has moved the wrong way; and what the baseline allows without need."""
        now = view.any_elements(self.of)
        try:
            if self.against is not None:
                then: Sequence[Element] | None = view.elements(self.against)
            else:
                then = in_base(self.of, view.context)
            if then is None:
                return
            if self.measure == "set":
                yield from self._sets(now, then)
            else:
                yield from self._numbers(view, now, then)
        except Unmeasured as problem:
            yield problem.finding

    def _sets(self, now: Sequence[Element], then: Sequence[Element]) -> Iterator[Finding]:
        here, there = ({key_of(e.value): e for e in reversed(side)} for side in (now, then))
        where = self.against.called if self.against is not None else "the git base"
        added = [element for key, element in here.items() if key not in there]
        gone = [element for key, element in there.items() if key not in here]
        lost, better = (gone, added) if self.grows else (added, gone)
        last = {element.place.path: element.place for element in now}
        for element in lost[::-1]:
            shown = show(element.value)
            if self.grows:
                message = f"{shown} is gone from {self.of.called}, which may only grow"
                path = element.place.path
                place = element.place if self.against is not None else last.get(path, Place(path))
            else:
                message = f"{shown} is new in {self.of.called}, which may only shrink"
                place = element.place
            yield _moved(message, place, f"what {where} has", shown)
        if self.against is not None:
            for element in better[::-1]:
                shown = show(element.value)
                words = "is not in the baseline yet" if self.grows else "is needed in the baseline no more"
                yield from self._slack(f"{shown} {words}", element.place, shown)

    def _numbers(self, view: View, now: Sequence[Element], then: Sequence[Element]) -> Iterator[Finding]:
        groups = grouped(now, self.per)
        for element in groups.pop(MISSING, []):
            yield undeclared(element, self.per, "a group")
        if self.per is None:
            groups.setdefault("", [])
        if self.against is None:
            old = grouped(then, self.per)
            old.pop(MISSING, None)
            known = frozenset(key_of(element.value) for element in then)
            bounds: Mapping[Key, tuple[float, Place | None]] = {
                group: (measured(elements, self.measure), None) for group, elements in old.items()
            }
            if self.per is None:
                bounds = {"": (measured(then, self.measure), None)}
        else:
            known = frozenset()
            bounds = stated(then, self.key if self.per is not None else None, self.value)
        for group, elements in groups.items():
            found = measured(elements, self.measure)
            bound, place = bounds.get(group, (0, None))
            if found != bound:
                telling = self._telling(elements, bound, known)
                shown = group_shown(elements, self.per, group)
                yield from self._compared(shown, telling, found, bound, place)
        for group, (bound, place) in bounds.items():
            if group not in groups and bound:
                shown = group if isinstance(group, str) else str(group)
                yield from self._compared(shown, None, 0, bound, place)

    def _telling(self, elements: Sequence[Element], bound: float, known: Container[Key]) -> Place | None:
        """The place of what is probably new: a value that the base does not have, or the first too many."""
        if not elements:
            return None
        new = [element for element in elements if key_of(element.value) not in known]
        if self.against is None and new:
            return new[0].place
        is_surplus = self.measure == "elements" and 0 <= bound < len(elements)
        return elements[int(bound) if is_surplus else -1].place

    def _compared(
        self, group: str, telling: Place | None, found: float, bound: float, place: Place | None
    ) -> Iterator[Finding]:
        where = f"{group}: " if group else ""
        name = self.of.called
        if (found > bound) != self.grows:
            wanted = f"at {'least' if self.grows else 'most'} {bound}"
            source = "the baseline" if self.against is not None else "the git base"
            yield _moved(
                f"{where}{name} counts {found}, and counted {bound} in {source}",
                telling or place,
                wanted,
                str(found),
                ("the baseline stands at", place) if place is not None and telling is not None else None,
            )
        elif self.against is not None:
            message = f"{where}{name} counts {found}, and the baseline still says {bound}"
            yield from self._slack(message, place, str(bound), f"write {found}")

    def _slack(
        self, message: str, place: Place | None, found: str, fix: str = "bring the baseline up to date"
    ) -> Iterator[Finding]:
        if self.slack != "allowed":
            yield Finding(
                code="ECI045",
                message=message,
                place=place,
                expected="a baseline that says what there is",
                found=found,
                fix=fix,
                metadata={"key": found},
                only_warns=self.slack == "warned",
            )


def _moved(
    message: str, place: Place | None, expected: str, found: str, other: tuple[str, Place] | None = None
) -> Finding:
    return Finding(
        code="ECI044",
        message=message,
        place=place,
        expected=expected,
        found=found,
        other=other,
        metadata={"key": found},
    )


def parse(read: RelationReader) -> Ratchet:
    """Read ``ratchet: {of: ..., measure: ..., direction: ..., against: ..., per: ..., slack: ...}``."""
    against = read.fields.get("against", "base")
    measure, per = read.text("measure") or "elements", read.text("per")
    table = isinstance(against, dict) and "of" in against
    inner = read.below("against") if table else read
    if measure == "set" and per is not None:
        read.refuse("per", "sets are held as a whole", "a measure of elements, distinct or sum")
    if per is not None and against != "base" and not (table and "key" in inner.fields):
        read.refuse("against", "the baseline does not say which number is whose", "{of:, key:, value:}")
    source = None if against == "base" else inner.source("of") if table else read.source("against")
    return Ratchet(
        of=read.source("of"),
        measure=measure,
        grows=read.text("direction") == "up",
        against=source,
        per=per,
        key=inner.text("key") if table else None,
        value=inner.text("value") if table else None,
        slack=read.text("slack") or "warned",
    )
