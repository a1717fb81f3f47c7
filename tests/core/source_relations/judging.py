"""A repository in memory whose rules contract has relations between sources."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from tests.core.artifacts.gate import CONTRACT, Gate, enforce
from tests.fakes import AS_OF, MemoryFiles, catalog_file, contract, make_context

from pytest_ecocontracts.core.context import Context
from pytest_ecocontracts.core.violations import Violation


def text_of(content: object) -> object:
    """Data as JSON; texts and bytes as they are."""
    return content if isinstance(content, str | bytes) else json.dumps(content)


def judge(
    relation: Mapping[str, object] | Sequence[Mapping[str, object]],
    files: Mapping[str, object],
    *,
    as_of: date = AS_OF,
    context: Callable[[Context], Context] = lambda context: context,
    **fields: object,
) -> Gate:
    """Enforce relations of one rules contract; ``fields`` are further fields, ``context`` changes what it runs in."""
    relations = [relation] if isinstance(relation, Mapping) else list(relation)
    entries: dict[str, Any] = {
        "ecocontracts.yaml": catalog_file(),
        CONTRACT: contract("rules/v1", **{"id": "shop.data", "relations": relations, **fields}),
    }
    entries.update({name: text_of(content) for name, content in files.items()})
    memory = MemoryFiles(entries)
    return enforce(memory, kind="rules", context=context(make_context(memory, as_of)))


def lists(**values: Sequence[object]) -> tuple[dict[str, object], dict[str, object]]:
    """Sources, and the files that they read: a JSON list for each name; an empty one may be so."""
    sources: dict[str, object] = {}
    files: dict[str, object] = {}
    for name, elements in values.items():
        sources[name] = {"file": f"{name}.json", "at": "/*", **({} if elements else {"empty": "valid"})}
        files[f"{name}.json"] = "[\n" + ",\n".join(json.dumps(each) for each in elements) + "\n]\n"
    return sources, files


def found(gate: Gate) -> list[tuple[str, str]]:
    """(code, ``path:line``) of every violation; the contract itself has no line."""
    assert gate.problems == [], [problem.message for problem in gate.problems]
    return [(each.code, where(each)) for each in gate.violations]


def where(violation: Violation) -> str:
    """``path:line``; of the contract only "contract"."""
    location = violation.location
    assert location is not None
    return "contract" if location.path == CONTRACT else f"{location.path}:{location.line}"


def refused(gate: Gate) -> list[tuple[str, str]]:
    """(code, pointer) of everything that is wrong with the contract."""
    return [(p.code, p.location.pointer if p.location else "") for p in gate.problems]
