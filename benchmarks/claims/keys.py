"""Ids that are unique and references that lead somewhere: linear time, and memory that stays."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from .. import growth
from ..commands import expect_loop
from ..environment import Environment
from ..measure import Command, Run, run_once
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
            words = f"unique ids and references, {where if where == 'in memory' else way}"
            largest = count == counts[-1]
            rows += growth.rows(
                f"keys {count:,}",
                run,
                smaller,
                memory=f"{words}: memory",
                times=f"{words}: CPU, ten times the ids",
                each="id and its reference",
                count=count,
                most_memory=_MOST_MEMORY if largest else None,
                most_times=growth.MOST_TIMES if largest and not quick else None,
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
    expect_loop(run, repo.defects)
    return run
