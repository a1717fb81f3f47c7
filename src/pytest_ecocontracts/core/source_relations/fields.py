"""Parts of the records of elements, by JSON Pointer, and the word for one that is missing."""

from __future__ import annotations

from typing import Final

from ..pointers import resolve
from ..sources.model import Element, Place
from .keys import show
from .model import Finding

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
    """Where a part stands: more exactly than the element where this is known."""
    place = element.place
    if not pointer or place.line is not None or place.offset is not None:
        return place
    return place._replace(pointer=place.pointer + pointer) if element.record is element.value else place


def undeclared(element: Element, pointer: str | None, expected: str) -> Finding:
    """A part that a relation needs is missing, or is not what it can use."""
    found = part(element, pointer)
    missing = found is MISSING
    what = f"{pointer} of {show(element.value)}" if pointer else show(element.value)
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
        text = value.strip().replace(",", "").replace("_", "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None  # noqa: PLR2004 - 64 bits
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
