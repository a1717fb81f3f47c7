"""YAML texts to data, with marks where they are asked for: one builder over libyaml's events.

The events come from an iterative parser, so nothing recurses, whatever the nesting; depth, aliases,
keys and tags are judged here, before any value is built from them. Scalars: ``yaml_scalars``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, NoReturn

from yaml import YAMLError
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from ..errors import LoadError, LoadProblem
from ..limits import Limits
from . import yaml_scalars
from .decoding import decode, without_byte_order_mark
from .positions import Mark, line_and_column
from .yaml_events import parser_for, syntax_problem

_MOST_PROBLEMS: Final = 100
_ONLY_STRINGS: Final = {str}
_MAP_TAG: Final = ("!", f"{yaml_scalars.TAG_PREFIX}map")
_SEQUENCE_TAG: Final = ("!", f"{yaml_scalars.TAG_PREFIX}seq")
_SCALAR_TAGS: Final[dict[str, type]] = {"int": int, "float": float, "bool": bool, "null": type(None)}
_NAMES: Final[dict[type, str]] = {int: "a number", float: "a number", bool: "a boolean", type(None): "null"}


class _Stop(Exception):
    """Nothing more can be said about this stream."""


@dataclass(slots=True, kw_only=True)
class YamlDocument:
    """One document of a stream; ``marks`` is None where they were not asked for."""

    data: object
    marks: Mark | None


def parse(data: bytes, limits: Limits) -> object:
    """Read a file of exactly one YAML document; raises LoadError with every problem."""
    documents = parse_documents(data, limits, marks=False)
    if not documents:
        raise LoadError(
            [LoadProblem(reason="empty", message="the file holds no YAML document", line=1, column=1)]
        )
    if len(documents) > 1:
        second = parse_documents(data, limits, marks=True)[1].marks
        line, column = (second.line, second.column) if second else (None, None)
        raise LoadError(
            [
                LoadProblem(
                    reason="several-documents",
                    message=f"the file holds {len(documents)} YAML documents, one is expected",
                    line=line,
                    column=column,
                    fix="remove the '---' between them, or make them items of one list",
                )
            ]
        )
    return documents[0].data


def parse_documents(data: bytes, limits: Limits, *, marks: bool) -> list[YamlDocument]:
    """Read every document of a YAML stream; raises LoadError with every problem."""
    text = without_byte_order_mark(decode(data))
    _refuse_old_line_breaks(text)
    builder = _Builder(text, limits, marks=marks)
    documents = builder.build()
    if builder.flawed and not marks:
        # The words need the places of keys, which are only kept when they are asked for.
        builder = _Builder(text, limits, marks=True)
        builder.build()
    if builder.flawed:
        raise LoadError(builder.problems)
    return documents


def _refuse_old_line_breaks(text: str) -> None:
    if text.isascii():
        return
    for character in ("\x85", "\u2028", "\u2029"):
        if character in text:
            line, column = line_and_column(text, text.index(character))
            name = f"U+{ord(character):04X}"
            raise LoadError(
                [
                    LoadProblem(
                        reason="ambiguous-line-break",
                        message=f"{name} is a line break in YAML 1.1 and an ordinary character in YAML 1.2",
                        line=line,
                        column=column,
                        found=name,
                        fix=f'write it as an escape in double quotes: "\\u{ord(character):04x}"',
                    )
                ]
            )


@dataclass(slots=True)
class _Frame:
    """A collection that is being read; a mapping's items are key, value, key, value ..."""

    items: list[Any]
    marks: list[Mark]
    event: Any
    is_mapping: bool = False
    size: int = 0  # values inside the collections and aliases below
    height: int = 0  # levels of collections below


class _Anchor(NamedTuple):
    value: object
    size: int
    height: int
    children: dict[str, Mark] | list[Mark] | None


class _Builder:
    """Turns the events of one stream into data.

    A mapping is collected as a flat list of keys and values and made a dict when it ends: that is
    where duplicate keys show. ``flawed`` tells that something is wrong; the words for it, in
    ``problems``, are complete only where marks are kept.
    """

    def __init__(self, text: str, limits: Limits, *, marks: bool) -> None:
        self.text = text
        self.limits = limits
        self.marks = marks
        self.problems: list[LoadProblem] = []
        self.flawed = False
        self.documents: list[YamlDocument] = []
        self.stack: list[_Frame] = []
        self.anchors: dict[str, _Anchor | None] = {}
        self.alias_values = 0

    def build(self) -> list[YamlDocument]:
        try:
            self._build()
        except YAMLError as error:
            self.flawed = True
            self.problems.append(syntax_problem(self.text, error))
        except _Stop:
            pass
        return self.documents

    def _build(self) -> None:
        get_event = parser_for(self.text).get_event
        keep_marks = self.marks
        has_properties = "!" in self.text or "&" in self.text
        starts = yaml_scalars.STARTS
        frame = _Frame([], [], None)
        append = frame.items.append
        while True:
            event = get_event()
            kind = type(event)
            if kind is ScalarEvent:
                value = event.value
                if has_properties and (event.tag is not None or event.anchor is not None):
                    value = self._with_properties(event)
                elif value[:1] in starts and event.implicit[0]:
                    value = self._plain(value, event)
                elif value == "<<" and event.implicit[0]:
                    self._refuse_merge_key(frame, event)
                append(value)
                if keep_marks:
                    place = event.start_mark
                    frame.marks.append(
                        Mark(place.line + 1, place.column + 1, place.line + 1, place.column + 1)
                    )
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                self.stack.append(frame)
                frame = self._open(event, kind is MappingStartEvent)
                append = frame.items.append
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                frame = self._close(frame)
                append = frame.items.append
            elif kind is AliasEvent:
                self._alias(frame, event)
            elif kind is DocumentStartEvent:
                self._start_document(event)
                frame = _Frame([], [], event)
                append = frame.items.append
            elif kind is DocumentEndEvent:
                self._end_document(frame)
            elif kind is StreamEndEvent:
                return

    def _note(self, event: Any, reason: str, message: str, **details: str) -> None:
        """Record a problem at an event's place."""
        self.flawed = True
        place = event.start_mark
        self._note_at(place.line + 1, place.column + 1, reason, message, **details)

    def _note_at(self, line: int, column: int, reason: str, message: str, **details: str) -> None:
        self.problems.append(LoadProblem(reason=reason, message=message, line=line, column=column, **details))
        if len(self.problems) >= _MOST_PROBLEMS:
            raise _Stop

    def _stop(self, event: Any, reason: str, message: str, **details: str) -> NoReturn:
        self._note(event, reason, message, **details)
        raise _Stop

    def _start_document(self, event: Any) -> None:
        self.anchors.clear()
        if event.version is not None and tuple(event.version) < (1, 2):
            self._note(
                event,
                "yaml-version",
                "the document declares YAML 1.1, but it is read as YAML 1.2",
                found="%YAML 1.1",
                fix="remove the %YAML line, and quote what YAML 1.1 would read differently (yes, on, 010)",
            )

    def _end_document(self, frame: _Frame) -> None:
        marks = frame.marks[0] if frame.marks else None
        self.documents.append(YamlDocument(data=frame.items[0], marks=marks))

    def _open(self, event: Any, is_mapping: bool) -> _Frame:
        if len(self.stack) > self.limits.depth:
            self._stop(event, "too-deep", f"values are nested deeper than {self.limits.depth} levels")
        if event.tag is not None and event.tag not in (_MAP_TAG if is_mapping else _SEQUENCE_TAG):
            self._refuse_tag(event)
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        return _Frame([], [], event, is_mapping)

    def _close(self, frame: _Frame) -> _Frame:
        parent = self.stack.pop()
        value: object = frame.items
        children: dict[str, Mark] | list[Mark] | None = frame.marks
        count = len(frame.items)
        if frame.is_mapping:
            count //= 2
            value, children = self._mapping(frame)
        size, height = frame.size + count, frame.height + 1
        parent.size += size
        parent.height = max(parent.height, height)
        parent.items.append(value)
        event = frame.event
        if self.marks:
            line, column = event.start_mark.line + 1, event.start_mark.column + 1
            parent.marks.append(Mark(line, column, line, column, children))
        if event.anchor is not None:
            self.anchors[event.anchor] = _Anchor(value, size, height, children)
        return parent

    def _mapping(self, frame: _Frame) -> tuple[dict[str, object], dict[str, Mark]]:
        keys = frame.items[::2]
        if set(map(type, keys)) <= _ONLY_STRINGS:
            mapping = dict(zip(keys, frame.items[1::2], strict=True))
            if len(mapping) == len(keys):
                return mapping, _marked(keys, frame.marks)
        self.flawed = True
        if not self.marks:
            return {}, {}
        self._explain_keys(keys, frame.marks[::2])
        strings = [index for index, key in enumerate(keys) if type(key) is str]
        return (
            {keys[index]: frame.items[2 * index + 1] for index in strings},
            _marked(
                [keys[index] for index in strings],
                [mark for index in strings for mark in frame.marks[2 * index : 2 * index + 2]],
            ),
        )

    def _explain_keys(self, keys: list[Any], marks: list[Mark]) -> None:
        first: dict[str, Mark] = {}
        for key, mark in zip(keys, marks, strict=True):
            if type(key) is not str:
                self._refuse_key(key, mark)
            elif key in first:
                self._note_at(
                    mark.line,
                    mark.column,
                    "duplicate-key",
                    f"the key {key!r} occurs twice in one mapping",
                    found=f"the same key at line {first[key].line}, column {first[key].column}",
                    fix="remove or rename one of the two",
                )
            else:
                first[key] = mark

    def _refuse_key(self, key: object, mark: Mark) -> None:
        if isinstance(key, (dict, list)):
            self._note_at(
                mark.line,
                mark.column,
                "non-string-key",
                "a mapping or list stands as a key",
                expected="a string",
                fix="write a plain string as the key; quote text that starts with '{' or '['",
            )
            return
        shown = json.dumps(key)
        self._note_at(
            mark.line,
            mark.column,
            "non-string-key",
            f"a key is not a string but {_NAMES[type(key)]}",
            expected="a string",
            found=shown,
            fix="put the key in quotes, as it is written",
        )

    def _plain(self, text: str, event: Any) -> object:
        try:
            return yaml_scalars.resolve(text)
        except yaml_scalars.NotFinite:
            self._note(
                event,
                "not-finite",
                "NaN, infinity and numbers beyond a double are not allowed",
                found=text[:40],
                fix="write null, or put the value in quotes",
            )
        except ValueError:
            self._note(
                event,
                "number-too-long",
                "an integer has too many digits",
                found=f"{text[:37]}...",
                fix="put the value in quotes",
            )
        return None

    def _with_properties(self, event: Any) -> object:
        value = self._tagged(event) if event.tag is not None else event.value
        if event.tag is None and event.implicit[0]:
            value = self._plain(value, event)
        if event.anchor is not None:
            self.anchors[event.anchor] = _Anchor(value, 0, 0, None)
        return value

    def _tagged(self, event: Any) -> object:
        name = event.tag.removeprefix(yaml_scalars.TAG_PREFIX)
        if name in ("!", "str"):
            return event.value
        wanted = _SCALAR_TAGS.get(name)
        if wanted is None:
            self._refuse_tag(event)
            return None
        value = self._plain(event.value, event)
        if wanted is float and type(value) is int:
            return float(value)
        if type(value) is not wanted:
            self._note(event, "tag", f"the value is not of its tag !!{name}", found=event.value[:40])
        return value

    def _refuse_tag(self, event: Any) -> None:
        tag = event.tag
        shown = (
            f"!!{tag.removeprefix(yaml_scalars.TAG_PREFIX)}"
            if tag.startswith(yaml_scalars.TAG_PREFIX)
            else tag
        )
        self._note(
            event,
            "tag",
            f"the tag {shown!r} is not supported",
            expected="!!str, !!int, !!float, !!bool, !!null, !!seq, !!map, or no tag",
            fix="remove the tag and write the value as plain data",
        )

    def _refuse_merge_key(self, frame: _Frame, event: Any) -> None:
        if frame.is_mapping and len(frame.items) % 2 == 0:
            self._note(
                event,
                "merge-key",
                "merge keys ('<<') are not part of YAML 1.2 and are not read",
                fix='write the merged keys out, or quote "<<" where a key of this name is meant',
            )

    def _alias(self, frame: _Frame, event: Any) -> None:
        anchor = self.anchors.get(event.anchor)
        if anchor is None:
            if event.anchor in self.anchors:
                self._stop(
                    event, "recursive-alias", f"the alias *{event.anchor} stands inside its own anchor"
                )
            self._stop(event, "unknown-alias", f"the alias *{event.anchor} has no anchor before it")
        self.alias_values += anchor.size + 1
        if self.alias_values > self.limits.alias_values:
            self._stop(
                event,
                "alias-bomb",
                f"aliases expand to more than {self.limits.alias_values} values",
                found=f"*{event.anchor}",
                fix="write the data without aliases, or as several files",
            )
        if len(self.stack) + anchor.height > self.limits.depth:
            self._stop(event, "too-deep", f"aliases nest values deeper than {self.limits.depth} levels")
        frame.items.append(anchor.value)
        frame.size += anchor.size
        frame.height = max(frame.height, anchor.height)
        if self.marks:
            line, column = event.start_mark.line + 1, event.start_mark.column + 1
            frame.marks.append(Mark(line, column, line, column, anchor.children))


def _marked(keys: list[str], marks: list[Mark]) -> dict[str, Mark]:
    """Join the marks of keys and values, as they alternate, to the marks of a mapping."""
    pairs = zip(keys, marks[::2], marks[1::2], strict=False)
    return {
        name: Mark(value.line, value.column, key.line, key.column, value.children)
        for name, key, value in pairs
    }
