"""A relation whose sources have elements, and that has nothing to compare, proves nothing."""

from __future__ import annotations

from typing import Any

import pytest
from tests.core.source_relations.judging import found, judge, lists

PINNED = {"of": "a", "as": "image"}
TABLE = {"of": "b", "key": "/k", "value": "/v"}


@pytest.mark.parametrize(
    ("relation", "elements", "others", "words"),
    [
        (
            {"count": {"of": "a", "per": "/k", "max": TABLE}},
            [{"k": "x"}],
            [{"k": "y", "v": 1}],
            "nothing bounds a",
        ),
        (
            {"count": {"of": "a", "max": {"file": "b.json", "at": "/*", "where": "false", "empty": "valid"}}},
            [1],
            [1],
            "nothing bounds a",
        ),
        (
            {"same": {"of": ["a", "b"], "key": "/k", "value": "/v"}},
            [{"k": "x", "v": 1}, {"k": "x", "v": 1}],
            [{"k": "y", "v": 2}],
            "nothing that b says stands in a second place",
        ),
        (
            {"pinned": {**PINNED, "same_as": {**TABLE, "others": "allowed"}}},
            ["web:1.0"],
            [{"k": "db", "v": "1.0"}],
            "no name of a has a version in b",
        ),
        (
            {"expires": {"of": "a", "at": "/untill", "optional": True}},
            [{"until": "2020-01-01"}],
            [1],
            "no element of a has anything at /untill",
        ),
        (
            {
                "matches": {"of": "a", "at": "/nmae", "pattern": "x", "optional": True},
                "fails": [{"nmae": "y"}],
            },
            [{"name": "y"}, {"name": None}],
            [1],
            "no element of a has anything at /nmae",
        ),
    ],
)
def test_what_compares_nothing_fails(
    relation: dict[str, Any], elements: list[object], others: list[object], words: str
) -> None:
    sources, files = lists(a=elements, b=others)
    gate = judge(relation, files, sources=sources)
    assert found(gate) == [("ECC009", "contract")]
    assert gate.violations[0].message == f"{words}, so the check proves nothing"


def test_each_template_of_a_list_finds_a_file() -> None:
    files = {"a/x.json": [1], "b/y.json": [2]}
    source: dict[str, Any] = {"file": ["a/*.json", "bb/*.json"], "at": "/*"}
    gate = judge([{"unique": source}, {"absent": {**source, "at": "/*/x"}}], files)
    assert found(gate) == [("ECC009", "contract")] * 2
    assert "'bb/*.json'" in gate.violations[0].message
    assert found(judge({"unique": {"union": [source, {"words": [3]}]}}, files)) == [("ECC009", "contract")]
    assert found(judge({"unique": {**source, "empty": "valid"}}, files)) == []
    assert found(judge({"unique": {**source, "file": ["a/*.json", "b/*.json"]}}, files)) == []


def test_so_does_each_of_a_source_whose_texts_are_read_as_scripts() -> None:
    pytest.importorskip("tree_sitter_bash", reason="the extra shell is not installed")
    texts = {"file": ["a/*.txt", "b/*.txt"], "pattern": ".+"}
    relation = {"absent": {"of": {"shell": {"of": texts}, "give": "commands", "where": "value == 'curl'"}}}
    assert judge([relation], {"a/x.txt": "echo\n"}).codes == ["ECC009"]
    assert judge([relation], {"a/x.txt": "echo\n", "b/y.txt": "echo\n"}).codes == []


def test_a_template_that_finds_nothing_in_the_base_is_new() -> None:
    of = {"file": ["a/*.json", "b/*.json"], "at": "/*"}
    relation: dict[str, Any] = {"ratchet": {"of": of, "measure": "set"}}
    tree = {"a/x.json": [1], "b/y.json": []}
    relation["passes"] = [{"files": tree, "base": {"a/x.json": [1]}}]
    relation["fails"] = [{"files": {**tree, "b/y.json": [2]}, "base": {"a/x.json": [1]}}]
    gate = judge(relation, tree)
    assert gate.codes == []


def test_one_thing_that_is_compared_is_enough() -> None:
    sources, files = lists(
        a=[{"k": "x"}, {"k": "z"}],
        b=[{"k": "x", "v": 1}],
        c=["web:1.0", "new:2.0"],
        d=[{"k": "web", "v": "1.0"}],
    )
    relations = [
        {"count": {"of": "a", "per": "/k", "max": TABLE}},
        {"pinned": {"of": "c", "as": "image", "same_as": {**TABLE, "of": "d", "others": "allowed"}}},
    ]
    assert found(judge(relations, files, sources=sources)) == []


def test_no_group_needs_no_bound() -> None:
    sources, files = lists(a=[])
    assert found(judge({"count": {"of": "a", "per": "/k", "max": 3}}, files, sources=sources)) == []
    sources, files = lists(a=[{}])
    relation = {"count": {"of": "a", "per": "/k", "max": 3}}
    assert found(judge(relation, files, sources=sources)) == [("ECI005", "a.json:2")]


def test_parts_that_all_elements_may_lack_are_fine_where_the_source_may_be_empty() -> None:
    source = {"file": "a.json", "at": "/*", "empty": "valid"}
    relation = {"expires": {"of": source, "at": "/until", "optional": True}}
    assert found(judge(relation, {"a.json": [{}]})) == []
