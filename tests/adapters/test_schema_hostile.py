"""Schemas and documents that want to escape, to hang or to lie: refused or judged, never obeyed."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator

import pytest

from pytest_ecocontracts.core.ports import SchemaEngine

from .schema_engines import DRAFTS, ENGINES, PY, RS, compiled, errors, problems

both = pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)


@pytest.fixture
def server() -> Iterator[tuple[str, list[object]]]:
    """A server on this machine that notes whoever calls."""
    calls: list[object] = []
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.02)
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            try:
                connection, peer = listener.accept()
            except TimeoutError:
                continue
            calls.append(peer)
            connection.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}", calls
    over.set()
    thread.join(timeout=5)
    listener.close()


@both
@pytest.mark.parametrize("draft", DRAFTS)
def test_remote_reference_is_refused_and_nobody_is_called(
    engine: SchemaEngine, draft: str, server: tuple[str, list[object]]
) -> None:
    url, calls = server
    socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2]))).close()
    for _ in range(500):
        if calls:
            break
        threading.Event().wait(0.01)
    assert len(calls) == 1, "the server of this test does not listen"
    schema = {"$schema": DRAFTS[draft], "properties": {"a": {"$ref": f"{url}/schema.json"}}}
    (problem,) = problems(engine, schema)
    assert (problem.code, problem.pointer) == ("ECC018", "/properties/a/$ref")
    assert "nothing is fetched" in (problem.fix or "")
    assert len(calls) == 1


@both
@pytest.mark.parametrize(
    "reference",
    [
        "file:///etc/passwd",
        "//example.org/a.json",
        "ftp://example.org/a",
        "data:application/json,true",
        "\\\\host\\x",
    ],
)
def test_reference_to_anywhere_else_is_refused(engine: SchemaEngine, reference: str) -> None:
    (problem,) = problems(engine, {"$ref": reference})
    assert problem.code == "ECC018"


@both
@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"},
        {"allOf": [{"$ref": "#/$defs/a"}], "$defs": {"a": {"anyOf": [{"$ref": "#/$defs/b"}]}, "b": {"$ref": "#/$defs/a"}}},
        {"properties": {"x": {"not": {"$ref": "#/properties/x"}}}},
        {"dependentSchemas": {"a": {"$ref": "#"}}},
        {"$recursiveRef": "#", "$schema": DRAFTS["2019-09"]},
        {"$anchor": "me", "if": {"$ref": "#me"}},
    ],
    ids=["itself", "by-others", "in-not", "by-presence", "recursive", "anchor"],
)  # fmt: skip
def test_reference_that_leads_nowhere_is_refused(engine: SchemaEngine, schema: object) -> None:
    (problem,) = problems(engine, schema)
    assert problem.code == "ECC017"
    assert "refers to itself" in problem.message


def doubling(levels: int, step: object = None) -> dict[str, object]:
    """A schema that asks 2**levels questions of one value, or of one path through ``step`` properties."""
    parts: dict[str, object] = {f"a{levels}": {"type": "integer"}}
    for level in range(levels):
        both_ = {"allOf": [{"$ref": f"#/$defs/a{level + 1}"}] * 2}
        parts[f"a{level}"] = {"properties": {step: both_}} if step else both_
    return json.loads(json.dumps({"$ref": "#/$defs/a0", "$defs": parts}))


@both
def test_schema_that_doubles_at_every_level_is_refused(engine: SchemaEngine) -> None:
    assert problems(engine, doubling(8)) == []
    (problem,) = problems(engine, doubling(40))
    assert problem.code == "ECC017"
    assert "questions" in problem.message


@both
@pytest.mark.parametrize(
    "schema",
    [doubling(60, "x"), {"properties": {"x": {"allOf": [{"$ref": "#"}, {"$ref": "#"}]}}, "type": "object"}],
    ids=["in-a-row", "recursive"],
)
def test_document_too_deep_for_such_a_schema_gets_no_verdict(engine: SchemaEngine, schema: object) -> None:
    document: object = {}
    for _ in range(100):
        document = {"x": document}
    (error,) = errors(engine, schema, document)
    assert error.keyword == "depth-limit"


@both
def test_ordinary_recursion_is_free(engine: SchemaEngine) -> None:
    """Lists, trees and expressions may be as deep as documents are."""
    for schema in (
        {"properties": {"next": {"$ref": "#"}}, "additionalProperties": {"$ref": "#"}},
        {"properties": {"left": {"$ref": "#"}, "right": {"$ref": "#"}, "next": {"$ref": "#"}}},
        {"items": {"$ref": "#"}, "contains": {"type": "array"}, "minContains": 0},
    ):
        document: object = [] if "items" in schema else {}
        for _ in range(60):
            document = [document] if "items" in schema else {"next": document, "left": {"right": {}}}
        assert errors(engine, schema, document) == []


def test_deep_document_is_judged_or_refused_but_never_kills() -> None:
    """The depth that loaders allow is judged; jsonschema's recursion ends in a finding, not in a crash."""
    document: object = 1
    for _ in range(499):
        document = {"next": document}
    schema = {"properties": {"next": {"$ref": "#"}}, "not": {"type": "integer"}}
    (error,) = errors(RS, schema, document)
    assert error.keyword == "not"
    assert {error.keyword for error in errors(PY, schema, document)} <= {"not", "depth-limit"}
    assert errors(PY, schema, document)


SLOW = ["^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "(.*a){12}$", r"^(\w+\s?)*$", "^([a-z]+)*@", "(x+x+)+y"]


@both
@pytest.mark.parametrize("pattern", SLOW)
def test_catastrophic_patterns_run_in_linear_time(engine: SchemaEngine, pattern: str) -> None:
    """Not timed: a matcher that backtracks would not come back."""
    assert errors(engine, {"pattern": pattern}, "a" * 5000 + "!" if pattern != "(.*a){12}$" else "b" * 5000)
    assert errors(
        engine, {"patternProperties": {pattern: False}, "additionalProperties": False}, {"a" * 5000 + "!": 1}
    )


#: runs out of steps on TEXT
EXHAUSTING = r"^(a|aa)+\1b$"
TEXT = "a" * 60 + "!"


@pytest.mark.parametrize(
    "schema",
    [
        {"pattern": EXHAUSTING},
        {"not": {"pattern": EXHAUSTING}},
        {"anyOf": [{"pattern": EXHAUSTING}, True]},
        {"if": {"pattern": EXHAUSTING}, "then": False},
        {"allOf": [{"$ref": "#/$defs/a"}], "$defs": {"a": {"not": {"pattern": EXHAUSTING}}}},
    ],
    ids=["plain", "not", "anyOf", "if", "reference"],
)
def test_pattern_that_runs_out_of_steps_is_no_verdict(schema: dict[str, object]) -> None:
    """The engine itself takes it for "does not match", which ``not`` turns into a pass."""
    (error,) = errors(RS, schema, TEXT)
    assert error.keyword == "pattern-limit"
    assert EXHAUSTING in error.message.replace("\\\\", "\\")
    below = {"$defs": schema.pop("$defs", {}), "items": schema}
    (error,) = errors(RS, below, ["a", TEXT])
    assert error.keyword == "pattern-limit"


@pytest.mark.parametrize(
    "schema",
    [
        {"patternProperties": {EXHAUSTING: {}}},
        {"patternProperties": {EXHAUSTING: {}}, "additionalProperties": False},
        {"propertyNames": {"not": {"pattern": EXHAUSTING}}},
    ],
    ids=["names", "other-names", "property-names"],
)
def test_pattern_of_names_that_runs_out_of_steps_is_no_verdict(schema: object) -> None:
    (error,) = errors(RS, schema, {"ok": 1, TEXT: 2})
    assert error.keyword == "pattern-limit"


def test_engine_is_usable_after_a_pattern_ran_out() -> None:
    """Nothing of one document sticks to the next."""
    schema = compiled(RS, {"pattern": EXHAUSTING})
    assert [error.keyword for error in schema.errors(TEXT)] == ["pattern-limit"]
    assert [error.keyword for error in schema.errors("x")] == ["pattern"]
    assert schema.errors("aaaab") == []


def test_look_around_is_answered_where_it_is_cheap() -> None:
    schema = compiled(RS, {"pattern": r"^(?!.*\.\.)[a-z./]+$"})
    assert schema.is_valid("a/b.c")
    assert [error.keyword for error in schema.errors("a/../c")] == ["pattern"]


def test_look_around_is_not_tried_on_texts_of_any_length() -> None:
    (error,) = errors(RS, {"pattern": "^(?!x)a*$"}, "a" * 70_000)
    assert error.keyword == "pattern-limit"


@both
@pytest.mark.parametrize(
    "pattern", ["[", "(", "a{2,1}", "(a{1000}){1000}", "*", r"\p{Nonsense}", "a" * 100_000 + "["]
)
@pytest.mark.parametrize("place", ["pattern", "patternProperties"])
def test_pattern_that_cannot_be_used_is_refused(engine: SchemaEngine, pattern: str, place: str) -> None:
    value: object = pattern if place == "pattern" else {pattern: {}}
    found = problems(engine, {"properties": {"a": {place: value}}})
    assert {problem.code for problem in found} == {"ECC020"}
    assert all(problem.pointer.startswith(f"/properties/a/{place}") for problem in found)


@both
def test_pattern_of_another_file_names_that_file(engine: SchemaEngine) -> None:
    found = problems(engine, {"$ref": "part.json"}, {"part.json": {"pattern": "["}})
    assert {problem.code for problem in found} == {"ECC020"}


@both
def test_million_keys_are_judged(engine: SchemaEngine) -> None:
    document = {f"k{number}": number for number in range(100_000 if engine is PY else 1_000_000)}
    assert (
        errors(
            engine, {"additionalProperties": {"type": "integer"}, "propertyNames": {"maxLength": 9}}, document
        )
        == []
    )
    assert [e.pointer for e in errors(engine, {"properties": {"k7": {"type": "null"}}}, document)] == ["/k7"]


@both
def test_large_unique_arrays_are_judged_in_linear_time(engine: SchemaEngine) -> None:
    items: list[object] = [{"id": number, "of": [number]} for number in range(20_000)]
    assert errors(engine, {"uniqueItems": True}, items) == []
    assert errors(engine, {"uniqueItems": True}, [*items, {"of": [7], "id": 7.0}])


@both
@pytest.mark.parametrize(
    ("schema", "pointers"),
    [
        ({"type": "objct"}, ["/type"]),
        ({"type": "object", "minLength": -1, "properties": {"a": {"required": "x"}}}, ["/minLength", "/properties/a/required"]),
        ({"$schema": DRAFTS["draft-04"], "required": []}, ["/required"]),
        ({"$schema": "https://json-schema.org/draft/2020-12/shcema"}, ["/$schema"]),
        ({"$schema": 7}, ["/$schema"]),
        ({"properties": []}, ["/properties"]),
        ({"$ref": 5}, ["/$ref"]),
        ("type: object", [""]),
        ([], [""]),
        (None, [""]),
        (5, [""]),
    ],
)  # fmt: skip
def test_schema_that_is_none_is_refused_with_all_that_is_wrong(
    engine: SchemaEngine, schema: object, pointers: list[str]
) -> None:
    found = problems(engine, schema)
    assert {problem.code for problem in found} == {"ECC017"}
    assert sorted({problem.pointer for problem in found}) == pointers
    assert all(problem.expected for problem in found)


@both
def test_wrong_schema_of_another_file_names_that_file(engine: SchemaEngine) -> None:
    (problem,) = problems(engine, {"$ref": "part.json"}, {"part.json": {"type": "strin"}})
    assert (problem.code, problem.pointer) == ("ECC017", "/type")
    assert problem.resource is not None
    assert problem.resource.endswith("/part.json")


def nested(levels: int) -> dict[str, object]:
    schema: dict[str, object] = {"type": "integer"}
    for _ in range(levels):
        schema = {"properties": {"a": schema}}
    return schema


@both
@pytest.mark.parametrize("levels", [150, 100_000])
def test_schema_nested_too_deep_is_refused(engine: SchemaEngine, levels: int) -> None:
    (problem,) = problems(engine, nested(levels))
    assert problem.code == "ECC017"
    assert "levels deep" in problem.message


def test_schema_nested_less_is_used_or_refused() -> None:
    assert problems(RS, nested(90)) == []
    assert {problem.code for problem in problems(PY, nested(90))} <= {"ECC008"}
    assert problems(PY, nested(20)) == []
