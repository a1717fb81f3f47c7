"""Pairs of schemas whose truth is known: each comes with data that only one of the two accepts.

``python schema_pairs.py FILE [--quick] [--more FILE]`` writes them as JSON: a list of objects with ``group``,
``name``, ``old``, ``new``, and ``backward`` and ``forward``: [data that shows the break], or [] where nothing
breaks. All of it is written in words that every compared program claims to read (draft 7, no ``$id``).
"""

# ruff: noqa: E501 - one pair a line
from __future__ import annotations

import copy
import json
import sys
from pathlib import Path
from random import Random
from typing import Any, Final

DRAFT: Final = {"$schema": "http://json-schema.org/draft-07/schema#"}
S: Final = {"type": "string"}
N: Final = {"type": "integer"}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def _array(items: Any, **more: Any) -> dict[str, Any]:
    return {"type": "array", "items": items, **more}


#: name, narrower, wider, data that only the wider one accepts
STEPS: Final[list[tuple[str, Any, Any, Any]]] = [
    ("type", N, {"type": "number"}, 0.5),
    ("types", S, {"type": ["string", "null"]}, None),
    ("enum", {"enum": ["a"]}, {"enum": ["a", "b"]}, "b"),
    ("const", {"const": 1}, {"enum": [1, 2]}, 2),
    ("minimum", {"type": "number", "minimum": 2}, {"type": "number", "minimum": 1}, 1),
    ("exclusiveMinimum", {"type": "number", "exclusiveMinimum": 1}, {"type": "number", "minimum": 1}, 1),
    ("maximum", {"type": "number", "maximum": 1}, {"type": "number", "maximum": 2}, 2),
    ("multipleOf", {**N, "multipleOf": 4}, {**N, "multipleOf": 2}, 2),
    ("minLength", {**S, "minLength": 2}, {**S, "minLength": 1}, "a"),
    ("maxLength", {**S, "maxLength": 2}, {**S, "maxLength": 3}, "abc"),
    ("pattern", {**S, "pattern": "^ab"}, {**S, "pattern": "^a"}, "ac"),
    ("pattern and enum", {"enum": ["a1"]}, {**S, "pattern": "^a[0-9]$"}, "a2"),
    ("required", {**_object(a=S), "required": ["a"]}, _object(a=S), {}),
    ("property", _object(a=N), _object(a={"type": "number"}), {"a": 0.5}),
    ("deep property", _object(a=_object(b=_object(c=N))), _object(a=_object(b=_object(c={}))), {"a": {"b": {"c": ""}}}),
    ("new property, open", _object(a=S, b=N), _object(a=S), {"b": ""}),
    ("new property, closed", {**_object(a=S), "additionalProperties": False}, {**_object(a=S, b=N), "additionalProperties": False}, {"b": 1}),
    ("additionalProperties", {**_object(a=S), "additionalProperties": False}, _object(a=S), {"x": 1}),
    ("map", {"type": "object", "additionalProperties": N}, {"type": "object", "additionalProperties": {"type": "number"}}, {"x": 0.5}),
    ("patternProperties", {"type": "object", "patternProperties": {"^x": N}}, {"type": "object"}, {"x": ""}),
    ("name pattern", {"type": "object", "patternProperties": {"^x": N}}, {"type": "object", "patternProperties": {"^xy": N}}, {"x": ""}),
    ("propertyNames", {"type": "object", "propertyNames": {"maxLength": 1}}, {"type": "object", "propertyNames": {"maxLength": 2}}, {"ab": 1}),
    ("minProperties", {"type": "object", "minProperties": 2}, {"type": "object", "minProperties": 1}, {"a": 1}),
    ("dependencies", {"type": "object", "dependencies": {"a": ["b"]}}, {"type": "object"}, {"a": 1}),
    ("dependent schema", {"type": "object", "dependencies": {"a": {"required": ["b"]}}}, {"type": "object"}, {"a": 1}),
    ("items", _array(N), _array({"type": "number"}), [0.5]),
    ("minItems", _array(N, minItems=2), _array(N, minItems=1), [1]),
    ("maxItems", _array(N, maxItems=1), _array(N, maxItems=2), [1, 1]),
    ("uniqueItems", _array(N, uniqueItems=True), _array(N), [1, 1]),
    ("contains", {"type": "array", "contains": N}, {"type": "array"}, []),
    ("tuple", {"type": "array", "items": [N, N]}, {"type": "array", "items": [N]}, [1, ""]),
    ("allOf", {"allOf": [S, {"minLength": 1}]}, {"allOf": [S]}, ""),
    ("anyOf", {"anyOf": [S, N]}, {"anyOf": [S, N, {"type": "null"}]}, None),
    ("anyOf branch", {"anyOf": [S, N]}, {"anyOf": [S, {"type": "number"}]}, 0.5),
    ("oneOf, disjoint", {"oneOf": [S, N]}, {"oneOf": [S, N, {"type": "null"}]}, None),
    ("oneOf to anyOf", {"oneOf": [N, {"minimum": 2}]}, {"anyOf": [N, {"minimum": 2}]}, 3),
    ("not", {"not": {"type": "number"}}, {"not": N}, 0.5),
    ("if", {"if": S, "then": {"minLength": 1}}, {"if": S, "then": {}}, ""),
    ("then", {**_object(k=S), "if": {"properties": {"k": {"const": "a"}}, "required": ["k"]}, "then": {"required": ["v"]}}, _object(k=S), {"k": "a"}),
    ("reference", {**_object(a={"$ref": "#/definitions/n"}), "definitions": {"n": N}}, {**_object(a={"$ref": "#/definitions/n"}), "definitions": {"n": {"type": "number"}}}, {"a": 0.5}),
    (
        "recursion",
        {"$ref": "#/definitions/n", "definitions": {"n": _object(v=N, next={"$ref": "#/definitions/n"})}},
        {"$ref": "#/definitions/n", "definitions": {"n": _object(v={}, next={"$ref": "#/definitions/n"})}},
        {"v": ""},
    ),
    ("whole", S, {}, 1),
]  # fmt: skip
#: name, one, other, data of the one alone, data of the other alone
APART: Final[list[tuple[str, Any, Any, Any, Any]]] = [
    ("type changed", S, N, "", 0),
    ("multiples of 2 and 3", {**N, "multipleOf": 2}, {**N, "multipleOf": 3}, 2, 3),
    ("patterns", {**S, "pattern": "^a"}, {**S, "pattern": "^b"}, "a", "b"),
    ("renamed", {**_object(a=S), "additionalProperties": False}, {**_object(b=S), "additionalProperties": False}, {"a": ""}, {"b": ""}),
    ("required replaced", {**_object(a=S, b=S), "required": ["a"]}, {**_object(a=S, b=S), "required": ["b"]}, {"a": ""}, {"b": ""}),
    ("oneOf, overlapping branch", {"oneOf": [N]}, {"oneOf": [N, {"minimum": 5}]}, 5, 5.5),
]  # fmt: skip
#: name, two that say the same
SAME: Final[list[tuple[str, Any, Any]]] = [
    ("annotations", S, {**S, "title": "Name", "description": "of a person", "examples": ["Ada"]}),
    ("order", _object(a=S, b=N), _object(b=N, a=S)),
    ("allOf inlined", {"allOf": [S, {"minLength": 1}]}, {**S, "minLength": 1}),
    ("reference inlined", {**_object(a={"$ref": "#/definitions/n"}), "definitions": {"n": N}}, _object(a=N)),
    ("definition renamed", {**_object(a={"$ref": "#/definitions/n"}), "definitions": {"n": N}}, {**_object(a={"$ref": "#/definitions/m"}), "definitions": {"m": N}}),
    ("type as branches", {"type": ["string", "integer"]}, {"anyOf": [S, N]}),
    ("const as enum", {"const": "a"}, {"enum": ["a"]}),
    ("whole bound", {**N, "exclusiveMinimum": 0}, {**N, "minimum": 1}),
    ("no-op", S, {**S, "minLength": 0}),
    ("disjoint oneOf as anyOf", {"oneOf": [S, N]}, {"anyOf": [S, N]}),
]  # fmt: skip


def _pair(
    group: str, name: str, old: Any, new: Any, backward: list[Any], forward: list[Any]
) -> dict[str, Any]:
    sides = {"old": {**DRAFT, **old}, "new": {**DRAFT, **new}}
    return {"group": group, "name": name, **sides, "backward": backward, "forward": forward}


def minimal() -> list[dict[str, Any]]:
    """One keyword at a time, in both orders."""
    group = "minimal"
    found = []
    for name, narrow, wide, data in STEPS:
        found.append(_pair(group, f"{name}: widened", narrow, wide, [], [data]))
        found.append(_pair(group, f"{name}: narrowed", wide, narrow, [data], []))
    for name, one, other, of_one, of_other in APART:
        found.append(_pair(group, name, one, other, [of_one], [of_other]))
    found += [_pair(group, name, one, other, [], []) for name, one, other in SAME]
    return found


class _Records:
    """Schemas as people write them for records: nested objects, lists, enumerations, shared definitions."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.count = 0

    def name(self) -> str:
        self.count += 1
        return f"{self.random.choice(('run', 'order', 'file', 'step', 'user', 'total'))}_{self.count}"

    def scalar(self) -> dict[str, Any]:
        made: dict[str, Any] = self.random.choice(
            (
                {"type": "string", "minLength": 1},
                {"type": "integer", "minimum": 0},
                {"type": ["string", "null"]},
                {"enum": ["queued", "running", "done", "failed"]},
                {"type": "string", "pattern": "^[a-z][a-z0-9-]*$"},
                {"type": "number", "minimum": 0, "maximum": 1},
                {"type": "boolean"},
            )
        )
        return {**copy.deepcopy(made), "description": f"What it says of part {self.count} of the record."}

    def object(self, fields: int, depth: int, words: list[str]) -> dict[str, Any]:
        properties: dict[str, Any] = {"id": {"type": "string", "minLength": 1}}
        for _ in range(fields):
            roll = self.random.random()
            if depth and roll < 0.15:
                properties[self.name()] = self.object(fields // 2 + 1, depth - 1, words)
            elif depth and roll < 0.3:
                properties[self.name()] = {"type": "array", "items": self.object(3, depth - 1, words)}
            elif words and roll < 0.45:
                properties[self.name()] = {"$ref": f"#/definitions/{self.random.choice(words)}"}
            else:
                properties[self.name()] = self.scalar()
        return {"type": "object", "required": ["id"], "properties": properties}

    def document(self, fields: int, depth: int, definitions: int) -> dict[str, Any]:
        words = [f"part{number}" for number in range(definitions)]
        shared = {
            word: self.object(6, min(depth, 1), words[: number // 2]) for number, word in enumerate(words)
        }
        return {**self.object(fields, depth, words), **({"definitions": shared} if shared else {})}


#: what people do to a schema: name, old and new of one property, data of the old and of the new alone
EDITS: Final[list[tuple[str, Any, Any, list[Any], list[Any]]]] = [
    ("value added", {"enum": ["a"]}, {"enum": ["a", "b"]}, [], ["b"]),
    ("value removed", {"enum": ["a", "b"]}, {"enum": ["a"]}, ["b"], []),
    ("null allowed", S, {"type": ["string", "null"]}, [], [None]),
    ("bound raised", {**N, "minimum": 0}, {**N, "minimum": 1}, [0], []),
    ("length allowed", {**S, "maxLength": 20}, {**S, "maxLength": 30}, [], ["a" * 21]),
    ("made a number", N, {"type": "number"}, [], [0.5]),
    ("type changed", S, N, [""], [0]),
    ("described", S, {**S, "description": "Who made it."}, [], []),
    ("bound rewritten", {**N, "exclusiveMinimum": 0}, {**N, "minimum": 1}, [], []),
    ("items narrowed", _array({"type": "number"}), _array(N), [[0.5]], []),
]


def _edited(
    group: str, name: str, base: dict[str, Any], edit: tuple[str, Any, Any, list[Any], list[Any]]
) -> dict[str, Any]:
    """A schema with one required field that an edit changes."""
    what, before, after, of_old, of_new = edit
    sides = []
    for value in (before, after):
        side = copy.deepcopy(base)
        side["properties"]["changed"] = value
        side["required"] = ["id", "changed"]
        sides.append(side)
    data = [[{"id": "x", "changed": value} for value in values] for values in (of_old, of_new)]
    return _pair(group, f"{name}: {what}", *sides, *data)


def ordinary(count: int) -> list[dict[str, Any]]:
    """Schemas of 1 to 8 KB, with every edit each."""
    made = [_Records(seed).document(4 + seed % 12, 1 + seed % 2, seed % 4) for seed in range(count)]
    return [
        _edited("ordinary", f"record {number}", base, edit)
        for number, base in enumerate(made)
        for edit in EDITS
    ]


def large(kilobytes: int) -> list[dict[str, Any]]:
    """One schema of a size, with some edits: flat ones, and one in a definition at the end of all others."""
    records, base = _Records(99), {}
    definitions = 40
    while len(json.dumps(base)) < 1_000 * kilobytes:
        base = records.document(60, 2, definitions)
        definitions = int(definitions * 1.3)
    name = f"{len(json.dumps(base)) // 1_000} KB"
    found = [_edited("large", name, base, EDITS[index]) for index in (0, 1, 7)]
    last = f"part{len(base['definitions']) - 1}"
    sides = []
    for value in (S, N):
        side = copy.deepcopy(base)
        side["properties"]["changed"] = {"$ref": f"#/definitions/{last}"}
        side["definitions"][last]["properties"]["deep"] = value
        sides.append(side)
    data = [[{"id": "x", "changed": {"id": "y", "deep": value}}] for value in ("", 0)]
    return [*found, _pair("large", f"{name}: in a definition", *sides, *data)]


def of_matrix(path: Path) -> list[dict[str, Any]]:
    """Further pairs of a file: rows with ``draft``, ``old``, ``new``, and witnesses or None of both directions."""
    drafts = {7: DRAFT, 2020: {"$schema": "https://json-schema.org/draft/2020-12/schema"}}
    found = []
    for row in json.loads(path.read_text("utf-8")):
        if "BREAK" in (row["backward"], row["forward"]) or "ok" in (row["backward"], row["forward"]):
            sides = {side: {**drafts[row["draft"]], **row[side]} for side in ("old", "new")}
            data = {
                way: [row[f"witness_{way}"]] if row[way] == "BREAK" else []
                for way in ("backward", "forward")
                if row[way] in ("ok", "BREAK")
            }
            found.append({"group": "given", "name": f"{row['keyword']}: {row['kind']}", **sides, **data})
    return found


def main() -> None:
    """Write the pairs into the file that the first argument names."""
    target, *options = sys.argv[1:]
    quick = "--quick" in options
    pairs = minimal() + ordinary(3 if quick else 10) + large(60 if quick else 300)
    if "--more" in options:
        pairs += of_matrix(Path(options[options.index("--more") + 1]))
    Path(target).write_text(json.dumps(pairs), encoding="utf-8")
    print(len(pairs))


if __name__ == "__main__":
    main()
