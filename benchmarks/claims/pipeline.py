"""The knowledge pipeline of the examples: all nine contract tests, small and for a thousand days."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Final

from .. import growth
from ..commands import expect, gate
from ..environment import ROOT, Environment
from ..measure import Run, run_once
from ..report import Row
from ..repositories import Repository

_EXAMPLE: Final = ROOT / "examples" / "knowledge-pipeline"
_EVENTS: Final = 1000
#: seconds of CPU time that the example as it is may take
_MOST_SECONDS: Final = 3


def measure(environment: Environment, *, quick: bool = False) -> list[Row]:
    """Seconds for the example as it is; time and memory for ten, a hundred and a thousand days."""
    example = _run(environment, _made(environment, days=3, events=12))
    note = f"{example.wall:.2f} s, {example.memory:.0f} MB"
    rows = [
        Row(
            claim="pipeline",
            what="the example as it is: CPU",
            value=example.cpu,
            unit="s",
            goal=_MOST_SECONDS,
            note=note,
        )
    ]
    smaller: Run | None = None
    for days in (3, 10) if quick else (10, 100, 1000):
        run = _run(environment, _made(environment, days=days, events=_EVENTS))
        claim = f"pipeline {days:,}"
        rows += growth.rows(
            claim,
            run,
            smaller,
            memory=f"{_EVENTS:,} events a day: memory",
            times="CPU, ten times the days",
            each="event",
            count=days * _EVENTS,
            most_times=None if quick else growth.MOST_TIMES,
        )
        if days == (10 if quick else 100):
            folder = _made(environment, days=days, events=_EVENTS)
            two = _run(environment, folder, "-n", "2", "--dist", "loadfile")
            rows.append(
                Row(
                    claim=claim,
                    what="-n 2 --dist loadfile / -n 0",
                    value=two.wall / run.wall,
                    goal=None if quick else 0.9,
                    note=f"{two.wall:.1f} s / {run.wall:.1f} s; CPU {two.cpu:.1f} s",
                )
            )
        smaller = run
    return rows


def _run(environment: Environment, folder: Path, *options: str) -> Run:
    run = run_once(gate(environment, folder, *options, codes=frozenset({0})))
    expect(run, Repository(folder, 0))
    return run


def _made(environment: Environment, *, days: int, events: int) -> Path:
    """The example with other data; the same settings are made once."""
    folder = environment.work / "repositories" / f"pipeline-{days}-{events}"
    if not (folder / "made").exists():
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(
            _EXAMPLE, folder, ignore=shutil.ignore_patterns(".eco", "__pycache__", ".pytest_cache")
        )
        command = [
            environment.python,
            "generate.py",
            str(folder),
            "--days",
            str(days),
            "--events",
            str(events),
        ]
        subprocess.run(command, cwd=folder, check=True)
        (folder / "made").touch()
    return folder
