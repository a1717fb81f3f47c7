"""Rows of Parquet and SQLite files, which come from anybody."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing, suppress
from datetime import date, time
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.core.rows.files import Folder

from pytest_ecocontracts.adapters.tables import TABLE_READERS
from pytest_ecocontracts.core.errors import CapabilityMissing, LoadError
from pytest_ecocontracts.core.limits import Limits

EVENTS = "CREATE TABLE events (id TEXT PRIMARY KEY, n, at REAL);"


@pytest.fixture
def arrow() -> SimpleNamespace:
    """What the tests need of pyarrow."""
    pa = pytest.importorskip("pyarrow", reason="the extra parquet is not installed")
    parquet = pytest.importorskip("pyarrow.parquet", reason="the extra parquet is not installed")
    return SimpleNamespace(pa=pa, write=parquet.write_table)


def parquet_file(folder: Folder, arrow: SimpleNamespace, columns: dict[str, Any], **options: Any) -> str:
    arrow.write(arrow.pa.table(columns), str(folder.path / "a.parquet"), **options)
    return "a.parquet"


def test_rows_of_a_table_come_by_rowid(folder: Folder) -> None:
    name = folder.database(
        "a.sqlite", f"{EVENTS} INSERT INTO events VALUES ('b', 1, 1.5), ('a', NULL, 2), ('c', 'x', 0)"
    )
    expected = [
        (1, {"id": "b", "n": 1, "at": 1.5}, None),
        (2, {"id": "a", "n": None, "at": 2.0}, None),
        (3, {"id": "c", "n": "x", "at": 0.0}, None),
    ]
    assert folder.rows(name) == expected
    assert folder.rows(name, at="/events") == expected
    assert folder.rows(folder.compress(name), at="/events") == expected


def test_a_table_without_rowids_comes_by_its_primary_key(folder: Folder) -> None:
    script = "CREATE TABLE t (a, b, PRIMARY KEY (b DESC, a)) WITHOUT ROWID; INSERT INTO t VALUES (1, 1), (3, 2), (2, 2)"
    name = folder.database("a.sqlite", script)
    assert folder.values(name) == [{"a": 2, "b": 2}, {"a": 3, "b": 2}, {"a": 1, "b": 1}]


def test_a_table_without_rowids_may_have_plain_indexes_only(folder: Folder) -> None:
    script = "CREATE TABLE t (a PRIMARY KEY, b CHECK (b > 0)) WITHOUT ROWID; CREATE INDEX i ON t (b);"
    name = folder.database("a.sqlite", f"{script} INSERT INTO t VALUES ('x', 1)")
    assert folder.values(name) == [{"a": "x", "b": 1}]
    assert folder.reasons(folder.database("a.sqlite", "CREATE INDEX j ON t (hex(b))")) == ["index-computed"]


def test_columns_called_as_the_rowid_hide_nothing(folder: Folder) -> None:
    script = "CREATE TABLE t (rowid, _rowid_, oid); INSERT INTO t VALUES (9, 'a', 1), (8, 'b', 0)"
    name = folder.database("a.sqlite", script)
    assert folder.values(name, columns=["rowid"]) == [{"rowid": 9}, {"rowid": 8}]


def test_wanted_columns_of_a_table(folder: Folder) -> None:
    name = folder.database("a.sqlite", f"{EVENTS} INSERT INTO events VALUES ('b', x'00', 1.5)")
    assert folder.values(name, columns=["at", "id"]) == [{"id": "b", "at": 1.5}]
    assert folder.reasons(name, columns=["id", "ID", "x"]) == ["column-missing", "column-missing"]


def test_names_are_never_read_as_sql(folder: Folder) -> None:
    name = folder.database(
        "a.sqlite", 'CREATE TABLE "a""; DROP TABLE b; --" ("x"" y", "/~"); CREATE TABLE b (c);'
    )
    assert folder.rows(name, at='/a"; DROP TABLE b; --') == []
    assert folder.rows(name, at="/b") == []


def test_an_empty_table_has_no_rows(folder: Folder) -> None:
    assert folder.rows(folder.database("a.sqlite", EVENTS)) == []


def test_one_of_several_tables_must_be_named(folder: Folder) -> None:
    name = folder.database("a.sqlite", f"{EVENTS} CREATE TABLE other (id INTEGER PRIMARY KEY AUTOINCREMENT)")
    assert folder.reasons(name) == ["table-unnamed"]
    assert folder.rows(name, at="/other") == []
    assert folder.reasons(folder.write("b.sqlite", "")) == ["table-unnamed"]


def test_only_tables_are_read(folder: Folder) -> None:
    name = folder.database(
        "a.sqlite",
        f"{EVENTS} CREATE VIEW seen AS SELECT * FROM events;"
        " CREATE TRIGGER t INSTEAD OF INSERT ON seen BEGIN DELETE FROM events; END;"
        " CREATE VIRTUAL TABLE words USING fts5(word)",
    )
    for table in ("seen", "words", "event"):
        assert folder.reasons(name, at=f"/{table}") == ["table-missing"]


def test_the_nearest_table_is_suggested(folder: Folder) -> None:
    name = folder.database("a.sqlite", EVENTS)
    with pytest.raises(LoadError) as failure:
        folder.rows(name, at="/event")
    assert failure.value.problems[0].fix == "did you mean 'events'?"


def test_columns_that_are_computed_when_they_are_read_are_refused(folder: Folder) -> None:
    script = "CREATE TABLE t (a, b AS (a || a), c AS (a || a) STORED); INSERT INTO t (a) VALUES ('x')"
    name = folder.database("a.sqlite", script)
    assert folder.reasons(name) == ["column-computed"]
    assert folder.values(name, columns=["a", "c"]) == [{"a": "x", "c": "xx"}]


@pytest.mark.parametrize(
    ("value", "reason"), [("x'00ff'", "binary"), ("9e999", "not-finite"), ("CAST(x'ff' AS TEXT)", "syntax")]
)
def test_values_that_json_does_not_have_are_told(folder: Folder, value: str, reason: str) -> None:
    name = folder.database("a.sqlite", f"CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 2), (3, {value})")
    assert folder.reasons(name) == [reason]


def test_the_place_of_such_a_value_is_told(folder: Folder) -> None:
    name = folder.database("a.sqlite", "CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 2), (3, x'00')")
    with pytest.raises(LoadError) as failure:
        folder.rows(name)
    assert failure.value.problems[0].pointer == "/t/1/b"


def test_a_value_beyond_the_limit_is_too_large(folder: Folder) -> None:
    folder.context.limits = Limits(line_bytes=1000)
    name = folder.database("a.sqlite", "CREATE TABLE t (a); INSERT INTO t VALUES (printf('%.*c', 2000, 'x'))")
    assert folder.reasons(name) == ["too-large"]


def test_nothing_is_written_beside_a_database(folder: Folder) -> None:
    with closing(sqlite3.connect(folder.path / "a.sqlite")) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.executescript(f"{EVENTS} INSERT INTO events VALUES ('a', 1, 2)")
    (folder.path / "a.sqlite").chmod(stat.S_IRUSR)
    before = (folder.path / "a.sqlite").read_bytes(), os.listdir(folder.path)
    assert folder.values(name := "a.sqlite") == [{"id": "a", "n": 1, "at": 2.0}]
    assert ((folder.path / name).read_bytes(), os.listdir(folder.path)) == before


def test_a_database_that_is_being_written_is_not_at_rest(folder: Folder) -> None:
    with closing(sqlite3.connect(folder.path / "a.sqlite")) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.executescript(f"{EVENTS} INSERT INTO events VALUES ('a', 1, 2)")
        assert folder.reasons("a.sqlite") == ["not-at-rest"]


def test_a_change_that_was_cut_off_is_not_at_rest(folder: Folder) -> None:
    name = folder.database("a.sqlite", EVENTS)
    folder.write("a.sqlite-journal", bytes.fromhex("d9d505f920a163d7") + bytes(504))
    assert folder.reasons(name) == ["not-at-rest"]
    folder.write("a.sqlite-journal", bytes(512))
    assert folder.rows(name) == []


@pytest.mark.parametrize("data", [b"hello", b"SQLite format 3\0", b"SQLite format 3\0" + bytes(4000)])
def test_what_is_no_database_is_told(folder: Folder, data: bytes) -> None:
    assert folder.reasons(folder.write("a.sqlite", data)) == ["syntax"]


def linked_twice(data: bytes) -> bytes:
    """A database whose table has a page twice: its first child stands for the second one, too."""
    pages = [bytearray(data[start : start + 512]) for start in range(0, len(data), 512)]
    root = pages[1]
    assert root[0] in (2, 5), "the table has more than one page"
    cells = int.from_bytes(root[3:5])
    first, second = (int.from_bytes(root[12 + 2 * cell : 14 + 2 * cell]) for cell in range(2))
    assert cells >= 2
    root[second : second + 4] = root[first : first + 4]
    return b"".join(pages)


@pytest.mark.parametrize(
    "columns",
    [
        "(id INTEGER PRIMARY KEY, a)",
        "(id PRIMARY KEY, a) WITHOUT ROWID",
        "(rowid, _rowid_, oid, id GENERATED ALWAYS AS (oid) STORED)",
    ],
)
def test_a_page_that_comes_back_ends_the_reading(folder: Folder, columns: str) -> None:
    names = "rowid, oid" if "oid" in columns else "id, a"
    rows = ", ".join(f"({number}, 'some text to fill the page')" for number in range(100))
    folder.database(
        "a.sqlite", f"PRAGMA page_size=512; CREATE TABLE t {columns}; INSERT INTO t ({names}) VALUES {rows}"
    )
    assert len(folder.rows("a.sqlite")) == 100
    data = (folder.path / "a.sqlite").read_bytes()
    folder.write("a.sqlite", linked_twice(data))
    assert folder.reasons("a.sqlite") == ["syntax"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4095), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_damaged_database_is_a_problem_or_has_rows(folder: Folder, damage: list[tuple[int, int]]) -> None:
    script = "PRAGMA page_size=512; CREATE TABLE t (a TEXT, b); CREATE INDEX i ON t (b);"
    if not (folder.path / "whole.sqlite").exists():
        rows = ", ".join(f"('row {number}', {number})" for number in range(60))
        folder.database("whole.sqlite", f"{script} INSERT INTO t VALUES {rows}")
    data = bytearray((folder.path / "whole.sqlite").read_bytes())
    for place, byte in damage:
        data[place % len(data)] = byte
    folder.write("a.sqlite", bytes(data))
    with suppress(LoadError):
        assert len(folder.rows("a.sqlite", at="/t")) <= len(data)


def test_rows_of_a_parquet_file_come_in_its_order(folder: Folder, arrow: SimpleNamespace) -> None:
    columns = {"id": [f"ev{number}" for number in range(5000)], "n": list(range(5000))}
    name = parquet_file(folder, arrow, columns, row_group_size=700)
    rows = folder.rows(name)
    assert rows[0] == (1, {"id": "ev0", "n": 0}, None)
    assert [number for number, _, _ in rows] == list(range(1, 5001))
    assert [value["n"] for value in folder.values(name)] == list(range(5000))  # type: ignore[index]
    assert folder.rows(folder.compress(name)) == rows


def test_wanted_columns_of_a_parquet_file(folder: Folder, arrow: SimpleNamespace) -> None:
    name = parquet_file(folder, arrow, {"a": [1, 2], "b.c": ["x", None], "d": [b"", b""]})
    assert folder.values(name, columns=["b.c", "a"]) == [{"a": 1, "b.c": "x"}, {"a": 2, "b.c": None}]
    assert folder.values(name, columns=[]) == [{}, {}]
    assert folder.reasons(name, columns=["b", "a"]) == ["column-missing"]


def test_an_empty_parquet_file_has_no_rows(folder: Folder, arrow: SimpleNamespace) -> None:
    pa = arrow.pa
    assert folder.rows(parquet_file(folder, arrow, {"a": pa.array([], pa.string())})) == []


def test_arrow_values_become_json_values(folder: Folder, arrow: SimpleNamespace) -> None:
    pa = arrow.pa
    moment = 1_700_000_000
    cases: dict[str, tuple[Any, list[object]]] = {
        "nothing": (pa.array([None, None]), [None, None]),
        "flags": (pa.array([True, None]), [True, None]),
        "large": (pa.array([2**64 - 1, None], pa.uint64()), [2**64 - 1, None]),
        "floats": (pa.array([0.1, None]), [0.1, None]),
        "half": (pa.array([0.5, 0.1], pa.float32()), [0.5, 0.10000000149011612]),
        "text": (pa.array(["ä\0", None], pa.large_string()), ["ä\0", None]),
        "words": (pa.array(["a", None]).dictionary_encode(), ["a", None]),
        "money": (pa.array([Decimal("1.20"), None]), ["1.20", None]),
        "day": (pa.array([date(2026, 1, 2), date(1, 1, 1)]), ["2026-01-02", "0001-01-01"]),
        "day64": (pa.array([date(2026, 1, 2), None], pa.date64()), ["2026-01-02", None]),
        "clock": (pa.array([time(1, 2, 3), time(1, 2, 3, 4000)]), ["01:02:03", "01:02:03.004000"]),
        "instant": (
            pa.array([moment * 10**9 + 1, moment * 10**9], pa.timestamp("ns", tz="Asia/Tokyo")),
            ["2023-11-14T22:13:20.000000001Z", "2023-11-14T22:13:20Z"],
        ),
        "local": (pa.array([1_767_312_000_000, None], pa.timestamp("ms")), ["2026-01-02T00:00:00", None]),
        "before": (pa.array([-1, None], pa.timestamp("ms", tz="UTC")), ["1969-12-31T23:59:59.999Z", None]),
        "list": (pa.array([[1.5, None], []]), [[1.5, None], []]),
        "days": (pa.array([[date(2026, 1, 2), None], None]), [["2026-01-02", None], None]),
        "object": (pa.array([{"a": date(2026, 1, 2), "b": 1}, None]), [{"a": "2026-01-02", "b": 1}, None]),
        "map": (pa.array([[("k", 1)], None], pa.map_(pa.string(), pa.int8())), [{"k": 1}, None]),
    }
    name = parquet_file(folder, arrow, {name: column for name, (column, _) in cases.items()})
    rows: list[Any] = folder.values(name)
    assert {name: [row[name] for row in rows] for name in cases} == {
        name: expected for name, (_, expected) in cases.items()
    }


def test_types_that_json_does_not_have_are_all_told(folder: Folder, arrow: SimpleNamespace) -> None:
    pa = arrow.pa
    columns = {"a": [1], "b": [b"x"], "c": pa.array([1], pa.duration("s")), "d": pa.array([[b""]])}
    name = parquet_file(folder, arrow, columns)
    assert folder.reasons(name) == ["column-type"] * 3
    assert folder.values(name, columns=["a"]) == [{"a": 1}]


def test_names_that_come_twice_are_told(folder: Folder, arrow: SimpleNamespace) -> None:
    pa = arrow.pa
    arrow.write(pa.table([pa.array([1]), pa.array([2])], names=["a", "a"]), str(folder.path / "a.parquet"))
    assert folder.reasons("a.parquet") == ["duplicate-key"]
    twice = pa.array([[("k", 1), ("k", 2)]], pa.map_(pa.string(), pa.int8()))
    assert folder.reasons(parquet_file(folder, arrow, {"m": twice})) == ["duplicate-key"]


def test_numbers_that_are_not_finite_are_told_with_their_place(
    folder: Folder, arrow: SimpleNamespace
) -> None:
    name = parquet_file(folder, arrow, {"a": [0.0] * 3000 + [float("nan")]})
    with pytest.raises(LoadError) as failure:
        folder.rows(name)
    (problem,) = failure.value.problems
    assert (problem.reason, problem.pointer) == ("not-finite", "/3000/a")
    assert problem.message.startswith("row 3001 ")


def test_nesting_beyond_the_limit_is_too_deep(folder: Folder, arrow: SimpleNamespace) -> None:
    folder.context.limits = Limits(depth=3)
    assert folder.values(parquet_file(folder, arrow, {"a": [[[1]]]})) == [{"a": [[1]]}]
    assert folder.reasons(parquet_file(folder, arrow, {"a": [[[[1]]]]})) == ["too-deep"]


def test_a_table_that_grows_too_much_is_refused_before_it_is_read(
    folder: Folder, arrow: SimpleNamespace
) -> None:
    pa = arrow.pa
    name = parquet_file(
        folder, arrow, {"a": pa.array(["x" * 1000] * 5000)}, use_dictionary=False, compression="zstd"
    )
    assert len(folder.rows(name)) == 5000
    folder.context.limits = Limits(decompressed_bytes=100_000)
    assert folder.reasons(name) == ["too-large"]


def test_more_rows_than_a_small_file_should_have_are_refused(folder: Folder, arrow: SimpleNamespace) -> None:
    pa = arrow.pa
    name = parquet_file(folder, arrow, {"a": pa.nulls(1_000_001, pa.int8())})
    folder.context.limits = Limits(expansion=1)
    assert folder.reasons(name) == ["too-large"]


@pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1" + bytes(8) + b"PAR1", b"hello world"])
def test_what_is_no_parquet_file_is_told(folder: Folder, data: bytes, arrow: SimpleNamespace) -> None:
    assert folder.reasons(folder.write("a.parquet", data)) == ["syntax"]


def test_a_cut_parquet_file_is_told(folder: Folder, arrow: SimpleNamespace) -> None:
    name = parquet_file(folder, arrow, {"a": ["x"] * 10})
    data = (folder.path / name).read_bytes()
    for size in range(0, len(data), 7):
        assert folder.reasons(folder.write("b.parquet", data[:size])) == ["syntax"]


@pytest.mark.fuzz
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4095), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_damaged_parquet_file_is_a_problem_or_has_rows(
    folder: Folder, arrow: SimpleNamespace, damage: list[tuple[int, int]]
) -> None:
    words = ["a", "b", None] * 20
    parquet_file(folder, arrow, {"a": words, "b": [[1, 2]] * 60, "c": [{"d": "x"}] * 60}, row_group_size=30)
    data = bytearray((folder.path / "a.parquet").read_bytes())
    for place, byte in damage:
        data[place % len(data)] = byte
    folder.write("b.parquet", bytes(data))
    with suppress(LoadError):
        assert len(folder.rows("b.parquet")) == 60


@pytest.mark.parametrize(
    ("format_", "module", "reader"),
    [("parquet", "pyarrow", "parquet_reader"), ("sqlite", "sqlite3", "sqlite_tables")],
)
def test_without_its_library_a_format_is_a_missing_capability(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, format_: str, module: str, reader: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.delitem(sys.modules, f"pytest_ecocontracts.adapters.{reader}", raising=False)
    folder.write("a", b"")
    with pytest.raises(CapabilityMissing) as failure:
        folder.rows("a", format=format_)
    assert "install the extra" in failure.value.message or format_ == "sqlite"


def test_no_library_is_imported_before_a_table_is_read() -> None:
    program = (
        "import sys, pytest_ecocontracts.adapters.tables, pytest_ecocontracts.core.rows, pytest_ecocontracts.core.keys\n"
        "print(sorted({'pyarrow', 'duckdb', 'sqlite3', 'numpy'} & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout == "[]\n"
    assert set(TABLE_READERS) == {"parquet", "sqlite"}
