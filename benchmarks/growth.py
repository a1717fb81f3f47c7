"""What ten times the data costs: memory, and CPU time against that of the size before."""

from __future__ import annotations

from collections.abc import Iterator

from .measure import Run
from .report import Row

#: how many times the CPU time ten times the data may take where time is linear
MOST_TIMES = 12


def rows(
    claim: str,
    run: Run,
    smaller: Run | None,
    *,
    memory: str,
    times: str,
    each: str,
    count: int,
    most_memory: float | None = None,
    most_times: float | None = None,
) -> Iterator[Row]:
    """A row for the memory of a run over ``count`` things of a size, and one against a tenth of it.

    ``memory`` and ``times`` say what is measured, ``each`` what the time is divided by.
    """
    microseconds = run.cpu / count * 1e6
    yield Row(
        claim=claim,
        what=memory,
        value=run.memory,
        unit="MB",
        goal=most_memory,
        note=f"CPU {run.cpu:.1f} s, {microseconds:.1f} µs for each {each}",
    )
    if smaller is not None:
        note = f"{run.cpu:.1f} s / {smaller.cpu:.1f} s"
        yield Row(claim=claim, what=times, value=run.cpu / smaller.cpu, goal=most_times, note=note)
