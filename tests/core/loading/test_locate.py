"""A pointer leads to the line and column where its value, or its key, really stands."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.inputs import LIMITS, json_texts, pointers, read, values

from pytest_ecocontracts.core.loading.documents import load_documents
from pytest_ecocontracts.core.loading.locate import locate, positions
from pytest_ecocontracts.core.pointers import join, split

JSON = b"""\
{
  "a": [1, {"b": "x"}, []],
  "c/d~": {"": null},
  "a b": "\xc3\xa9", "last": {"k": 2}
}
"""

YAML = b"""\
# a comment
a: [1, {b: x}, []]
"c/d~":
  "": null
text: |
  several
  lines
list:
- one
-   two
- k: v
alias: &x {deep: 1}
again: *x
"""

TOML = b"""\
# a comment
title = "x" # [not.a.table]
"quoted key" = 1
a.b . 'c.d' = [1, [
  2, # ]
  {x = "}"},
]]
multi = '''
[neither]
'''

[table]
when = 1979-05-27 07:32:00
inline = {p = {q = "=,"}, r = 1}

[table.sub]
k = "\\"]"

[[array]]
n = 1
[[array]]
n = 2
[array.inner]
m = 3
"""


@pytest.mark.parametrize(
    ("pointer", "value", "key"),
    [
        ("", (1, 1), (1, 1)),
        ("/a", (2, 8), (2, 3)),
        ("/a/0", (2, 9), (2, 9)),
        ("/a/1/b", (2, 18), (2, 13)),
        ("/a/2", (2, 24), (2, 24)),
        ("/c~1d~0", (3, 11), (3, 3)),
        ("/c~1d~0/", (3, 16), (3, 12)),
        ("/a b", (4, 10), (4, 3)),
        ("/last", (4, 23), (4, 15)),
        ("/last/k", (4, 29), (4, 24)),
        # nothing there: the nearest enclosing value
        ("/last/missing", (4, 23), (4, 23)),
        ("/a/3", (2, 8), (2, 8)),
        ("/a/-", (2, 8), (2, 8)),
        ("/a/01", (2, 8), (2, 8)),
        ("/a/0/x", (2, 9), (2, 9)),
        ("/a/99999999999999999999999", (2, 8), (2, 8)),
        ("/missing/x/y", (1, 1), (1, 1)),
    ],
)
def test_json(pointer: str, value: tuple[int, int], key: tuple[int, int]) -> None:
    assert locate("json", JSON, pointer) == value
    assert locate("json", JSON, pointer, key=True) == key


@pytest.mark.parametrize(
    ("pointer", "value", "key"),
    [
        ("", (2, 1), (2, 1)),
        ("/a", (2, 4), (2, 1)),
        ("/a/1/b", (2, 12), (2, 9)),
        ("/c~1d~0", (4, 3), (3, 1)),
        ("/c~1d~0/", (4, 7), (4, 3)),
        ("/text", (5, 7), (5, 1)),
        ("/list", (9, 1), (8, 1)),
        ("/list/1", (10, 5), (10, 5)),
        ("/list/2/k", (11, 6), (11, 3)),
        ("/alias/deep", (12, 18), (12, 12)),
        ("/again", (13, 8), (13, 1)),
        ("/again/deep", (12, 18), (12, 12)),
        ("/list/7", (9, 1), (9, 1)),
        ("/nothing/here", (2, 1), (2, 1)),
    ],
)
def test_yaml(pointer: str, value: tuple[int, int], key: tuple[int, int]) -> None:
    assert locate("yaml", YAML, pointer) == value
    assert locate("yaml", YAML, pointer, key=True) == key


@pytest.mark.parametrize(
    ("pointer", "value", "key"),
    [
        ("", (1, 1), (1, 1)),
        ("/title", (2, 9), (2, 1)),
        ("/quoted key", (3, 16), (3, 1)),
        ("/a", (4, 1), (4, 1)),
        ("/a/b/c.d", (4, 15), (4, 7)),
        ("/a/b/c.d/0", (4, 16), (4, 16)),
        ("/a/b/c.d/1/1/x", (6, 8), (6, 4)),
        ("/multi", (8, 9), (8, 1)),
        ("/table", (12, 2), (12, 2)),
        ("/table/when", (13, 8), (13, 1)),
        ("/table/inline/p/q", (14, 20), (14, 16)),
        ("/table/inline/r", (14, 31), (14, 27)),
        ("/table/sub", (16, 8), (16, 8)),
        ("/table/sub/k", (17, 5), (17, 1)),
        ("/array/0/n", (20, 5), (20, 1)),
        ("/array/1", (21, 3), (21, 3)),
        ("/array/1/n", (22, 5), (22, 1)),
        ("/array/1/inner/m", (24, 5), (24, 1)),
        ("/array/2", (19, 3), (19, 3)),
        ("/table/missing", (12, 2), (12, 2)),
    ],
)
def test_toml(pointer: str, value: tuple[int, int], key: tuple[int, int]) -> None:
    assert locate("toml", TOML, pointer) == value
    assert locate("toml", TOML, pointer, key=True) == key


@pytest.mark.parametrize(
    ("pointer", "value", "key"),
    [
        ("", (1, 1), (1, 1)),
        ("/0", (2, 1), (2, 1)),
        ("/0/b", (2, 3), (1, 3)),
        ("/1/a", (3, 1), (1, 1)),
        ("/1/c, d", (3, 19), (1, 5)),
        ("/2", (5, 1), (5, 1)),
        ("/2/b", (5, 8), (1, 3)),
        ("/3/b", (1, 1), (1, 3)),
        ("/2/none", (5, 1), (1, 1)),
        ("/x", (1, 1), (1, 1)),
    ],
)
def test_csv(pointer: str, value: tuple[int, int], key: tuple[int, int]) -> None:
    """A row that holds line breaks starts where it starts; the key of a value is its column's name."""
    data = b'a,b,"c, d"\n1,2,3\n"x, ""quoted""",2,"two\nlines"\n"a, b",5,6\n'
    assert locate("csv", data, pointer) == value
    assert locate("csv", data, pointer, key=True) == key


def test_json_lines() -> None:
    data = b'{"a": 1}\n{"b": [1,\t2]}\n'
    assert locate("jsonl", data, "/1/b/1") == (2, 11)
    assert locate("jsonl", data, "/1/b", key=True) == (2, 2)
    assert locate("jsonl", data, "/1") == (2, 1)
    assert locate("jsonl", data, "/7") == (1, 1)
    assert locate("jsonl", data, "") == (1, 1)


def test_text_lines() -> None:
    assert locate("text", b"one\ntwo\nthree", "/2") == (3, 1)
    assert locate("text", b"one\ntwo\nthree", "/3") == (1, 1)
    assert locate("text", b"one\ntwo\nthree", "") == (1, 1)


def test_front_matter_counts_the_lines_of_the_page() -> None:
    data = b"---\ntitle: x\ntags: [a, b]\n---\n# Page\n"
    assert locate("markdown", data, "/tags/1") == (3, 11)
    assert locate("markdown", data, "/tags", key=True) == (3, 1)


@pytest.mark.parametrize("form", ["json", "yaml", "toml", "csv", "markdown"])
@pytest.mark.parametrize("data", [b"\xff\xfe", b'{"a": [', b'"', b"a: &a [*a]"])
def test_data_that_cannot_be_read_has_no_places_or_a_place(form: str, data: bytes) -> None:
    """That it cannot be read is told by reading it, never by a crash here."""
    place = locate(form, data, "/a/0")
    assert place is None or min(place) >= 1


@pytest.mark.parametrize("form", ["json", "yaml"])
def test_deep_data_has_places(form: str) -> None:
    data = b"[" * 500 + b"]" * 500
    assert locate(form, data, "/0" * 499) == (1, 500)


@given(json_texts)
def test_json_contracts_and_artifacts_agree_on_places(text: str) -> None:
    """Contract documents keep every place, artifacts look for one: different code, same answer."""
    (document,) = load_documents("x.contract.json", text.encode(), LIMITS)
    where = positions("json", text.encode())
    for pointer, value in pointers(document.data):
        for key in (False, True):
            place = document.positions.locate(pointer, key=key)
            assert place == where.locate(pointer, key=key)
        line, column = document.positions.locate(pointer) or (0, 0)
        rest = "\n".join(text.split("\n")[line - 1 :])[column - 1 :]
        found, _ = json.JSONDecoder().raw_decode(rest)
        assert found == value


@given(
    st.lists(values, min_size=1, max_size=6),
    st.sampled_from((None, 1)),
    st.integers(0, 999),
    st.sampled_from(["[{,", '"', "]\\"]),
)
def test_elements_of_long_arrays_stand_where_they_were_written(
    some: list[object], indent: int | None, seed: int, tricky: str
) -> None:
    """Many elements are skipped at once, but for those that are nested deeply; strings may have escapes."""
    random = Random(seed)
    deep: object = tricky
    for _ in range(9):
        deep = [deep, {"]": tricky}]
    array = [random.choice([*some, deep]) if random.random() < 0.2 else some[0] for _ in range(700)]
    text = json.dumps(array, indent=indent)
    where = positions("json", text.encode())
    for index in (0, 127, 128, 129, 511, 699, random.randrange(700)):
        line, column = where.locate(f"/{index}") or (0, 0)
        rest = "\n".join(text.split("\n")[line - 1 :])[column - 1 :]
        assert json.JSONDecoder().raw_decode(rest)[0] == array[index]
    assert where.locate("/700") == (1, 1)


@given(json_texts, st.randoms())
def test_places_in_json_may_be_asked_for_in_any_order(text: str, random: Random) -> None:
    """What was found before only shortens the way to what is asked next."""
    data = text.encode()
    asked = [pointer for pointer, _ in pointers(json.loads(text))] * 2
    random.shuffle(asked)
    where = positions("json", data)
    for pointer in [*asked, "/9/9/9"]:
        assert where.locate(pointer) == locate("json", data, pointer)


@given(json_texts)
def test_json_as_yaml_has_the_same_places(text: str) -> None:
    data = text.encode()
    document = load_documents("x.contract.json", data, LIMITS)[0]
    if read_or_none("yaml", data) != document.data:
        return
    where = positions("yaml", data)
    for pointer, _ in pointers(document.data):
        for key in (False, True):
            assert where.locate(pointer, key=key) == document.positions.locate(pointer, key=key)


@given(values, st.sampled_from([True, False, None]))
def test_yaml_places_are_those_of_pyyaml_s_nodes(value: object, flow: bool | None) -> None:
    """PyYAML's own composer marks its nodes; it is other code on another parser."""
    text = yaml.dump(value, Dumper=yaml.SafeDumper, default_flow_style=flow, sort_keys=False)
    if "..." in text or "*id" in text:
        return  # a bare scalar's document end, and PyYAML's aliases for equal values
    where = positions("yaml", text.encode())
    for pointer, key_node, node in nodes(yaml.compose(text, Loader=yaml.SafeLoader)):
        assert where.locate(pointer) == (node.start_mark.line + 1, node.start_mark.column + 1)
        assert where.locate(pointer, key=True) == (
            key_node.start_mark.line + 1,
            key_node.start_mark.column + 1,
        )


def nodes(node: yaml.Node, key: yaml.Node | None = None, pointer: str = "") -> Iterator[tuple[str, Any, Any]]:
    yield pointer, key or node, node
    if isinstance(node, yaml.MappingNode):
        for key_node, value_node in node.value:
            yield from nodes(value_node, key_node, join(pointer, key_node.value))
    elif isinstance(node, yaml.SequenceNode):
        for index, element in enumerate(node.value):
            yield from nodes(element, None, join(pointer, index))


def read_or_none(form: str, data: bytes) -> object:
    try:
        return read(form, data)
    except Exception as error:  # noqa: BLE001 - test_fuzz says which may come
        return error


# --- TOML, in every style of writing the same tables

names = st.text(alphabet="ab\"'.#=[] -é", max_size=5) | st.sampled_from(["k", "k-1", "K_2"])
toml_leaves = st.integers() | st.booleans() | st.text(alphabet="a\"'\\\n#]=[,é ", max_size=6)
toml_values = st.recursive(
    toml_leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=8,
)
toml_documents = st.dictionaries(names, toml_values, max_size=4)


class TomlWriter:
    """Writes data as TOML in a style drawn at random, and notes where every key and value goes."""

    def __init__(self, data: st.DataObject) -> None:
        self.data = data
        self.text = ""
        self.places: dict[str, tuple[int, int]] = {}

    def choose(self, *choices: str) -> str:
        return self.data.draw(st.sampled_from(choices))

    def here(self) -> tuple[int, int]:
        return self.text.count("\n") + 1, len(self.text) - (self.text.rfind("\n") + 1) + 1

    def key(self, name: str) -> str:
        bare = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
        literal = "'" not in name
        styles = [json.dumps(name), *([name] if bare else []), *([f"'{name}'"] if literal else [])]
        return self.choose(*styles)

    def value(self, value: object, pointer: str) -> None:
        self.places[pointer] = self.here()
        if isinstance(value, bool):
            self.text += "true" if value else "false"
        elif isinstance(value, int):
            self.text += str(value)
        elif isinstance(value, str):
            basic = json.dumps(value, ensure_ascii=False)
            multi = '"""' + value.replace("\\", "\\\\").replace('"', '\\"') + '"""'
            literal = [f"'{value}'"] if not set(value) & set("'\n") else []
            self.text += self.choose(basic, multi if not value.startswith("\n") else basic, *literal)
        elif isinstance(value, list):
            self.text += "[" + self.choose("", " ", "\n", " # ]\n")
            for index, element in enumerate(value):
                self.value(element, join(pointer, index))
                self.text += self.choose(",", " , ", ",\n # ,\n")
            self.text += "]"
        elif isinstance(value, dict):
            self.text += "{" + self.choose("", " ")
            for index, (name, member) in enumerate(value.items()):
                self.text += ", " if index else ""
                self.pair(name, member, pointer)
            self.text += "}"

    def pair(self, name: str, value: object, pointer: str) -> None:
        self.text += self.key(name) + self.choose("=", " = ", " =")
        self.value(value, join(pointer, name))

    def table(self, table: dict[str, object], pointer: str, keys: list[str]) -> None:
        """Plain pairs first; then some tables under headers of their own."""
        under_headers = []
        for name, value in table.items():
            tables = isinstance(value, list) and value and all(isinstance(element, dict) for element in value)
            if (isinstance(value, dict) or tables) and self.choose("header", "inline") == "header":
                under_headers.append((name, value))
            else:
                self.text += self.choose("", "  ")
                self.pair(name, value, pointer)
                self.text += self.choose("\n", " # x = 1\n", "\n\n")
        for name, value in under_headers:
            path = [*keys, self.key(name)]
            elements = value if isinstance(value, list) else [value]
            for index, element in enumerate(elements):
                below = join(pointer, name, index) if isinstance(value, list) else join(pointer, name)
                brackets = ("[[", "]]") if isinstance(value, list) else ("[", "]")
                self.text += brackets[0] + self.choose(".", " . ").join(path) + brackets[1] + "\n"
                self.table(element, below, path)


@given(toml_documents, st.data())
def test_toml_values_stand_where_they_were_written(table: dict[str, object], data: st.DataObject) -> None:
    writer = TomlWriter(data)
    writer.table(table, "", [])
    text = writer.text
    assert tomllib.loads(text) == table
    where = positions("toml", text.encode())
    for pointer, place in writer.places.items():
        assert where.locate(pointer) == place
    for pointer, _ in pointers(table):
        if pointer and not split(pointer)[-1].isdigit():
            line, column = where.locate(pointer, key=True) or (0, 0)
            assert stands_for(text.split("\n")[line - 1][column - 1 :], split(pointer)[-1])


@pytest.mark.fuzz
@given(toml_documents, st.data())
def test_toml_values_stand_where_they_were_written_at_length(
    table: dict[str, object], data: st.DataObject
) -> None:
    test_toml_values_stand_where_they_were_written.hypothesis.inner_test(table, data)  # type: ignore[attr-defined]


def stands_for(text: str, name: str) -> bool:
    """Whether a TOML text starts with this key, however it is quoted."""
    return any(read_key(text[:end]) == name for end in range(1, len(text) + 1))


def read_key(text: str) -> str | None:
    try:
        return next(iter(tomllib.loads(f"{text} = 1")))
    except tomllib.TOMLDecodeError:
        return None


# --- CSV

cells = st.text(alphabet='ab,"\n é', max_size=5)


def written(rows: list[list[str]]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue()


def rows_with_line_breaks(rows: list[list[str]]) -> Iterator[int]:
    line = 1
    for row in rows:
        yield line
        line += written([row]).count("\n")


@given(st.lists(st.lists(cells, min_size=2, max_size=2), max_size=6))
def test_csv_rows_stand_where_they_were_written(rows: list[list[str]]) -> None:
    data = written([["x", "y z"], *rows]).encode()
    where = positions("csv", data)
    _, *lines = rows_with_line_breaks([["x", "y z"], *rows])
    for index, line in enumerate(lines):
        assert where.locate(f"/{index}") == (line, 1)
        assert where.locate(f"/{index}/x") == (line, 1)
        found = where.locate(f"/{index}/y z")
        if "\n" not in rows[index][0]:
            assert found == (line, len(written([[rows[index][0], "-"]])) - 1)
