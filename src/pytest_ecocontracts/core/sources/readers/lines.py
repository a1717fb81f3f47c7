"""``lines: FILE(s)``: the lines of text files, without comments, with what comments say of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from ...errors import LoadError, LoadProblem
from ...loading.problems import MOST_PROBLEMS
from ...model import Report
from ...pointers import join
from ..files import FileSelection, SourceFiles
from ..model import Element, Place, Reader
from ..selections import parse_selection


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines that say something.

    ``comment`` is what a comment begins with, at the beginning of a line or behind white space, and
    ``metadata`` reads the comment of a line as ``name=value; name=value``. ``columns`` are the names of its
    parts, between each ``separator`` (None: white space).
    """

    selection: FileSelection
    comment: str | None
    metadata: bool
    columns: Sequence[str]
    separator: str | None

    def read(self, files: SourceFiles) -> Iterator[Element]:
        """Yield the lines from the top of each file; blank ones and comments alone are passed over."""

        def lines(path: str, captures: dict[str, str]) -> Iterator[Element]:
            problems: list[LoadProblem] = []
            for number, line in enumerate(files.texts.text(path).split("\n"), start=1):
                said, comment = self._divided(line)
                if not said:
                    continue
                record: dict[str, object] = {**captures, "text": said, "line": number, "comment": comment}
                if self.metadata:
                    record = {**_metadata(comment), **record}
                if self.columns:
                    parts = said.split(self.separator)
                    if len(parts) != len(self.columns) and len(problems) < MOST_PROBLEMS:
                        problems.append(self._ragged(number, parts))
                    record |= dict(zip(self.columns, map(str.strip, parts), strict=False))
                column = len(line) - len(line.lstrip()) + 1
                yield Element(said, Place(path, number, column), record)
            if problems:
                raise LoadError(problems)

        return files.each(self.selection, lines)

    def _divided(self, line: str) -> tuple[str, str]:
        """What a line says, and its comment, both without white space around them."""
        mark = self.comment
        at = -1 if mark is None else line.find(mark)
        while mark is not None and at > 0 and not line[at - 1].isspace():
            at = line.find(mark, at + 1)
        if mark is None or at < 0:
            return line.strip(), ""
        return line[:at].strip(), line[at + len(mark) :].strip()

    def _ragged(self, number: int, parts: Sequence[str]) -> LoadProblem:
        return LoadProblem(
            reason="ragged-row",
            message=f"line {number} has {len(parts)} parts, {len(self.columns)} are expected",
            line=number,
            expected=", ".join(self.columns),
            found=", ".join(parts)[:120],
        )


def _metadata(comment: str) -> dict[str, object]:
    """``owner=x; why=y`` by name; what has no ``=`` is part of the comment only."""
    parts = [part.partition("=") for part in comment.split(";")]
    return {name.strip(): value.strip() for name, equals, value in parts if equals and name.strip()}


class LinesKind:
    """The kind of source ``lines``."""

    name: Final = "lines"
    options: Final = frozenset({"except", "comment", "metadata", "columns", "separator"})

    def parse(self, fields: Mapping[str, object], pointer: str, report: Report) -> Reader | None:
        """Read ``lines``, a template or a list of them, and what lines consist of."""
        selection = parse_selection(fields, self.name, pointer, report)
        metadata = fields.get("metadata") is True
        columns = cast("Sequence[str]", fields.get("columns", ()))
        if "separator" in fields and not columns:
            report.add(
                "ECC004",
                "'separator' divides a line into columns, and there are none",
                pointer=join(pointer, "separator"),
                expected="columns, next to separator",
                found=str(fields["separator"]),
                metadata={"keyword": "lines"},
            )
        if selection is None:
            return None
        comment = cast("str | None", fields.get("comment", "#" if metadata else None))
        separator = cast("str | None", fields.get("separator"))
        return Lines(selection, comment, metadata, columns, separator)


KIND: Final = LinesKind()
