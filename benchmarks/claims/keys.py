"""Ids that are unique and references that lead somewhere: linear time, and memory that stays."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ..commands import expect_loop
from ..environment import Environment
from ..measure import Command, Run, Timing, run_once
from ..report import Row
from ..repositories import workload

_PROGRAM: Final = Path(__file__).resolve().parent.parent / "key_sets.py"
#: megabytes that the check of ten million ids may take
_MOST_MEMORY: Final = 1000


def measure(environment: Environment, *, quick: bool = False) -> list[Row]:
    """Ten million ids take at most twelve times the time of a million, and fit into 1 GB.

    A hundred thousand stay in Python's memory, which is faster than any database.
    """
    counts = (10_000, 100_000) if quick else (100_000, 1_000_000, 10_000_000)
    rows: list[Row] = []
    for way in ("sqlite", "duckdb"):
        smaller: Run | None = None
        for count in counts:
            run = _run(environment, way, count)
            where = run.output.split("\n")[-3]
            claim = f"keys {count:,}"
            words = f"unique ids and references, {where if where == 'in memory' else way}"
            largest = count == counts[-1]
            rows.append(
                Row(
                    claim=claim,
                    what=f"{words}: memory",
                    value=run.memory,
                    unit="MB",
                    goal=_MOST_MEMORY if largest else None,
                    note=f"CPU {run.cpu:.1f} s, {run.cpu / count * 1e6:.1f} µs for each id and its reference",
                )
            )
            if smaller is not None:
                rows.append(
                    Row(
                        claim=claim,
                        what=f"{words}: CPU, ten times the ids",
                        value=run.cpu / smaller.cpu,
                        goal=12 if largest and not quick else None,
                        note=f"{run.cpu:.1f} s / {smaller.cpu:.1f} s",
                    )
                )
            smaller = run
    return rows


def _run(environment: Environment, way: str, count: int) -> Run:
    repo = workload(environment, f"events-{count}", "events", count=count)
    command = Command(
        arguments=[environment.python, str(_PROGRAM), way, str(repo.folder)],
        folder=repo.folder,
        variables=environment.variables(),
    )
    run = run_once(command)
    expect_loop(Timing(wall=run.wall, cpu=run.cpu, memory=run.memory, output=run.output), repo.defects)
    return run
