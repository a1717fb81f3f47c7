"""Two workers on sets that need the processor for seconds: never much slower, and faster where they can be.

Starting two workers takes pytest-xdist about half a second, which the small sets show; they have no goal.
"""

from __future__ import annotations

from ..commands import expect, gate
from ..environment import Environment
from ..measure import in_turn
from ..report import Row
from . import document, json_files, yaml_files


def measure(environment: Environment, *, quick: bool = False) -> list[Row]:
    """Wall time of ``-n 2`` against ``-n 0``."""
    sets = {
        "10,000 JSON files": json_files.repository(environment, 1_000 if quick else 10_000),
        "2,000 YAML files": yaml_files.repository(environment, 200 if quick else 2_000),
        "one 47 MB document": document.repository(environment, 10_000 if quick else 100_000),
    }
    large = "100,000 JSON files"
    if not quick:
        sets[large] = json_files.repository(environment, 100_000)
    rows = []
    for name, repo in sets.items():
        commands = {
            "one": gate(environment, repo.folder, "-n", "0"),
            "two": gate(environment, repo.folder, "-n", "2"),
        }
        times = in_turn(commands, 3 if quick else 5)
        one, two = (expect(times[key], repo).wall for key in ("one", "two"))
        rows.append(
            Row(
                claim="-n 2",
                what=f"-n 2 / -n 0, {name}",
                value=two / one,
                goal=1.3 if name == large else None,
                note=f"{two:.2f} s / {one:.2f} s",
            )
        )
    return rows
