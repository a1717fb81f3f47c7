"""From the fields of a surface contract to a ``Surface``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from ..model import Report
from ..pointers import join
from ..source_relations.parsing import parse_sources
from ..source_relations.reading import RelationReader
from ..sources.model import Source
from ..sources.registry import SourceKinds
from ..sources.selections import parse_selection
from ..suggestions import suggestion
from .model import Internal, Surface, Wrappers


def parse_surface(data: Mapping[str, object], kinds: SourceKinds, report: Report) -> Surface | None:
    """Read the sources and what is asked of them; None where something cannot be used, which is reported."""
    before = len(report.violations)
    named = parse_sources(data, kinds, report)
    params = cast("Mapping[str, object]", data.get("params", {}))

    def reader(fields: object, pointer: str) -> RelationReader:
        given = cast("Mapping[str, object]", fields)
        return RelationReader(given, pointer, report, named, params, kinds)

    top = reader(data, "")
    listings = cast("Mapping[str, object]", data.get("listed", {}))
    surface = Surface(
        declared=top.source("declared"),
        listed={name: reader(listings, "/listed").source(name) for name in listings},
        lists_more=_lists_more(data, listings, report),
        real=top.sources("real") if "real" in data else (),
        undeclared=data.get("undeclared") == "allowed",
        wrappers=_wrappers(reader(data["wrappers"], "/wrappers")) if "wrappers" in data else None,
        internal=_internal(reader(data["internal"], "/internal"), report) if "internal" in data else None,
        deprecated=_deprecated(data, top),
        window=cast("int", data.get("window", 0)),
        removed=tuple(cast("Sequence[str]", data.get("removed", ()))),
        kept=data.get("kept") == "base",
    )
    return surface if len(report.violations) == before else None


def _lists_more(data: Mapping[str, object], listings: Mapping[str, object], report: Report) -> frozenset[str]:
    names = cast("Sequence[str]", data.get("lists_more", ()))
    for index, name in enumerate(names):
        if name not in listings:
            report.add(
                "ECC005",
                f"{name!r} is no listing of the contract",
                pointer=join("/lists_more", index),
                expected="a name of listed",
                found=name,
                fix=suggestion(name, listings),
                metadata={"id": name},
            )
    return frozenset(names)


def _wrappers(read: RelationReader) -> Wrappers | None:
    through = read.pattern("through")
    source = read.source("of")
    if through is None:
        return None
    return Wrappers(
        of=source,
        through=through,
        entrypoint=str(read.fields.get("entrypoint", "/target")),
        most=cast("int | None", read.fields.get("max_lines")),
    )


def _internal(read: RelationReader, report: Report) -> Internal | None:
    selection = parse_selection(read.fields, "files", read.pointer, report)
    called_in = read.sources("called_in")
    return Internal(files=selection, called_in=called_in) if selection is not None else None


def _deprecated(data: Mapping[str, object], top: RelationReader) -> Sequence[Mapping[str, object]] | Source:
    given = data.get("deprecated", [])
    return given if isinstance(given, list) else top.source("deprecated")
