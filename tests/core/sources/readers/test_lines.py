"""``lines``: what stands in text files, and what comments say of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.sources.reading import read, refused

from pytest_ecocontracts.core.limits import Limits

TEXT = "# Exceptions\n\nops/a.sh # owner=ops; why=old\n  ops/b#c.sh\r\n\t# owner=none\n"


def test_all_lines_but_blank_ones_are_read() -> None:
    found = read({"a.txt": TEXT}, "{lines: a.txt}")
    assert found.values == ["# Exceptions", "ops/a.sh # owner=ops; why=old", "ops/b#c.sh", "# owner=none"]
    assert found.places == ["a.txt:1:1", "a.txt:3:1", "a.txt:4:3", "a.txt:5:2"]


def test_comments_are_no_part_of_a_line() -> None:
    found = read({"a.txt": TEXT}, "{lines: a.txt, comment: '#'}")
    assert found.values == ["ops/a.sh", "ops/b#c.sh"]
    assert [record["comment"] for record in found.records] == ["owner=ops; why=old", ""]
    assert read({"a.ini": "a ; x\n;b\n"}, "{lines: a.ini, comment: ';'}").values == ["a"]


def test_comments_say_something_of_a_line() -> None:
    found = read({"x/a.txt": TEXT}, "{lines: '{domain}/a.txt', metadata: true}")
    assert found.records[0] == {
        "owner": "ops",
        "why": "old",
        "text": "ops/a.sh",
        "line": 3,
        "comment": "owner=ops; why=old",
        "domain": "x",
    }
    odd = read({"a.txt": "a # =x; text=b; note; k = v=w;\n"}, "{lines: a.txt, metadata: true}")
    assert odd.records == [{"text": "a", "line": 1, "comment": "=x; text=b; note; k = v=w;", "k": "v=w"}]


def test_lines_have_columns() -> None:
    found = read({"a.txt": "a\t1\nb\t2\n"}, '{lines: a.txt, columns: [id, n], separator: "\\t", value: /n}')
    assert found.values == ["1", "2"]
    assert read({"a.txt": "a   1\n"}, "{lines: a.txt, columns: [id, n], value: /n}").values == ["1"]
    ragged = read({"a.txt": "a,1\nb\nc,1,2\n"}, "{lines: a.txt, columns: [id, n], separator: ','}")
    assert ragged.codes == ["ECS001", "ECS001"]
    assert ragged.places == ["a.txt:2", "a.txt:3"]


@pytest.mark.parametrize(
    ("content", "code"), [(b"a\x00b", "ECS001"), (b"\xff", "ECS001"), (b"x" * 101, "ECS011")]
)
def test_what_is_no_text_is_a_finding(content: bytes, code: str) -> None:
    assert read({"a.txt": content}, "{lines: a.txt}", limits=Limits(artifact_bytes=100)).codes == [code]


def test_a_file_without_lines_has_none() -> None:
    found = read({"a.txt": "\ufeff\n# x\n"}, "{lines: a.txt, comment: '#'}")
    assert (found.values, found.examined) == ([], 1)


def test_a_separator_needs_columns() -> None:
    assert "there are none" in refused("{lines: a.txt, separator: ','}")[0]


@given(st.text(alphabet=" #=;ab\t\r\n\u2028é", max_size=60))
def test_whatever_stands_in_a_file_is_read(text: str) -> None:
    found = read({"a.txt": text}, "{lines: a.txt, metadata: true}")
    lines = text.split("\n")
    for element in found.elements:
        line = lines[(element.place.line or 0) - 1]
        assert element.value == str(element.value).strip() != ""
        assert line[(element.place.column or 0) - 1 :].startswith(str(element.value))
    unread = [line for n, line in enumerate(lines, 1) if n not in {e.place.line for e in found.elements}]
    assert all(line.strip() == "" or line.lstrip().startswith("#") for line in unread)
