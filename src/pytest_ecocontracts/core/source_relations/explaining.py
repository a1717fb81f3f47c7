"""What a rules contract tells of itself: its sources with what they find now, and its relations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..errors import CapabilityMissing
from ..model import Fact
from ..sources.model import Scan, Source
from ..sources.reading import readings
from ..sources.troubles import SourceUnread
from .model import SourceRelation
from .words import plural

if TYPE_CHECKING:
    from ..context import Context


def facts(sources: Mapping[str, Source | None], context: Context) -> Sequence[Fact]:
    """Each named source with the number of its elements; the relations are listed with the checks."""
    return [
        Fact("source", f"{name}: {source.text}, {_now(_scanned(source, context))}")
        for name, source in sources.items()
        if source is not None
    ]


def facts_about(
    sources: Mapping[str, Source | None],
    relations: Sequence[SourceRelation],
    path: str,
    context: Context,
) -> Sequence[Fact]:
    """The sources that read a file, and the relations that these are part of."""
    inner = {id(s): s for each in relations for s in each.judge.sources if not s.name}
    found = []
    read = set()
    for source in [*(s for s in sources.values() if s is not None), *inner.values()]:
        scan = _scanned(source, context)
        if isinstance(scan, Scan) and path in scan.paths:
            there = [each for each in scan.elements if each.place.path == path]
            read.add(source.definition)
            name = source.called
            found.append(Fact("read by", f"{name}: {plural(len(there), 'element')} of it"))
    found += [
        Fact("relation", f"{each.rule.id}: {each.text}")
        for each in relations
        if any(source.definition in read for source in each.judge.sources)
    ]
    return found


def _scanned(source: Source, context: Context) -> Scan | str:
    try:
        return readings(context).scan(source)
    except (CapabilityMissing, SourceUnread) as problem:
        return str(problem)


def _now(scan: Scan | str) -> str:
    return (
        f"cannot be read: {scan}" if isinstance(scan, str) else f"{plural(len(scan.elements), 'element')} now"
    )
