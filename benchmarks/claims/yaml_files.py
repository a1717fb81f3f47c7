"""Workload B: 2,000 YAML files, against the fastest YAML engine of this run."""

from __future__ import annotations

from ..commands import expect, gate, loop, plain, sourcemeta
from ..environment import Environment
from ..measure import in_turn
from ..report import Row
from ..repositories import Repository, contract, workload

BODY = """\
path: "artifacts/{folder}/{name}.yaml"
presence: required
schema: schema.json
"""
ENGINES = ("yaml_ryaml", "yaml_rapidyaml", "yaml_pyyaml")


def repository(environment: Environment, count: int) -> Repository:
    """``count`` YAML manifests, one in a hundred invalid."""
    made = workload(environment, f"B-{count}", "manifests", count=count, format="yaml")
    contract(made.folder, "manifests", "artifact", BODY)
    return made


def measure(environment: Environment, *, quick: bool = False) -> list[Row]:
    """The ratio to an empty pytest run and the fastest engine, which only parses."""
    count, rounds = (200, 3) if quick else (2_000, 9)
    repo = repository(environment, count)
    commands = {"gate": gate(environment, repo.folder), "empty": plain(environment)}
    commands |= {engine: loop(environment, engine, repo.folder) for engine in ENGINES}
    peer = sourcemeta(environment, repo.folder, "artifacts", "-c", "-F")
    if peer is not None:
        commands["sourcemeta"] = peer
    times = in_turn(commands, rounds)
    wall = expect(times["gate"], repo).wall
    engines = {name: time.wall for name, time in times.items() if name not in ("gate", "empty")}
    rows = []
    for name in sorted(engines, key=engines.__getitem__):
        limit = times["empty"].wall + engines[name]
        fastest = not rows
        cpu = times["gate"].cpu / (times["empty"].cpu + times[name].cpu)
        rows.append(
            Row(
                claim=f"B {count:,}",
                what=f"gate / (empty pytest + {name.removeprefix('yaml_')})",
                value=wall / limit,
                goal=1.6 if fastest else None,
                note=f"{wall:.2f} s / {limit:.2f} s; CPU {cpu:.2f} x",
            )
        )
    return rows
