"""What a ratchet is held against: the same source in the git base, or numbers that are committed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from ..bases import not_whole
from ..context import Context
from ..sources.keys import Key, key_of
from ..sources.model import Element, Place, Source, SourceBlocked
from ..sources.reading import readings
from ..sources.troubles import SourceUnread, Trouble
from .fields import MISSING, number_in, part, place_of, undeclared
from .measures import Unmeasured

#: the git base of a run, seen as a tree of its own: kept, so that each source is read once in it
_KEPT: Final = "source_relations.base"


def in_base(source: Source, context: Context, *, released: bool = False) -> Sequence[Element] | None:
    """The elements of a source in the base; None where a file that it names was not there yet.

    ``released``: a released catalog will do, whatever it leaves out. Raises SourceBlocked where there is no
    base, or none that will do, and SourceUnread.
    """
    base = context.base
    if base is None:
        message = "there is no git base to judge against; name one with --eco-base"
        raise SourceBlocked("", message)
    lacking = not_whole(context)
    if lacking is not None and not released:
        raise SourceBlocked("", lacking)
    known = context.kept.get(_KEPT)
    if not isinstance(known, Context):
        known = replace(context, files=base.files, tree=base.tree, git=base.index, base=None)
        context.kept[_KEPT] = known
    try:
        return readings(known).scan(source).elements
    except SourceUnread as unread:
        if all(_was_not_there(trouble, known) for trouble in unread.troubles):
            return None
        raise SourceUnread(
            [replace(each, message=f"in the git base: {each.message}") for each in unread.troubles]
        ) from None


def _was_not_there(trouble: Trouble, base: Context) -> bool:
    place = trouble.place
    return place is not None and place == Place(place.path) and base.tree.kind(place.path) is None


def stated(
    elements: Sequence[Element], key: str | None, value: str | None
) -> Mapping[Key, tuple[float, Place | None]]:
    """The numbers of a baseline by group, with their places; raises Unmeasured."""
    found: dict[Key, tuple[float, Place | None]] = {}
    for element in elements:
        name = part(element, key) if key is not None else ""
        number = number_in(part(element, value))
        if name is MISSING or number is None:
            raise Unmeasured(undeclared(element, key if name is MISSING else value, "a number"))
        if found.setdefault(key_of(name), (number, place_of(element, value)))[0] != number:
            raise Unmeasured(undeclared(element, value, "the number that the baseline says before"))
    return found
