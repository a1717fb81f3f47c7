"""What each format's reader gives, and which words it has for what is wrong."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.inputs import LIMITS, identical, problems_of, read, reasons

from pytest_ecocontracts.core.errors import LoadProblem
from pytest_ecocontracts.core.limits import Limits
from pytest_ecocontracts.core.loading import json_text
from pytest_ecocontracts.core.loading.values import FORMATS, format_of


def problem(form: str, data: bytes | str, limits: Limits = LIMITS) -> LoadProblem:
    (found,) = problems_of(lambda: read(form, data, limits))
    return found


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("a.json", "json"),
        ("x/y.z/a.jsonl", "jsonl"),
        ("a.ndjson", "jsonl"),
        ("a.YAML", "yaml"),
        ("a.contract.yml", "yaml"),
        ("pyproject.toml", "toml"),
        ("a.csv", "csv"),
        ("a.txt", "text"),
        ("a.log", "text"),
        ("index.sha256", "checksums"),
        ("a.json.sha512", "checksums"),
        ("README.md", "markdown"),
        ("Makefile", None),
        ("a.py", None),
        (".json", None),
        ("x.json/y", None),
        ("", None),
    ],
)
def test_a_suffix_stands_for_a_format(path: str, form: str | None) -> None:
    assert format_of(path) == form
    assert form is None or form in FORMATS


# --- JSON


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ('{"a": 1,}', (1, 8), "trailing comma"),
        ("[1,\n]", (1, 3), "trailing comma"),
        ("[1 2]", (1, 4), "',' is missing"),
        ('{"a": 1 "b": 2}', (1, 9), "',' is missing"),
        ('{"a" 1}', (1, 6), "':' is missing"),
        ("{'a': 1}", (1, 2), "double quotes"),
        ("['a']", (1, 2), "double quotes"),
        ("{a: 1}", (1, 2), "not quoted"),
        ("{,}", (1, 2), "key is missing"),
        ("[,]", (1, 2), "value is missing"),
        ("// x\n{}", (1, 1), "no comments"),
        ('{"a": 1, # x\n}', (1, 10), "no comments"),
        ("{} {}", (1, 4), "follows the end"),
        ("{} // end", (1, 4), "no comments"),
        ('{"a": [1, {"b": 2}', (1, 19), "'[' of line 1, column 7"),
        ('{"a": "x', (1, 7), "unterminated string"),
        ('{"a": "\\x"}', (1, 8), "invalid \\escape"),
        ("[True]", (1, 2), "lower case"),
        ("[None]", (1, 2), "lower case"),
        ("[undefined]", (1, 2), "word stands"),
        ("[01]", (1, 2), "starts with 0"),
        ("[+1]", (1, 2), "'+'"),
        ("[.5]", (1, 2), "not written as JSON wants it"),
        ("[1.]", (1, 2), "not written as JSON wants it"),
        ('["a\tb"]', (1, 4), "control character"),
    ],
)
def test_json_syntax_errors_say_what_is_wrong_where(text: str, place: tuple[int, int], words: str) -> None:
    found = problems_of(lambda: read("json", text))[0]
    assert (found.line, found.column) == place
    assert found.reason == "syntax"
    assert words in found.message
    assert found.fix or found.expected or found.found or "string" in found.message


def test_json_problems_carry_the_pointer_of_the_value() -> None:
    text = '{"a": [0, {"b/c": NaN}], "d": {"e": 1, "e": 2}, "f": [[1, x]]}'
    found = problems_of(lambda: read("json", text))
    assert [(one.reason, one.pointer) for one in found] == [
        ("not-finite", "/a/1/b~1c"),
        ("duplicate-key", "/d/e"),
        ("syntax", "/f/0/0"),
    ]


def test_a_string_with_several_control_characters_is_one_problem() -> None:
    assert reasons("json", '["\t\x01", "\t"]') == ["syntax", "syntax"]


# --- JSON Lines


def test_json_lines_are_a_list_of_values() -> None:
    assert read("jsonl", '{"a": 1}\n[2]\n"x"') == [{"a": 1}, [2], "x"]


def test_json_lines_tell_every_bad_line_with_its_number() -> None:
    found = problems_of(lambda: read("jsonl", '{"a": 1}\n\n{"a": 1, "a": 2}\n{"b"\n7\n \t\n'))
    assert [(one.reason, one.line, one.pointer) for one in found] == [
        ("blank-line", 2, "/1"),
        ("duplicate-key", 3, "/2/a"),
        ("syntax", 4, "/3/b"),
        ("blank-line", 6, "/5"),
    ]


def test_json_lines_bound_the_problems_that_are_told() -> None:
    assert 100 <= len(reasons("jsonl", "x\n" * 100_000)) < 300


def test_one_line_at_a_time_is_read_like_a_whole_text() -> None:
    assert json_text.parse_line(b'{"a": 1}\r', LIMITS) == {"a": 1}
    for blank in (b"", b" ", b"\r", b"\t"):
        (found,) = problems_of(lambda blank=blank: json_text.parse_line(blank, LIMITS))
        assert found.reason == "blank-line"


# --- YAML


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("a: b: c\n", (1, 5), "mapping values are not allowed"),
        ("a: @x\n", (1, 4), "cannot start with '@'"),
        ("a: `x`\n", (1, 4), "cannot start with '`'"),
        ("a: %x\n", (1, 4), "cannot start with '%'"),
        ("a: [1, 2\n", (2, 1), "starts at line 1"),
        ('a: "x\n', (2, 1), "quoted scalar"),
        ("- a\nb: c\n", (2, 1), "block collection"),
        ("a: 1\n b: 2\n", (2, 3), "mapping values"),
        ("a: *nope\n", (1, 4), "has no anchor"),
        ('a: "\\q"\n', (1, 5), "unknown escape"),
        ("a: \x1b[31m\n", (1, 4), "control character"),
        ("%YAML 2.0\n---\na: 1\n", (1, 1), "incompatible"),
    ],
)
def test_yaml_syntax_errors_say_what_is_wrong_where(text: str, place: tuple[int, int], words: str) -> None:
    found = problem("yaml", text)
    assert words in found.message
    assert (found.line, found.column) == place


def test_yaml_problems_carry_the_pointer_of_the_value() -> None:
    text = "a:\n- 0\n- b/c: .nan\n  <<: 1\nd: {e: 1, e: 2}\nf: [{1: x}]\ng: {[k]: .inf}\n"
    found = problems_of(lambda: read("yaml", text))
    assert [(one.reason, one.pointer) for one in found] == [
        ("not-finite", "/a/1/b~1c"),
        ("merge-key", "/a/1"),
        ("duplicate-key", "/d/e"),
        ("non-string-key", "/f/0"),
        ("not-finite", "/g/?"),
        ("non-string-key", "/g"),
    ]


def test_a_yaml_artifact_is_one_document() -> None:
    assert read("yaml", "--- 1\n...\n") == 1
    found = problem("yaml", "a: 1\n---\nb: 2\n")
    assert (found.reason, found.line) == ("several-documents", 3)
    assert identical(read("yaml", "--- null\n"), None)


def test_an_anchor_may_be_redefined_and_may_be_a_key() -> None:
    assert read("yaml", "&k a: &x 1\nb: &x 2\nc: *x\nd: *k\n") == {"a": 1, "b": 2, "c": 2, "d": "a"}
    assert read("yaml", "x: &k key\n*k : 1\n") == {"x": "key", "key": 1}
    assert reasons("yaml", "x: &k 1\n*k : 1\n") == ["non-string-key"]


def test_anchors_end_with_their_document() -> None:
    assert reasons("yaml", "&a x\n---\n*a\n") == ["unknown-alias"]


def test_aliases_are_counted_over_the_whole_file() -> None:
    small = Limits(alias_values=20)
    assert read("yaml", "a: &a [1, 2, 3]\nb: [*a, *a, *a, *a, *a]\n", small)
    assert reasons("yaml", "a: &a [1, 2, 3]\nb: [*a, *a, *a, *a, *a, *a]\n", small) == ["alias-bomb"]
    assert reasons("yaml", "a: &a {k: &b [1, 2, 3], l: *b}\nb: [*a, *a]\n", small) == ["alias-bomb"]


# --- TOML


def test_toml_is_a_table() -> None:
    text = 'a = 1\nb.c = [0x1F, 0o17, 0b11, 1_000, 1.0, "x"]\n[[t]]\nd = {e = true}\n'
    value = {"a": 1, "b": {"c": [31, 15, 3, 1000, 1.0, "x"]}, "t": [{"d": {"e": True}}]}
    assert identical(read("toml", text), value)


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("a = \n", (1, 5), "syntax"),
        ("a = [1,\n", (2, 1), "syntax"),
        ("[t]\na = 1\n[t]\n", (3, 3), "duplicate-key"),
        ("a = 1\na.b = 2\n", (2, 8), "duplicate-key"),
        ("x = 1\nb = [1, {c = inf}]\n", (2, 14), "not-finite"),
        ("x = 1\n" + ".".join("a" * 200) + " = 1\n", (2, 1), "too-deep"),
        ("x = {" + ".".join("a" * 200) + " = 1}\n", (1, 6), "too-deep"),
        ("[" + ".".join(['"a"'] * 200) + "]\n", (1, 2), "too-deep"),
    ],
)
def test_toml_errors_say_what_is_wrong_where(text: str, place: tuple[int, int], reason: str) -> None:
    found = problem("toml", text)
    assert (found.reason, (found.line, found.column)) == (reason, place)


def test_toml_tells_every_number_that_is_none() -> None:
    found = problems_of(lambda: read("toml", "a = nan\n[t]\nb = [1, inf]\n"))
    assert [(one.pointer, one.line) for one in found] == [("/a", 1), ("/t/b/1", 3)]


# --- CSV


def test_csv_is_a_list_of_rows_by_column_name() -> None:
    text = 'id,name\n1,"Müller, A"\n2,"two\nlines"\n3,\n'
    assert read("csv", text) == [
        {"id": "1", "name": "Müller, A"},
        {"id": "2", "name": "two\nlines"},
        {"id": "3", "name": ""},
    ]


def test_csv_of_a_header_alone_is_an_empty_list() -> None:
    assert read("csv", "a,b\n") == []


def test_csv_tells_every_bad_row_with_its_line() -> None:
    found = problems_of(lambda: read("csv", 'a,b\n1,2\n"x\ny"\n1,2,3\n\n1,2\n'))
    assert [(one.reason, one.line, one.pointer) for one in found] == [
        ("ragged-row", 3, "/1"),
        ("ragged-row", 5, "/2"),
        ("blank-line", 6, "/3"),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a,,b\n", [("column-unnamed", 1)]),
        ("a,b,a,a\n", [("duplicate-key", 1), ("duplicate-key", 1)]),
        ('a,b\n1,"x\n', [("syntax", 2)]),
        ('a,b\n1,"x"y\n', [("syntax", 2)]),
        ("a\n" + "x" * 200_000 + "\n", [("too-large", 2)]),
    ],
)
def test_csv_errors_say_what_is_wrong_where(text: str, found: list[tuple[str, int]]) -> None:
    assert [(one.reason, one.line) for one in problems_of(lambda: read("csv", text))] == found


def test_csv_bounds_the_problems_that_are_told() -> None:
    assert len(reasons("csv", "a,b\n" + "1\n" * 100_000)) == 100


@given(
    st.lists(st.text(min_size=1, max_size=4), min_size=2, max_size=4, unique=True).flatmap(
        lambda header: st.tuples(
            st.just(header),
            st.lists(st.lists(st.text(max_size=4), min_size=len(header), max_size=len(header)), max_size=4),
        )
    )
)
def test_csv_is_read_as_it_was_written(table: tuple[list[str], list[list[str]]]) -> None:
    header, rows = table
    stream = io.StringIO()
    csv.writer(stream).writerows([header, *rows])
    text = stream.getvalue()
    if "\0" in text or text.startswith("\ufeff"):
        return
    assert read("csv", text) == [dict(zip(header, row, strict=True)) for row in rows]


# --- text and Markdown


@given(st.lists(st.text(st.characters(exclude_characters="\n\r\0\ufeff", exclude_categories=["Cs"]))))
def test_text_is_a_list_of_lines(lines: list[str]) -> None:
    """Only LF and CRLF end a line, whatever Unicode calls a line break."""
    assert read("text", "".join(f"{line}\n" for line in lines)) == lines
    assert read("text", "".join(f"{line}\r\n" for line in lines)) == lines


def test_text_may_end_without_a_line_end() -> None:
    assert read("text", "a\nb") == ["a", "b"]
    assert read("text", "\n") == [""]


def test_markdown_is_its_front_matter() -> None:
    assert read("markdown", "---\ntitle: x\n--- \n\n# Page\n---\nmore\n") == {"title": "x"}
    assert read("markdown", "---\ntitle: x\n---") == {"title": "x"}


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        ("# Page\n", "front-matter-missing", 1),
        ("\n---\na: 1\n---\n", "front-matter-missing", 1),
        ("----\na: 1\n----\n", "front-matter-missing", 1),
        ("---\na: 1\n", "front-matter-unclosed", 1),
        ("---\na: 1\n  ---\n", "front-matter-unclosed", 1),
        ("---\n---\n", "empty", 1),
        ("---\na: 1\nb: [\n---\n", "syntax", 4),
        ("---\na: 1\n...\nb: 2\n---\n", "syntax", 4),
    ],
)
def test_markdown_errors_say_what_is_wrong_in_which_line_of_the_page(
    text: str, reason: str, line: int
) -> None:
    found = problem("markdown", text)
    assert (found.reason, found.line) == (reason, line)
