"""Parts of the records of elements, by JSON Pointer, and the word for one that is missing."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from ..pointers import resolve
from ..sources.keys import known_as, show
from ..sources.model import Element, Place
from .model import Finding

#: of at most 18 digits, also in groups of three: 1,234 or 1_234
_NUMBER: Final = re.compile(r"(?:[0-9]{1,18}|[0-9]{1,3}(?:[,_][0-9]{3}){1,5})\Z", re.ASCII)
_GROUPS: Final = re.compile("[,_]")
#: a day, also with a time
_DATE: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[Tt ][0-9:.,]+ ?(?:[Zz]|[+-][0-9:]+)?)?\Z", re.ASCII
)

#: no such part; null is none either
MISSING: Final = object()


def part(element: Element, pointer: str | None) -> object:
    """The part of the record at a pointer, without one the value of the element; MISSING where nothing is."""
    if pointer is None:
        return element.value
    try:
        found = resolve(element.record, pointer)
    except KeyError:
        return MISSING
    return MISSING if found is None else found


def place_of(element: Element, pointer: str | None) -> Place:
    """Where a part of the record stands: more exactly than the element where it is one of the value, too."""
    if not pointer:
        return element.place
    try:
        is_inside = resolve(element.value, pointer) is resolve(element.record, pointer)
    except KeyError:
        return element.place
    return inside(element.place, pointer) if is_inside else element.place


def inside(place: Place, pointer: str) -> Place:
    """A place in the value that stands at a place; the same one where that is in a text."""
    if place.line is not None or place.offset is not None:
        return place
    return place._replace(pointer=place.pointer + pointer)


def undeclared(element: Element, pointer: str | None, expected: str) -> Finding:
    """A part that a relation needs is missing, or is not what it can use."""
    found = part(element, pointer)
    missing = found is MISSING
    what = f"{pointer} of {known_as(element.value)}" if pointer else show(element.value)
    return Finding(
        code="ECI005",
        message=f"{what} is missing" if missing else f"{what} is not {expected}",
        place=element.place if missing else place_of(element, pointer),
        expected=expected,
        found="nothing" if missing else show(found),
        metadata={"operand": pointer or "value"},
    )


def number_in(value: object) -> int | float | None:
    """A number, also one that is written as text; None for everything else."""
    if isinstance(value, str):
        text = value.strip()
        return int(_GROUPS.sub("", text)) if _NUMBER.match(text) else None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def day_in(value: object) -> date | None:
    """The day of a date, YYYY-MM-DD, or of a point in time, as it is written; None for everything else."""
    found = _DATE.match(value.strip()) if isinstance(value, str) else None
    try:
        return date.fromisoformat(found.group(1)) if found else None
    except ValueError:
        return None
