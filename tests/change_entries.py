"""Entries of a record's ``changes``, as renderers get them: made from real changes, and spoiled at will."""

from __future__ import annotations

from typing import Any

from pytest_ecocontracts.core.changes.schemas.witnesses import lines_of
from pytest_ecocontracts.core.compat.model import Witness
from pytest_ecocontracts.core.ports import SchemaError

Json = dict[str, Any]

BASE: Json = {"name": "main", "revision": "88a6b79cd0" + "0" * 30}


def block(*entries: Json, omitted: int = 0, unjudged: tuple[Json, ...] = ()) -> Json:
    """What a record says of changes."""
    return {"contracts": list(entries), "contracts_omitted": omitted, "unjudged": list(unjudged)}


def missing(code: str, fix: str, **more: Any) -> Json:
    """Something that is missing."""
    place = {"path": "contracts/readings.contract.yaml", "pointer": "/version", "line": 3}
    return {"code": code, "message": f"{code} says so", **place, "fix": fix, "waived": False, **more}


def obligation(need: str, *lacks: Json) -> Json:
    """One line of a checklist."""
    found = "nothing" if lacks else "it is there"
    return {
        "need": need,
        "asked": f"{need} is asked",
        "found": found,
        "met": not lacks,
        "missing": list(lacks),
    }


def witness(value: object, pointer: str = "", message: str = "it is no number", **fields: Any) -> Json:
    """A witness as it stands in an entry."""
    error = SchemaError(pointer=pointer, schema_pointer="/type", keyword="type", message=message)
    return {
        "title": "allowed in the base, refused now",
        "value": value,
        "errors": [{"pointer": pointer, "keyword": "type", "message": message}],
        "text": lines_of(Witness(value=value, errors=(error,))),
        **fields,
    }


def change(**fields: Any) -> Json:
    """One thing that differs."""
    return {
        "path": "schemas/reading.v1.schema.json",
        "pointer": "/properties/celsius/type",
        "line": 9,
        "why": "the schema refuses what it accepted: the value is of type string, not number",
        "subject": "celsius",
        "before": '["number", "string"]',
        "after": '"number"',
        "level": "major",
        "breaks": ["producer"],
        "undecided": [],
        **fields,
    }


def entry(contract: str = "weather.readings", **fields: Any) -> Json:
    """A contract whose change lacks everything."""
    return {
        "id": contract,
        "kind": "artifact/v1",
        "owner": "stations",
        "path": "contracts/readings.contract.yaml",
        "state": "changed",
        "version_before": "1.0.0",
        "version_after": "1.0.0",
        "level": "major",
        "step": "none",
        "verdict": "breaking",
        "breaks": ["producer"],
        "undecided": [],
        "exempt": None,
        "changes": [change(witness=witness({"celsius": "cold"}, "/celsius"))],
        "changes_omitted": 0,
        "obligations": [
            obligation("version 2.0.0", missing("ECV001", "write version: 2.0.0")),
            obligation("decision", missing("ECV006", "write down why it changes")),
            obligation("migration note", missing("ECV007", "write them in the decision")),
        ],
        **fields,
    }


def answered(contract: str = "weather.stations", **fields: Any) -> Json:
    """A contract whose change has all that it needs."""
    done = [obligation("version 1.1.0"), obligation("decision"), obligation("migration note")]
    quiet = change(why="'name' is new", breaks=[], level="minor", pointer="/properties/name")
    plain = {
        "verdict": "compatible",
        "breaks": [],
        "level": "minor",
        "step": "minor",
        "version_after": "1.1.0",
    }
    return entry(contract, **{**plain, "changes": [quiet], "obligations": done, **fields})
