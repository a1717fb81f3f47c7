"""One interface over every text format: rows with numbers, lines, and every problem of the file."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.core.rows.files import Folder
from tests.fakes import MemoryFiles, make_context, without_adapters

from pytest_ecocontracts.core.errors import CapabilityMissing, FileProblem, LoadError
from pytest_ecocontracts.core.limits import Limits
from pytest_ecocontracts.core.loading.values import read_value
from pytest_ecocontracts.core.rows.formats import ROW_FORMATS, RowFormat, place_problem, row_format
from pytest_ecocontracts.core.rows.opening import open_rows


def test_json_lines_have_numbers_and_lines(folder: Folder) -> None:
    name = folder.write("a.jsonl", '{"id": 1}\r\n[2]\nnull')
    assert folder.rows(name) == [(1, {"id": 1}, 1), (2, [2], 2), (3, None, 3)]


def test_csv_rows_start_at_their_own_line(folder: Folder) -> None:
    name = folder.write("a.csv", '\ufeffid,text\n1,"a\nb"\r\n2,"c\rd"\n3,e\n')
    assert folder.rows(name) == [
        (1, {"id": "1", "text": "a\nb"}, 2),
        (2, {"id": "2", "text": "c\rd"}, 4),
        (3, {"id": "3", "text": "e"}, 6),
    ]


def test_csv_gives_the_wanted_columns_in_the_order_of_the_table(folder: Folder) -> None:
    name = folder.write("a.csv", "a,b,c\n1,2,3\n")
    assert folder.values(name, columns=["c", "a"]) == [{"a": "1", "c": "3"}]


def test_a_wanted_column_that_is_not_there_is_a_problem_even_without_rows(folder: Folder) -> None:
    name = folder.write("a.csv", "event_id,b\n")
    with pytest.raises(LoadError) as failure:
        folder.rows(name, columns=["event_ids", "b"])
    (problem,) = failure.value.problems
    assert problem.reason == "column-missing"
    assert problem.found == "the columns event_id, b"
    assert problem.fix == "did you mean 'event_id'?"


def test_text_has_a_row_for_each_line(folder: Folder) -> None:
    name = folder.write("a.txt", "\ufeffone\r\n\nthree")
    assert folder.rows(name) == [(1, "one", 1), (2, "", 2), (3, "three", 3)]


def test_checksums_have_a_row_for_each_line(folder: Folder) -> None:
    name = folder.write("index.sha256", f"\ufeff{'0' * 64}  a b.json\r\n{'1' * 64} *c.json")
    assert folder.rows(name) == [
        (1, {"digest": "0" * 64, "path": "a b.json"}, 1),
        (2, {"digest": "1" * 64, "path": "c.json"}, 2),
    ]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.json", '{"runs": [{"id": "a"}, {"id": "b"}]}'),
        ("a.yaml", "runs:\n- id: a\n- id: b\n"),
        ("a.toml", '[[runs]]\nid = "a"\n[[runs]]\nid = "b"\n'),
        ("a.md", "---\nruns:\n- id: a\n- id: b\n---\n# Page\n"),
    ],
)
def test_a_document_is_one_row_or_the_elements_of_one_of_its_arrays(
    folder: Folder, name: str, data: str
) -> None:
    folder.write(name, data)
    assert folder.rows(name) == [(1, {"runs": [{"id": "a"}, {"id": "b"}]}, None)]
    assert folder.rows(name, at="/runs") == [(1, {"id": "a"}, None), (2, {"id": "b"}, None)]
    assert folder.reasons(name, at="/run") == ["pointer-missing"]
    assert folder.reasons(name, at="/runs/0") == ["not-an-array"]
    assert folder.reasons(name, at="") == ["not-an-array"]


def test_the_elements_of_a_document_that_is_an_array(folder: Folder) -> None:
    name = folder.write("a.json", "[1, [2]]")
    assert folder.values(name) == [[1, [2]]]
    assert folder.values(name, at="") == [1, [2]]
    assert folder.values(name, at="/1") == [2]


def test_each_document_of_a_yaml_file_is_a_row(folder: Folder) -> None:
    name = folder.write("a.yaml", "a: 1\n---\nb: 2\n---\n")
    assert folder.rows(name) == [(1, {"a": 1}, None), (2, {"b": 2}, None), (3, None, None)]
    assert folder.reasons(name, at="/a") == ["several-documents"]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.json", "", "empty"),
        ("a.json", '{"a": 1, "a": 2}', "duplicate-key"),
        ("a.json", "[NaN]", "not-finite"),
        ("a.json", "[" * 501 + "]" * 501, "too-deep"),
        ("a.jsonl", '{"a": 1, "a": 2}\n', "duplicate-key"),
        ("a.jsonl", "1e999\n", "not-finite"),
        ("a.jsonl", "[" * 501 + "]" * 501, "too-deep"),
        ("a.jsonl", "1\n\n2\n", "blank-line"),
        ("a.jsonl", "\ufeff1\n", "byte-order-mark"),
        ("a.yaml", "", "empty"),
        ("a.yaml", "a: 1\na: 2\n", "duplicate-key"),
        ("a.yaml", "a: .nan\n", "not-finite"),
        ("a.toml", "a = inf\n", "not-finite"),
        ("a.csv", "", "empty"),
        ("a.csv", "a,a\n1,2\n", "duplicate-key"),
        ("a.csv", "a,b\n1\n", "ragged-row"),
        ("a.csv", 'a\n"b', "syntax"),
        ("a.csv", b"a\n\xff\n", "not-utf8"),
        ("a.txt", b"a\n\xff\n", "not-utf8"),
        ("a.txt", b"a\0b\n", "binary"),
        ("a.md", "# Page\n", "front-matter-missing"),
    ],
)
def test_what_the_loaders_refuse_is_refused(
    folder: Folder, name: str, data: str | bytes, reason: str
) -> None:
    folder.write(name, data)
    assert folder.reasons(name) == [reason]
    assert folder.reasons(folder.compress(name)) == [reason]


@pytest.mark.parametrize("name", ["a.jsonl", "a.txt"])
def test_an_empty_file_of_records_has_no_rows(folder: Folder, name: str) -> None:
    assert folder.rows(folder.write(name, "")) == []
    assert folder.rows(folder.compress(name)) == []


def test_csv_with_a_header_alone_has_no_rows(folder: Folder) -> None:
    assert folder.rows(folder.write("a.csv", "a,b\n")) == []


def test_all_problems_of_a_stream_are_told_and_rows_before_them_given(folder: Folder) -> None:
    folder.write("a.jsonl", "1\n2\n{\n3\n[\n")
    rows = open_rows(folder.context, "a.jsonl")
    assert [next(rows).value, next(rows).value] == [1, 2]
    with pytest.raises(LoadError) as failure:
        next(rows)
    assert [(problem.line, problem.pointer) for problem in failure.value.problems] == [(3, "/2"), (5, "/4")]
    folder.write("a.csv", "a,b\n1,2\n3\n4,5\n6\n")
    records = open_rows(folder.context, "a.csv")
    assert next(records).value == {"a": "1", "b": "2"}
    with pytest.raises(LoadError) as failure:
        next(records)
    assert [(problem.line, problem.pointer) for problem in failure.value.problems] == [(3, "/1"), (5, "/3")]


def test_problems_of_a_stream_are_told_up_to_a_hundred(folder: Folder) -> None:
    name = folder.write("a.jsonl", "{\n" * 5000)
    assert len(folder.reasons(name)) == 100


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.txt"])
def test_a_line_beyond_the_limit_is_too_large(folder: Folder, name: str) -> None:
    folder.context.limits = Limits(line_bytes=10)
    folder.write(name, '"' + "x" * 8 + '"\r\n')
    folder.rows(name)
    folder.write(name, '"' + "x" * 9 + '"\r\n')
    for each in (name, folder.compress(name)):
        with pytest.raises(FileProblem) as failure:
            folder.rows(each)
        assert failure.value.reason == "too-large"


def test_a_csv_row_of_many_lines_is_bounded_too(folder: Folder) -> None:
    folder.context.limits = Limits(line_bytes=1000)
    row = '"x\n",' * 300
    assert folder.reasons(folder.write("a.csv", f"a\n{row}\n")) == ["too-large"]
    assert folder.rows(folder.write("a.csv", "a\n" + '"x\ny"\n' * 300))[-1][2] == 600


def test_a_missing_file_is_a_file_problem(folder: Folder) -> None:
    for name in ("a.jsonl", "a.json", "a.csv.gz", "a.sqlite"):
        with pytest.raises(FileProblem) as failure:
            folder.rows(name)
        assert failure.value.reason == "missing"


def test_a_file_out_of_the_root_is_not_read(folder: Folder) -> None:
    (folder.path / "link.jsonl").symlink_to("/etc/hostname")
    for name in ("../a.jsonl", "link.jsonl"):
        with pytest.raises(FileProblem) as failure:
            folder.rows(name)
        assert failure.value.reason == "outside-root"


def test_a_file_that_grows_while_it_is_read_is_told(folder: Folder) -> None:
    name = folder.write("a.jsonl", "1\n2\n")
    rows = open_rows(folder.context, name)
    next(rows)
    with (folder.path / name).open("a") as stream:
        stream.write("3\n")
    with pytest.raises(FileProblem) as failure:
        list(rows)
    assert failure.value.reason == "changed"


def test_what_a_plugin_loads_is_read_by_it(folder: Folder) -> None:
    from pytest_ecocontracts.core.context import Extensions

    folder.context.extensions = Extensions(load_document=lambda path, data: {"rows": [len(data)]})
    name = folder.write("a.json", "not JSON at all")
    assert folder.values(name) == [{"rows": [15]}]
    assert folder.values(name, at="/rows") == [15]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("data/a.jsonl", RowFormat("jsonl", compressed=False)),
        ("a.CSV.GZ", RowFormat("csv", compressed=True)),
        ("a.parquet", RowFormat("parquet", compressed=False)),
        ("a.sqlite3.gz", RowFormat("sqlite", compressed=True)),
        ("a.db", RowFormat("sqlite", compressed=False)),
        ("a.gz", None),
        (".jsonl", None),
        ("jsonl.gz/a", None),
    ],
)
def test_the_format_is_that_of_the_suffix(path: str, expected: RowFormat | None) -> None:
    assert row_format(path) == expected


def test_a_given_format_goes_before_the_suffix(folder: Folder) -> None:
    name = folder.write("a.txt", "[1]\n")
    assert folder.values(name, format="jsonl") == [[1]]
    assert folder.values(folder.compress(name), format="jsonl") == [[1]]


@pytest.mark.parametrize(
    ("format_", "at"),
    [
        ("jsonl", "/a"),
        ("csv", "/0"),
        ("text", "/0"),
        ("parquet", "/a"),
        ("sqlite", ""),
        ("sqlite", "/a/b"),
        ("json", "a"),
    ],
)
def test_a_place_that_cannot_be_is_said_before_anything_is_read(format_: str, at: str) -> None:
    assert place_problem(format_, at)
    with pytest.raises(ValueError, match=r" at |JSON Pointer"):
        open_rows(make_context(MemoryFiles({})), "a", format_, at)


@pytest.mark.parametrize("format_", sorted(ROW_FORMATS))
def test_every_format_may_be_read_without_a_place(format_: str) -> None:
    assert place_problem(format_, None) is None


def test_a_format_that_does_not_exist_is_said_before_anything_is_read() -> None:
    for arguments in (("a.bin",), ("a.json", "protobuf")):
        with pytest.raises(ValueError, match="no format of rows"):
            open_rows(make_context(MemoryFiles({})), *arguments)


@pytest.mark.parametrize("format_", ["parquet", "sqlite"])
def test_a_table_without_a_reader_is_a_missing_capability(format_: str) -> None:
    context = without_adapters(make_context(MemoryFiles({"a": b""})))
    with pytest.raises(CapabilityMissing, match="without one"):
        list(open_rows(context, "a", format_))


lines = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "",
                " ",
                "{",
                '{"a": 1, "a": 2}',
                "NaN",
                '"\\ud800"',
                "\ufeff1",
                "\r",
                "a\rb",
                '"a',
                'b"',
                ",",
                '"",""',
            ]
        ),
        st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=3).map(
            lambda value: json.dumps(value, ensure_ascii=False)
        ),
    ),
    max_size=6,
)
files = st.one_of(
    st.tuples(lines, st.sampled_from(["\n", "\r\n"]), st.booleans()).map(
        lambda parts: parts[1].join(parts[0]).encode() + (parts[1].encode() if parts[2] else b"")
    ),
    st.binary(max_size=40),
    st.text(st.sampled_from('a,"\n\r'), max_size=20).map(str.encode),
)


def outcome(read: Iterator[object]) -> tuple[list[object] | None, list[str]]:
    try:
        return list(read), []
    except LoadError as error:
        return None, sorted({problem.reason for problem in error.problems})


def whole(format_: str, data: bytes) -> Iterator[object]:
    found = read_value(format_, data, Limits())
    assert isinstance(found, list)
    yield from found


@given(st.sampled_from(["jsonl", "csv", "text", "checksums"]), files, st.booleans())
@example("csv", b"a\rb", False)
@example("csv", b'a\n"b\rc"\r', False)
@example("csv", b"\xef\xbb\xbfa\r\n", True)
@example("checksums", b"0" * 64 + b"  a\r\n" + b"1" * 32 + b"\n", True)
def test_a_stream_is_judged_as_the_whole_file_is(format_: str, data: bytes, compressed: bool) -> None:
    path = "data.gz" if compressed else "data"
    context = make_context(MemoryFiles({path: gzip.compress(data) if compressed else data}))
    values, reasons = outcome(row.value for row in open_rows(context, path, format_))
    expected, expected_reasons = outcome(whole(format_, data))
    assert (values is None) is (expected is None)
    assert values == expected
    # Text that is not UTF-8 hides the rest from a reader of the whole, not from one of lines.
    if not {"not-utf8", "binary"} & {*reasons, *expected_reasons}:
        assert reasons == expected_reasons
