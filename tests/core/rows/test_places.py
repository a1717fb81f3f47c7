"""Where a value of a row stands, in plain and compressed files."""

from __future__ import annotations

import pytest
from tests.core.rows.files import Folder

from pytest_ecocontracts.core.rows.model import Row
from pytest_ecocontracts.core.rows.opening import open_rows
from pytest_ecocontracts.core.rows.places import row_location
from pytest_ecocontracts.core.violations import Location


@pytest.mark.parametrize(
    ("name", "data", "at", "number", "pointer", "expected"),
    [
        ("a.jsonl", '{"id": 1}\n{"id": [3, 4]}\n', None, 2, "/id/1", ("/id/1", 2, 12)),
        ("a.json", '{"runs": [\n  {"id": 1},\n  {"id": 2}]}', "/runs", 2, "/id", ("/runs/1/id", 3, 10)),
        ("a.json", '{"runs":\n 1}', None, 1, "/runs", ("/runs", 2, 2)),
        ("a.json", "[1,\n2]", "", 2, "", ("/1", 2, 1)),
        ("a.yaml", "runs:\n- id: 1\n- id: 2\n", "/runs", 2, "/id", ("/runs/1/id", 3, 7)),
        ("a.yaml", "id: 1\n---\nid: 2\n", None, 2, "/id", ("/id", 3, 5)),
        ("a.toml", "[[runs]]\nid = 1\n[[runs]]\nid = 2\n", "/runs", 2, "/id", ("/runs/1/id", 4, 6)),
        ("a.md", "---\nid: 1\n---\n", None, 1, "/id", ("/id", 2, 5)),
        ("a.csv", 'id,b\n"1\n2",x\n3,y\n', None, 2, "/b", ("/1/b", 4, 3)),
        ("a.txt", "a\nb\n", None, 2, "", ("/1", 2, None)),
    ],
)
def test_line_and_column_of_a_value(
    folder: Folder,
    name: str,
    data: str,
    at: str | None,
    number: int,
    pointer: str,
    expected: tuple[object, ...],
) -> None:
    folder.write(name, data)
    for path in (name, folder.compress(name)):
        row = list(open_rows(folder.context, path, at=at))[number - 1]
        found = row_location(folder.context, path, row, pointer, at=at)
        assert (found.path, found.pointer, found.line, found.column) == (path, *expected)


def test_the_place_of_a_key(folder: Folder) -> None:
    name = folder.write("a.jsonl", '{"id": 1}\n')
    row = Row(1, {"id": 1}, 1)
    assert row_location(folder.context, name, row, "/id", key=True).column == 2
    assert row_location(folder.context, name, row, "/id").column == 8


def test_rows_of_a_database_have_a_pointer_and_no_line(folder: Folder) -> None:
    name = folder.database("a.sqlite", "CREATE TABLE t (a); INSERT INTO t VALUES (1)")
    (row,) = open_rows(folder.context, name, at="/t")
    assert row_location(folder.context, name, row, "/a", at="/t") == Location(path=name, pointer="/t/0/a")


def test_a_file_that_has_gone_still_has_the_line_of_the_row(folder: Folder) -> None:
    found = row_location(folder.context, "gone.jsonl", Row(7, {}, 7), "/id")
    assert (found.pointer, found.line, found.column) == ("/id", 7, None)


def test_a_file_of_no_known_format_still_has_the_line_of_the_row(folder: Folder) -> None:
    assert row_location(folder.context, "data.bin", Row(7, {}, 7)).line == 7
