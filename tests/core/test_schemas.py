"""The schema store: files of the repository by path and by ``$id``, each read and compiled once."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.fakes import MemoryFiles, catalog_file, codes, link

from pytest_ecocontracts.adapters.engines import default_engine
from pytest_ecocontracts.adapters.filesystem import LocalFileSystem
from pytest_ecocontracts.core import schemas as schemas_module
from pytest_ecocontracts.core.errors import FileProblem, LoadError, SchemaProblem
from pytest_ecocontracts.core.json_schema import inspection as inspection_module
from pytest_ecocontracts.core.json_schema.outline import Outline, outline
from pytest_ecocontracts.core.json_schema.uris import path_of
from pytest_ecocontracts.core.limits import Limits
from pytest_ecocontracts.core.resources import own_schema_names
from pytest_ecocontracts.core.schemas import SchemaStore


def store(files: Mapping[str, object], **more: object) -> SchemaStore:
    texts = {
        path: json.dumps(data) if not isinstance(data, bytes | str) else data for path, data in files.items()
    }
    return SchemaStore(MemoryFiles(texts), default_engine(), Limits(), **more)  # type: ignore[arg-type]


def refusal(schemas: SchemaStore, path: str = "schemas/a.json") -> list[SchemaProblem]:
    with pytest.raises(SchemaProblem) as caught:
        schemas.compile_file(path)
    return [caught.value, *caught.value.others]


STRING = {"type": "string"}


@pytest.mark.parametrize(
    ("reference", "place"),
    [
        ("b.json", "schemas/b.json"),
        ("./b.json", "schemas/b.json"),
        ("../shared/b.json", "shared/b.json"),
        ("/shared/b.json", "shared/b.json"),
        ("parts/b%20c.json", "schemas/parts/b c.json"),
        ("b.yaml", "schemas/b.yaml"),
    ],
)
def test_reference_names_a_file_relative_to_its_own(reference: str, place: str) -> None:
    files = {
        "schemas/a.json": {"$ref": reference},
        place: "type: string\n" if place.endswith("yaml") else STRING,
    }
    compiled = store(files).compile_file("schemas/a.json")
    assert compiled.is_valid("x")
    assert not compiled.is_valid(1)


def test_references_are_followed_through_files_and_in_circles() -> None:
    files = {
        "a.json": {"properties": {"b": {"$ref": "b.json#/$defs/x"}}},
        "b.json": {"$defs": {"x": {"properties": {"a": {"$ref": "a.json"}, "c": {"$ref": "sub/c.json"}}}}},
        "sub/c.json": {"$ref": "../d.yaml"},
        "d.yaml": "type: integer\n",
    }
    compiled = store(files).compile_file("a.json")
    (error,) = compiled.errors({"b": {"a": {"b": {"c": "no"}}}})
    assert (error.pointer, error.keyword) == ("/b/a/b/c", "type")
    assert path_of(error.schema_uri) == "d.yaml"


def test_identifiers_name_files() -> None:
    """Files whose ``$id``s stand to each other as their paths do need no list."""
    files = {
        "schemas/a.json": {"$id": "https://x.example/v1/a.json", "$ref": "parts/b.json"},
        "schemas/parts/b.json": {"$id": "https://x.example/v1/parts/b.json", "$ref": "c.json"},
        "schemas/parts/c.json": STRING,
    }
    assert not store(files).compile_file("schemas/a.json").is_valid(1)


def test_file_of_another_identifier_is_not_taken() -> None:
    files = {
        "schemas/a.json": {"$id": "https://x.example/a.json", "$ref": "b.json"},
        "schemas/b.json": {"$id": "https://y.example/other.json"},
    }
    (problem,) = refusal(store(files))
    assert problem.code == "ECC018"


def test_identifier_is_looked_up_in_the_files_of_the_catalog() -> None:
    files = {
        "a.json": {"$ref": "https://x.example/event"},
        "deep/in/the/event.json": {"$id": "https://x.example/event#", "type": "string"},
        "deep/broken.json": "{",
    }
    schemas = store(files)
    assert [problem.code for problem in refusal(schemas, "a.json")] == ["ECC018"]
    schemas = store(files)
    schemas.candidates = lambda: ["deep/in/the/event.json", "deep/broken.json", "deep/missing.json"]
    assert not schemas.compile_file("a.json").is_valid(1)


def test_identifier_of_two_files_is_ambiguous() -> None:
    files = {
        "schemas/a.json": {"$ref": "https://x.example/event"},
        "b.json": {"$id": "https://x.example/event"},
        "c.json": {"$id": "https://x.example/event"},
    }
    schemas = store(files)
    schemas.candidates = lambda: ["b.json", "c.json"]
    (problem,) = refusal(schemas)
    assert (problem.code, problem.found) == ("ECC018", "b.json, c.json")


def test_hook_answers_for_other_uris() -> None:
    asked: list[str] = []

    def resolve(uri: str) -> object | None:
        asked.append(uri)
        return STRING if uri == "urn:example:text" else None

    schemas = store(
        {
            "a.json": {"properties": {"x": {"$ref": "urn:example:text"}, "y": {"$ref": "b.json"}}},
            "b.json": {},
        },
        resolve=resolve,
    )
    assert not schemas.compile_file("a.json").is_valid({"x": 1})
    assert asked == ["urn:example:text"]


def test_missing_file_is_named_with_its_neighbours() -> None:
    files = {
        "schemas/a.json": {"properties": {"x": {"$ref": "evnet.json"}}},
        "schemas/event.json": {},
        "schemas/README.md": "# x",
    }
    (problem,) = refusal(store(files))
    assert (problem.code, problem.pointer) == ("ECC018", "/properties/x/$ref")
    assert problem.found == "schemas/evnet.json"
    assert problem.fix == "did you mean 'schemas/event.json'?"


def test_missing_network_schema_says_that_nothing_is_fetched() -> None:
    (problem,) = refusal(store({"schemas/a.json": {"$ref": "https://example.org/x.json"}}))
    assert problem.code == "ECC018"
    assert "nothing is fetched" in (problem.fix or "")


def test_everything_that_is_missing_is_told_at_once() -> None:
    files = {
        "schemas/a.json": {
            "properties": {"x": {"$ref": "x.json"}, "y": {"$ref": "y.json"}, "z": {"$ref": "z.json"}}
        },
        "schemas/z.json": {"$ref": "nowhere.json"},
    }
    found = refusal(store(files))
    assert sorted((problem.found, path_of(problem.resource or "")) for problem in found) == [
        ("schemas/nowhere.json", "schemas/z.json"),
        ("schemas/x.json", None),
        ("schemas/y.json", None),
    ]


@pytest.mark.parametrize("reference", ["../../b.json", "../../../etc/passwd", "x/../../../b.json"])
def test_reference_that_leaves_the_repository_is_refused(reference: str) -> None:
    """Resolving a URI stops at the root in silence: the file of that name there is not what was meant."""
    files = {"schemas/a.json": {"$ref": reference}, "b.json": {}, "etc/passwd": {}}
    (problem,) = refusal(store(files))
    assert problem.code == "ECC018"
    assert "leaves the repository" in problem.message


def test_links_out_of_the_repository_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.json"
    outside.write_text('{"type": "string"}')
    root = tmp_path / "root"
    root.mkdir()
    os.symlink(outside, root / "b.json")
    (root / "a.json").write_text('{"$ref": "b.json"}')
    schemas = SchemaStore(LocalFileSystem(str(root)), default_engine(), Limits())
    (problem,) = refusal(schemas, "a.json")
    assert problem.code == "ECC018"
    assert "out of the root" in problem.message
    with pytest.raises(FileProblem):
        schemas.compile_file("b.json")


@pytest.mark.parametrize("text", ["", "{", '{"a": 1, "a": 2}', "[" * 600, b"\xff\xfe", '{"a": NaN}'])
def test_schema_file_that_cannot_be_read_is_told(text: str | bytes) -> None:
    with pytest.raises(LoadError):
        store({"schemas/a.json": text}).compile_file("schemas/a.json")
    (problem,) = refusal(store({"schemas/a.json": {"$ref": "b.json"}, "schemas/b.json": text}))
    assert (problem.code, problem.found) == ("ECC018", "schemas/b.json")
    assert "cannot be read" in problem.message


def test_missing_schema_file_is_a_file_problem() -> None:
    with pytest.raises(FileProblem, match="does not exist"):
        store({}).compile_file("schemas/a.json")


def test_problems_with_references_hide_no_others() -> None:
    files = {
        "schemas/a.json": {
            "type": "text",
            "properties": {
                "x": {"$ref": "x.json"},
                "y": {"$ref": "a b.json"},
                "z": {"$ref": "z.json"},
                "w": {"$ref": "#/$defs/w"},
            },
            "requird": ["x"],
        },
        "schemas/z.json": {"$id": "http://[::1", "minimum": "1"},
    }
    found = refusal(store(files))
    assert sorted((problem.code, path_of(problem.resource or ""), problem.pointer) for problem in found if problem.resource is None) == [
        ("ECC017", None, "/requird"),
        ("ECC017", None, "/type"),
        ("ECC018", None, "/properties/w/$ref"),
        ("ECC018", None, "/properties/x/$ref"),
        ("ECC018", None, "/properties/y/$ref"),
    ]  # fmt: skip
    assert {
        (problem.code, path_of(problem.resource), problem.pointer) for problem in found if problem.resource
    } == {("ECC017", "schemas/z.json", "/$id"), ("ECC017", "schemas/z.json", "/minimum")}


def test_a_problem_in_a_shared_file_is_told_to_each_who_uses_it() -> None:
    files = {"a.json": {"$ref": "c.json"}, "b.json": {"$ref": "c.json"}, "c.json": {"$ref": 7}}
    schemas = store(files)
    told = [[(one.code, one.resource, one.pointer) for one in refusal(schemas, path)] for path in ("a.json", "c.json", "b.json")]  # fmt: skip
    assert told[0] == told[2]
    assert [(code, pointer) for code, _, pointer in told[0]] == [
        (code, pointer) for code, _, pointer in told[1]
    ]
    assert {path_of(resource or "") for _, resource, _ in told[0]} == {"c.json"}
    assert {resource for _, resource, _ in told[1]} == {None}


def test_each_schema_is_outlined_once(monkeypatch: pytest.MonkeyPatch) -> None:
    outlined = []

    def counting(schema: object, uri: str) -> Outline:
        outlined.append(path_of(uri))
        return outline(schema, uri)

    for module in (schemas_module, inspection_module):
        monkeypatch.setattr(module, "outline", counting)
    schemas = store({"a.json": {"$ref": "c.json"}, "b.json": {"$ref": "c.json"}, "c.json": {"minimum": 1}})
    schemas.compile_file("a.json")
    schemas.compile_file("b.json")
    assert outlined == ["a.json", "c.json", "b.json"]


def test_each_file_is_read_and_compiled_once() -> None:
    files = MemoryFiles({"a.json": '{"$ref": "c.json"}', "b.json": '{"$ref": "c.json"}', "c.json": "{}"})
    schemas = SchemaStore(files, default_engine(), Limits())
    first = schemas.compile_file("a.json")
    schemas.compile_file("b.json")
    assert schemas.compile_file("a.json") is first
    assert sorted(files.reads) == ["a.json", "b.json", "c.json"]


def test_inline_schema_refers_relative_to_the_file_that_it_stands_in() -> None:
    schemas = store({"contracts/parts/b.json": STRING})
    schema = {
        "properties": {"x": {"$ref": "parts/b.json"}, "y": {"$ref": "#/$defs/z"}},
        "$defs": {"z": {"type": "null"}},
    }
    compiled = schemas.compile_value(schema, base_path="contracts/a.contract.yaml", name="a.schema")
    assert [error.pointer for error in compiled.errors({"x": 1, "y": 1})] == ["/x", "/y"]
    assert schemas.compile_value(schema, base_path="contracts/a.contract.yaml", name="a.schema") is compiled


def test_two_inline_schemas_of_one_file_are_two() -> None:
    schemas = store({})
    one, two = ({"$defs": {"x": {"type": kind}}, "$ref": "#/$defs/x"} for kind in ("null", "string"))
    first = schemas.compile_value(one, base_path="c.yaml", name="a")
    second = schemas.compile_value(two, base_path="c.yaml", name="b")
    assert first.is_valid(None)
    assert second.is_valid("x")
    assert not second.is_valid(None)


@pytest.mark.parametrize("name", own_schema_names())
def test_shipped_schema_satisfies_the_rules_for_schemas(name: str) -> None:
    """They are compiled without being judged at every start; here they are."""
    schemas = store({})
    schemas.compile_value({"$ref": f"https://ecocontracts.example/schemas/{name}"}, base_path="", name=name)
    assert schemas.own(name) is schemas.own(name)


def test_schema_may_build_on_a_shipped_one() -> None:
    schemas = store({"a.json": {"$ref": "https://ecocontracts.example/schemas/header.v1.schema.json"}})
    assert not schemas.compile_file("a.json").is_valid({"id": "x"})
    (problem,) = refusal(
        store({"schemas/a.json": {"$ref": "https://ecocontracts.example/schemas/nothing.json"}})
    )
    assert problem.code == "ECC018"


def test_edition_of_a_shipped_schema_builds_on_its_neighbours() -> None:
    """Where the product keeps its own schemas, their base is judged with the neighbours that it had."""
    base = "https://ecocontracts.example/schemas/"
    edition = {
        "schemas/a.json": {"$id": f"{base}a.json", "$ref": "header.v1.schema.json"},
        "schemas/header.v1.schema.json": {"$id": f"{base}header.v1.schema.json", "type": "string"},
    }
    assert store(edition).compile_file("schemas/a.json").is_valid("x")
    # Another file of that name takes nothing's place, whatever it calls itself.
    for named in ({}, {"$id": "https://shop.example/header.json"}):
        edition["schemas/header.v1.schema.json"] = {**named, "type": "string"}
        assert not store(edition).compile_file("schemas/a.json").is_valid("x")
    edition["schemas/header.v1.schema.json"] = {"$id": f"{base}header.v1.schema.json", "type": "string"}
    edition["b.json"] = {"$ref": f"{base}header.v1.schema.json"}
    assert not store(edition).compile_file("b.json").is_valid("x")


def test_catalog_lists_the_schema_files() -> None:
    """``schemas`` of the catalog file is where ``$id``s are looked up; a list that is dead is told."""
    entries = {
        "ecocontracts.yaml": catalog_file(schemas=["schemas/*.json"]),
        "schemas/event.json": json.dumps({"$id": "https://x.example/event", "type": "string"}),
        "a.json": json.dumps({"$ref": "https://x.example/event"}),
    }
    catalog, context = link(entries)
    assert codes(catalog) == []
    assert not context.schemas.compile_file("a.json").is_valid(1)
    catalog, _ = link({**entries, "ecocontracts.yaml": catalog_file(schemas=["schemes/*.json"])})
    assert codes(catalog) == ["ECC016"]
    catalog, _ = link({**entries, "ecocontracts.yaml": catalog_file(schemas=["schemas/{"])})
    assert codes(catalog) == ["ECC004"]
