"""``file: PATH`` with ``at`` or ``pattern``: values of a data file, or texts that a pattern finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, cast

from ...errors import LoadError
from ...loading.values import FORMATS
from ...model import Report
from ...pointers import join
from ...rows.formats import format_name
from ..files import FileSelection, SourceFiles
from ..model import Element, Place, Reader, SourceBlocked
from ..patterns import Pattern, parse_pattern
from ..pointing import Found, NotThere, Pointer, parse_pointer
from ..selections import parse_selection


@dataclass(frozen=True, slots=True)
class Values:
    """The values at a pointer of data files; each document of a YAML file is read as a file of its own.

    ``beside`` are values that records get from elsewhere in the same document, by name: at pointers whose
    stars stand for what those of ``at`` do, or of the captures of the path.
    """

    selection: FileSelection
    at: Pointer
    format: str | None
    must: bool = True
    beside: Mapping[str, Pointer | str] = field(default_factory=dict)

    def read(self, files: SourceFiles) -> Iterator[Element]:
        """Yield the values in the order of the file."""

        def values(path: str, captures: dict[str, str]) -> Iterator[Element]:
            format_ = self.format or format_name(path)
            if format_ not in FORMATS:
                raise SourceBlocked(
                    path,
                    f"the format of {path!r} is not known by its name",
                    expected="a name that ends in .json, .yaml, .toml, .csv, .jsonl or .md",
                    fix="write 'format: json', or the format that it has",
                )
            for number, data in enumerate(files.texts.data(path, format_)):
                try:
                    for found in self.at.find(data, must=self.must):
                        place = Place(path, pointer=found.pointer, document=number, is_key=self.at.is_names)
                        yield Element(found.value, place, self._record(found, data, captures))
                except NotThere as missing:
                    raise SourceBlocked(
                        path,
                        f"{missing} in {path!r}",
                        Place(path, pointer=missing.pointer, document=number),
                        expected=f"a value at {self.at.text}",
                        found=missing.found,
                        fix=f"{missing.fix}; or write 'missing: none' where files may be without it",
                    ) from None

        return files.each(self.selection, values)

    def _record(self, found: Found, data: object, captures: Mapping[str, str]) -> object:
        value: object = found.value
        if self.at.is_names:
            value = {"name": value, "value": found.member}
        if not self.beside:
            return value
        beside = {
            name: captures.get(where) if isinstance(where, str) else where.bound(data, found.stars)
            for name, where in self.beside.items()
        }
        return {**value, **beside} if isinstance(value, dict) else {"value": value, **beside}


@dataclass(frozen=True, slots=True)
class Matches:
    """What a pattern finds in texts: the first group, or the group ``value``, or all of it.

    With ``skips_binary``, files that are no texts, as git tells them, are looked at and hold nothing.
    """

    selection: FileSelection
    pattern: Pattern
    skips_binary: bool = False

    def read(self, files: SourceFiles) -> Iterator[Element]:
        """Yield every match, from the top of each file to its end."""
        pattern = self.pattern
        group = pattern.value_group

        def matches(path: str, captures: dict[str, str]) -> Iterator[Element]:
            try:
                text = files.texts.text(path)
            except LoadError:
                if self.skips_binary and files.texts.is_binary(path):
                    return
                raise
            for match in pattern.matches(text):
                # What is not needed is not asked for: each answer of a match takes microseconds.
                start, end = match.span(group)
                if start < 0:
                    continue
                found = text[start:end]
                groups = match.groupdict() if pattern.names else {}
                whole = match.group() if group else found
                yield Element(found, Place(path, offset=start), {**captures, **groups, "text": whole})

        return files.each(self.selection, matches)


class FileKind:
    """The kind of source ``file``."""

    name: Final = "file"
    options: Final = frozenset({"at", "pattern", "format", "except", "missing", "with", "binary"})

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
            _refuse(("format", "missing", "with"), "'at'", "a 'pattern'", fields, pointer, report)
            pattern = parse_pattern(str(fields["pattern"]), join(pointer, "pattern"), report)
            if selection is None or pattern is None:
                return None
            return Matches(selection, pattern, "binary" in fields)
        _refuse(("binary",), "'pattern'", "'at'", fields, pointer, report)
        at = parse_pointer(str(fields["at"]), join(pointer, "at"), report)
        if at is None:
            return None
        beside = _beside(cast("Mapping[str, str]", fields.get("with", {})), at, selection, pointer, report)
        if selection is None:
            return None
        return Values(
            selection, at, cast("str | None", fields.get("format")), fields.get("missing") != "none", beside
        )


def _refuse(
    names: Sequence[str],
    owner: str,
    instead: str,
    fields: Mapping[str, object],
    pointer: str,
    report: Report,
) -> None:
    """Report options that belong to the other way to read a file."""
    for name in names:
        if name in fields:
            report.add(
                "ECC004",
                f"{name!r} belongs to {owner}, and this source has {instead}",
                pointer=join(pointer, name),
                key=True,
                expected=f"a source with {owner}, or no {name}",
                found=name,
                metadata={"keyword": "file", "property": name},
            )


def _beside(
    given: Mapping[str, str], at: Pointer, selection: FileSelection | None, pointer: str, report: Report
) -> dict[str, Pointer | str]:
    """What ``with`` names: pointers with no more stars than ``at``, and captures of every template."""
    known = [set(template.captures) for template in selection.templates] if selection is not None else []
    captures = set.intersection(*known) if known else set()
    found: dict[str, Pointer | str] = {}
    for name, text in given.items():
        if text.startswith("{"):
            found[name] = text[1:-1]
            is_wrong = found[name] not in captures and selection is not None
            expected = "a capture of every template of 'file'"
        else:
            inner = parse_pointer(text, join(pointer, "with", name), report)
            if inner is None:
                continue
            found[name] = inner
            is_wrong = inner.stars > at.stars
            expected = f"at most {at.stars} stars, as {at.text} has"
        if is_wrong:
            report.add(
                "ECC004",
                f"nothing says what {text} stands for",
                pointer=join(pointer, "with", name),
                expected=expected,
                found=text,
                metadata={"keyword": "with"},
            )
    return found


KIND: Final = FileKind()
