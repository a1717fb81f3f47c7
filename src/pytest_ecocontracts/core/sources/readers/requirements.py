"""``requirements: FILE(s)``: what requirements files of pip install."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ...errors import LoadError, LoadProblem
from ...loading.problems import MOST_PROBLEMS
from ...model import Report
from ..files import FileSelection, SourceFiles
from ..model import Element, Place, Reader
from ..requirements import NoRequirement, requirement
from ..selections import parse_selection

_COMMENT: Final = re.compile(r"(?:^|\s)#.*$")
_HASH: Final = re.compile(r"\s--hash[= ](\S+)")
_OPTION: Final = re.compile(r"\s--?[A-Za-z].*$")
_EDITABLE: Final = re.compile(r"(?:-e\s+|--editable[= ]\s*)")
#: without a name: where it is fetched from, or a folder
_PLACE: Final = re.compile(r"[a-z+]+://|[./~]|.*\.(?:whl|zip|tar\.gz)\Z")


@dataclass(frozen=True, slots=True)
class Requirements:
    """The requirements of files; options such as ``-r`` and ``--index-url`` are none."""

    selection: FileSelection

    def read(self, files: SourceFiles) -> Iterator[Element]:
        """Yield them from the top of each file; raises LoadError with every line that is none."""

        def requirements(path: str, captures: dict[str, str]) -> Iterator[Element]:
            problems: list[LoadProblem] = []
            for number, line in _logical(files.texts.text(path)):
                hashes = _HASH.findall(line)
                text = _EDITABLE.sub("", line, count=1) if (editable := _EDITABLE.match(line)) else line
                if text.startswith("-"):
                    continue
                text = _OPTION.sub("", text).strip()
                try:
                    name, record = _read(text)
                except NoRequirement as problem:
                    if len(problems) < MOST_PROBLEMS:
                        problems.append(
                            LoadProblem(
                                reason="syntax",
                                message=f"line {number} is no requirement: {problem}",
                                line=number,
                                expected="a requirement such as 'name==1.2.3'",
                                found=text[:120],
                            )
                        )
                    continue
                record |= {"hashes": hashes, "is_editable": editable is not None, "line": number}
                yield Element(name, Place(path, number, text=name), {**captures, **record})
            if problems:
                raise LoadError(problems)

        return files.each(self.selection, requirements)


def _logical(text: str) -> Iterator[tuple[int, str]]:
    """The lines without comments, joined where a backslash ends one, with the number of the first."""
    start, parts = 0, list[str]()
    for number, line in enumerate(text.split("\n"), start=1):
        start = start or number
        is_comment = line.lstrip().startswith("#")
        goes_on = line.endswith("\\") and not is_comment
        parts.append("" if is_comment else line.removesuffix("\\") if goes_on else line)
        if goes_on or (is_comment and len(parts) > 1):
            continue
        joined = _COMMENT.sub("", " ".join(parts)).strip()
        if joined:
            yield start, joined
        start, parts = 0, []
    joined = _COMMENT.sub("", " ".join(parts)).strip()
    if joined:
        yield start, joined


def _read(text: str) -> tuple[str, dict[str, object]]:
    try:
        return requirement(text)
    except NoRequirement:
        if not _PLACE.match(text):
            raise
    unknown = dict.fromkeys(("name", "version", "marker"))
    return text, {**unknown, "text": text, "specifier": "", "is_pinned": False, "extras": [], "url": text}


class RequirementsKind:
    """The kind of source ``requirements``."""

    name: Final = "requirements"
    options: Final = frozenset({"except"})

    def parse(self, fields: Mapping[str, object], pointer: str, report: Report) -> Reader | None:
        """Read ``requirements``, a template or a list of them."""
        selection = parse_selection(fields, self.name, pointer, report)
        return Requirements(selection) if selection is not None else None


KIND: Final = RequirementsKind()
