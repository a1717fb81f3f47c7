"""From a source of a contract to what reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, cast

from ..loading.canonical import digest
from ..model import Report
from ..pointers import join
from ..suggestions import suggestion
from .composing import Resolve
from .model import Reader, Source
from .registry import COMMON, SourceKinds
from .steps import parse_steps

#: how deep sources may be made of other sources
_LEVELS: Final = 20
#: paths of a source that messages show
_SHOWN: Final = 2


class Scope:
    """The sources of a contract by name, each parsed when it is first asked for.

    ``found`` are those that are parsed already, None for one that cannot be used, which was told.
    """

    def __init__(
        self,
        given: Mapping[str, Mapping[str, object]],
        params: Mapping[str, object],
        kinds: SourceKinds,
        report: Report,
        found: Mapping[str, Source | None] | None = None,
    ) -> None:
        self._given = given
        self._params = params
        self._kinds = kinds
        self._report = report
        self._found = dict(found or {})
        #: the names that are being parsed, outermost first
        self._open: list[str] = []

    def named(self, name: str) -> Source | None:
        """The source of a name of the contract; None where it cannot be used, which is reported."""
        if name not in self._found:
            self._open.append(name)
            pointer = join("/sources", name)
            self._found[name] = self._parse(name, self._given[name], pointer)
            self._open.pop()
        return self._found[name]

    def resolve(self, given: object, pointer: str) -> Source | None:
        """The source of a name, or the one that is written at ``pointer``; reports what is wrong."""
        report = self._report
        if isinstance(given, dict):
            return self._parse("", given, pointer)
        name = str(given)
        if name in self._open:
            report.add(
                "ECC012",
                f"the source {name!r} is made of itself",
                pointer=pointer,
                expected="sources that are read from somewhere",
                found=" -> ".join([*self._open[self._open.index(name) :], name]),
                metadata={"id": name},
            )
            return None
        if isinstance(given, str) and (name in self._found or name in self._given):
            return self.named(name)
        known = {*self._found, *self._given}
        report.add(
            "ECC005",
            f"there is no source {given!r}" if given is not None else "a source is missing",
            pointer=pointer,
            expected="the name of a source of the contract, or a source",
            found=name,
            fix=suggestion(name, known),
            metadata={"id": name},
        )
        return None

    def _parse(self, name: str, fields: Mapping[str, object], pointer: str) -> Source | None:
        if len(self._open) + pointer.count("/") > _LEVELS:
            self._report.add(
                "ECC004",
                "sources are made of other sources too deeply",
                pointer=pointer,
                expected=f"at most {_LEVELS} levels",
                found="more",
                metadata={"keyword": "source"},
            )
            return None
        return parse_source(name, fields, pointer, self._params, self._kinds, self._report, self.resolve)


def parse_source(
    name: str,
    fields: Mapping[str, object],
    pointer: str,
    params: Mapping[str, object],
    kinds: SourceKinds,
    report: Report,
    resolve: Resolve,
) -> Source | None:
    """Read one source; None where it cannot be used, which is reported.

    ``params`` are the values of the contract that conditions may read, and ``resolve`` gives the sources
    that this one is made of.
    """
    asked = [key for key in fields if key in kinds.names()]
    if len(asked) != 1:
        _report_kind(fields, asked, pointer, kinds, report)
        return None
    kind = kinds.get(asked[0])
    known = {kind.name, *kind.options, *COMMON}
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
    reader: Reader | None
    parts: Sequence[Source] = ()
    if hasattr(kind, "compose"):
        composed = kind.compose(fields, pointer, report, resolve)
        reader, parts = composed, composed.parts if composed is not None else ()
    else:
        reader = kind.parse(fields, pointer, report)
    steps = parse_steps(fields, pointer, params, report)
    if reader is None or unknown or len(report.violations) != before:
        return None
    reading = _reading(fields, reader, parts)
    stepped = {key: value for key, value in fields.items() if key in COMMON}
    return Source(
        name=name,
        pointer=pointer,
        kind=kind.name,
        reader=reader,
        steps=steps,
        may_be_empty=fields.get("empty") == "valid",
        text=source_text(fields, kind.name),
        definition=digest([reading, stepped, params if "where" in fields else {}]),
        reading=reading,
    )


def source_text(fields: Mapping[str, object], kind: str) -> str:
    """What is read, in a few words: ``ops/surface.json /entrypoints/*``, ``make Makefile (real)``."""
    given = fields[kind]
    paths = [path for path in given if isinstance(path, str)] if isinstance(given, list) else [given]
    shown = ", ".join(path for path in paths[:_SHOWN] if isinstance(path, str))
    shown += " ..." if len(paths) > _SHOWN else ""
    words = [kind] * (kind != "file" or not shown) + [shown] * bool(shown)
    if fields.get("at"):
        words.append(str(fields["at"]))
    if "give" in fields:
        words.append(f"({fields['give']})")
    return " ".join(words)


def _reading(fields: Mapping[str, object], reader: Reader, parts: Sequence[Source]) -> str:
    """What the elements depend on before any step: fields, other sources, and the place of words."""
    read = {key: value for key, value in fields.items() if key not in COMMON}
    return digest([read, [part.definition for part in parts], getattr(reader, "own", None)])


def _report_kind(
    fields: Mapping[str, object], asked: list[str], pointer: str, kinds: SourceKinds, report: Report
) -> None:
    names = kinds.names()
    fixes = [suggestion(key, names) for key in cast("list[str]", list(fields)) if key not in COMMON]
    report.add(
        "ECC004",
        f"the source is read in {len(asked)} ways" if asked else "nothing says how the source is read",
        pointer=pointer,
        expected=f"one of {', '.join(names)}",
        found=", ".join(asked or fields) or "nothing",
        fix=next((fix for fix in fixes if fix), None) if not asked else None,
        metadata={"keyword": "source"},
    )
