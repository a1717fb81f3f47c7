"""Relations of a layout: numbers, companions, alternatives and values of named lines."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.layouts import Git, load, outcomes, refused, violations

from pytest_ecocontracts.core.kinds.layout import KIND
from pytest_ecocontracts.core.model import Chunk

ADR = {"adr/": {"{n:int}-{title}.md": {"$": "opt", "$as": "adr"}}, "$closed": False}


def found(paths: Any, tree: Any, *relations: dict[str, Any], **fields: Any) -> list[tuple[str, str]]:
    told = violations(paths, tree=tree, relations=relations, **fields)
    return [(one.code, one.location.path) for one in told if one.location]


def adr(*names: str) -> list[str]:
    return [f"adr/{name}.md" for name in names]


@pytest.mark.parametrize(
    ("names", "fields", "expected"),
    [
        (["1-a", "2-b", "3-c"], {}, []),
        (["0-a", "1-b"], {"start": 0}, []),
        (["1-a", "3-c"], {}, [("ECL040", "3-c")]),
        (["2-a"], {}, [("ECL040", "2-a")]),
        (["1-a", "0-z"], {}, [("ECL040", "0-z")]),
        (["1-a", "1-b"], {}, [("ECL044", "1-b")]),
        (["1-a", "9-b", "99-c"], {}, [("ECL040", "9-b"), ("ECL040", "99-c")]),
        (["0001-a", "0002-b"], {"width": 4}, []),
        (["0001-a", "2-b", "00003-c"], {"width": 4}, [("ECL041", "00003-c"), ("ECL041", "2-b")]),
        (["8-a", "9-b", "10-c"], {"width": 1, "start": 8}, []),
    ],
)
def test_dense(names: list[str], fields: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    relation = {"over": "adr", "dense": "n", **fields}
    assert found(adr(*names), ADR, relation) == [(code, f"adr/{name}.md") for code, name in expected]


def test_a_gap_is_told_with_what_is_missing() -> None:
    (one,) = violations(adr("1-a", "5-b"), tree=ADR, relations=[{"over": "adr", "dense": "n"}])
    assert one.message == "before the number 5, 2 to 4 are missing"
    assert (one.rule, one.metadata["value"]) == ("dense", "2 to 4")


def test_numbers_are_counted_per_value_of_other_columns() -> None:
    tree = {"{part}/": {"{n}.md": {"$": "opt", "$as": "page"}}, "$closed": False}
    relation = {"over": "page", "dense": "n"}
    paths = ["a/1.md", "b/1.md", "b/2.md", "c/x.md"]
    assert found(paths, tree, {**relation, "per": "part"}) == [("ECL040", "c/x.md")]
    assert found(paths, tree, relation) == [("ECL044", "b/1.md"), ("ECL040", "c/x.md")]


UNITS = {"**/": {"{name}.c": {"$": "opt", "$as": "unit"}, "$closed": False}, "$closed": False}


@pytest.mark.parametrize(
    ("companion", "paths", "expected"),
    [
        ("{name}.h", ["s/a.c", "s/a.h"], []),
        ("{name}.h", ["s/a.c", "t/a.h"], ["s/a.c"]),
        ("{name}.h", {"s/a.c": "", "s/a.h/x": ""}, ["s/a.c"]),
        ("{name}/", {"s/a.c": "", "s/a/x": ""}, []),
        ("{name}/", ["s/a.c", "s/a"], ["s/a.c"]),
        ({"at": "docs/{name}.md"}, ["s/a.c", "docs/a.md"], []),
        ({"at": "docs/{folder}/{stem}.md"}, ["s/a.c", "docs/s/a.md"], []),
        ({"at": "docs/{parent}.md"}, ["s/a.c", "docs/a.md"], ["s/a.c"]),
        (["{name}.h", {"beside": "{name}.md"}], ["s/a.c", "s/a.md"], ["s/a.c"]),
        ("{name}_*.h", ["s/a.c", "s/a_1.h"], []),
        ("{name}_*.h", ["s/a.c", "s/b_1.h"], ["s/a.c"]),
        ({"at": "t/{name}/*.h"}, ["s/a.c", "t/a/x.h"], []),
        ({"at": "t/{name}/*.h"}, ["s/a.c", "t/b/x.h"], ["s/a.c"]),
    ],
)
def test_companion(companion: Any, paths: Any, expected: list[str]) -> None:
    assert found(paths, UNITS, {"over": "unit", "companion": companion}) == [
        ("ECL042", one) for one in expected
    ]


def test_one_companion_of_several_may_be_enough() -> None:
    relation = {"over": "unit", "companion": ["{name}.h", "README*"], "any": True}
    assert found(["s/a.c", "s/README.md"], UNITS, relation) == []
    (one,) = violations(["s/a.c", "t/a.h"], tree=UNITS, relations=[relation])
    assert (one.code, one.expected) == ("ECL042", "s/a.h or s/README*")


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["s/a.c"], []),
        (["s/a.c", "s/a.cpp"], [("ECL043", "s/a.cpp")]),
        (["s/a.c", "s/a.cpp", "s/a.cc", "s/b.c", "t/a.cpp"], [("ECL043", "s/a.cpp"), ("ECL043", "s/a.cc")]),
    ],
)
def test_exclusive(paths: list[str], expected: list[tuple[str, str]]) -> None:
    relation = {"over": "unit", "exclusive": ["{name}.c", "{name}.cpp", "{name}.cc"]}
    assert found(paths, UNITS, relation) == expected


def test_alternatives_are_told_once_however_many_rows_they_have() -> None:
    tree = {"{name}.{kind}": {"$": "opt", "$as": "unit"}, "contracts/": "opaque"}
    relation = {"over": "unit", "exclusive": ["{name}.yaml", "{name}.yml"]}
    assert found(["a.yaml", "a.yml"], tree, relation) == [("ECL043", "a.yml")]


@pytest.mark.parametrize(
    ("fields", "names", "expected"),
    [
        ({"unique": "n"}, ["1-a", "2-a"], []),
        ({"unique": "n"}, ["1-a", "1-b"], [("ECL044", "1-b")]),
        ({"unique": ["n", "title"]}, ["1-a", "1-b"], []),
        ({"unique": "title"}, ["1-a", "2-A"], []),
        ({"unique": "title", "ignore_case": True}, ["1-a", "2-A"], [("ECL044", "2-A")]),
        ({"count": {"max": 2}}, ["1-a", "2-b"], []),
        ({"count": {"max": 1}}, ["1-a", "2-b"], [("ECL045", "1-a")]),
        ({"count": {"min": 3}}, ["1-a", "2-b"], [("ECL045", "1-a")]),
        ({"count": 2}, ["1-a", "2-b"], []),
        ({"count": {"max": 1}, "per": "title"}, ["1-a", "2-b", "3-b"], [("ECL045", "2-b")]),
        ({"equal": ["n", "title"]}, ["1-1"], []),
        ({"equal": ["n", "title"]}, ["1-1", "1-2"], [("ECL046", "1-2")]),
        ({"differ": ["n", "title"]}, ["1-2", "3-3"], [("ECL046", "3-3")]),
        ({"differ": ["n", "title", "parent"]}, ["1-2", "3-adr"], [("ECL046", "3-adr")]),
        ({"equal": ["parent", "title"]}, ["1-adr", "1-other"], [("ECL046", "1-other")]),
    ],
)
def test_values(fields: dict[str, Any], names: list[str], expected: list[tuple[str, str]]) -> None:
    assert found(adr(*names), ADR, {"over": "adr", **fields}) == [
        (code, f"adr/{name}.md") for code, name in expected
    ]


def test_a_count_of_nothing_is_told_at_the_root() -> None:
    assert found([], ADR, {"over": "adr", "count": {"min": 1}}) == [("ECL045", ".")]
    assert found([], ADR, {"over": "adr", "count": 0}) == []


SAME = {
    "src/": {"{name}.py": {"$": "opt", "$as": "module"}},
    "docs/": {"{page}.md": {"$": "opt", "$as": "page"}},
    "$closed": False,
}


def test_two_lines_may_have_to_have_the_same_values() -> None:
    relation = {"over": "module", "same": {"as": "page", "by": "name", "of": "page"}}
    assert found(["src/a.py", "docs/a.md"], SAME, relation) == []
    assert found(["src/a.py", "src/b.py", "docs/a.md", "docs/c.md"], SAME, relation) == [
        ("ECL046", "src/b.py"),
        ("ECL046", "docs/c.md"),
    ]
    assert found(["src/a.py"], SAME, relation) == [("ECL046", "src/a.py")]


# --- what is examined -------------------------------------------------------------------------------------------


def test_a_relation_without_a_path_is_told_unless_there_may_be_none() -> None:
    relation = {"over": "adr", "unique": "n"}
    assert [code for code, _ in found([], ADR, relation)] == ["ECC009"]
    assert found([], ADR, {**relation, "empty": "valid"}) == []


def test_what_git_ignores_is_in_no_table() -> None:
    paths = adr("1-a", "3-c")
    index = Git(tracked=adr("1-a"), ignored=adr("3-c"))
    assert found(paths, ADR, {"over": "adr", "dense": "n"}, index=index) == []


def test_each_relation_is_a_check_with_the_words_of_a_rule() -> None:
    relations = [
        {"over": "adr", "dense": "n", "id": "adr-numbers", "refs": ["A-1"], "severity": "warning"},
        {"over": "adr", "unique": "title"},
        {"over": "adr", "unique": "n"},
    ]
    run = outcomes(adr("2-a"), tree=ADR, relations=relations)
    assert [name for name in run if name != "tree"] == ["adr-numbers", "unique", "unique-2"]
    (one,) = run["adr-numbers"].violations
    assert (one.rule, one.refs, one.severity) == ("adr-numbers", ("A-1",), "warning")
    assert run["unique"].examined == 1


def test_the_tree_is_walked_once_for_all_relations() -> None:
    relations = [{"over": "adr", "unique": "n"}, {"over": "adr", "unique": "title"}]
    contract, context = load(adr("1-a"), tree=ADR, relations=relations)
    checks = [one for one in KIND.checks(contract, context.catalog) if one.name.startswith("unique")]
    assert checks[0].run(context, Chunk()).examined == 1
    context.files.list = None  # type: ignore[method-assign, assignment]
    context.tree._listings.clear()
    assert checks[1].run(context, Chunk()).examined == 1


# --- contracts that cannot be used --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("relation", "code", "words"),
    [
        ({"over": "adrs", "dense": "n"}, "ECC005", "no line of the tree is called 'adrs'"),
        ({"over": "adr", "dense": "m"}, "ECC004", "has no 'm'"),
        ({"over": "adr", "unique": ["n", "m"]}, "ECC004", "has no 'm'"),
        ({"over": "adr", "count": 1, "per": "m"}, "ECC004", "has no 'm'"),
        ({"over": "adr", "companion": "{m}.md"}, "ECC004", "has no 'm'"),
        ({"over": "adr", "companion": "*/{n}.md"}, "ECC004", "cannot be judged"),
        ({"over": "adr", "companion": "**"}, "ECC004", "cannot be judged"),
        ({"over": "adr", "unique": "n", "any": True}, "ECC004", ""),
        ({"over": "adr", "companion": "../{n}.md"}, "ECC022", "is no path"),
        ({"over": "adr", "exclusive": ["a"]}, "ECC004", ""),
        ({"over": "adr", "same": {"as": "x", "by": "n"}}, "ECC005", "is called 'x'"),
        ({"over": "adr", "same": {"as": "adr", "by": "n", "of": ["n", "title"]}}, "ECC004", "cannot be judged"),
        ({"over": "adr", "unique": "n", "width": 3}, "ECC004", ""),
        ({"over": "adr", "unique": "n", "dense": "n"}, "ECC004", ""),
        ({"over": "adr", "unique": "n", "id": "tree"}, "ECC010", "taken"),
    ],
)  # fmt: skip
def test_a_relation_that_cannot_be_is_refused(relation: dict[str, Any], code: str, words: str) -> None:
    (one, *_) = refused(ADR, relations=[relation])
    assert one.code == code
    assert words in one.message


# --- the promise ---------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 9), min_size=1, max_size=8))
def test_numbers_are_dense_exactly_if_they_are_one_to_n(numbers: list[int]) -> None:
    names = [f"{number}-{index}" for index, number in enumerate(numbers)]
    told = found(adr(*names), ADR, {"over": "adr", "dense": "n"})
    assert bool(told) == (sorted(numbers) != list(range(1, len(numbers) + 1)))


def test_a_column_that_is_probably_misspelt_is_told_with_those_that_are_there() -> None:
    tree = {"{name}.sh": {"$": "opt", "$as": "script"}}
    (one,) = refused(tree, relations=[{"over": "script", "unique": "nmae"}])
    assert one.expected == "one of file, folder, name, parent, path, stem, suffix"
    assert one.fix == "did you mean 'name'?"
