"""Workload D: trees of 100,000 and of a million files against 50 patterns, next to alint and the like."""

from __future__ import annotations

from ..commands import expect, expect_marks, gate, loop, plain
from ..environment import Environment
from ..measure import in_turn
from ..report import Row
from ..repositories import Repository, contract, workload
from ..schemas import STAGES
from ..tree_peers import peers

#: files in the folder of one run
FILES = 20

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
    # The rules of other programs stand beside the stages.
    .alint.yml: opt
    .ls-lint.yml: opt
    repo_structure.yaml: opt
"""


def repository(environment: Environment, folders: int) -> Repository:
    """``folders`` runs of 20 files below five stages; 50 patterns describe them."""
    made = workload(environment, f"D-{folders}", "runs", folders=folders)
    contract(made.folder, "tree", "layout", _TREE + "".join(_RUN.format(stage=stage) for stage in STAGES))
    return made


def measure(environment: Environment, *, quick: bool = False) -> list[Row]:
    """CPU time above pytest's start and memory, next to the other programs of the same run."""
    if quick:
        return _measured(environment, 500, 3, goal=None)
    return [
        *_measured(environment, 5_000, 7, goal=0.35),
        *_measured(environment, 50_000, 3, goal=4),
    ]


def _measured(environment: Environment, folders: int, rounds: int, goal: float | None) -> list[Row]:
    repo = repository(environment, folders)
    claim = f"D {folders * FILES:,}"
    others = peers(environment, repo.folder / "data", folders)
    times = in_turn(
        {
            "gate": gate(environment, repo.folder),
            "empty": plain(environment),
            "walk": loop(environment, "walk", repo.folder / "data"),
            **{peer.name: peer.command for peer in others},
        },
        rounds,
    )
    expect(times["gate"], repo)
    empty, own = times["empty"], times["gate"]
    rows = [
        Row(
            claim=claim,
            what="layout of 50 patterns, CPU above pytest",
            value=own.cpu - empty.cpu,
            unit="s",
            goal=goal,
            note=f"a bare walk takes {times['walk'].cpu:.2f} s",
        ),
        Row(
            claim=claim,
            what="memory above an empty pytest run",
            value=own.memory - empty.memory,
            unit="MB",
            goal=64,
            note=f"{own.wall:.1f} s",
        ),
    ]
    for peer in others:
        expect_marks(times[peer.name], peer.mark, peer.expected)
        theirs = times[peer.name]
        memory = f"{theirs.memory:.0f} MB / {own.memory:.0f} MB"
        rows.append(
            Row(
                claim=claim,
                what=f"{peer.name} / gate with pytest's start, CPU",
                value=theirs.cpu / own.cpu,
                goal=1 if goal is not None else None,
                at_least=True,
                note=f"{theirs.cpu:.2f} s / {own.cpu:.2f} s; memory {memory}",
            )
        )
    return rows
