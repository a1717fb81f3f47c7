"""Shell commands as elements, wherever the text of the shell stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from ..errors import CapabilityMissing, LoadError, LoadProblem
from ..model import Report
from ..shell.grammar import check_installed
from ..shell.model import Script
from .model import Element, Place

#: from a script and the place where its text begins
Give: TypeAlias = Callable[[Script, Place], Iterator[Element]]
_SOURCING: Final = frozenset({".", "source"})


def check_parser(pointer: str, report: Report) -> bool:
    """Whether shell commands can be parsed here; reports ECC008 where they cannot."""
    try:
        check_installed()
    except CapabilityMissing as missing:
        report.add(
            "ECC008",
            f"shell commands need {missing.capability}: {missing.message}",
            pointer=pointer,
            metadata={"capability": missing.capability},
        )
        return False
    return True


def demand_sound(script: Script, place: Place) -> None:
    """Raise LoadError where the grammar cannot read all of a script that begins at a place."""
    if script.problem is None:
        return
    line, column = script.problem
    at = place_in(place, line, column)
    problem = LoadProblem(
        reason="syntax",
        message="this is no shell command that can be parsed",
        line=at.line,
        column=at.column,
        fix="correct it, with the help of bash -n; where bash reads it, write it in a simpler way",
    )
    raise LoadError([problem])


def place_in(place: Place, line: int, column: int | None) -> Place:
    """The place of something in a text that begins at a place; columns are known where it begins a file."""
    if line == 1 and column is not None and place.column is not None:
        return place._replace(column=place.column + column - 1)
    is_file = place.line == 1 and place.column == 1
    return place._replace(line=(place.line or 1) + line - 1, column=column if is_file else None)


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
        at = place_in(place, command.line, command.column)._replace(text=command.text.partition("\n")[0])
        yield Element(command.name, at, record)


def _words(script: Script, place: Place) -> Iterator[Element]:
    for element in _commands(script, place):
        assert isinstance(element.record, dict)  # noqa: S101 - as made above
        for index, word in enumerate(element.record["words"]):
            at = element.place._replace(text=word)
            yield element._replace(
                value=word, place=at, record={**element.record, "word": word, "index": index}
            )


def _sources(script: Script, place: Place) -> Iterator[Element]:
    for element, command in zip(_commands(script, place), script.commands, strict=True):
        if command.name in _SOURCING and command.words[1:]:
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
        yield Element(redirect.target, place_in(place, redirect.line, redirect.column), record)


#: what a source of shell texts may give; the first one where it does not say
GIVE: Final[dict[str, Give]] = {
    "commands": _commands,
    "words": _words,
    "sources": _sources,
    "redirects": _redirects,
}
