"""Two sides that must say the same: as sets, in order, or key by key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..sources.keys import Key, key_of, show
from ..sources.model import Element, Place
from .fields import MISSING, part, place_of, undeclared
from .model import Finding
from .words import Nearest


@dataclass(frozen=True, slots=True)
class Side:
    """The elements of one side, and its name in sentences."""

    name: str
    elements: Sequence[Element]

    def end(self) -> Place | None:
        """Where something that is missing would be added."""
        return self.elements[-1].place if self.elements else None


@dataclass(frozen=True, slots=True)
class Codes:
    """What is told: a value too many, one that is missing, another value, another order."""

    surplus: str = "ECI013"
    missing: str = "ECI013"
    other: str = "ECI013"
    order: str = "ECI013"


def differences(
    side: Side, other: Side, codes: Codes, *, mend: str | None, in_order: bool = False
) -> Iterator[Finding]:
    """Each value of a side that does not stand on the other one, once however often it stands there.

    It is told where it stands first, or where the other side should have it if only that is to be mended
    (``mend`` is "other"): at its end, or ``in_order`` at the value after which it comes.
    """
    known = {key_of(element.value): element.place for element in other.elements}
    nearest = Nearest(known)
    missing: dict[Key, list[Element]] = {}
    ends: dict[Key, Place | None] = {}
    before = other.elements[0].place if other.elements else None
    for element in side.elements:
        key = key_of(element.value)
        if key in known:
            before = known[key]
            continue
        missing.setdefault(key, []).append(element)
        ends.setdefault(key, before)
    for key, (element, *more) in missing.items():
        end = (ends[key] if in_order else other.end()) if mend == "other" else None
        shown = show(element.value)
        times = f" ({len(more) + 1} times)" if more else ""
        yield Finding(
            code=codes.missing if end is not None else codes.surplus,
            message=f"{shown} stands in {side.name}, and not in {other.name}",
            place=end if end is not None else element.place,
            expected=f"{shown} in {other.name}, too",
            found=f"{shown} in {side.name}{times}",
            other=("first at" if more else "at", element.place) if end is not None else None,
            fix=f"add it to {other.name}" if end is not None else nearest.fix(element.value),
            metadata={"key": shown},
        )


def first_disorder(side: Side, other: Side, code: str) -> Iterator[Finding]:
    """The first position at which a side does not have what the other has there."""
    for index in range(max(len(side.elements), len(other.elements))):
        here = side.elements[index] if index < len(side.elements) else None
        there = other.elements[index] if index < len(other.elements) else None
        if here is not None and there is not None and key_of(here.value) == key_of(there.value):
            continue
        wanted = show(there.value) if there is not None else "the end of the list"
        found = show(here.value) if here is not None else "the end of the list"
        yield Finding(
            code=code,
            message=f"{side.name} has {found} at position {index + 1}, where {other.name} has {wanted}",
            place=here.place if here is not None else side.end(),
            expected=wanted,
            found=found,
            other=("the other list goes on at", there.place) if there is not None else None,
            metadata={"key": found},
        )
        return


@dataclass(frozen=True, slots=True)
class Entry:
    """A value under its key."""

    element: Element
    key: Key
    value: object
    place: Place


def entries(side: Side, key: str, value: str | None, found: dict[Key, Entry]) -> Iterator[Finding]:
    """Fill ``found`` with the first entry of each key; what has no key or value, or two, is told."""
    for element in side.elements:
        name, inner = part(element, key), part(element, value)
        if name is MISSING or inner is MISSING:
            yield undeclared(element, key if name is MISSING else value, "a key and a value")
            continue
        entry = Entry(element._replace(value=name), key_of(name), inner, place_of(element, value))
        before = found.setdefault(entry.key, entry)
        if before is not entry and key_of(before.value) != key_of(inner):
            yield Finding(
                code="ECI003",
                message=f"{show(name)} stands more than once in {side.name}, with different values",
                place=entry.place,
                expected=show(before.value),
                found=show(inner),
                other=("first at", before.place),
                metadata={"key": show(name)},
            )


def other_values(
    side: Side, mine: dict[Key, Entry], theirs: dict[Key, Entry], other: Side, code: str
) -> Iterator[Finding]:
    """Each key of both sides whose value on this side is another one; told on this side."""
    for key, entry in mine.items():
        wanted = theirs.get(key)
        if wanted is None or key_of(wanted.value) == key_of(entry.value):
            continue
        name = show(entry.element.value)
        yield Finding(
            code=code,
            message=f"{name} is {show(entry.value)} in {side.name}, and {show(wanted.value)} in {other.name}",
            place=entry.place,
            expected=show(wanted.value),
            found=show(entry.value),
            other=(f"{other.name} at", wanted.place),
            metadata={"key": name},
        )
