"""Entrypoints: what is declared is listed and real, and the other way round; what is removed is nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..source_relations.model import Finding
from ..source_relations.view import View
from ..sources.keys import show
from ..sources.model import Element, Source
from ..suggestions import did_you_mean
from .model import Surface


def names(view: View, sources: Iterable[Source]) -> dict[str, Element]:
    """The first element of each name that the sources give."""
    found: dict[str, Element] = {}
    for source in sources:
        for element in view.elements(source):
            found.setdefault(str(element.value), element)
    return found


def judge_listing(view: View, surface: Surface, listing: str) -> Iterator[Finding]:
    """The entrypoints are in the listing, and it lists no others."""
    declared = names(view, [surface.declared])
    listed = names(view, [surface.listed[listing]])
    yield from _missing(declared, listed, f"listed in {listing}", "ECB001", "list it there")
    if listing not in surface.lists_more:
        yield from _missing(
            listed, declared, "declared", "ECB003", "declare it, or take it out of the listing", listing
        )


def judge_real(view: View, surface: Surface) -> Iterator[Finding]:
    """The entrypoints exist, and what exists is declared."""
    declared = names(view, [surface.declared])
    real = names(view, surface.real)
    yield from _missing(declared, real, "real", "ECB002", "make it work, or take it out of the declaration")
    if not surface.undeclared:
        yield from _missing(real, declared, "declared", "ECB003", "declare it, or make it internal")


def judge_removed(view: View, surface: Surface) -> Iterator[Finding]:
    """What is removed stands in no place that lists entrypoints."""
    view.examined += len(surface.removed)
    places = {"the declaration": [surface.declared], "what is real": surface.real}
    places |= {name: [source] for name, source in surface.listed.items()}
    for where, sources in places.items():
        there = names(view, sources)
        for name in surface.removed:
            if name in there:
                yield Finding(
                    code="ECB007",
                    message=f"{name!r} is removed, and still stands in {where}",
                    place=there[name].place,
                    expected="no trace of it in any place that lists entrypoints",
                    found=show(name),
                    fix="take it out there, too",
                    metadata={"entrypoint": name},
                )


def _missing(
    of: Mapping[str, Element],
    among: Mapping[str, Element],
    what: str,
    code: str,
    fix: str,
    where: str = "",
) -> Iterator[Finding]:
    for name, element in of.items():
        if name in among:
            continue
        near = did_you_mean(name, among)
        yield Finding(
            code=code,
            message=f"the entrypoint {name!r}{f' of {where}' if where else ''} is not {what}",
            place=element.place,
            expected=f"an entrypoint that is {what}; there are {len(among)}",
            found="nothing of that name",
            fix=f"did you mean {near!r}? Else {fix}" if near else fix,
            metadata={"entrypoint": name},
        )
