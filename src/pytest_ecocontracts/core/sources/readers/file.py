"""``file: PATH`` with ``at`` or ``pattern``: values of a data file, or texts that a pattern finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, cast

from ...loading.values import FORMATS, format_of
from ...model import Report
from ...pointers import join, split
from ..files import FileSelection, SourceFiles
from ..model import Element, Place, Reader, SourceBlocked
from ..patterns import Pattern, parse_pattern
from ..selections import parse_selection


@dataclass(frozen=True, slots=True)
class Values:
    """The values at a pointer of data files; ``*`` is every element or member, ``~`` at the end its names."""

    selection: FileSelection
    at: str
    format: str | None

    def read(self, files: SourceFiles) -> Iterator[Element]:
        """Yield the values in the order of the file; a place that is missing has none."""
        names = self.at.endswith("~")
        tokens = split(self.at.removesuffix("~"))
        for path, _ in files.named(self.selection):
            found = self.format or format_of(path)
            if found not in FORMATS:
                raise SourceBlocked(
                    path, f"the format of {path!r} is not known; write format: json, yaml ..."
                )
            data = files.texts.data(path, found)
            for pointer, value in _walk(data, "", tokens):
                if names:
                    yield from _names(path, pointer, value)
                else:
                    yield Element(value, Place(path, pointer=pointer), value)


def _walk(value: object, pointer: str, tokens: list[str]) -> Iterator[tuple[str, object]]:
    if not tokens:
        yield pointer, value
        return
    head, rest = tokens[0], tokens[1:]
    if isinstance(value, dict):
        names = list(value) if head == "*" else [head] if head in value else []
        for name in names:
            yield from _walk(value[name], join(pointer, name), rest)
    elif isinstance(value, list):
        if head == "*":
            for index, inner in enumerate(value):
                yield from _walk(inner, join(pointer, index), rest)
        elif head.isdecimal() and int(head) < len(value):
            yield from _walk(value[int(head)], join(pointer, head), rest)


def _names(path: str, pointer: str, value: object) -> Iterator[Element]:
    """The names of the members, each with its value in the record."""
    for name, inner in value.items() if isinstance(value, dict) else ():
        yield Element(name, Place(path, pointer=join(pointer, name)), {"name": name, "value": inner})


@dataclass(frozen=True, slots=True)
class Texts:
    """What a pattern finds in texts: the first group, or the group ``value``, or all of it."""

    selection: FileSelection
    pattern: Pattern

    def read(self, files: SourceFiles) -> Iterator[Element]:
        """Yield every match, from the top of each file to its end."""
        pattern = self.pattern
        group = pattern.names.index("value") + 1 if "value" in pattern.names else min(pattern.groups, 1)
        for path, captures in files.named(self.selection):
            for match in pattern.matches(files.texts.text(path)):
                found = match.group(group)
                if found is not None:
                    record = {**captures, **match.groupdict(), "text": match.group()}
                    yield Element(found, Place(path, offset=match.start(group)), record)


class FileKind:
    """The kind of source ``file``."""

    name: Final = "file"
    options: Final = frozenset({"at", "pattern", "format", "except"})

    def parse(self, fields: Mapping[str, object], pointer: str, report: Report) -> Reader | None:
        """Read ``file``, a template or a list of them, and ``at`` or ``pattern``, one of the two."""
        selection = parse_selection(fields, self.name, pointer, report)
        if ("at" in fields) == ("pattern" in fields):
            report.add(
                "ECC004",
                "a file is read with 'at', a pointer into its data, or with 'pattern', over its text",
                pointer=pointer,
                expected="one of at and pattern",
                found="both" if "at" in fields else "neither",
                metadata={"keyword": "file"},
            )
            return None
        if "pattern" in fields:
            pattern = parse_pattern(str(fields["pattern"]), join(pointer, "pattern"), report)
            return Texts(selection, pattern) if selection is not None and pattern is not None else None
        if selection is None:
            return None
        return Values(selection, str(fields["at"]), cast("str | None", fields.get("format")))


KIND: Final = FileKind()
