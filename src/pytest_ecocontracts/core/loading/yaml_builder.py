"""YAML events to data: one builder, with marks where they are asked for.

The events come from an iterative parser and nothing here recurses, whatever the nesting; depth and
aliases are judged before anything is built from them. What every value means: ``yaml_scalars``.
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

from ..errors import LoadProblem
from ..limits import Limits
from ..pointers import join
from . import yaml_scalars
from .positions import Children, Mark
from .problems import MOST_PROBLEMS
from .yaml_events import parser_for, syntax_problem
from .yaml_scalars import STARTS, TAG_PREFIX, resolve

_ONLY_STRINGS: Final = {str}
_MAPPING_TAGS: Final = (None, "!", f"{TAG_PREFIX}map")
_SEQUENCE_TAGS: Final = (None, "!", f"{TAG_PREFIX}seq")
_SCALAR_TAGS: Final[dict[str, type]] = {"int": int, "float": float, "bool": bool, "null": type(None)}
_NAMES: Final[dict[type, str]] = {int: "a number", float: "a number", bool: "a boolean", type(None): "null"}


class _Stop(Exception):
    """Nothing more can be said about this stream."""


@dataclass(slots=True, kw_only=True)
class YamlDocument:
    """One document of a stream; ``marks`` is None where they were not asked for."""

    data: object
    marks: Mark | None


class _Frame(NamedTuple):
    """A collection that is being read, and the event it started with (None for a document).

    The items of a mapping are key, value, key, value ...; so are the marks, where they are kept.
    """

    items: list[Any]
    marks: list[Mark]
    start: Any

    @property
    def awaits_key(self) -> bool:
        """Whether the next node is a key."""
        return type(self.start) is MappingStartEvent and len(self.items) % 2 == 0


class _Anchor(NamedTuple):
    """An anchored value: how many values it holds at all levels, and how many levels."""

    value: object
    size: int
    height: int
    children: Children


class YamlBuilder:
    """Turns the events of one stream into documents.

    A mapping is collected as a flat list of keys and values and made a dict when it ends: that is
    where wrong keys show. ``flawed`` tells that something is wrong; the words for it, in ``problems``,
    are complete only where marks are kept.
    """

    def __init__(self, text: str, limits: Limits, *, marks: bool) -> None:
        self.problems: list[LoadProblem] = []
        self.flawed = False
        self._text = text
        self._limits = limits
        self._keep_marks = marks
        self._documents: list[YamlDocument] = []
        self._stack: list[_Frame] = []
        self._anchors: dict[str, _Anchor | None] = {}
        self._measured: dict[int, _Anchor] = {}
        self._alias_values = 0

    def build(self) -> list[YamlDocument]:
        """Read the whole stream; the documents count only where ``flawed`` stays False."""
        try:
            self._build()
        except YAMLError as error:
            self.flawed = True
            self.problems.append(syntax_problem(self._text, error))
        except _Stop:
            pass
        return self._documents

    def _build(self) -> None:
        get_event = parser_for(self._text).get_event
        keep_marks = self._keep_marks
        has_properties = "!" in self._text or "&" in self._text
        frame = _Frame([], [], None)
        append = frame.items.append
        while True:
            event = get_event()
            kind = type(event)
            if kind is ScalarEvent:
                value = event.value
                if has_properties and (event.tag is not None or event.anchor is not None):
                    value = self._with_properties(frame, event)
                elif value[:1] in STARTS and event.implicit[0]:
                    try:
                        value = resolve(value)
                    except ValueError as error:
                        value = self._unusual(frame, event, error)
                append(value)
                if keep_marks:
                    frame.marks.append(_mark(event))
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                self._stack.append(frame)
                frame = self._open(event)
                append = frame.items.append
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                frame = self._close(frame)
                append = frame.items.append
            elif kind is StreamEndEvent:
                return
            else:
                frame = self._other(frame, event)
                append = frame.items.append

    def _other(self, frame: _Frame, event: Any) -> _Frame:
        """Handle an alias, the start of the stream, or an end of a document."""
        kind = type(event)
        if kind is AliasEvent:
            self._alias(frame, event)
        elif kind is DocumentStartEvent:
            self._anchors.clear()
            self._measured.clear()
            if event.version is not None and tuple(event.version) != (1, 2):
                self._refuse_version(event)
            return _Frame([], [], None)
        elif kind is DocumentEndEvent:
            marks = frame.marks[0] if frame.marks else None
            self._documents.append(YamlDocument(data=frame.items[0], marks=marks))
        return frame

    def _open(self, event: Any) -> _Frame:
        if len(self._stack) > self._limits.depth:
            self._stop(event, "too-deep", f"values are nested deeper than {self._limits.depth} levels")
        tags = _MAPPING_TAGS if type(event) is MappingStartEvent else _SEQUENCE_TAGS
        if event.tag not in tags:
            self._refuse_tag(event)
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        return _Frame([], [], event)

    def _close(self, frame: _Frame) -> _Frame:
        value: Any = frame.items
        children: Children = frame.marks
        start = frame.start
        if type(start) is MappingStartEvent:
            keys = value[::2]
            value = dict(zip(keys, value[1::2], strict=True)) if set(map(type, keys)) <= _ONLY_STRINGS else {}
            if len(value) != len(keys):
                self._refuse_keys(frame)
            if self._keep_marks:
                children = _join_marks(keys, frame.marks)
        parent = self._stack.pop()
        parent.items.append(value)
        if self._keep_marks:
            parent.marks.append(_mark(start, children))
        if start.anchor is not None:
            self._anchors[start.anchor] = self._measure(value, children)
        return parent

    def _alias(self, frame: _Frame, event: Any) -> None:
        name = event.anchor
        anchor = self._anchors.get(name)
        if anchor is None:
            if name in self._anchors:
                self._stop(event, "recursive-alias", f"the alias *{name} stands inside its own anchor")
            self._stop(event, "unknown-alias", f"the alias *{name} has no anchor before it")
        self._alias_values += anchor.size + 1
        if self._alias_values > self._limits.alias_values:
            self._stop(
                event,
                "alias-bomb",
                f"aliases expand to more than {self._limits.alias_values} values",
                found=f"*{name}",
                fix="write the data without aliases, or as several files",
            )
        if len(self._stack) + anchor.height > self._limits.depth:
            self._stop(event, "too-deep", f"aliases nest values deeper than {self._limits.depth} levels")
        frame.items.append(anchor.value)
        if self._keep_marks:
            frame.marks.append(_mark(event, anchor.children))

    def _measure(self, value: Any, children: Children) -> _Anchor:
        """Size and height of an anchored collection; anchored ones below it are not walked again."""
        size = height = depth = 0
        level = [value]
        while level:
            depth += 1
            below = []
            for collection in level:
                size += len(collection)
                for child in collection.values() if isinstance(collection, dict) else collection:
                    known = self._measured.get(id(child))
                    if known is not None:
                        size += known.size
                        height = max(height, depth + known.height)
                    elif isinstance(child, (dict, list)):
                        below.append(child)
            level = below
        anchor = _Anchor(value, size, max(height, depth), children)
        self._measured[id(value)] = anchor
        return anchor

    def _with_properties(self, frame: _Frame, event: Any) -> object:
        """The value of a scalar that has a tag or an anchor."""
        value = event.value
        if event.tag is not None:
            value = self._tagged(frame, event)
        elif event.implicit[0]:
            value = self._resolved(frame, event)
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchor(value, 0, 0, None)
        return value

    def _resolved(self, frame: _Frame, event: Any) -> object:
        try:
            return resolve(event.value)
        except ValueError as error:
            return self._unusual(frame, event, error)

    def _tagged(self, frame: _Frame, event: Any) -> object:
        name = event.tag.removeprefix(TAG_PREFIX)
        if name in ("!", "str"):
            return event.value
        wanted = _SCALAR_TAGS.get(name)
        if wanted is None:
            self._refuse_tag(event)
            return None
        value = self._resolved(frame, event)
        if wanted is float and type(value) is int:
            return float(value)
        if type(value) is not wanted:
            self._note(event, "tag", f"the value is not what its tag !!{name} says", found=event.value[:40])
        return value

    def _unusual(self, frame: _Frame, event: Any, error: ValueError) -> object:
        """Judge a plain scalar that has no value in JSON's model, or means something as a key only."""
        text = event.value
        if isinstance(error, yaml_scalars.MergeKey):
            if not frame.awaits_key:
                return text
            self._note(
                event,
                "merge-key",
                "merge keys ('<<') are not part of YAML 1.2 and are not read",
                pointer=self._pointer(*self._stack, frame),
                fix='write the merged keys out, or quote "<<" where a key of this name is meant',
            )
            return text
        if isinstance(error, yaml_scalars.NotFinite):
            reason, message = "not-finite", "NaN, infinity and numbers beyond a double are not allowed"
        else:
            reason, message = "number-too-long", "an integer has too many digits"
        shown = text if len(text) <= 40 else f"{text[:37]}..."  # noqa: PLR2004 - what a line bears
        pointer = self._pointer(*self._stack, frame)
        fix = "put the value in quotes, or write null"
        self._note(event, reason, message, pointer=pointer, found=shown, fix=fix)
        return None

    def _refuse_keys(self, frame: _Frame) -> None:
        """Note every key that is no string or occurs twice; without marks the words are not complete."""
        self.flawed = True
        pointer = self._pointer(*self._stack)
        first: dict[str, Mark] = {}
        for key, mark in zip(frame.items[::2], frame.marks[::2], strict=False):
            if type(key) is not str:
                self._refuse_key(key, mark, pointer)
            elif key in first:
                self._note_at(
                    mark[:2],
                    "duplicate-key",
                    f"the key {key!r} occurs twice in one mapping",
                    pointer=join(pointer, key),
                    found="the same key at line {}, column {}".format(*first[key]),
                    fix="remove or rename one of the two",
                )
            else:
                first[key] = mark

    def _refuse_key(self, key: object, mark: Mark, pointer: str) -> None:
        if isinstance(key, (dict, list)):
            self._note_at(
                mark[:2],
                "non-string-key",
                "a mapping or a list stands as a key",
                pointer=pointer,
                expected="a string",
                fix="write a plain string as the key; quote text that starts with '{' or '['",
            )
        else:
            self._note_at(
                mark[:2],
                "non-string-key",
                f"a key is not a string but {_NAMES[type(key)]}",
                pointer=pointer,
                expected="a string",
                found=json.dumps(key),
                fix="put the key in quotes, as it is written",
            )

    @staticmethod
    def _pointer(*frames: _Frame) -> str:
        """Where, below these open collections, the value is that is being read."""
        tokens: list[str | int] = []
        for frame in frames:
            if type(frame.start) is SequenceStartEvent:
                tokens.append(len(frame.items))
            elif frame.start is not None and not frame.awaits_key:
                tokens.append(frame.items[-1] if type(frame.items[-1]) is str else "?")
        return join("", *tokens)

    def _refuse_tag(self, event: Any) -> None:
        tag = event.tag
        shown = f"!!{tag.removeprefix(TAG_PREFIX)}" if tag.startswith(TAG_PREFIX) else tag
        self._note(
            event,
            "tag",
            f"the tag {shown!r} is not supported",
            expected="!!str, !!int, !!float, !!bool, !!null, !!seq, !!map, or no tag",
            fix="remove the tag and write the value as plain data",
        )

    def _refuse_version(self, event: Any) -> None:
        version = ".".join(str(number) for number in event.version)
        self._note(
            event,
            "yaml-version",
            f"the document declares YAML {version}, but it is read as YAML 1.2",
            found=f"%YAML {version}",
            fix="remove the %YAML line, and quote what YAML 1.1 reads differently (yes, on, 010)",
        )

    def _note(self, event: Any, reason: str, message: str, **details: str) -> None:
        """Note a problem at an event's place."""
        place = event.start_mark
        self._note_at((place.line + 1, place.column + 1), reason, message, **details)

    def _note_at(self, place: tuple[int, int], reason: str, message: str, **details: str) -> None:
        self.flawed = True
        line, column = place
        self.problems.append(LoadProblem(reason=reason, message=message, line=line, column=column, **details))
        if len(self.problems) >= MOST_PROBLEMS:
            raise _Stop

    def _stop(self, event: Any, reason: str, message: str, **details: str) -> NoReturn:
        self._note(event, reason, message, **details)
        raise _Stop


def _mark(event: Any, children: Children = None) -> Mark:
    place = event.start_mark
    return place.line + 1, place.column + 1, children


def _join_marks(keys: list[Any], marks: list[Mark]) -> dict[str, tuple[Mark, Mark]]:
    """Make the marks of keys and values, as they alternate, the marks of a mapping."""
    pairs = zip(keys, zip(marks[::2], marks[1::2], strict=True), strict=True)
    return {key: pair for key, pair in pairs if type(key) is str}
