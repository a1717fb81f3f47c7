"""A repository in memory whose artifact has relations."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tests.core.artifacts.gate import CONTRACT, Gate, artifact, enforce
from tests.fakes import MemoryFiles, catalog_file

from pytest_ecocontracts.core.limits import Limits
from pytest_ecocontracts.core.violations import Violation


def text_of(path: str, content: object) -> object:
    """Data as the text of a file: JSON Lines for a list, by its suffix; texts and bytes as they are."""
    if isinstance(content, str | bytes):
        return content
    if path.endswith(".jsonl") and isinstance(content, list):
        return "".join(json.dumps(record) + "\n" for record in content)
    return json.dumps(content)


def relate(
    relation: Mapping[str, object] | Sequence[Mapping[str, object]],
    files: Mapping[str, object],
    *,
    path: object = "data/{date:date}.jsonl",
    others: Mapping[str, Mapping[str, object]] | None = None,
    limits: Limits | None = None,
    **fields: object,
) -> Gate:
    """Enforce relations of the artifact at ``path``; ``others`` are further artifact contracts by id."""
    relations = [relation] if isinstance(relation, Mapping) else list(relation)
    entries: dict[str, Any] = {
        "ecocontracts.yaml": catalog_file(),
        CONTRACT: artifact(path=path, **({"relations": relations} if relations else {}), **fields),
    }
    for number, (name, other) in enumerate((others or {}).items()):
        entries[f"contracts/o{number}.contract.yaml"] = artifact(id=name, presence="optional", **other)
    entries.update({name: text_of(name, content) for name, content in files.items()})
    return enforce(MemoryFiles(entries), limits)


def violations(gate: Gate) -> list[Violation]:
    """What relations found: everything but presence and content, none of which is meant to fail here."""
    assert gate.problems == []
    return [v for v in gate.violations if v.code.startswith(("ECI", "ECX", "ECC", "ECZ"))]


def found(gate: Gate) -> list[tuple[str, str]]:
    """(code, ``path:line pointer``) of every violation of a relation."""
    return [(v.code, where(v)) for v in violations(gate)]


def where(violation: Violation) -> str:
    """``path:line pointer``, as far as known."""
    location = violation.location
    assert location is not None
    line = f":{location.line}" if location.line else ""
    return f"{location.path}{line} {location.pointer}".rstrip()


DAY = "data/2026-01-01.jsonl"
NEXT = "data/2026-01-02.jsonl"
MANIFEST = {"manifest": {"path": "manifest/{date}.json"}}
DAY_MANIFEST = "manifest/2026-01-01.json"
