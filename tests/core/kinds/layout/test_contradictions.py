"""What is wrong with a layout before anything is checked: each with its code, line and witness."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.layouts import findings, refused, refused_codes

from pytest_ecocontracts.core.kinds.layout import drawing, linting

OVERLAPS: list[tuple[dict[str, Any], str]] = [
    ({"{a:int}.md": "opt", "{b:slug}.md": "opt"}, "0.md"),
    ({"*.md": "opt", "a*": "opt"}, "a.md"),
    ({"{a:slug}/": "opt", "{b:date}/": "opt"}, "0001-01-01/"),
    ({"**/*.py": "opt", "**/test_*": "opt"}, "test_.py"),
    ({"{a:slug}/x": "opt", "{b:int}/x": "opt"}, "0/x"),
    ({"{a:slug}/x": "ban", "{b:int}/x": "need"}, "0/x"),
    ({"{a:slug}/": {"x": "opt"}, "{b:int}/y/z": "opt"}, "0/"),
    ({"d": "opt", "d/": "opt"}, "d"),
    ({"d": "opt", "d/x": "opt"}, "d"),
    ({"d/": {"e/f": "opt"}, "d/e/f/": "opt"}, "d/e/f"),
    ({"d/": {"x": "opt"}, "d/x": "need"}, "d/x"),
    ({"x/": {"{a:slug}.b": "opt", "*.b": "some"}}, "x/a.b"),
    ({"{r:int}/": {"{r}.json": "opt", "1.json": "need"}}, "1/1.json"),
]


@pytest.mark.parametrize(("tree", "witness"), OVERLAPS)
def test_lines_that_can_claim_one_path_are_refused_with_that_path(tree: dict[str, Any], witness: str) -> None:
    (found,) = refused(tree)
    assert (found.code, found.found) == ("ECC015", witness)
    assert found.location is not None
    assert found.location.line is not None


@pytest.mark.parametrize(
    "tree",
    [
        {"{a:int}.md": "opt", "{b:snake}.md": "opt"},
        {"*.md": "opt", "a.md": "need"},
        {"*": "opt", "*/": "opt"},
        {"{n:slug}.json": "opt", "**": "opt"},
        {"**": "opt", "**/*.pyc": "ban"},
        {"**/*.pyc": "ban", "**/*c": "avoid"},
        {"**/*.pyc": "ban", "**/a*": "ban"},
        {"{a:slug}/": {"x": "opt"}, "docs/y": "opt"},
        {"{a:slug}/": {"x": "opt"}, "{b:int}Y/z": "opt"},
        {"{r:int}/": {"{r}.json": "opt", "log-{r}.json": "opt", "{r}-log.json": "opt"}},
        {"d": "ban", "d/": "need"},
        {"{r:int}/": {"{r}.json": "opt", "x.json": "need", "{y:[0-9]}.json": "opt"}},
        {"sub/": {".eco/": "opt"}},
        {"**/": {"README.md": "need", "**": "opt"}},
    ],
)
def test_lines_that_are_disjoint_or_ranked_are_sound(tree: dict[str, Any]) -> None:
    assert refused_codes(tree) == []


@pytest.mark.parametrize(
    "tree",
    [
        {"d/": {"$": "opaque", "a": "opt"}},
        {"d/": {"$": "ban", "a": "opt"}},
        {"d/": "opaque", "d/a": "need"},
        {"{s:stage}/": "opt", "ingest/": "opt", "model/": "opt"},
        {"{s:stage}.log": "ban", "ingest.log": "opt", "model.log": "opt"},
        {"**/*.pyc": "ban", "d/": {"{n:slug}.pyc": "opt"}},
        {"**/*.pyc": "ban", "{n:slug}.pyc": "opt"},
        {"*.pyc": "ban", "{n:slug}.pyc": "avoid"},
        {".git/": {"hooks/": "opaque"}},
        {".eco/": "opt"},
        {"sub/": {"**/.git": "ban"}},
    ],
)
def test_lines_that_nothing_can_belong_to_are_dead(tree: dict[str, Any]) -> None:
    assert refused_codes(tree, types={"stage": ["ingest", "model"]}) == ["ECC016"]


@pytest.mark.parametrize(
    "tree",
    [
        {"{s:stage}/": "opt", "ingest/": "opt"},
        {"**/*.pyc": "ban", "d/": {"{n:slug}.pyc2": "opt"}},
        {"*.pyc": "ban", "d/": {"{n:slug}.pyc": "opt"}},
        {"**/*.pyc": "ban", "keep.pyc": "need"},
        {"never-there": "opt", "{n:int}": "opt"},
    ],
)
def test_a_line_that_matches_nothing_today_is_not_dead(tree: dict[str, Any]) -> None:
    assert refused_codes(tree, types={"stage": ["ingest", "model"]}) == []


@pytest.mark.parametrize(
    ("tree", "code", "says"),
    [
        ({"../x": "need"}, "ECC022", "leaves the folder"),
        ({"/x": "need"}, "ECC022", "relative to the root"),
        ({"d/": {"/x": "need"}}, "ECC022", "relative to the root"),
        ({"d/": {"..": "need"}}, "ECC022", "leaves the folder"),
        ({"a//b": "need"}, "ECC004", "'//'"),
        ({"/": "need"}, "ECC004", "cannot be empty"),
        ({"a\\b": "need"}, "ECC004", "backslash"),
        ({"a\u0007": "need"}, "ECC004", "control character"),
        ({"d/": {"a{": "opt"}}, "ECC004", "at character 2: '{' is never closed"),
        ({"{a:dat}": "opt"}, "ECC004", "did you mean 'date'"),
        ({"{a:(?=x)}": "opt"}, "ECC020", "lookahead"),
        ({"{a:int}/": {"{a:slug}": "opt"}}, "ECC004", "leave the type out"),
        ({"{a}{b}-{c}/": {"{a}": "opt"}}, "ECC004", "too many ways"),
        ({"*.md": "need"}, "ECC004", "stands for many"),
        ({"**/README.md": "need"}, "ECC004", "stands for many"),
        ({"{r:int}/": "need"}, "ECC004", "stands for many"),
        ({"a": "some"}, "ECC004", "no more than 'need'"),
        ({"a/": "one"}, "ECC004", "no more than 'need'"),
        ({"a": "opaque"}, "ECC004", "is for folders"),
        ({"a": {"b": "opt"}}, "ECC004", "nothing can be drawn in it"),
        ({"a": {"$closed": True}}, "ECC004", "is for folders"),
        ({"a/": {"$zones": "stable"}}, "ECC004", "$zones"),
        ({"a/": {"$owners": "me"}}, "ECC004", "$owners"),
        ({"a": {"$texts": {}}}, "ECC004", "$text"),
        ({"a": {"$": "opt", "$as": "x"}, "b": {"$": "opt", "$as": "x"}}, "ECC010", "already that of 'a'"),
    ],
)  # fmt: skip
def test_lines_that_are_no_lines(tree: dict[str, Any], code: str, says: str) -> None:
    (found,) = refused(tree)
    assert found.code == code
    assert says in found.message
    assert found.location is not None
    assert found.location.pointer.startswith("/tree/")


def test_all_problems_at_once() -> None:
    assert refused_codes({"../x": "need", "*.md": "need", "d/": {"a": "some", "//": "opt"}}) == [
        "ECC022",
        "ECC004",
        "ECC004",
        "ECC022",
    ]


def test_the_other_line_is_named() -> None:
    (found,) = refused({"{a:int}.md": "opt", "{b:slug}.md": "opt"})
    assert found.metadata == {"witness": "0.md", "line": "{b:slug}.md", "other": "{a:int}.md"}
    assert "'{a:int}.md' of line 6" in found.message


@pytest.mark.parametrize(
    ("types", "code", "says"),
    [
        ({"date": "x"}, "ECC004", "built-in"),
        ({"run": "(?=x)"}, "ECC020", "lookahead"),
        ({"run": "^x$"}, "ECC020", "leave out '^' and '$'"),
        ({"run": "((x{100}){100}){100}"}, "ECC020", "too large"),
        ({"stage": ["a/b"]}, "ECC004", "part of one name"),
    ],
)
def test_types_that_cannot_be_used(types: dict[str, Any], code: str, says: str) -> None:
    (found,) = refused({"a": "opt"}, types=types)
    assert found.code == code
    assert says in found.message


@pytest.mark.parametrize(
    ("root", "code"),
    [("../x", "ECC022"), ("/x", "ECC022"), ("{a}", "ECC004"), ("a//b", "ECC004"), ("*", "ECC004")],
)
def test_roots_that_are_no_folder(root: str, code: str) -> None:
    assert refused_codes({"a": "opt"}, root=root) == [code]


@pytest.mark.parametrize(
    ("tree", "rules"),
    [
        ({"aux.txt": "need"}, {"names": "portable"}),
        ({"d/": {"a:b": "opt"}}, {"names": "portable"}),
        ({"tmp/": "opt"}, {"words": {"forbid": ["tmp"]}}),
        ({"e\u0301": "opt"}, {"unicode": "NFC"}),
    ],
)
def test_a_tree_that_draws_what_its_own_rules_forbid(tree: dict[str, Any], rules: dict[str, Any]) -> None:
    assert refused_codes(tree, **{"global": rules}) == ["ECC015"]


def test_a_tree_may_ban_what_its_rules_forbid() -> None:
    assert refused_codes({"tmp/": "ban", "a": "opt"}, **{"global": {"words": {"forbid": ["tmp"]}}}) == []


def test_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "MAXIMUM_LINES", 3)
    assert refused_codes({f"f{i}": "opt" for i in range(9)}) == ["ECC004"]
    monkeypatch.setattr(drawing, "MAXIMUM_LINES", 9999)
    monkeypatch.setattr(linting, "MAXIMUM_PATTERNS", 3)
    assert refused_codes({f"{i}*": "opt" for i in range(9)}) == ["ECC004"]


def test_a_deep_tree_is_refused_not_crashed_on() -> None:
    tree: dict[str, Any] = {"leaf": "opt"}
    for _ in range(90):
        tree = {"d/": tree}
    assert refused_codes(tree) == ["ECC004"]


def test_comparisons_have_a_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once it is spent, that is told once, and nothing more is compared."""
    monkeypatch.setattr(linting, "MAXIMUM_COST", 20)
    tree = {f"{{x{i}:(?:a|b)*a(?:a|b){{8}}c{{{i}}}}}": "opt" for i in range(1, 5)}
    assert refused_codes(tree) == ["ECC020"]


def test_equality_that_keeps_lines_apart_is_understood() -> None:
    tree = {"{r:int}/": {"{r}.json": "opt", "log-{r}.json": "need"}}
    assert findings(["1/1.json", "1/log-1.json"], tree) == []


words = st.sampled_from(["need", "one", "some", "opt", "should", "avoid", "ban", "opaque"])
keys = st.one_of(
    st.text(max_size=12),
    st.text(alphabet="ab{}:*/.[]()|+-\\?^$~\x00\x1b\udcff", max_size=16),
    st.lists(
        st.sampled_from(["a", "{x}", "{x:int}", "{y:[a-z]+}", "*", "**", "..", ".git", ""]), max_size=4
    ).map("/".join),
)
values = st.recursive(words, lambda inner: st.dictionaries(keys, inner, max_size=3), max_leaves=8)


@pytest.mark.fuzz
@given(st.dictionaries(keys, values, max_size=5))
def test_any_tree_is_a_layout_or_has_problems_with_lines(tree: dict[str, Any]) -> None:
    for one in refused(tree):
        assert one.code in {"ECC003", "ECC004", "ECC010", "ECC015", "ECC016", "ECC020", "ECC022"}, one
        assert one.location is not None
        assert one.location.line is not None
