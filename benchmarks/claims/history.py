"""``history``: the audit of a history costs what its commits that touch contracts cost, and ``git log``."""

from __future__ import annotations

import re
from typing import Final

from ..commands import WrongVerdict
from ..commits import history
from ..environment import Environment
from ..measure import Command, Timing, in_turn
from ..report import Row
from ..repositories import Repository

_BROKEN: Final = re.compile(r"(\d+) broke\s+the\s+update\s+rule")
_LOG: Final = ("git", "log", "--first-parent", "-m", "--raw", "--no-renames")


def measure(environment: Environment, *, quick: bool) -> list[Row]:
    """Ten times the commits, then ten times those that touch contracts, too."""
    commits, touching, rounds = (100, 10, 2) if quick else (1_000, 50, 5)
    small = history(environment, f"history-{commits}", commits=commits, touching=touching)
    quiet = history(environment, f"history-quiet-{commits}", commits=10 * commits, touching=touching)
    large = history(environment, f"history-large-{commits}", commits=10 * commits, touching=10 * touching)
    repositories = {"one": small, "more": quiet, "ten": large}
    timings = in_turn(
        {
            "start": _audit(environment, small, "..main~" + str(commits - 1), codes=frozenset({0})),
            "log": _log(environment, small),
            "long log": _log(environment, quiet),
            **{name: _audit(environment, one) for name, one in repositories.items()},
        },
        rounds,
    )
    start, log, long_log = (timings[name].cpu for name in ("start", "log", "long log"))
    one, more, ten = (_expect(timings[name], each) for name, each in repositories.items())
    each = (one.cpu - start - log) / touching
    each_of_many = (ten.cpu - start - long_log) / (10 * touching)
    further = (more.cpu - one.cpu) / (long_log - log)
    claim = f"{commits:,} commits"
    return [
        Row(
            claim="history",
            what=f"{touching} of {claim} touch contracts: each of those",
            value=each * 1000,
            unit="ms",
            goal=15,
            note=f"CPU {one.cpu:.2f} s; of the first commit alone {start:.2f} s, git log {log:.2f} s",
        ),
        Row(
            claim="history",
            what="the whole audit / git log --raw",
            value=one.cpu / log,
            note=f"CPU {one.cpu:.2f} s / {log:.2f} s; {one.wall:.2f} s",
        ),
        Row(
            claim="history",
            what="nine times as many others: what they add / git log",
            value=further,
            goal=3,
            note=f"CPU {more.cpu - one.cpu:.2f} s / {long_log - log:.2f} s",
        ),
        Row(
            claim="history",
            what="ten times as many that touch contracts: each / each before",
            value=each_of_many / each,
            goal=1.3,
            note=f"{each_of_many * 1000:.1f} ms; memory {ten.memory:.0f} MB / {one.memory:.0f} MB",
        ),
    ]


def _audit(
    environment: Environment,
    repository: Repository,
    commits: str = "..main",
    codes: frozenset[int] = frozenset({1}),
) -> Command:
    arguments = [environment.python, "-m", "pytest", f"--eco-history={commits}"]
    return Command(
        arguments=arguments,
        folder=repository.folder,
        variables=environment.variables(),
        codes=codes,
    )


def _log(environment: Environment, repository: Repository) -> Command:
    return Command(arguments=_LOG, folder=repository.folder, variables=environment.variables())


def _expect(timing: Timing, repository: Repository) -> Timing:
    """The timing, if as many commits broke the rule as were planted; raises WrongVerdict."""
    found = _BROKEN.search(timing.output)
    if found is None or int(found[1]) != repository.defects:
        message = (
            f"{repository.folder}: expected {repository.defects} broken commits\n{timing.output[-1000:]}"
        )
        raise WrongVerdict(message)
    return timing
