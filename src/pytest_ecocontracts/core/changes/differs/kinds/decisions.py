"""``decisions/v1``: what is asked of decisions; what became of the pages, ``rewriting`` knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ...model import BOTH, CONSUMER, PRODUCER, Change
from ..comparing import Pair
from ..fields import FieldDiffer, breaking, choice, demand, harmless, inside, mapping, paths, undecided, words
from ..file_fields import PRESENCE
from ..page_fields import SECTIONS

_IDS: Final[Mapping[str, FieldDiffer]] = {
    "form": breaking("how decisions are called"),
    "first": breaking("the first number"),
    "gaps": lambda pair: [undecided(pair, "which numbers may be left out")],
    "chronological": choice("whether dates grow with numbers", (False, True), False),
}

_INDEX: Final[Mapping[str, FieldDiffer]] = {
    "path": breaking("the page that lists the decisions"),
    "section": breaking("the section that lists the decisions"),
    "order": breaking("the order of the decisions in the list"),
    "status": demand("a column with the status"),
}


def _index(pair: Pair) -> Iterator[Change]:
    both = isinstance(pair.before, dict) and isinstance(pair.after, dict)
    listing = inside(_INDEX, "the list of decisions") if both else demand("a page that lists the decisions")
    yield from listing(pair)


FIELDS: Final[Mapping[str, FieldDiffer]] = {
    "path": paths("the decisions"),
    "presence": PRESENCE,
    "format": breaking("the format"),
    "fields": mapping("the name of the field", added=BOTH, removed=BOTH),
    "statuses": words("the status", added=CONSUMER, removed=PRODUCER),
    "citable": words("the status that may be cited", added=CONSUMER, removed=PRODUCER),
    "ids": inside(_IDS, "the ids"),
    "title": lambda pair: [undecided(pair, "how titles agree with paths")],
    "sections": SECTIONS,
    "order": choice("whether sections stand in order", (False, True), False),
    "not_applicable": harmless("how a section says that it does not apply"),
    "index": _index,
    "links": demand("links that lead somewhere"),
}
