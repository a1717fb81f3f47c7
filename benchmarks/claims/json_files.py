"""Workload A: many small JSON files, against the bare loop and against the peers."""

from __future__ import annotations

from ..commands import check_jsonschema, expect, expect_loop, gate, loop, plain, sourcemeta
from ..environment import Environment
from ..measure import Timing, in_turn
from ..report import Row
from ..repositories import Repository, contract, workload

BODY = """\
path: "artifacts/{folder}/{name}.json"
presence: required
schema: schema.json
"""


def repository(environment: Environment, count: int) -> Repository:
    """``count`` JSON manifests, one in a hundred invalid."""
    made = workload(environment, f"A-{count}", "manifests", count=count)
    contract(made.folder, "manifests", "artifact", BODY)
    return made


def measure(environment: Environment, *, quick: bool = False) -> list[Row]:
    """Ratios of wall time at 10,000 and 100,000 files, and memory."""
    rows = []
    memory = {}
    for count, rounds in ((1_000, 3),) if quick else ((10_000, 7), (100_000, 3)):
        repo = repository(environment, count)
        commands = {
            "gate": gate(environment, repo.folder),
            "empty": plain(environment),
            "loop": loop(environment, "json_files", repo.folder),
            "strict": loop(environment, "json_files_strict", repo.folder),
        }
        for name, options in (("detailed", ["-c", "-F"]), ("fast", ["-c", "-F", "--fast"])):
            peer = sourcemeta(environment, repo.folder, "artifacts", *options)
            if peer is not None:
                commands[f"sourcemeta {name}"] = peer
        times = in_turn(commands, rounds)
        expect(times["gate"], repo)
        expect_loop(times["loop"], repo.defects)
        memory[count] = times["gate"].memory
        rows += [
            _limit(f"A {count:,}", times, "loop", goal=1.35),
            _limit(f"A {count:,}", times, "strict"),
            *_peer(f"A {count:,}", times, goal=None if quick else 1),
        ]
    if not quick:
        rows += [_check_jsonschema(environment), _memory(memory)]
    return rows


def _limit(claim: str, times: dict[str, Timing], name: str, goal: float | None = None) -> Row:
    limit = times["empty"].wall + times[name].wall
    cpu = times["gate"].cpu / (times["empty"].cpu + times[name].cpu)
    wall = times["gate"].wall
    return Row(
        claim=claim,
        what="gate / (empty pytest + jsonschema-rs loop)"
        if name == "loop"
        else "the same, the loop refusing duplicate keys",
        value=wall / limit,
        goal=goal,
        note=f"{wall:.2f} s / {limit:.2f} s; CPU {cpu:.2f} x",
    )


def _peer(claim: str, times: dict[str, Timing], goal: float | None) -> list[Row]:
    peers = [time for name, time in times.items() if name.startswith("sourcemeta")]
    if not peers:
        return []
    best = min(peers, key=lambda time: time.wall)
    wall = times["gate"].wall
    note = f"{wall:.2f} s / {best.wall:.2f} s; memory {times['gate'].memory:.0f} MB / {best.memory:.0f} MB"
    return [
        Row(
            claim=claim,
            what="gate / sourcemeta (its faster mode)",
            value=wall / best.wall,
            goal=goal,
            note=note,
        )
    ]


def _check_jsonschema(environment: Environment) -> Row:
    repo = repository(environment, 10_000)
    files = sorted(str(path.relative_to(repo.folder)) for path in repo.folder.glob("artifacts/*/*.json"))
    times = in_turn(
        {"gate": gate(environment, repo.folder), "peer": check_jsonschema(environment, repo.folder, files)}, 2
    )
    one, peer = times["gate"], times["peer"]
    return Row(
        claim="A 10,000",
        what="check-jsonschema / gate",
        value=peer.wall / one.wall,
        goal=20,
        at_least=True,
        note=f"{peer.wall:.1f} s / {one.wall:.2f} s; CPU {peer.cpu / one.cpu:.1f} x",
    )


def _memory(memory: dict[int, float]) -> Row:
    small, large = memory[10_000], memory[100_000]
    return Row(
        claim="A",
        what="memory per further file: its path, not its data",
        value=(large - small) * 1e6 / 90_000,
        unit="bytes",
        goal=512,
        note=f"{large:.0f} MB at 100,000 files, {small:.0f} MB at 10,000",
    )
