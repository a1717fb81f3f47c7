"""One rule over 10,000 run records, next to Google's implementation of CEL in the same run."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Final

from ..commands import expect_loop
from ..environment import Environment
from ..measure import Command, Timing, in_turn
from ..report import Row
from ..repositories import workload

_SCRIPT: Final = Path(__file__).parent.with_name("expressions.py")


def measure(environment: Environment, *, quick: bool = False) -> list[Row]:
    """Evaluations in a second of CPU time; every engine must find the records that were broken."""
    count, rounds = (1_000, 1) if quick else (10_000, 3)
    repo = workload(environment, f"expressions-{count}", "records", count=count)
    names = ["own", "function"]
    if _has_reference(environment):
        names.append("reference")
    commands = {
        name: Command(
            arguments=[environment.python, str(_SCRIPT), name, str(repo.folder)],
            folder=repo.folder,
            variables=environment.variables(),
        )
        for name in names
    }
    rates = {
        name: _rate(expect_loop(timing, repo.defects)) for name, timing in in_turn(commands, rounds).items()
    }
    claim = f"expressions {count:,}"
    rows = [
        Row(
            claim=claim,
            what="evaluations of a rule in a second of CPU time",
            value=rates["own"],
            unit="/s",
            goal=None if quick else 40_000,
            at_least=True,
            note=f"the rule as a Python function: {rates['function']:,.0f} /s",
        )
    ]
    if "reference" in rates:
        rows.append(
            Row(
                claim=claim,
                what="evaluations / those of cel-expr-python",
                value=rates["own"] / rates["reference"],
                note=f"cel-expr-python: {rates['reference']:,.0f} /s",
            )
        )
    return rows


def _rate(timing: Timing) -> float:
    return float(timing.output.strip().splitlines()[-2])


def _has_reference(environment: Environment) -> bool:
    command = [environment.python, "-c", "import cel_expr_python.cel"]
    return subprocess.run(command, check=False, stderr=subprocess.DEVNULL).returncode == 0
