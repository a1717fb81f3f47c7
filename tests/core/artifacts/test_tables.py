"""Artifacts that are tables or compressed: judged record by record, as strictly as plain files."""

from __future__ import annotations

import gzip
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.core.artifacts.gate import Gate, enforce
from tests.core.artifacts.gate import artifact as contract_text
from tests.fakes import catalog_file

from pytest_ecocontracts.adapters.filesystem import LocalFileSystem
from pytest_ecocontracts.core.limits import Limits

SCHEMA = {"required": ["id"], "properties": {"id": {"type": "string"}, "n": {"type": ["integer", "null"]}}}


class Repository:
    """A folder with one artifact contract."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.write("ecocontracts.yaml", catalog_file())

    def write(self, name: str, data: bytes | str) -> None:
        place = self.path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data.encode() if isinstance(data, str) else data)

    def database(self, name: str, script: str) -> None:
        with closing(sqlite3.connect(self.path / name)) as connection:
            connection.executescript(script)

    def check(self, limits: Limits | None = None, **fields: object) -> Gate:
        self.write("contracts/a.contract.yaml", contract_text(**{"schema": SCHEMA, **fields}))
        return enforce(LocalFileSystem(str(self.path)), limits)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """An empty repository."""
    return Repository(tmp_path)


def test_rows_of_a_database_are_judged_one_by_one(repository: Repository) -> None:
    repository.database(
        "a.sqlite", "CREATE TABLE t (id, n); INSERT INTO t VALUES ('a', 1), (2, NULL), ('c', 'x')"
    )
    found = repository.check(path="a.sqlite")
    assert found.found == [("ECS003", "a.sqlite", "/1/id"), ("ECS003", "a.sqlite", "/2/n")]
    assert found.outcome("schema").details == {"records": 3}
    assert found.outcome("schema").examined == 1


def test_the_table_of_a_database_can_be_named(repository: Repository) -> None:
    repository.database("a.db", "CREATE TABLE t (id); CREATE TABLE u (id); INSERT INTO u VALUES (1)")
    assert repository.check(path="a.db", table="t").codes == []
    assert repository.check(path="a.db", table="u").found == [("ECS003", "a.db", "/u/0/id")]
    assert repository.check(path="a.db").found == [("ECS001", "a.db", "")]
    assert repository.check(path="a.db", table="v").found == [("ECS001", "a.db", "")]


def test_rows_of_a_parquet_file_are_judged_one_by_one(repository: Repository) -> None:
    pa = pytest.importorskip("pyarrow", reason="the extra parquet is not installed")
    parquet = pytest.importorskip("pyarrow.parquet", reason="the extra parquet is not installed")
    parquet.write_table(pa.table({"id": ["a", None], "n": [1, 2]}), str(repository.path / "a.parquet"))
    found = repository.check(path="a.parquet")
    assert found.found == [("ECS003", "a.parquet", "/1/id")]
    assert found.outcome("schema").details == {"records": 2}


def test_without_its_extra_a_parquet_file_is_a_missing_capability(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.delitem(sys.modules, "pytest_ecocontracts.adapters.parquet_reader", raising=False)
    repository.write("a.parquet", b"PAR1")
    (violation,) = repository.check(path="a.parquet").violations
    assert violation.code == "ECC008"
    assert "pytest-ecocontracts[parquet]" in violation.message


@pytest.mark.parametrize("name", ["a.sqlite", "a.jsonl.gz", "a.csv.gz"])
def test_a_table_without_rows_is_empty(repository: Repository, name: str) -> None:
    if name == "a.sqlite":
        repository.database(name, "CREATE TABLE t (id)")
    else:
        repository.write(name, gzip.compress(b"" if "jsonl" in name else b"id\n"))
    assert repository.check(path=name).codes == []
    assert repository.check(path=name, empty="invalid").codes == ["ECS008"]


def test_lines_of_a_compressed_file_are_judged_with_line_and_column(repository: Repository) -> None:
    repository.write("a.jsonl.gz", gzip.compress(b'{"id": "a"}\n{"n": 1, "id": 2}\n'))
    (violation,) = repository.check(path="a.jsonl.gz").violations
    place = violation.location
    assert place is not None
    assert (violation.code, place.pointer, place.line, place.column) == ("ECS003", "/id", 2, 16)


def test_a_compressed_file_is_judged_as_the_plain_one(repository: Repository) -> None:
    plain = {"a.json": '{"id":\n 1}', "a.yaml": "n: x\n", "a.csv": "id,n\n1,2\n", "a.toml": "id = 1\n"}
    for name, data in plain.items():
        repository.write(name, data)
        repository.write(f"{name}.gz", gzip.compress(data.encode()))
        expected = repository.check(path=name)
        found = repository.check(path=f"{name}.gz")
        assert found.codes
        assert [
            (v.code, v.message, v.location and (v.location.pointer, v.location.line))
            for v in found.violations
        ] == [
            (v.code, v.message, v.location and (v.location.pointer, v.location.line))
            for v in expected.violations
        ]


def test_a_bomb_is_too_large(repository: Repository) -> None:
    limits = Limits(decompressed_bytes=10_000)
    bomb = gzip.compress(b'{"id": "a"}\n' * 200_000)
    for name in ("a.jsonl.gz", "a.json.gz"):
        repository.write(name, bomb)
        assert repository.check(limits, path=name).codes == ["ECS011"]


def test_what_cannot_be_decompressed_is_unparsable(repository: Repository) -> None:
    for name in ("a.jsonl.gz", "a.json.gz"):
        repository.write(name, b'{"id": "a"}')
        assert repository.check(path=name).found == [("ECS001", name, "")]


def test_a_large_compressed_file_is_not_divided(repository: Repository) -> None:
    limits = Limits(chunk_bytes=1000)
    lines = b"".join(
        json.dumps({"id": f"{number * 7919 % 99_991}"}).encode() + b"\n" for number in range(2000)
    )
    repository.write("a.jsonl", lines)
    repository.write("a.jsonl.gz", gzip.compress(lines))
    assert len(repository.check(limits, path="a.jsonl").units) > 10
    found = repository.check(limits, path="a.jsonl.gz")
    assert found.outcome("schema").details == {"records": 2000}


def test_an_example_may_be_a_compressed_file_or_a_table(repository: Repository) -> None:
    repository.database("a.sqlite", "CREATE TABLE t (id); INSERT INTO t VALUES ('a')")
    repository.database("wrong.sqlite", "CREATE TABLE t (id); INSERT INTO t VALUES (1)")
    examples = {"passes": [{"file": "a.sqlite"}], "fails": [{"file": "wrong.sqlite", "code": "ECS003"}]}
    assert repository.check(path="a.sqlite", examples=examples).codes == []
    repository.write("a.jsonl.gz", gzip.compress(b'{"id": "a"}\n'))
    found = repository.check(path="a.jsonl.gz", examples={"fails": [{"file": "a.jsonl.gz"}]})
    assert found.codes == ["ECC019"]


BUSES = """# Buses

| id | n |
| -- | - |
| a | 1 |
| | 2 |

## More

| id |
| -- |
"""
PAGE_SCHEMA = {"properties": {"id": {"minLength": 1}}}


def test_rows_of_a_table_of_a_page_are_judged_one_by_one(repository: Repository) -> None:
    repository.write("buses.md", BUSES)
    found = repository.check(path="buses.md", table=1, schema=PAGE_SCHEMA)
    assert found.found == [("ECS004", "buses.md", "/1/1/id")]
    assert [v.location.line for v in found.violations if v.location] == [6]
    assert found.outcome("schema").details == {"records": 2}
    fine = repository.check(path="buses.md", format="markdown", table="more", schema=PAGE_SCHEMA)
    assert fine.codes == []


def test_an_empty_table_of_a_page_is_empty(repository: Repository) -> None:
    repository.write("buses.md", BUSES)
    assert repository.check(path="buses.md", table="More", empty="invalid").codes == ["ECS008"]


def test_a_table_that_a_page_does_not_have_is_a_violation(repository: Repository) -> None:
    repository.write("buses.md", BUSES)
    assert repository.check(path="buses.md", table="Bosses").found == [("ECS001", "buses.md", "")]
    assert repository.check(path="buses.md", format="markdown-table").codes == ["ECS001"]


def test_relations_and_invariants_read_the_table_of_a_page(repository: Repository) -> None:
    repository.write("buses.md", "| id |\n| -- |\n| a |\n| b |\n| a |\n")
    found = repository.check(
        path="buses.md",
        format="markdown-table",
        schema=True,
        relations=[{"id": "ids", "unique": "/id"}],
        invariants=[{"id": "short", "rule": "self.id != 'b'", "fails": [{"id": "b"}]}],
    )
    assert sorted((v.code, v.location.line) for v in found.violations if v.location) == [
        ("ECI003", 5),
        ("ECI030", 4),
    ]
