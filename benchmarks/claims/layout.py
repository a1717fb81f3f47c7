"""Workload D: a tree of 100,000 files against 50 patterns, and the memory of a walk over a million."""

from __future__ import annotations

from ..commands import expect, gate, loop, plain
from ..environment import Environment
from ..measure import in_turn, run_once
from ..report import Row
from ..repositories import Repository, contract, workload
from ..schemas import STAGES

_RUN = """\
    "{stage}/":
      "run-{{day:int}}-{{number:int}}/":
        $: some
        manifest.json: need
        "part-{{part:int}}.parquet": opt
        "stage-{{step:int}}.log": opt
        "note-{{note:int}}.md": opt
        "metric-{{metric:int}}.json": opt
        "table-{{table:int}}.csv": opt
        "trace-*.txt": opt
        "plot-*.png": opt
"""

_TREE = """\
tree:
  pytest.ini: opt
  defects.json: opt
  contracts/: opaque
  .pytest_cache/: opaque
  data/:
"""


def repository(environment: Environment, folders: int) -> Repository:
    """``folders`` runs of 20 files below five stages; 50 patterns describe them."""
    made = workload(environment, f"D-{folders}", "runs", folders=folders)
    contract(made.folder, "tree", "layout", _TREE + "".join(_RUN.format(stage=stage) for stage in STAGES))
    return made


def measure(environment: Environment, *, quick: bool = False) -> list[Row]:
    """CPU time above pytest's start at 100,000 files; memory above it at 1,000,000."""
    folders, rounds = (500, 3) if quick else (5_000, 7)
    repo = repository(environment, folders)
    times = in_turn(
        {
            "gate": gate(environment, repo.folder),
            "empty": plain(environment),
            "walk": loop(environment, "walk", repo.folder / "data"),
        },
        rounds,
    )
    expect(times["gate"], repo)
    above = times["gate"].cpu - times["empty"].cpu
    rows = [
        Row(
            claim=f"D {folders * 20:,}",
            what="layout of 50 patterns, CPU above pytest",
            value=above,
            unit="s",
            goal=0.5,
            note=f"a bare walk takes {times['walk'].cpu:.2f} s",
        )
    ]
    if not quick:
        large = repository(environment, 50_000)
        run = run_once(gate(environment, large.folder))
        rows.append(
            Row(
                claim="D 1,000,000",
                what="memory above an empty pytest run",
                value=run.memory - times["empty"].memory,
                unit="MB",
                goal=64,
                note=f"{run.wall:.1f} s",
            )
        )
    return rows
