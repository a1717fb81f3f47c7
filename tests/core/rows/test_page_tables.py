"""Rows of the tables of Markdown pages: found by heading or by number, each cell as its text."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.rows.files import Folder
from tests.fakes import MemoryFiles, make_context

from pytest_ecocontracts.core.errors import LoadError, LoadProblem
from pytest_ecocontracts.core.limits import Limits
from pytest_ecocontracts.core.rows.model import Row
from pytest_ecocontracts.core.rows.opening import open_rows
from pytest_ecocontracts.core.rows.places import row_location

PAGE = """---
owner: data
---
# Registry

| role | outputs |
| --- | --- |
| digest | `daily.md` |

## Buses

Every bus, and where it is.

| bus | manifest |
|-----|----------|
| events | [manifest](manifests/events.json) |
| **deltas** |  |

## Empty

### Below

| id |
| -- |

## None

Text only.

## 2026

| year |
| ---- |
| this |
"""

TABLE = "markdown-table"


def problem(folder: Folder, at: str | None, page: str = PAGE, **options: object) -> LoadProblem:
    folder.write("a.md", page)
    with pytest.raises(LoadError) as failure:
        folder.rows("a.md", format=TABLE, at=at, **options)
    return failure.value.problems[0]


def test_the_table_below_a_heading_gives_its_rows_with_their_lines(folder: Folder) -> None:
    name = folder.write("a.md", PAGE)
    expected = [
        (1, {"bus": "events", "manifest": "manifest"}, 16),
        (2, {"bus": "deltas", "manifest": ""}, 17),
    ]
    assert folder.rows(name, format=TABLE, at="/Buses") == expected
    assert folder.rows(name, format=TABLE, at="/ buses ") == expected
    assert folder.rows(folder.compress(name), format=TABLE, at="/Buses") == expected


def test_a_table_may_be_named_by_its_number_on_the_page(folder: Folder) -> None:
    name = folder.write("a.md", PAGE)
    assert folder.values(name, format=TABLE, at="/1") == [{"role": "digest", "outputs": "daily.md"}]
    assert folder.rows(name, format=TABLE, at="/2") == folder.rows(name, format=TABLE, at="/Buses")


def test_a_heading_that_is_a_number_goes_before_the_number_of_a_table(folder: Folder) -> None:
    assert folder.values(folder.write("a.md", PAGE), format=TABLE, at="/2026") == [{"year": "this"}]


def test_a_table_of_a_deeper_section_belongs_to_the_section_too_and_may_have_no_rows(folder: Folder) -> None:
    name = folder.write("a.md", PAGE)
    assert folder.rows(name, format=TABLE, at="/Empty") == []
    assert folder.rows(name, format=TABLE, at="/Below") == []


def test_the_only_table_of_a_page_needs_no_place(folder: Folder) -> None:
    name = folder.write("a.md", "| a/b | b |\r\n| - | - |\r\n| 1 \\| 2 | 3 |\r\n")
    assert folder.values(name, format=TABLE) == [{"a/b": "1 | 2", "b": "3"}]


def test_a_heading_with_a_slash_is_escaped_in_the_place(folder: Folder) -> None:
    name = folder.write("a.md", "## in/out\n\n| a |\n| - |\n| 1 |\n")
    assert folder.values(name, format=TABLE, at="/in~1out") == [{"a": "1"}]


def test_the_wanted_columns_only(folder: Folder) -> None:
    name = folder.write("a.md", PAGE)
    assert folder.values(name, format=TABLE, at="/Buses", columns=["bus"]) == [
        {"bus": "events"},
        {"bus": "deltas"},
    ]
    missing = problem(folder, "/Empty", columns=["ids"])
    assert (missing.reason, missing.fix) == ("column-missing", "did you mean 'id'?")


@pytest.mark.parametrize(
    ("at", "reason", "line", "found"),
    [
        ("/Busses", "section-missing", None, "the headings Registry, Buses, Empty, Below, None, 2026"),
        ("/Registry", "table-ambiguous", 14, "at the lines 6, 14, 23, 32"),
        (None, "table-ambiguous", 14, "at the lines 6, 14, 23, 32"),
        ("/None", "table-missing", 26, "none"),
        ("/5", "table-missing", None, "4 tables"),
        ("/0", "table-missing", None, "4 tables"),
        ("/" + "9" * 5000, "section-missing", None, "the headings Registry, Buses, Empty, Below, None, 2026"),
    ],
)
def test_a_table_that_cannot_be_told_is_a_problem(
    folder: Folder, at: str | None, reason: str, line: int | None, found: str
) -> None:
    got = problem(folder, at)
    assert (got.reason, got.line, got.found) == (reason, line, found)


def test_a_heading_that_is_near_is_suggested(folder: Folder) -> None:
    assert problem(folder, "/Busses").fix == "did you mean 'Buses'?"


def test_a_page_without_tables_says_so(folder: Folder) -> None:
    assert problem(folder, None, "# Nothing\n").message == "the page has no table"
    assert problem(folder, "/1", "# Nothing\n").found == "0 tables"


def test_two_sections_of_one_name_are_not_guessed_between(folder: Folder) -> None:
    table = "| a |\n| - |\n"
    got = problem(folder, "/a", f"# A\n\n{table}\n# a\n\n{table}")
    assert (got.reason, got.line) == ("section-ambiguous", 6)


def test_columns_have_names_and_each_its_own(folder: Folder) -> None:
    folder.write("a.md", "| a | | a |\n| - | - | - |\n| 1 | 2 | 3 |\n")
    with pytest.raises(LoadError) as failure:
        folder.rows("a.md", format=TABLE)
    assert [(p.reason, p.line) for p in failure.value.problems] == [
        ("column-unnamed", 1),
        ("duplicate-key", 1),
    ]


def test_the_place_of_a_row_is_its_line(folder: Folder) -> None:
    name = folder.write("a.md", PAGE)
    row = list(open_rows(folder.context, name, TABLE, "/Buses"))[1]
    place = row_location(folder.context, name, row, "/bus", format=TABLE, at="/Buses")
    assert (place.pointer, place.line, place.column) == ("/Buses/1/bus", 17, None)
    assert row_location(folder.context, name, Row(2, None), format=TABLE, at="/Buses").line == 17
    assert row_location(folder.context, name, Row(3, None), format=TABLE, at="/Buses").line is None


def test_a_page_above_the_limit_is_refused(folder: Folder) -> None:
    folder.context.limits = Limits(page_bytes=100)
    assert problem(folder, None).reason == "too-large"


_CELL = st.text(st.characters(codec="utf-8", categories=("L", "N")), max_size=5)


@given(st.lists(st.tuples(_CELL, _CELL), max_size=6), st.integers(0, 3))
def test_what_is_written_into_a_table_is_read_from_it(rows: list[tuple[str, str]], before: int) -> None:
    """Whatever other tables the page has, the number and the heading lead to the same rows."""
    other = "| x |\n| - |\n| y |\n\n"
    table = "| a | b |\n| --- | --- |\n" + "".join(f"| {a} | {b} |\n" for a, b in rows)
    page = f"# Top\n\n{other * before}\n## Wanted\n\n{table}\n## After\n\n{other}"
    context = make_context(MemoryFiles({"a.md": page}))
    found = list(open_rows(context, "a.md", TABLE, "/Wanted"))
    assert [row.value for row in found] == [{"a": a, "b": b} for a, b in rows]
    assert found == list(open_rows(context, "a.md", TABLE, f"/{before + 1}"))
    assert [page.split("\n")[(row.line or 0) - 1] for row in found] == [f"| {a} | {b} |" for a, b in rows]


@given(st.text(max_size=80), st.sampled_from([None, "/1", "/a"]))
def test_any_page_gives_rows_or_a_problem(page: str, at: str | None) -> None:
    context = make_context(MemoryFiles({"a.md": page.encode("utf-8", "surrogatepass")}))
    rows: list[Row] = []
    with suppress(LoadError):
        rows = list(open_rows(context, "a.md", TABLE, at))
    assert all(isinstance(row, Row) and row.line for row in rows)
