"""A hundred contracts with three checks each over small targets: the gate's own overhead."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..commands import gate, plain
from ..environment import Environment
from ..measure import in_turn
from ..report import Row
from ..repositories import contract

COUNT = 100

_BODY = """\
path: "data/{name}/{{day:date}}.json"
presence: required
schema: schemas/{name}.schema.json
schema_version: {{at: /schema_version, accept: [{name}.v1]}}
examples:
  passes:
    - value: {{schema_version: {name}.v1, id: 7, tags: [a]}}
  fails:
    - value: {{schema_version: {name}.v1, id: seven, tags: [a]}}
      because: ids are numbers
"""


def measure(environment: Environment, *, quick: bool = False) -> list[Row]:
    """CPU time above an empty pytest run."""
    folder = _repository(environment)
    rounds = 5 if quick else 15
    times = in_turn(
        {"gate": gate(environment, folder, codes=frozenset({0})), "empty": plain(environment)}, rounds
    )
    above = times["gate"].cpu - times["empty"].cpu
    note = f"{times['gate'].output.strip().splitlines()[-1].strip('= ')}"
    return [
        Row(
            claim="contracts",
            what="100 contracts, CPU above pytest",
            value=above,
            unit="s",
            goal=0.2,
            note=note,
        )
    ]


def _repository(environment: Environment) -> Path:
    folder = environment.work / "repositories" / f"contracts-{COUNT}"
    if not folder.exists():
        write_tables(folder, COUNT)
    return folder


def write_tables(folder: Path, count: int) -> None:
    """Write artifact contracts with a schema and two small files each."""
    for index in range(count):
        name = f"table_{index}"
        _write(folder / "schemas" / f"{name}.schema.json", json.dumps(table_schema(name), indent=1))
        for day in ("2026-01-01", "2026-01-02"):
            data = {"schema_version": f"{name}.v1", "id": index, "tags": ["a", "b"]}
            _write(folder / "data" / name / f"{day}.json", json.dumps(data))
        contract(folder, name, "artifact", _BODY.format(name=name))
    _write(folder / "pytest.ini", "[pytest]\n")


def table_schema(name: str) -> dict[str, Any]:
    """The schema of one of these contracts."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": name,
        "type": "object",
        "required": ["schema_version", "id"],
        "additionalProperties": False,
        "properties": {
            "schema_version": {"type": "string"},
            "id": {"type": "integer", "minimum": 0},
            "tags": {"type": "array", "items": {"type": "string"}},
        },
    }


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
