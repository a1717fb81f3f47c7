"""Installed but not enabled: what the plugin costs everybody who does not use it."""

from __future__ import annotations

import json
import subprocess
from statistics import median

from ..commands import plain
from ..environment import Environment
from ..measure import run_once
from ..report import Row
from ..repositories import empty

#: nothing of these may be imported while the gate is off
FORBIDDEN = ("yaml", "jsonschema", "jsonschema_rs", "referencing", "jiter", "pytest_ecocontracts.core")

_LIST_MODULES = """
import json, sys
import pytest
pytest.main(["-q", "-p", "no:cacheprovider"])
print(json.dumps(sorted(sys.modules)))
"""


def measure(environment: Environment, *, quick: bool = False) -> list[Row]:
    """CPU time above a run with ``-p no:ecocontracts``, and the modules imported."""
    with_plugin, without = plain(environment), plain(environment, "-p", "no:ecocontracts")
    run_once(with_plugin)
    run_once(without)
    # The difference of neighbours: a change of the machine's load between rounds drops out.
    differences = [
        1000 * (run_once(with_plugin).cpu - run_once(without).cpu) for _ in range(9 if quick else 31)
    ]
    imported = _imported(environment)
    return [
        Row(
            claim="off",
            what="CPU above pytest without the plugin",
            value=median(differences),
            unit="ms",
            goal=15,
        ),
        Row(
            claim="off",
            what="forbidden modules imported",
            value=len(imported),
            unit="",
            goal=0,
            note=", ".join(imported[:5]),
        ),
    ]


def _imported(environment: Environment) -> list[str]:
    command = [environment.python, "-c", _LIST_MODULES]
    answer = subprocess.run(
        command,
        cwd=empty(environment),
        env=environment.variables(),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    modules = json.loads(answer.stdout.splitlines()[-1])
    return [name for name in modules if any(name == top or name.startswith(f"{top}.") for top in FORBIDDEN)]
