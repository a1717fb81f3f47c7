"""``shell: FILES`` or ``shell: {of: SOURCE}``: commands of shell scripts, parsed and never run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from ...errors import CapabilityMissing, LoadError, LoadProblem
from ...makefiles.shell_text import shell_text
from ...model import Report
from ...pointers import join
from ...shell.grammar import check_installed
from ...shell.model import Script
from ...shell.parsing import parse_script
from ...workflows.shell_text import shell_text as workflow_text
from ..files import FileSelection, SourceFiles
from ..model import Element, Place, Reader, Source
from ..selections import parse_selection
from ..troubles import troubles_of
from ._giving import given

#: what the shell gets of an element of these sources
_TEXTS: Final[Mapping[str, Callable[[Any], str]]] = {
    "make": lambda record: shell_text(record["expanded"]),
    "workflow": lambda record: workflow_text(record["run"]),
}
_SOURCING: Final = frozenset({".", "source"})


@dataclass(frozen=True, slots=True)
class ScriptFiles:
    """The scripts of a selection."""

    selection: FileSelection
    give: str

    def read(self, files: SourceFiles) -> Iterator[Element]:
        """Yield what is asked for; a script that the grammar cannot read is a trouble."""

        def read_one(path: str, captures: dict[str, str]) -> Iterator[Element]:
            script = files.texts.parsed(path, parse_script)
            _demand_sound(script, 0)
            for element in _GIVE[self.give](script, Place(path, 1, 1)):
                record = cast("dict[str, object]", element.record)
                yield element._replace(record={**captures, **record, "file": path})

        return files.each(self.selection, read_one)


@dataclass(frozen=True, slots=True)
class ScriptTexts:
    """The shell texts in the elements of another source."""

    of: Source
    give: str

    def read(self, files: SourceFiles) -> Iterator[Element]:
        """Yield what is asked for, with the record of the element that it stands in as ``of``."""
        scan = files.scan(self.of)
        files.examined += scan.examined
        files.paths += scan.paths
        text_of = _TEXTS.get(self.of.kind)
        known: dict[str, Script] = {}
        for element in scan.elements:
            record = element.record
            is_known = text_of is not None and isinstance(record, dict) and {"expanded", "run"} & set(record)
            text = text_of(record) if text_of is not None and is_known else element.value
            if not isinstance(text, str):
                continue
            found = files.texts.location(element.place)
            place = Place(element.place.path, found.line or 1, found.column)
            try:
                script = known.get(text)
                if script is None:
                    script = known[text] = parse_script(text)
                _demand_sound(script, (found.line or 1) - 1)
            except LoadError as error:
                files.troubles += troubles_of(error, place.path)
                continue
            for each in _GIVE[self.give](script, place):
                inner = cast("dict[str, object]", each.record)
                yield each._replace(record={**inner, "of": record, "file": place.path})


def _demand_sound(script: Script, before: int) -> None:
    if script.problem is None:
        return
    line, column = script.problem
    problem = LoadProblem(
        reason="syntax",
        message="this is no shell command that can be parsed",
        line=before + line,
        column=column if line > 1 or not before else None,
        fix="write it more simply, or leave the file out with 'except'",
    )
    raise LoadError([problem])


def _at(place: Place, line: int, column: int | None) -> Place:
    """The place of something in a text that begins at a place."""
    if line == 1 and column is not None and place.column is not None:
        return place._replace(column=place.column + column - 1)
    whole = place.line == 1 and place.column == 1
    return place._replace(line=(place.line or 1) + line - 1, column=column if whole else None)


def _commands(script: Script, place: Place) -> Iterator[Element]:
    for command in script.commands:
        record = {
            "command": command.name,
            "words": list(command.words),
            "arguments": list(command.words[1:]),
            "wrappers": list(command.wrappers),
            "assignments": command.assignments,
            "text": command.text,
            "in_pipeline": command.in_pipeline,
            "function": command.function,
            "nested": command.is_nested,
            "defined": command.name in script.functions,
        }
        yield Element(command.name, _at(place, command.line, command.column), record)


def _words(script: Script, place: Place) -> Iterator[Element]:
    for element, command in zip(_commands(script, place), script.commands, strict=True):
        record = cast("dict[str, object]", element.record)
        for index, word in enumerate(command.words):
            yield Element(word, element.place, {**record, "word": word, "index": index})


def _sources(script: Script, place: Place) -> Iterator[Element]:
    for element, command in zip(_commands(script, place), script.commands, strict=True):
        if command.name in _SOURCING and len(command.words) > 1:
            yield element._replace(value=command.words[1])


def _redirects(script: Script, place: Place) -> Iterator[Element]:
    for redirect in script.redirects:
        record = {
            "target": redirect.target,
            "operator": redirect.operator,
            "descriptor": redirect.descriptor,
            "writes": ">" in redirect.operator,
            "command": redirect.command,
        }
        yield Element(redirect.target, _at(place, redirect.line, redirect.column), record)


_GIVE: Final[dict[str, Callable[[Script, Place], Iterator[Element]]]] = {
    "commands": _commands,
    "words": _words,
    "sources": _sources,
    "redirects": _redirects,
}


class ShellKind:
    """The kind of source ``shell``."""

    name: Final = "shell"
    options: Final = frozenset({"give", "except"})

    def parse(self, fields: Mapping[str, object], pointer: str, report: Report) -> Reader | None:
        """Read ``shell``, templates of scripts or ``{of: source}``, and ``give``."""
        give = given(fields, tuple(_GIVE), pointer, report)
        try:
            check_installed()
        except CapabilityMissing as missing:
            report.add(
                "ECC008",
                f"shell commands need {missing.capability}: {missing.message}",
                pointer=join(pointer, self.name),
                metadata={"capability": missing.capability},
            )
            return None
        of = fields[self.name]
        if isinstance(of, Source):
            if "except" in fields:
                report.add(
                    "ECC004",
                    "'except' leaves out files, and here another source is read",
                    pointer=join(pointer, "except"),
                    metadata={"keyword": "except"},
                )
            return ScriptTexts(of, give) if give is not None else None
        selection = parse_selection(fields, self.name, pointer, report)
        return ScriptFiles(selection, give) if selection is not None and give is not None else None


KIND: Final = ShellKind()
