"""Fields that go away: ``deprecated`` with a last day, what takes over, and what to do.

A subschema that says ``"deprecated": true`` promises with ``x-sunset`` (YYYY-MM-DD) that its field stays
until the end of that day, names with ``x-replaced-by`` what takes over, and guides with ``description``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from ...pointers import join
from ..model import CONSUMER, Change, Level

if TYPE_CHECKING:
    from .edition import SchemaEdition

SUNSET: Final = "x-sunset"
SUCCESSOR: Final = "x-replaced-by"
#: letters of a guidance, at least
_SHORTEST: Final = 10
#: levels of a schema that are looked into
_DEPTH: Final = 60
#: fields of a contract that name fields of its data, and what in them is for people, or data itself
_SPEAKING: Final = frozenset({"required", "optional", "aliases", "relations", "invariants", "schema_version"})
_WORDS: Final = frozenset({"id", "message", "refs", "decisions", "class", "passes", "fails", "severity"})
_MAPS: Final = frozenset({"properties", "patternProperties", "$defs", "definitions", "dependentSchemas"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of a schema, ``path`` being the file that it stands in, None for the contract."""

    path: str | None
    pointer: str
    name: str
    schema: object

    @property
    def says(self) -> Mapping[str, object]:
        """What the subschema says; nothing where it is none that says anything."""
        return self.schema if isinstance(self.schema, dict) else {}

    @property
    def is_deprecated(self) -> bool:
        """Whether it is going away."""
        return self.says.get("deprecated") is True

    @property
    def sunset(self) -> date | None:
        """The last day on which it is there."""
        value = self.says.get(SUNSET)
        try:
            return date.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            return None


def fields_of(edition: SchemaEdition) -> dict[tuple[str | None, str], Field]:
    """Every field that a schema describes, by its place; those of the files that it refers to, too."""
    from ...json_schema.uris import readable  # noqa: PLC0415 - only where schemas differ

    found = list(_fields(edition.schema, "", None, _DEPTH))
    for uri, schema in edition.resources.items():
        if uri != edition.uri:
            found += _fields(schema, "", readable(uri), _DEPTH)
    return {(one.path, one.pointer): one for one in found}


def _fields(schema: object, pointer: str, path: str | None, depth: int) -> Iterator[Field]:
    if depth == 0:
        return
    if isinstance(schema, list):
        for index, one in enumerate(schema):
            yield from _fields(one, join(pointer, index), path, depth - 1)
    if not isinstance(schema, dict):
        return
    for keyword, value in schema.items():
        place = join(pointer, keyword)
        if keyword in _MAPS and isinstance(value, dict):
            for name, one in value.items():
                inner = join(place, name)
                if keyword == "properties":
                    yield Field(path=path, pointer=inner, name=name, schema=one)
                yield from _fields(one, inner, path, depth - 1)
        elif keyword not in ("const", "enum", "default", "examples"):
            yield from _fields(value, place, path, depth - 1)


def broken_windows(before: SchemaEdition, after: SchemaEdition, as_of: date) -> Iterator[Change]:
    """Fields that are gone before their last day, and last days that came nearer."""
    now = fields_of(after)
    for place, field in fields_of(before).items():
        until = field.sunset
        if not field.is_deprecated or until is None:
            continue
        known = now.get(place) or _elsewhere(field, list(now.values()))
        if known is None or known.schema is False:
            if as_of <= until:
                yield Change(
                    pointer=field.pointer,
                    path=field.path,
                    why=f"the deprecated field {field.name!r} is gone, and was promised until {until}",
                    subject=field.name,
                    before=field.schema,
                    breaks=CONSUMER,
                    forbidden=f"bring it back, and remove it after {until}",
                    until=until,
                )
        elif known.sunset is not None and known.sunset < until:
            yield Change(
                pointer=join(field.pointer, SUNSET),
                path=field.path,
                why=f"the field {field.name!r} goes away on {known.sunset}, earlier than {until}",
                subject=field.name,
                before=str(until),
                after=str(known.sunset),
                weight=Level.MAJOR,
                breaks=CONSUMER,
            )


def _elsewhere(field: Field, fields: Collection[Field]) -> Field | None:
    """The field in a schema that was only drawn otherwise: in another file, or elsewhere and going away."""
    moved = all(one.path != field.path for one in fields)
    return next(
        (
            one
            for one in fields
            if (moved and one.pointer == field.pointer) or (one.name == field.name and one.is_deprecated)
        ),
        None,
    )


def still_named(
    before: SchemaEdition, after: SchemaEdition, data: Mapping[str, object], as_of: date
) -> Iterator[Change]:
    """Places of a contract that speak of a field whose window is over, and which is gone from the schema."""
    now = fields_of(after)
    left = {one.name for one in now.values() if one.schema is not False}
    for place, field in fields_of(before).items():
        until = field.sunset
        if not field.is_deprecated or until is None or as_of <= until or field.name in left or place in now:
            continue
        named = re.compile(rf"(?:^|[/.]|\[[\"']){re.escape(field.name)}(?![\w-])")
        for pointer in _naming(data, "", named):
            yield Change(
                pointer=pointer,
                why=f"the deprecated field {field.name!r} is gone, and this place still speaks of it",
                subject=field.name,
                breaks=CONSUMER,
                forbidden=f"take {field.name!r} out, or name what took over",
                until=until,
            )


def _naming(data: object, pointer: str, named: re.Pattern[str]) -> Iterator[str]:
    """Pointers to the texts that name a field where data is spoken of: lists of names, rules and aliases."""
    if isinstance(data, dict):
        for name, value in data.items():
            if (pointer or name in _SPEAKING) and name not in _WORDS:
                yield from _naming(value, join(pointer, name), named)
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _naming(value, join(pointer, index), named)
    elif isinstance(data, str) and named.search(data):
        yield pointer


def lacking(field: Field, since: date, window: timedelta, known: Container[str]) -> Iterator[str]:
    """What a deprecation does not say that begins at ``since``; ``known`` are the fields beside it."""
    if field.sunset is None:
        yield f"{SUNSET}: the last day on which it is there, as YYYY-MM-DD"
    elif field.sunset < since + window:
        yield f"a {SUNSET} on {since + window} or later"
    successor = field.says.get(SUCCESSOR)
    if not isinstance(successor, str) or not successor.strip():
        yield f"{SUCCESSOR}: what takes over"
    elif successor.isidentifier() and successor not in known:
        yield f"{SUCCESSOR}: a field that is there, beside it"
    guidance = field.says.get("description")
    if not isinstance(guidance, str) or len(guidance.strip()) < _SHORTEST:
        yield "description: what to do about it"
