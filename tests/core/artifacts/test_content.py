"""What is in the files: parsed, judged by schema, shorthand and version, with the place of each finding."""

from __future__ import annotations

import json

import pytest
from tests.core.artifacts.gate import CONTRACT, artifact, enforce, gate
from tests.fakes import Link, MemoryFiles, catalog_file

from pytest_ecocontracts.core.errors import FileProblem
from pytest_ecocontracts.core.limits import Limits

SCHEMA = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "integer"},
        "day": {"type": "string", "format": "date"},
        "colour": {"enum": ["red", "green"]},
        "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 2},
    },
    "additionalProperties": False,
}
GOOD = {"id": 1, "day": "2026-01-31", "colour": "red", "tags": ["a"]}

#: what is changed in GOOD -> (code, pointer)
WRONG = {
    "missing": ({"id": ...}, "ECS002", ""),
    "type": ({"id": "1"}, "ECS003", "/id"),
    "type-inside": ({"tags": [1]}, "ECS003", "/tags/0"),
    "value": ({"colour": "blue"}, "ECS004", "/colour"),
    "too-many": ({"tags": ["a", "b", "c"]}, "ECS004", "/tags"),
    "unknown": ({"color": "red"}, "ECS005", "/color"),
    "format": ({"day": "2026-13-01"}, "ECS010", "/day"),
}


def changed(change: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in {**GOOD, **change}.items() if value is not ...}


@pytest.mark.parametrize("name", WRONG)
def test_each_failure_has_its_code_and_place(name: str) -> None:
    change, code, pointer = WRONG[name]
    found = gate(
        {"a.json": json.dumps(changed(change)), "b.json": json.dumps(GOOD)}, path="{n}.json", schema=SCHEMA
    )
    assert found.found == [(code, "a.json", pointer)]
    (violation,) = found.violations
    assert violation.location is not None
    assert violation.location.line == 1
    assert violation.location.column is not None
    assert violation.metadata["keyword"]
    assert violation.contract is not None
    assert violation.contract.line is not None
    assert found.outcome("schema").examined == 2


TEXTS = {
    "json": ('{"id": "x"}', ("/id", 1, 8)),
    "yaml": ("# note\nid: x\n", ("/id", 2, 5)),
    "toml": ('other = 1\nid = "x"\n', ("/id", 2, 6)),
    "md": ("---\nid: x\n---\ntext\n", ("/id", 2, 5)),
    "jsonl": ('{"id": 1}\n{"id": 2}\n{"id": "x"}\n', ("/id", 3, 8)),
    "csv": ("id,name\n1,a\n", ("/0/id", 2, 1)),
}


@pytest.mark.parametrize("suffix", TEXTS)
def test_every_format_is_judged_and_located(suffix: str) -> None:
    text, expected = TEXTS[suffix]
    schema = {"properties": {"id": {"type": "integer"}}}
    (violation,) = gate({f"a.{suffix}": text}, path=f"a.{suffix}", schema=schema).violations
    assert violation.location is not None
    assert (violation.location.pointer, violation.location.line, violation.location.column) == expected
    assert gate(
        {f"a.{suffix}": text}, path=f"a.{suffix}", schema={"properties": {"id": {"type": "string"}}}
    ).codes == (["ECS003", "ECS003"] if suffix == "jsonl" else [])


def test_text_is_judged_as_its_lines() -> None:
    schema = {"items": {"pattern": "^[a-z]+$"}, "uniqueItems": True}
    assert gate({"a.txt": "one\ntwo\n"}, path="a.txt", schema=schema).codes == []
    (violation,) = gate({"a.txt": "one\nTWO\n"}, path="a.txt", schema=schema).violations
    assert violation.location is not None
    assert (violation.code, violation.location.pointer, violation.location.line) == ("ECS004", "/1", 2)


def test_format_may_be_said_against_the_suffix() -> None:
    assert gate({"a.json": "k: v\n"}, path="a.json", format="yaml", required=["k"]).codes == []
    assert gate({"data": "1\n"}, path="data", format="jsonl").codes == []


UNPARSABLE = {
    "json": ["{", '{"a": 1, "a": 2}', "NaN", "{'a': 1}", "\ufeff{}", "[1,]", "{} {}"],
    "jsonl": ["{\n", "1\n\n2\n", "1\nx\n"],
    "yaml": ["a: [", "a: 1\na: 2\n", "\ta: 1"],
    "toml": ["a = ", "a = 1\na = 2\n", "a = nan\n"],
    "csv": ["a,a\n", "a,b\n1\n", '"a\n'],
    "md": ["no front matter", "---\na: 1\n"],
}


@pytest.mark.parametrize(
    ("suffix", "text"), [(suffix, text) for suffix, texts in UNPARSABLE.items() for text in texts]
)
def test_file_that_is_not_of_its_format_is_told_with_its_line(suffix: str, text: str) -> None:
    found = gate({f"a.{suffix}": text}, path=f"a.{suffix}", schema={"type": "object"})
    unparsable = [violation for violation in found.violations if violation.code == "ECS001"]
    assert unparsable
    assert all(v.location is not None and v.location.line is not None for v in unparsable)


def test_bytes_that_are_no_utf8_are_told() -> None:
    assert gate({"a.json": b'{"a": "\xff"}'}, path="a.json").codes == ["ECS001"]


def test_without_schema_the_format_alone_is_checked() -> None:
    found = gate({"a.json": "{"}, path="a.json")
    assert found.outcome("format").violations
    assert gate({"a.json": "[1]"}, path="a.json").codes == []


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 600 + "1" + "}" * 600], ids=["open", "closed"])
def test_nesting_is_bounded(text: str) -> None:
    assert gate(
        {"a.json": text},
        path="a.json",
        schema={"$ref": "#/$defs/a", "$defs": {"a": {"items": {"$ref": "#/$defs/a"}}}},
    ).codes == ["ECS011"]


def test_size_is_bounded() -> None:
    found = gate({"a.json": json.dumps("x" * 100)}, Limits(artifact_bytes=50), path="a.json")
    assert found.codes == ["ECS011"]
    assert "50 bytes" in (found.violations[0].expected or "")


# --- shorthand ---------------------------------------------------------------------------------------------


def test_required_fields_without_a_schema() -> None:
    found = gate({"a.json": '{"b": 1, "other": 2}'}, path="a.json", required=["a", "b"])
    assert [(v.code, v.metadata["property"]) for v in found.violations] == [("ECS002", "a")]
    assert gate({"a.json": "[]"}, path="a.json", required=["a"]).codes == ["ECS003"]


def test_optional_fields_close_the_set() -> None:
    found = gate({"a.json": '{"a": 1, "b": 1, "bb": 1}'}, path="a.json", required=["a"], optional=["b"])
    assert found.found == [("ECS005", "a.json", "/bb")]
    assert gate({"a.json": '{"a": 1}'}, path="a.json", required=["a"], optional=[]).codes == []
    assert gate({"a.json": '{"a": 1}'}, path="a.json", optional=[]).codes == ["ECS005"]


def test_shorthand_is_merged_with_the_schema() -> None:
    schema = {"properties": {"id": {"type": "integer"}}}
    files = {"a.json": '{"id": "x", "zz": 1}', "s.json": json.dumps(schema)}
    found = gate(files, path="a.json", schema="s.json", required=["ts"], optional=["text"])
    assert sorted(found.codes) == ["ECS002", "ECS003", "ECS005"]


# --- version -----------------------------------------------------------------------------------------------

VERSION = {"at": "/schema_version", "accept": ["event.v1", 2]}


@pytest.mark.parametrize(
    ("text", "code", "pointer"),
    [
        ('{"schema_version": "event.v1"}', None, ""),
        ('{"schema_version": 2}', None, ""),
        ('{"schema_version": 2.0}', None, ""),
        ('{"schema_version": "event.v2"}', "ECS006", "/schema_version"),
        ('{"schema_version": "2"}', "ECS006", "/schema_version"),
        ('{"schema_version": true}', "ECS006", "/schema_version"),
        ('{"schema_version": null}', "ECS006", "/schema_version"),
        ('{"schema_version": []}', "ECS006", "/schema_version"),
        ("{}", "ECS007", ""),
        ("[]", "ECS007", ""),
        ('"event.v1"', "ECS007", ""),
    ],
)
def test_version_must_be_declared_and_accepted(text: str, code: str | None, pointer: str) -> None:
    found = gate({"a.json": text}, path="a.json", schema_version=VERSION)
    assert found.found == ([] if code is None else [(code, "a.json", pointer)])


def test_version_may_stand_anywhere() -> None:
    rule = {"at": "/0/meta/v", "accept": [1]}
    assert gate({"a.json": '[{"meta": {"v": 1}}]'}, path="a.json", schema_version=rule).codes == []
    assert gate({"a.json": '[{"meta": {"w": 1}}]'}, path="a.json", schema_version=rule).found == [
        ("ECS007", "a.json", "/0/meta")
    ]


def test_every_record_declares_its_version() -> None:
    text = '{"schema_version": "event.v1"}\n{"schema_version": "event.v9"}\n{}\n'
    found = gate({"a.jsonl": text}, path="a.jsonl", schema_version=VERSION)
    assert [(v.code, v.location.line) for v in found.violations if v.location] == [
        ("ECS006", 2),
        ("ECS007", 3),
    ]


def test_version_is_told_once_in_its_own_words() -> None:
    """The schema's const and required say the same; one finding is enough."""
    schema = {"properties": {"schema_version": {"const": "event.v1"}}, "required": ["schema_version", "id"]}
    rule = {"at": "/schema_version", "accept": ["event.v1"]}
    assert gate(
        {"a.json": '{"schema_version": "x", "id": 1}'}, path="a.json", schema=schema, schema_version=rule
    ).codes == ["ECS006"]
    assert gate({"a.json": "{}"}, path="a.json", schema=schema, schema_version=rule).codes == [
        "ECS002",
        "ECS007",
    ]


@pytest.mark.parametrize(
    "schema",
    [
        {"properties": {"schema_version": {"const": "event.v2"}}},
        {"properties": {"schema_version": {"enum": ["event.v1"]}}},
        {"properties": {"schema_version": {"$ref": "#/$defs/v"}}, "$defs": {"v": {"const": 2}}},
        {"$ref": "#/$defs/e", "$defs": {"e": {"properties": {"schema_version": {"enum": []}}}}},
    ],
)
def test_accepting_what_the_schema_refuses_is_a_contradiction(schema: object) -> None:
    found = gate({"a.json": '{"schema_version": 2}'}, path="a.json", schema=schema, schema_version=VERSION)
    assert "ECC015" in found.codes or "ECC017" in found.codes


@pytest.mark.parametrize(
    "schema",
    [
        True,
        {},
        {"properties": {"schema_version": {"enum": ["event.v1", 2, 3]}}},
        {"properties": {"schema_version": {"$ref": "#/properties/schema_version"}}},
    ],
)
def test_schema_that_allows_what_is_accepted_is_no_contradiction(schema: object) -> None:
    found = gate({"a.json": '{"schema_version": 2}'}, path="a.json", schema=schema, schema_version=VERSION)
    assert "ECC015" not in found.codes


# --- schemas -----------------------------------------------------------------------------------------------


def test_part_of_a_schema_file_may_be_named() -> None:
    files = {"a.json": '"x"', "s.json": json.dumps({"$defs": {"a b": {"type": "integer"}}, "type": "object"})}
    assert gate(files, path="a.json", schema="s.json#/$defs/a b").found == [("ECS003", "a.json", "")]
    assert gate(files, path="a.json", schema="s.json#/$defs/a%20b").found == [("ECS003", "a.json", "")]
    assert gate(files, path="a.json", schema="s.json#/$defs/c").codes == ["ECC018"]


def test_schema_may_be_named_by_its_identifier() -> None:
    files = MemoryFiles(
        {
            "ecocontracts.yaml": catalog_file(schemas=["schemas/{n}.json"]),
            CONTRACT: artifact(path="a.json", schema="https://x.example/event"),
            "schemas/e.json": json.dumps({"$id": "https://x.example/event", "type": "integer"}),
            "a.json": '"x"',
        }
    )
    assert enforce(files).codes == ["ECS003"]


def test_wrong_schema_is_told_once_with_all_its_problems_and_blocks_the_rest() -> None:
    files = {f"d/{n}.json": "1" for n in range(5)} | {
        "s.json": '{"type": "objct",\n "requierd": [],\n "format": "dat"}'
    }
    found = gate(
        files,
        Limits(chunk_targets=2),
        path="d/{n}.json",
        schema="s.json",
        examples={"passes": [{"value": 1}]},
    )
    assert sorted(found.codes) == ["ECC008", "ECC017", "ECC017", "ECX001", "ECX001", "ECX001"]
    told = {
        v.location.line for v in found.violations if v.location is not None and v.location.path == "s.json"
    }
    assert told == {1, 2, 3}


def test_wrong_schema_in_the_contract_is_told_at_its_line() -> None:
    found = gate({"a.json": "1"}, path="a.json", schema={"properties": {"a": {"type": "strin"}}})
    (violation,) = found.violations
    assert violation.location is not None
    assert (violation.code, violation.location.path) == ("ECC017", CONTRACT)
    assert violation.location.pointer == "/schema/properties/a/type"
    assert violation.location.line is not None


@pytest.mark.parametrize("text", ["{", "", "[1"])
def test_schema_file_that_is_no_json_is_told(text: str) -> None:
    found = gate({"a.json": "1", "s.json": text}, path="a.json", schema="s.json")
    assert found.codes == ["ECC017"]
    assert found.violations[0].location is not None
    assert found.violations[0].location.path == "s.json"


@pytest.mark.parametrize("path", ["../s.json", "/etc/passwd", "a/../../s.json"])
def test_schema_outside_the_root_is_refused(path: str) -> None:
    (problem,) = gate({"a.json": "1"}, path="a.json", schema=path).problems
    assert problem.code == "ECC022"


def test_missing_schema_file_is_told_with_its_neighbours() -> None:
    (problem,) = gate({"schemas/event.json": "{}"}, path="a.json", schema="schemas/evnt.json").problems
    assert (problem.code, problem.fix) == ("ECC005", "did you mean 'event.json'?")
    assert problem.location is not None
    assert problem.location.pointer == "/schema"


def test_schema_may_be_yaml() -> None:
    assert gate({"a.json": "1", "s.yaml": "type: string\n"}, path="a.json", schema="s.yaml").codes == [
        "ECS003"
    ]


def test_false_accepts_nothing_and_true_everything() -> None:
    assert gate({"a.json": "1"}, path="a.json", schema=False).codes == ["ECS005"]
    assert gate({"a.json": "1"}, path="a.json", schema=True).codes == []


# --- files that do not hold still -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "reason", ["missing", "unreadable", "changed", "dangling-link", "link-loop", "not-a-file"]
)
def test_file_that_cannot_be_read_is_told_and_the_others_are_judged(reason: str) -> None:
    class Hostile(MemoryFiles):
        def read(self, path: str, limit: int) -> bytes:
            if path == "d/2.json":
                raise FileProblem(reason, path, f"{path!r}: {reason}")
            return super().read(path, limit)

    files = Hostile(
        {
            "ecocontracts.yaml": catalog_file(),
            CONTRACT: artifact(path="d/{n:int}.json", schema={"type": "string"}),
            **{f"d/{n}.json": "1" for n in range(4)},
        }
    )
    found = enforce(files)
    assert found.found == [
        ("ECS003", "d/0.json", ""),
        ("ECS003", "d/1.json", ""),
        ("ECS009", "d/2.json", ""),
        ("ECS003", "d/3.json", ""),
    ]
    assert found.outcome("schema").examined == 4


def test_link_out_of_the_root_is_refused() -> None:
    class Linked(MemoryFiles):
        def read(self, path: str, limit: int) -> bytes:
            if path == "a.json":
                raise FileProblem("outside-root", path, "leads out of the root")
            return super().read(path, limit)

    files = Linked(
        {
            "ecocontracts.yaml": catalog_file(),
            CONTRACT: artifact(path="a.json"),
            "a.json": Link("/etc/passwd"),
        }
    )
    assert enforce(files).codes == ["ECC022"]


def test_names_that_are_not_utf8_are_judged() -> None:
    found = gate({"d/caf\udce9.json": "{"}, path="d/{n}.json")
    assert [(v.code, v.location.path) for v in found.violations if v.location] == [
        ("ECS001", "d/caf\udce9.json")
    ]


def test_positions_are_looked_up_for_the_first_findings_only() -> None:
    files = {f"d/{n:02}.json": '{"a": "x"}' for n in range(20)}
    found = gate(
        files, Limits(positions=3), path="d/{n}.json", schema={"properties": {"a": {"type": "integer"}}}
    )
    lines = [violation.location.line for violation in found.violations if violation.location]
    assert lines == [1, 1, 1] + [None] * 17


def test_each_file_is_read_once() -> None:
    files = MemoryFiles(
        {
            "ecocontracts.yaml": catalog_file(),
            CONTRACT: artifact(path="d/{n}.json", schema={"type": "string"}),
            "d/1.json": "1",
            "d/2.json": '""',
        }
    )
    enforce(files)
    assert sorted(path for path in files.reads if path.startswith("d/")) == ["d/1.json", "d/2.json"]
