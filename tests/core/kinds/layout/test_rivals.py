"""Two layouts that could own one path differently are refused, with such a path; others are not."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fakes import contract, link, problems

from pytest_ecocontracts.core.kinds.layout.automaton.governing import Governor
from pytest_ecocontracts.core.kinds.layout.lines import Layout
from pytest_ecocontracts.core.kinds.layout.rivals import rivals
from pytest_ecocontracts.core.kinds.layout.zones.model import owner_of


def catalog_of(*layouts: dict[str, Any]) -> Any:
    entries = {
        f"contracts/{number}.contract.yaml": contract(id=f"l{number}", **fields)
        for number, fields in enumerate(layouts)
    }
    return link(entries)[0]


def witnesses(
    one: dict[str, Any], other: dict[str, Any], root: str = ".", other_root: str = "."
) -> list[str | None]:
    found = problems(catalog_of({"tree": one, "root": root}, {"tree": other, "root": other_root}))
    assert all(violation.code == "ECC015" for violation in found)
    return [violation.found for violation in found]


def owned(owner: str, **more: Any) -> dict[str, Any]:
    return {"$": "opt", "$owner": owner, **more}


@pytest.mark.parametrize(
    ("one", "other", "witness"),
    [
        ({"a": owned("x")}, {"a": owned("y")}, "a"),
        ({"a": owned("x")}, {"a": owned("x")}, None),
        ({"a": owned("x")}, {"b": owned("y")}, None),
        ({"*.md": owned("x")}, {"a.*": owned("y")}, "a.md"),
        ({"*.md": owned("x"), "a.md": owned("y")}, {"a.*": owned("y")}, "a..md"),
        ({"*.md": owned("x"), "a.md": "opt"}, {"a.md": owned("y")}, None),
        ({"*.md": owned("x"), "a*": "ban"}, {"a.md": owned("y")}, None),
        ({"d/": owned("x")}, {"d/e/": owned("y")}, "d/e/a"),
        ({"d/": owned("x", f="opt")}, {"d/": {"e/": owned("y")}}, None),
        ({"d/": {"$": "opaque", "$owner": "x"}}, {"**/*.md": owned("y")}, "d/.md"),
        ({"**/a": owned("x")}, {"b/c/*": owned("y")}, "b/c/a"),
        ({"{n:int}/": owned("x", **{"{n}.log": "opt"})}, {"7/7.log": owned("y")}, "7/7.log"),
        ({"{n:int}/": owned("x", **{"{n}.log": "opt"})}, {"7/8.log": owned("y")}, None),
        ({"$owner": "x", "a": "opt"}, {"$owner": "y", "b": "opt"}, None),
        ({"$owner": "x", "$closed": False, "a": "opt"}, {"$owner": "y", "b": "opt"}, "b"),
        ({"a": {"$": "opt", "$zone": "stable"}}, {"a": {"$": "opt", "$zone": "runtime"}}, "a"),
    ],
)
def test_a_witness_where_there_is_one(
    one: dict[str, Any], other: dict[str, Any], witness: str | None
) -> None:
    assert witnesses(one, other) == ([] if witness is None else [witness])


@pytest.mark.parametrize(
    ("one", "other", "witness"),
    [
        ("ops", "ops", "ops/a"),
        ("ops", "docs", None),
        ("ops", "opsx", None),
    ],
)
def test_roots(one: str, other: str, witness: str | None) -> None:
    found = witnesses({"a": owned("x")}, {"a": owned("y")}, root=one, other_root=other)
    assert found == ([] if witness is None else [witness])


def test_one_root_below_the_other() -> None:
    assert witnesses({"ops/": owned("x")}, {"stack/": owned("y")}, other_root="ops") == ["ops/stack/a"]
    assert witnesses({"stack/": owned("y")}, {"ops/": "opaque", "a": owned("x")}, root="ops") == []
    assert witnesses({"a": owned("y")}, {"b": owned("x")}, root="ops") == []


def test_the_message_names_both_lines() -> None:
    (found,) = problems(catalog_of({"tree": {"a": owned("x")}}, {"tree": {"a": owned("y")}}))
    assert found.location is not None
    assert found.location.path == "contracts/1.contract.yaml"
    assert found.message == (
        "the owner 'y' contradicts 'x' of 'l0', contracts/0.contract.yaml:6: both can be given to one path"
    )
    assert found.metadata["witness"] == "a"


def test_layouts_that_cannot_be_compared_are_told() -> None:
    hard = "(a|b)*a(a|b){12}"
    one = {f"{{x:{hard.replace('12', str(n))}}}": owned("x") for n in (9, 10)}
    found = problems(catalog_of({"tree": one}, {"tree": {f"*{n}": owned("y") for n in "ab"}}))
    assert {violation.code for violation in found} <= {"ECC015", "ECC020"}
    assert found


NAMES = ["a", "b", "ab", "c"]
KEYS = st.sampled_from(["a", "b", "*", "a*", "*b", "**", "**/a", "b/a", "b/*", "{x:slug}", "c/**"])
FOLDERS = st.sampled_from(["b/", "c/", "*/", "b/c/", "**/"])
OPTIONS = st.sampled_from([{}, {"$owner": "x"}, {"$owner": "y"}])
LEAVES = st.builds(
    lambda word, options: {"$": word, **options}, st.sampled_from(["opt", "opt", "ban"]), OPTIONS
)
TREES = st.dictionaries(KEYS, LEAVES, max_size=3)
FULL = st.builds(
    lambda files, folders, options: {**options, **files, **folders, "zzz": "opt"},
    TREES,
    st.dictionaries(
        FOLDERS, st.builds(lambda options, tree: {"$": "opt", **options, **tree}, OPTIONS, TREES), max_size=2
    ),
    OPTIONS,
)
PATHS = ["/".join(names) for depth in (1, 2, 3) for names in product(NAMES, repeat=depth)]


@given(FULL, FULL)
def test_it_agrees_with_looking_at_every_path(one: dict[str, Any], other: dict[str, Any]) -> None:
    """A witness has two owners indeed; where there is none, no path of a few names has."""
    layouts = []
    for tree in (one, other):
        alone = catalog_of({"tree": tree})
        if not alone.contracts:
            return
        layouts.append(alone.contracts[0].body)
    assert all(isinstance(layout, Layout) for layout in layouts)
    first, second = (Governor(layout) for layout in layouts)

    def owners(path: str) -> set[str]:
        governed = [governor.of_file(path) for governor in (first, second)]
        said = [None if one.refused else owner_of(one.governing) for one in governed]
        return {owner[0] for owner in said if owner} if all(said) else set()

    found = rivals(layouts[0], layouts[1], "$owner")
    if found is not None:
        assert len(owners(found.path)) == 2
    else:
        assert [path for path in PATHS if len(owners(path)) == 2] == []
