"""Workload E: one document of 47 MB."""

from __future__ import annotations

from ..commands import expect, expect_loop, gate, loop, plain, sourcemeta
from ..environment import Environment
from ..measure import in_turn
from ..report import Row
from ..repositories import Repository, contract, workload

BODY = """\
path: inventory.json
presence: required
schema: schema.json
"""


def repository(environment: Environment, count: int) -> Repository:
    """One document with ``count`` records, three of them invalid."""
    made = workload(environment, f"E-{count}", "inventory", count=count)
    contract(made.folder, "inventory", "artifact", BODY)
    return made


def measure(environment: Environment, *, quick: bool = False) -> list[Row]:
    """The ratio to an empty pytest run and the fastest engine, which stops at the first error."""
    count, rounds = (10_000, 3) if quick else (100_000, 9)
    repo = repository(environment, count)
    commands = {
        "gate": gate(environment, repo.folder),
        "empty": plain(environment),
        "jsonschema-rs": loop(environment, "document", repo.folder),
        "corvus": loop(environment, "document_corvus", repo.folder),
    }
    for name, options in (("sourcemeta", ["--fast"]), ("sourcemeta with details", ["-F"])):
        peer = sourcemeta(environment, repo.folder, "inventory.json", *options)
        if peer is not None:
            commands[name] = peer
    times = in_turn(commands, rounds)
    wall = expect(times["gate"], repo).wall
    engines = {name: time.wall for name, time in times.items() if name not in ("gate", "empty")}
    for name in ("jsonschema-rs", "corvus"):
        expect_loop(times[name], 1)
    memory = times["gate"].memory
    size = (repo.folder / "inventory.json").stat().st_size / 1e6
    rows = []
    for name in sorted(engines, key=engines.__getitem__):
        limit = times["empty"].wall + engines[name]
        fastest = not rows
        cpu = times["gate"].cpu / (times["empty"].cpu + times[name].cpu)
        rows.append(
            Row(
                claim=f"E {size:.0f} MB",
                what=f"gate / (empty pytest + {name})",
                value=wall / limit,
                goal=1.6 if fastest else None,
                note=f"{wall:.2f} s / {limit:.2f} s; CPU {cpu:.2f} x; "
                f"{memory:.0f} MB / {times[name].memory:.0f} MB",
            )
        )
    return rows
