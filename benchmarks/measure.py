"""Runs commands in turn (A B A B ...) and measures wall time, CPU time, memory and output."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A program to measure; ``codes`` are the exit codes that mean that it did its work."""

    arguments: Sequence[str]
    folder: Path
    variables: Mapping[str, str]
    codes: frozenset[int] = frozenset({0})


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run: seconds, seconds of user and system time with all children, MB, and what it printed."""

    wall: float
    cpu: float
    memory: float
    output: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """The medians over the runs of one command, and the output of its last run."""

    wall: float
    cpu: float
    memory: float
    output: str


class CommandFailed(Exception):
    """A measured command ended with a code that means it did not do its work."""


def run_once(command: Command) -> Run:
    """Run a command; raises CommandFailed.

    Memory is the peak of the largest single process. The kernel counts what the parent held at the
    fork, so this process stays small: it imports no product and writes no workload itself.
    """
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            command.arguments,
            cwd=command.folder,
            env=dict(command.variables),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode(errors="replace")
    if process.returncode not in command.codes:
        message = f"{' '.join(command.arguments)} ended with {process.returncode}:\n{text[-3000:]}"
        raise CommandFailed(message)
    return Run(wall=wall, cpu=usage.ru_utime + usage.ru_stime, memory=usage.ru_maxrss / 1024, output=text)


def at_once(command: Command, count: int) -> float:
    """Seconds until several runs of one command that start together have all ended; raises CommandFailed."""
    start = time.perf_counter()
    with ThreadPoolExecutor(count) as pool:
        list(pool.map(run_once, [command] * count))
    return time.perf_counter() - start


def in_turn(commands: Mapping[str, Command], rounds: int) -> dict[str, Timing]:
    """Run each command once to warm caches, then all of them in turn, ``rounds`` times."""
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for command in commands.values():
        run_once(command)
    for _ in range(rounds):
        for name, command in commands.items():
            runs[name].append(run_once(command))
    return {
        name: Timing(
            wall=median(run.wall for run in done),
            cpu=median(run.cpu for run in done),
            memory=median(run.memory for run in done),
            output=done[-1].output,
        )
        for name, done in runs.items()
    }
