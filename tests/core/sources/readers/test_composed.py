"""``words``, ``union`` and ``count``: sources of the contract's own, and sources made of others."""

from __future__ import annotations

import pytest
from tests.core.sources.reading import CONTRACT, parsed, read, refused, rules

FILES = {"ops/a.txt": "x\ny\n", "ops/k8s/b.txt": "x\n", "ops/k8s/c.txt": "\n"}
A = {"lines": "ops/a.txt"}
ALL = {"lines": "ops/**/*.txt"}
NONE = {"lines": "ops/**/c.txt"}


def test_words_stand_in_the_contract() -> None:
    found = read({}, "{words: [a, 1, {id: b}], value: /id}")
    assert found.values == ["b"]
    assert (found.elements[0].place.path, found.elements[0].place.pointer) == (
        CONTRACT,
        "/sources/s/words/2/id",
    )
    assert read({}, "{words: [a, a]}").values == ["a", "a"]


def test_words_of_two_contracts_have_places_of_their_own() -> None:
    relations = [{"unique": {"words": ["a", "a"]}}, {"id": "again", "unique": {"words": ["a", "a"]}}]
    first, second = rules({}, relations=relations).violations
    assert first.location
    assert second.location
    assert (first.location.pointer, second.location.pointer) == (
        "/relations/0/unique/words/1",
        "/relations/1/unique/words/1",
    )
    assert first.location.line


def test_a_union_has_all_elements() -> None:
    found = read(FILES, "{union: [a, {lines: ops/k8s/b.txt}, {words: [z]}], normalise: [lower]}", a=A)
    assert found.values == ["x", "y", "x", "z"]
    assert found.examined == 3
    assert read(FILES, "{union: a, where: value != 'x'}", a=A).values == ["y"]


def test_a_part_that_finds_nothing_proves_nothing() -> None:
    (trouble,) = read(FILES, "{union: [a, none]}", a=A, none=NONE).troubles
    assert (trouble.code, trouble.message) == ("ECC009", "none finds nothing, so the check proves nothing")
    assert read(FILES, "{union: [a, none]}", a=A, none={**NONE, "empty": "valid"}).values == ["x", "y"]
    gate = rules(FILES, sources={"a": A, "b": NONE}, relations=[{"unique": {"union": ["a", "b"]}}])
    assert gate.codes == ["ECC009"]


def test_a_part_that_cannot_be_read_is_told() -> None:
    assert read({"a.txt": b"\xff"}, "{union: [a]}", a={"lines": "a.txt"}).codes == ["ECS001"]
    assert read({}, "{count: a}", a={"lines": "a.txt"}).codes == ["ECX001"]


def test_what_says_nothing_to_count_by_is_told() -> None:
    assert read(FILES, "{count: all, per: /owner}", all=ALL).codes == ["ECX001"]
    rows = {"file": "rows.json", "at": "/*"}
    found = read({"rows.json": '[{"by": 1},\n{"by": null}]'}, "{count: rows, per: /by}", rows=rows)
    assert found.codes == ["ECX001"]
    assert found.places == ["rows.json:2:1"]


def test_groups_are_those_of_equal_json_values() -> None:
    rows = {"file": "rows.json", "at": "/*"}
    data = '[{"by": 1}, {"by": 1.0}, {"by": true}, {"by": "1"}, {"by": [1]}, {"by": [1]}]'
    found = read({"rows.json": data}, "{count: rows, per: /by}", rows=rows)
    assert [(record["key"], record["count"]) for record in found.records] == [
        (1, 2),
        (True, 1),
        ("1", 1),
        ([1], 2),
    ]
    assert found.records[1]["key"] is True


@pytest.mark.parametrize(
    ("source", "counted"),
    [
        ("{count: a}", {None: 2}),
        ("{count: none}", {None: 0}),
        ("{count: all, per: file}", {"ops/a.txt": 2, "ops/k8s/b.txt": 1, "ops/k8s/c.txt": 0}),
        ("{count: all, per: folder}", {"ops": 2, "ops/k8s": 1}),
        ("{count: all, per: /text}", {"x": 2, "y": 1}),
        ("{count: {union: [a, all]}, per: file}", {"ops/a.txt": 4, "ops/k8s/b.txt": 1, "ops/k8s/c.txt": 0}),
        ("{count: {paths: 'ops/*.txt'}, per: folder}", {"ops": 1}),
        ("{count: {paths: 'ops/*.md'}}", {None: 0}),
    ],
)
def test_elements_are_counted(source: str, counted: dict[object, int]) -> None:
    found = read(FILES, source, a=A, all=ALL, none=NONE)
    assert {record.get("key"): record["count"] for record in found.records} == counted
    assert found.values == list(counted.values())


def test_where_nothing_is_looked_at_nothing_is_counted() -> None:
    assert read(FILES, "{count: {lines: 'gone/*.txt'}}").codes == ["ECC009"]
    assert read(FILES, "{count: {lines: 'gone/*.txt', empty: valid}}").values == [0]


def test_numbers_stand_where_they_are_counted() -> None:
    assert read(FILES, "{count: all}", all=ALL).places == ["ops/a.txt:1:1"]
    assert read(FILES, "{count: all, per: /text}", all=ALL).places == ["ops/a.txt:1:1", "ops/a.txt:2:1"]
    assert read(FILES, "{count: all, per: folder}", all=ALL).places == ["ops", "ops/k8s"]
    assert read(FILES, "{count: none}", none=NONE).elements[0].place.path == CONTRACT


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{union: [b]}", "there is no source 'b'"),
        ("{union: [s]}", "the source 's' is made of itself"),
        ("{count: ring}", "the source 's' is made of itself"),
        ("{count: {lines: '/x'}}", "is no path template"),
        ("{union: {lines: a.txt, kind: file}}", "has no 'kind'"),
        ("{union: a, count: a}", "the source is read in 2 ways"),
    ],
)
def test_parts_that_cannot_be_used_are_told_once(source: str, message: str) -> None:
    found = refused(source, a=A, ring={"union": ["s"]})
    assert [message in each for each in found] == [True]


def test_sources_are_not_made_of_each_other_without_end() -> None:
    others = {f"s{n}": {"union": f"s{n + 1}"} for n in range(400)}
    assert "too deeply" in refused("{union: s0}", **others, s400=A)[0]
    deep: object = "a"
    for _ in range(200):
        deep = {"union": deep}
    source, problems = parsed("{union: d}", d=deep, a=A)
    assert source is None
    assert "too deeply" in problems[0].message


def test_few_sources_do_not_make_endless_ones() -> None:
    others = {f"s{n}": {"union": [f"s{n + 1}"] * 40} for n in range(6)}
    (trouble,) = read({}, "{union: s0}", **others, s6={"words": ["x"]}).troubles
    assert (trouble.code, trouble.place) == ("ECX001", None)
    assert "more than 1000000 elements" in trouble.message


ROWS = {"rows.csv": "n", "a.json": '[{"by": "x", "n": 1}, {"by": "y", "n": 2}, {"by": "x", "n": 3}]'}


def test_numbers_are_added_up() -> None:
    rows = {"file": "a.json", "at": "/*"}
    assert read(ROWS, "{count: rows, sum: /n}", rows=rows).values == [6]
    assert read(ROWS, "{count: rows, sum: /n, per: /by}", rows=rows).records == [
        {"count": 2, "sum": 4, "key": "x"},
        {"count": 1, "sum": 2, "key": "y"},
    ]
    tenths = {"file": "b.json", "at": "/*"}
    files = {"b.json": str([{"n": 0.1}] * 10).replace("'", '"')}
    assert read(files, "{count: rows, sum: /n}", rows=tenths).values == [1.0]


@pytest.mark.parametrize(
    "content", ['[{"n": 1e308}, {"n": 1e308}]', '[{"n": "1"}]', '[{"m": 1}]', '[{"n": true}]', "[1]"]
)
def test_what_is_no_number_is_not_added_up(content: str) -> None:
    (trouble,) = read({"a.json": content}, "{count: {file: a.json, at: '/*'}, sum: /n}").troubles
    assert trouble.place
    assert (trouble.code, trouble.place.path, trouble.place.pointer) == ("ECX001", "a.json", "/0")
