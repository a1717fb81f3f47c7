"""The commands that are measured: the gate, pytest without it, the limits' loops, the peers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, TypeVar

from .environment import Environment
from .measure import Command, Run, Timing
from .repositories import Repository, empty

#: one run, or the medians of several
Measured = TypeVar("Measured", Run, Timing)

LOOPS: Final = Path(__file__).with_name("loops.py")
_COUNTS: Final = re.compile(r"(\d+) targets? examined, (\d+) violations?")


class WrongVerdict(Exception):
    """A measured program found another number of defects than were planted; its time means nothing."""


def gate(
    environment: Environment, folder: Path, *options: str, codes: frozenset[int] = frozenset({1})
) -> Command:
    """``pytest --eco-only`` in a repository; 1 is the exit code where violations stand."""
    arguments = [environment.python, "-m", "pytest", "--eco-only", *options]
    return Command(arguments=arguments, folder=folder, variables=environment.variables(), codes=codes)


def plain(environment: Environment, *options: str) -> Command:
    """The floor: pytest in an empty folder, the plugin installed and not enabled."""
    arguments = [environment.python, "-m", "pytest", *options]
    folder = empty(environment)
    return Command(
        arguments=arguments, folder=folder, variables=environment.variables(), codes=frozenset({5})
    )


def loop(environment: Environment, name: str, folder: Path) -> Command:
    """One of the bare loops of ``loops.py``."""
    arguments = [environment.python, str(LOOPS), name, str(folder)]
    return Command(arguments=arguments, folder=folder, variables=environment.variables())


def sourcemeta(environment: Environment, folder: Path, instances: str, *options: str) -> Command | None:
    """sourcemeta's CLI over files of a repository, or None where it could not be installed."""
    if environment.sourcemeta is None:
        return None
    arguments = [environment.sourcemeta, "validate", *options, "schema.json", instances]
    return Command(
        arguments=arguments, folder=folder, variables=environment.variables(), codes=frozenset({0, 2})
    )


def check_jsonschema(environment: Environment, folder: Path, files: list[str]) -> Command:
    """check-jsonschema over files of a repository."""
    arguments = [environment.check_jsonschema, "--schemafile", "schema.json", *files]
    return Command(
        arguments=arguments, folder=folder, variables=environment.variables(), codes=frozenset({0, 1})
    )


def expect(timing: Measured, repository: Repository) -> Measured:
    """The timing, or the run, if the gate found as many violations as were planted; raises WrongVerdict."""
    counts = _COUNTS.search(timing.output)
    found = int(counts[2]) if counts else None
    if found != repository.defects:
        message = f"{repository.folder}: expected {repository.defects} violations, found {found}\n"
        raise WrongVerdict(message + timing.output[-3000:])
    return timing


def expect_loop(timing: Measured, number: int) -> Measured:
    """The timing, or the run, if a loop printed ``number``; raises WrongVerdict."""
    if int(timing.output.strip().splitlines()[-1]) != number:
        message = f"expected {number}, found {timing.output[-300:]}"
        raise WrongVerdict(message)
    return timing


def expect_marks(timing: Measured, mark: str, number: int) -> Measured:
    """The timing, or the run, if a program said ``mark`` as often as expected; raises WrongVerdict."""
    found = timing.output.count(mark)
    if found != number:
        message = f"expected {number} times {mark!r}, found {found}: {timing.output[-300:]}"
        raise WrongVerdict(message)
    return timing
