"""Differs that the kinds share which are about Markdown pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from ..model import ABSENT, BOTH, CONSUMER, NOBODY, PRODUCER, Change, Level, Side
from .comparing import Pair, same
from .fields import FieldDiffer, harmless, least, undecided, words
from .rule_lists import RULE_WORDS


def _sections(pair: Pair) -> Iterator[Change]:
    """Sections by their titles; one that is not required asks for nothing."""
    old, new = _by_title(pair.before), _by_title(pair.after)
    for title, (index, section) in new.items():
        known = old.get(title)
        one = pair.inner(index, before=known[1] if known else ABSENT, after=section)
        if known is None:
            yield one.change(f"the section {title!r} is new", subject=title, breaks=_asked(section))
        elif not same(known[1], section):
            yield from _altered(one, title)
    for title, (index, section) in old.items():
        if title not in new:
            breaks = CONSUMER if _asked(section) else NOBODY
            one = pair.inner(index, before=section)
            yield one.change(f"the section {title!r} is no longer asked for", subject=title, breaks=breaks)
    common = [title for title in old if title in new]
    if common != [title for title in new if title in old]:
        # Whether the order is asked for stands in another field of the contract.
        ordered = bool(pair.comparing.data[1].get("order"))
        yield pair.change(
            "the sections stand in another order",
            weight=Level.PATCH,
            breaks=BOTH if ordered else NOBODY,
        )


def _by_title(sections: object) -> dict[str, tuple[int, object]]:
    found: dict[str, tuple[int, object]] = {}
    for index, section in enumerate(sections if isinstance(sections, list) else []):
        title = section.get("title") if isinstance(section, dict) else section
        found.setdefault(str(title), (index, {"title": section} if isinstance(section, str) else section))
    return found


def _asked(section: object) -> frozenset[Side]:
    required = isinstance(section, dict) and section.get("required", True)
    return PRODUCER if required else NOBODY


def _altered(one: Pair, title: str) -> Iterator[Change]:
    for field in one.members():
        if field.name == "required":
            asked = bool(_asked(one.after))
            why = f"the section {title!r} is " + ("asked for now" if asked else "no longer asked for")
            yield field.change(why, subject=title, breaks=PRODUCER if asked else CONSUMER)
        elif field.name in _SECTION:
            yield from (replace(change, subject=title) for change in _SECTION[field.name](field))
        else:
            yield undecided(field, f"{field.name!r} of the section {title!r}")


_SECTION: Final[Mapping[str, FieldDiffer]] = {
    **RULE_WORDS,
    "id": harmless("the id"),
    "items": least("items of the section"),
    "code": least("pieces of code of the section"),
    "also": words("the other title", removed=PRODUCER),
}


#: the differ of ``sections``
SECTIONS: Final[FieldDiffer] = _sections
