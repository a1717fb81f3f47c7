"""Verdicts on pairs of schemas whose truth is known, next to the programs that compare schemas."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any, Final

from ..environment import Environment, npm_package, python_environment
from ..report import Row

_FOLDER: Final = Path(__file__).parent.parent
_SCRIPT: Final = _FOLDER / "schema_engines.py"
_NODE_SCRIPT: Final = _FOLDER / "schema_engines.cjs"
#: jsonsubschema and jsoncompat, and jsonschema-rs by itself, which is a part of what the product asks
_PYTHON_PEERS: Final = {"jsonsubschema": "jsonsubschema==0.0.8", "jsoncompat": "jsoncompat"}
_NODE_PEERS: Final = ("json-schema-diff", "json-schema-diff-validator", "api-smart-diff")
#: seconds without a verdict after which a pair counts as an error
_PATIENCE: Final = 20
#: milliseconds for a pair of a group, in both directions and views, with witnesses
_GOALS: Final = {"ordinary": 5.0, "large": 2_000.0}

Answer = dict[str, Any]


def measure(environment: Environment, *, quick: bool = False) -> list[Row]:
    """CPU time for a pair, verdicts, and wrong ones; ends with an error where a planted truth is none."""
    target = environment.work / "schema-pairs.json"
    options = ["--quick"] if quick else []
    if environment.schema_pairs is not None:
        options += ["--more", str(environment.schema_pairs)]
    subprocess.run([sys.executable, str(_FOLDER / "schema_pairs.py"), str(target), *options], check=True)
    pairs = json.loads(target.read_text("utf-8"))
    truth = [environment.python, str(_SCRIPT), "truth", str(target)]
    subprocess.run(truth, check=True, env=environment.variables())
    rows: list[Row] = []
    for name, command in _commands(environment).items():
        answers = list(_answers([*command, str(target)], environment.variables(), len(pairs)))
        rows += _rows(name, pairs, answers, quick=quick)
    return sorted(rows, key=lambda row: row.claim)


def _commands(environment: Environment) -> dict[str, list[str]]:
    own = [environment.python, str(_SCRIPT)]
    found = {"ours": [*own, "own"], "jsonschema-rs alone": [*own, "covers"]}
    peers = python_environment(environment.work / "venv-schemas", *_PYTHON_PEERS.values())
    for name in _PYTHON_PEERS if peers else ():
        found[name] = [str(peers), str(_SCRIPT), name]
    for name in _NODE_PEERS:
        folder = environment.work / f"node-{name}"
        if npm_package(folder, name):
            found[name] = ["node", str(_NODE_SCRIPT), name, str(folder)]
    return found


def _answers(command: Sequence[str], variables: Mapping[str, str], count: int) -> Iterator[Answer]:
    """One answer for each pair; a program that hangs is started again behind the pair."""
    number = 0
    while number < count:
        with subprocess.Popen(
            [*command, str(number)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=dict(variables),
            text=True,
        ) as process:
            watch = _Watch(process)
            for line in watch.lines():
                yield json.loads(line)
                number += 1
        if number < count:
            yield {"number": number, "backward": "error", "forward": "error", "ms": None}
            number += 1


class _Watch:
    """Reads what a process prints, and ends it when it prints nothing for too long."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def lines(self) -> Iterator[str]:
        """Every line until the process ends, or is ended."""
        from threading import Timer

        output = self.process.stdout
        assert output is not None
        while True:
            timer = Timer(_PATIENCE, self.process.kill)
            timer.start()
            line = output.readline()
            timer.cancel()
            if not line.endswith("\n"):
                return
            yield line


def _rows(
    name: str, pairs: Sequence[Mapping[str, Any]], answers: Sequence[Answer], *, quick: bool
) -> list[Row]:
    rows = []
    for group in dict.fromkeys(str(pair["group"]) for pair in pairs):
        judged = [(p, a) for p, a in zip(pairs, answers, strict=True) if p["group"] == group]
        times = [answer["ms"] for _, answer in judged if answer["ms"] is not None]
        words = [
            (answer[way], bool(pair[way]))
            for pair, answer in judged
            for way in ("backward", "forward")
            if way in pair and way in answer
        ]
        decided = sum(word in ("ok", "break") for word, _ in words)
        missed = words.count(("ok", True))
        alarms = words.count(("break", False))
        note = (
            f"decided {decided} of {len(words)}; missed {missed} breaks, {alarms} false; "
            f"{sum(word == 'error' for word, _ in words)} errors; slowest {max(times, default=0):,.0f} ms"
        )
        own = name == "ours" and not quick
        rows.append(
            Row(
                claim=f"schemas, {group}",
                what=f"{name}: CPU time for a pair, both directions",
                value=median(times) if times else 0,
                unit="ms",
                goal=_GOALS.get(group) if own else None,
                note=note,
            )
        )
        if name == "ours":
            wrong = Row(
                claim=f"schemas, {group}", what="ours: wrong verdicts", value=missed + alarms, unit="", goal=0
            )
            rows.append(wrong)
    return rows
