"""``headings``, ``links``, ``code`` and ``table``: things of Markdown pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.sources.reading import read, refused

from pytest_ecocontracts.core.limits import Limits
from pytest_ecocontracts.core.sources.readers.links import file_of

PAGE = """\
# Operations

Run `make up`, see [the map](../map.md#north) and ![x](/img/a%20b.png).

## Commands {#all}

| Command | Does |
| --- | --- |
| `make up` | starts |
| `make down` | stops |

### Old

> ## Quoted

- `make old` [site](https://example.com) [here](#all)

## Owners

| Team |
| --- |
| ops |
"""
FILES = {"docs/ops/a.md": PAGE}


@pytest.mark.parametrize(
    ("source", "values", "lines"),
    [
        ("{headings: docs/ops/a.md}", ["Operations", "Commands", "Old", "Owners"], [1, 5, 12, 18]),
        ("{headings: docs/ops/a.md, level: 2}", ["Commands", "Owners"], [5, 18]),
        ("{headings: docs/ops/a.md, level: [1, 3]}", ["Operations", "Old"], [1, 12]),
        ("{headings: docs/ops/a.md, section: commands}", ["Old"], [12]),
        ("{code: docs/ops/a.md}", ["make up", "make up", "make down", "make old"], [3, 9, 10, 16]),
        ("{code: docs/ops/a.md, section: Old}", ["make old"], [16]),
        (
            "{links: docs/ops/a.md}",
            ["../map.md#north", "/img/a%20b.png", "https://example.com", "#all"],
            [3, 3, 16, 16],
        ),
        (
            "{table: docs/ops/a.md, columns: [command, does], column: command}",
            ["make up", "make down"],
            [9, 10],
        ),
        ("{table: docs/ops/a.md, section: Owners}", [{"Team": "ops"}], [22]),
        ("{table: docs/ops/a.md, column: team}", ["ops"], [22]),
    ],
)
def test_things_are_read_with_their_lines(source: str, values: list[object], lines: list[int]) -> None:
    found = read(FILES, source)
    assert found.values == values
    assert [element.place.line for element in found.elements] == lines
    assert found.examined == 1


def test_records_say_where_things_stand() -> None:
    headings = read(FILES, "{headings: 'docs/{domain}/*.md'}").records
    assert headings[1] == {
        "text": "Commands",
        "level": 2,
        "line": 5,
        "section": "Operations",
        "anchor": "all",
        "domain": "ops",
    }
    assert headings[2]["section"] == "Commands"
    assert [record["section"] for record in read(FILES, "{code: docs/ops/a.md}").records] == [
        "Operations",
        "Commands",
        "Commands",
        "Old",
    ]
    assert read(FILES, "{table: docs/ops/a.md, columns: [does]}").records[0] == {
        "Command": "make up",
        "does": "starts",
    }


def test_links_lead_to_files() -> None:
    assert read(FILES, "{links: docs/ops/a.md, value: /file}").values == [
        "docs/map.md",
        "img/a b.png",
        "docs/ops/a.md",
    ]
    assert read(FILES, "{links: docs/ops/a.md, where: 'self.image'}").values == ["/img/a%20b.png"]
    assert read(FILES, "{links: docs/ops/a.md, value: /fragment}").values == ["north", "all"]


@pytest.mark.parametrize(
    ("page", "target", "file"),
    [
        ("a.md", "b.md", "b.md"),
        ("a.md", "../b.md", "../b.md"),
        ("d/a.md", "", "d/a.md"),
        ("d/a.md", "./", "d"),
        ("d/a.md", "b.md?x=1", "d/b.md"),
        ("d/a.md", "/", "."),
        ("d/a.md", "mailto:a@example.com", None),
        ("d/a.md", "//example.com/x", None),
    ],
)
def test_the_file_of_a_target(page: str, target: str, file: str | None) -> None:
    assert file_of(page, target) == file


@pytest.mark.parametrize(
    ("source", "message", "fix"),
    [
        ("{code: '**/*.md', section: Comands}", "'docs/ops/a.md' has no section 'Comands'", "'Commands'"),
        ("{table: '**/*.md', section: Comands}", "'docs/ops/a.md' has no section 'Comands'", "'Commands'"),
        ("{table: '**/*.md', columns: [Does, Not]}", "has no table with the columns", "missing: none"),
        ("{table: '**/*.md', section: Old}", "has no table", "missing: none"),
    ],
)
def test_what_a_page_does_not_have_is_no_empty_source(source: str, message: str, fix: str) -> None:
    (trouble,) = read(FILES, source).troubles
    assert trouble.code == "ECX001"
    assert message in trouble.message
    assert fix in (trouble.fix or "")
    assert read(FILES, source.replace("}", ", missing: none}")).values == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\x00", "ECS001"),
        (b"# \xff", "ECS001"),
        (b"---\na: [\n---\n", "ECS001"),
        (b"# " + b"x" * 200, "ECS011"),
    ],
)
@pytest.mark.parametrize("kind", ["headings", "links", "code", "table"])
def test_what_is_no_page_is_a_finding(kind: str, content: bytes, code: str) -> None:
    found = read(
        {"a.md": content, "b.md": "|a|\n|-|\n"}, f"{{{kind}: '*.md'}}", limits=Limits(page_bytes=100)
    )
    assert found.codes == [code]


def test_a_column_is_one_of_the_columns() -> None:
    assert "is none of columns" in refused("{table: a.md, columns: [a], column: b}")[0]


@given(st.text(alphabet="#|`[]()-\n ab>", max_size=80))
def test_whatever_stands_on_a_page_is_read(text: str) -> None:
    for kind in ("headings", "links", "code", "table"):
        found = read({"a.md": text}, f"{{{kind}: a.md, missing: none}}")
        lines = [element.place.line or 0 for element in found.elements]
        assert lines == sorted(lines)
        assert all(1 <= line <= text.count("\n") + 1 for line in lines)


def test_a_column_of_nearly_the_same_name_is_told() -> None:
    files = {"a.md": "| Commands | Does |\n|-|-|\n| `up` | x |\n"}
    (trouble,) = read(files, "{table: a.md, columns: [Command, Does]}").troubles
    assert (trouble.fix or "").startswith("'Command' is 'Commands' there: correct one of them; or ")
    (trouble,) = read(files, "{table: a.md, columns: [Owner]}").troubles
    assert (trouble.fix or "").startswith("add the table; or ")
