"""From a source of a contract to what reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from ..loading.canonical import canonical_bytes
from ..model import Report
from ..pointers import join
from ..suggestions import suggestion
from .model import Source, SourceKind
from .readers import NAMES, source_kind
from .steps import STEPS, parse_steps

_COMMON: Final = STEPS | {"empty"}


class SourceKinds:
    """The kinds of sources of this run: the built-in ones, and those that plugins register."""

    def __init__(self) -> None:
        self._added: dict[str, SourceKind] = {}

    def register(self, kind: SourceKind) -> None:
        """Add a kind; raises ValueError where its name is taken."""
        if kind.name in self._added or kind.name in NAMES or kind.name in _COMMON:
            message = f"the kind of source {kind.name!r} is registered twice"
            raise ValueError(message)
        self._added[kind.name] = kind

    def names(self) -> list[str]:
        """The keys that say how a source is read, sorted."""
        return sorted({*NAMES, *self._added})

    def get(self, name: str) -> SourceKind:
        """The kind of one of ``names``."""
        return self._added.get(name) or source_kind(name)


def parse_source(
    name: str,
    fields: Mapping[str, object],
    pointer: str,
    params: Mapping[str, object],
    kinds: SourceKinds,
    report: Report,
) -> Source | None:
    """Read one source; None where it cannot be used, which is reported.

    ``params`` are the values of the contract that conditions may read.
    """
    asked = [key for key in fields if key in kinds.names()]
    if len(asked) != 1:
        _report_kind(fields, asked, pointer, kinds, report)
        return None
    kind = kinds.get(asked[0])
    known = {kind.name, *kind.options, *_COMMON}
    unknown = [key for key in fields if key not in known]
    for key in unknown:
        report.add(
            "ECC004",
            f"a source that is read by {kind.name!r} has no {key!r}",
            pointer=join(pointer, key),
            key=True,
            expected=f"one of {', '.join(sorted(known))}",
            found=key,
            fix=suggestion(key, known),
            metadata={"keyword": "additionalProperties", "property": key},
        )
    before = len(report.violations)
    reader = kind.parse(fields, pointer, report)
    steps = parse_steps(fields, pointer, params, report)
    if reader is None or unknown or len(report.violations) != before:
        return None
    return Source(
        name=name,
        pointer=pointer,
        kind=kind.name,
        reader=reader,
        steps=steps,
        may_be_empty=fields.get("empty") == "valid",
        definition=canonical_bytes({**fields, "params": params if "where" in fields else {}}).decode(),
    )


def _report_kind(
    fields: Mapping[str, object], asked: list[str], pointer: str, kinds: SourceKinds, report: Report
) -> None:
    names = kinds.names()
    fixes = [suggestion(key, names) for key in cast("list[str]", list(fields)) if key not in _COMMON]
    report.add(
        "ECC004",
        f"the source is read in {len(asked)} ways" if asked else "nothing says how the source is read",
        pointer=pointer,
        expected=f"one of {', '.join(names)}",
        found=", ".join(asked or fields) or "nothing",
        fix=next((fix for fix in fixes if fix), None) if not asked else None,
        metadata={"keyword": "source"},
    )
