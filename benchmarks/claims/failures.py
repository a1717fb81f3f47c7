"""Many failing targets: output, record and time grow no faster than the failures."""

from __future__ import annotations

from itertools import pairwise

from ..commands import expect, gate, plain
from ..environment import Environment
from ..measure import in_turn
from ..report import Row
from ..repositories import Repository, contract, workload
from .json_files import BODY


def repository(environment: Environment, count: int) -> Repository:
    """``count`` JSON manifests, one in ten invalid."""
    made = workload(environment, f"failing-{count}", "manifests", count=count, defect_every=10)
    contract(made.folder, "manifests", "artifact", BODY)
    return made


def measure(environment: Environment, *, quick: bool = False) -> list[Row]:
    """Each doubling of targets, with 10 % failing, at most doubles the work above pytest's start."""
    counts, rounds = ((1_000, 2_000), 3) if quick else ((5_000, 10_000, 20_000, 40_000), 5)
    repositories = {str(count): repository(environment, count) for count in counts}
    commands = {name: gate(environment, repo.folder) for name, repo in repositories.items()}
    times = in_turn({**commands, "empty": plain(environment)}, rounds)
    rows = []
    for smaller, larger in pairwise(counts):
        one, two = times[str(smaller)], times[str(larger)]
        expect(two, repositories[str(larger)])
        floor = times["empty"].cpu
        rows.append(
            Row(
                claim="failures",
                what=f"{larger // 10:,} failing / {smaller // 10:,}, CPU above pytest",
                value=(two.cpu - floor) / (one.cpu - floor),
                goal=2.2,
                note=f"{two.cpu - floor:.2f} s / {one.cpu - floor:.2f} s; "
                f"prints {len(two.output) / 1000:.0f} kB / {len(one.output) / 1000:.0f} kB",
            )
        )
    return rows
