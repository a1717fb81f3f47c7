"""Workload C: one JSON Lines file of 200 MB: streamed, split for two workers, lines numbered right."""

from __future__ import annotations

import json
import re
from statistics import median

from ..commands import WrongVerdict, expect, expect_loop, gate, loop, plain
from ..environment import Environment
from ..measure import Timing, at_once, in_turn, run_once
from ..report import Row
from ..repositories import Repository, contract, workload

BODY = """\
path: orders.jsonl
presence: required
schema: schema.json
"""


def repository(environment: Environment, megabytes: float) -> Repository:
    """One JSON Lines file."""
    made = workload(environment, f"C-{megabytes:g}", "orders", megabytes=megabytes)
    contract(made.folder, "orders", "artifact", BODY)
    return made


def measure(environment: Environment, *, quick: bool = False) -> list[Row]:
    """Ratios of wall time, memory at two sizes, and the line numbers of all defects."""
    megabytes, rounds = (20, 1) if quick else (200, 3)
    repo = repository(environment, megabytes)
    commands = {
        "gate": gate(environment, repo.folder),
        "two": gate(environment, repo.folder, "-n", "2"),
        "empty": plain(environment),
        "empty two": plain(environment, "-n", "2"),
        "loop": loop(environment, "json_lines", repo.folder),
    }
    times = in_turn(commands, rounds)
    expect(times["gate"], repo)
    expect(times["two"], repo)
    expect_loop(times["loop"], repo.defects)
    pair = median(at_once(commands["loop"], 2) for _ in range(rounds))
    small = run_once(
        gate(environment, repository(environment, megabytes / 10).folder, codes=frozenset({0, 1}))
    )
    claim = f"C {megabytes} MB"
    limit = times["empty"].wall + times["loop"].wall
    return [
        Row(
            claim=claim,
            what="gate / (empty pytest + jsonschema-rs loop)",
            value=times["gate"].wall / limit,
            note=f"{times['gate'].wall:.2f} s / {limit:.2f} s",
        ),
        Row(
            claim=claim,
            what="-n 2 / -n 0",
            value=times["two"].wall / times["gate"].wall,
            goal=None if quick else 1,
            note=f"{times['two'].wall:.2f} s / {times['gate'].wall:.2f} s",
        ),
        Row(claim=claim, what="the same without start-up", value=_work(times), goal=None if quick else 0.6),
        Row(
            claim=claim,
            what="two bare loops at once / one after the other",
            value=pair / (2 * times["loop"].wall),
            note="the best that two workers could do here",
        ),
        Row(
            claim=claim,
            what="memory at ten times the size",
            value=times["gate"].memory / small.memory,
            goal=1.25,
            note=f"{times['gate'].memory:.0f} MB / {small.memory:.0f} MB",
        ),
        Row(claim=claim, what="wrong line numbers", value=_wrong_lines(times, repo), unit="", goal=0),
    ]


def _work(times: dict[str, Timing]) -> float:
    """How long the validation alone takes with two workers, against one process."""
    return (times["two"].wall - times["empty two"].wall) / (times["gate"].wall - times["empty"].wall)


def _wrong_lines(times: dict[str, Timing], repo: Repository) -> int:
    expected = set(json.loads((repo.folder / "lines.json").read_text(encoding="utf-8")))
    wrong = 0
    for name in ("gate", "two"):
        found = {int(line) for line in re.findall(r"orders\.jsonl:(\d+)", times[name].output)}
        if not found:
            message = f"no line numbers shown:\n{times[name].output[-2000:]}"
            raise WrongVerdict(message)
        # The terminal lists the first ones of each work unit; none may be elsewhere.
        wrong += len(found - expected)
    return wrong
