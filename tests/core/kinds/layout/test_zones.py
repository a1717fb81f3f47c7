"""Zones: what git tracks and ignores in each, what may be empty, and what must be gone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fakes import NoGit
from tests.layouts import CONTRACT, Git, findings, outcomes, refused, refused_codes, violations

TREE: dict[str, Any] = {
    "src/": {"$zone": "stable", "**/*.py": "some", "README.md": "opt"},
    "gen/": {"$zone": "generated", "$by": "make gen", "out.json": "need"},
    "runs/": {
        "$": "opt",
        "$zone": "runtime",
        "INDEX.md": {"$": "opt", "$zone": "stable"},
        "{run:int}/": {"log": "opt", "**": "opt"},
    },
    "tmp/": {"$": "opt", "$zone": "ephemeral", "**": "opt"},
}
KEPT = ["src/a.py", "gen/out.json", "runs/INDEX.md"]
#: what a .gitignore with /runs/*, !/runs/INDEX.md and /tmp/ ignores
IGNORED = ["runs/0", "runs/7", "tmp"]


def judged(
    paths: list[str], index: Any, tree: Mapping[str, Any] = TREE, **fields: Any
) -> list[tuple[str, str]]:
    return findings(paths, tree, index=index, **fields)


# --- git -------------------------------------------------------------------------------------------------------


def test_what_is_kept_and_ignored_as_the_zones_say_passes() -> None:
    found = outcomes([*KEPT, "runs/7/log"], tree=TREE, index=Git(KEPT, IGNORED))
    assert {name: (outcome.violations, outcome.examined) for name, outcome in found.items()} == {
        "tree": ((), 9),
        "zones": ((), 12),
        "ephemeral": ((), 9),
    }


@pytest.mark.parametrize(
    ("paths", "tracked", "ignored", "expected"),
    [
        ([*KEPT, "src/b.py"], KEPT, IGNORED, [("ECL012", "src/b.py")]),
        ([*KEPT, "src/b.py"], KEPT, [*IGNORED, "src/b.py"], []),
        (KEPT, ["gen/out.json", "runs/INDEX.md"], IGNORED, [("ECL012", "src/a.py")]),
        (KEPT, ["src/a.py", "runs/INDEX.md"], [*IGNORED, "gen/out.json"], [("ECL012", "gen"), ("ECL012", "gen/out.json"), ("ECL025", "gen/out.json")]),
        (KEPT, [*KEPT, "src/gone.py"], IGNORED, [("ECL013", "src/gone.py")]),
        ([*KEPT, "runs/7/log"], [*KEPT, "runs/7/log"], IGNORED, [("ECL017", "runs/7/log")]),
        ([*KEPT], [*KEPT, "tmp/x/y"], IGNORED, [("ECL017", "tmp/x/y")]),
        ([*KEPT, "runs/8/log"], KEPT, IGNORED, [("ECL018", "runs/8/log")]),
        ([*KEPT, "runs/7/log"], KEPT, ["tmp"], [("ECL018", "runs")]),
        (KEPT, KEPT, ["runs/0/log", "tmp"], [("ECL018", "runs/0/example")]),
        (KEPT, KEPT, [*IGNORED, "src/example.py"], [("ECL025", "src/example.py")]),
        (KEPT, KEPT, [*IGNORED, "src"], [("ECL025", "src")]),
        (["src/a.py", "gen/out.json"], ["src/a.py", "gen/out.json"], ["runs", "tmp"], [("ECL025", "runs/INDEX.md")]),
        ([*KEPT, "src/sub/.git", "src/sub/x.py"], KEPT, IGNORED, []),
        ([*KEPT, ".eco/runs/1"], [*KEPT, ".eco/runs/1"], IGNORED, []),
    ],
)  # fmt: skip
def test_git_and_the_zones(
    paths: list[str], tracked: list[str], ignored: list[str], expected: list[tuple[str, str]]
) -> None:
    modes = {"src/sub": "160000"} if "src/sub/.git" in paths else None
    tree = {**TREE, "src/": {**TREE["src/"], "sub/": "opt"}}
    assert sorted(judged(paths, Git(tracked, ignored, modes), tree)) == sorted(expected)


def test_without_git_it_cannot_be_said() -> None:
    assert judged(KEPT, NoGit()) == [("ECC008", CONTRACT)]
    assert judged(["a"], NoGit(), {"a": {"$": "opt", "$zone": "stable", "$git": "any"}}) == []
    assert judged(["a"], NoGit(), {"a": {"$": "opt", "$git": "any"}}) == []


@pytest.mark.parametrize(
    ("options", "tracked", "ignored", "expected"),
    [
        ({"$zone": "stable", "$git": "any"}, [], [], []),
        ({"$zone": "generated", "$by": "x", "$git": "ignored"}, [], ["d"], []),
        ({"$zone": "generated", "$by": "x", "$git": "ignored"}, ["d/a"], ["d"], ["ECL017"]),
        ({"$zone": "runtime", "$git": "tracked"}, [], [], ["ECL012"]),
        ({"$git": "tracked"}, [], [], ["ECL012"]),
        ({"$git": "tracked"}, ["d/a"], [], []),
    ],
)
def test_the_rule_of_git_wins_over_that_of_the_zone(
    options: dict[str, Any], tracked: list[str], ignored: list[str], expected: list[str]
) -> None:
    tree = {"d/": {**options, "a": "opt"}}
    assert [code for code, _ in judged(["d/a"], Git(tracked, ignored), tree)] == expected


def test_the_inner_zone_wins_over_an_outer_rule_of_git() -> None:
    tree = {"d/": {"$git": "any", "$zone": "runtime", "a": {"$": "opt", "$zone": "stable"}, "b": "opt"}}
    assert judged(["d/a", "d/b"], Git(), tree) == [("ECL012", "d/a")]


def test_a_zone_of_the_whole_tree_reaches_open_folders_and_leaves_opaque_ones_to_the_index() -> None:
    tree = {"$zone": "stable", "docs/": "opt", "vendor/": {"$": "opaque", "$zone": "runtime"}}
    git = Git(["docs/a", "vendor/x", CONTRACT], ["vendor/example"])
    assert judged(["docs/a", "docs/b", "vendor/x", "vendor/y"], git, tree) == [
        ("ECL017", "vendor/x"),
        ("ECL012", "docs/b"),
    ]


def test_the_check_tracked_leaves_to_the_zones_what_they_judge() -> None:
    tree = {"a": "need", "runs/": {"$": "opt", "$zone": "runtime", "log": "opt"}}
    git = Git(["a", CONTRACT, "runs/gone"], ["runs"])
    assert judged(["a", "runs/log"], git, tree, git="tracked") == []


def test_what_is_ignored_by_design_is_judged_all_the_same() -> None:
    """In a runtime zone everything is ignored: that excuses no stray name."""
    assert judged([*KEPT, "runs/stray"], Git(KEPT, [*IGNORED, "runs/stray"])) == [("ECL004", "runs/stray")]
    tree = {"runs/": {"$zone": "runtime", "**": "opt", "*.bak": "ban"}, "**/*.tmp": "ban"}
    assert judged(["runs/a.bak", "runs/a.tmp"], Git([], ["runs"]), tree) == [("ECL002", "runs/a.bak")]


KEEP, HIDE = ("s/a", "s/c/d", "r/k", "r/t/x"), ("r/a", "r/c/d", "e/x", "s/h/y")
PLACES = {
    "s/": {"$": "opt", "$zone": "stable", "**": "opt", "h/": {"$": "opt", "$git": "ignored", "**": "opt"}},
    "r/": {
        "$": "opt",
        "$zone": "runtime",
        "**": "opt",
        "k": {"$": "opt", "$zone": "stable"},
        "t/": {"$": "opt", "$git": "tracked", "**": "opt"},
    },
    "e/": {"$": "opt", "$zone": "ephemeral", "**": "opt"},
    "free/": {"$": "opt", "$zone": "stable", "$git": "any"},
}
PATHS = st.sets(st.sampled_from([*KEEP, *HIDE, "free/z"]))


@given(PATHS, PATHS, PATHS)
def test_the_findings_are_those_of_a_reading_path_by_path(
    present: set[str], tracked: set[str], ignored: set[str]
) -> None:
    """The folders' own probes are ignored, or not, as they should be: each path is judged by itself."""
    probes = ["r/example", "e/example", "s/h/example"]
    expected = [("ECL017", path) for path in tracked if path in HIDE]
    expected += [("ECL013", path) for path in tracked - present if path in KEEP]
    expected += [("ECL012", path) for path in present - tracked - ignored if path in KEEP]
    expected += [("ECL018", path) for path in present - tracked - ignored if path in HIDE]
    expected += [("ECL019", "e")] if "e/x" in present else []
    # A line without a pattern is a path that could be there.
    expected += [("ECL025", "r/k")] if "r/k" in ignored - tracked else []
    git = Git([*tracked, CONTRACT], [*(ignored - tracked), *probes])
    assert sorted(judged([*present, "a"], git, {**PLACES, "a": "opt"})) == sorted(expected)


# --- generated -------------------------------------------------------------------------------------------------


def test_of_what_is_generated_only_what_is_drawn_is_kept() -> None:
    tree = {"gen/": {"$zone": "generated", "$by": "make"}}
    assert judged(["gen/x"], Git(["gen/x"]), tree) == [("ECL004", "gen/x")]
    assert judged([*KEPT, "gen/x"], Git([*KEPT, "gen/x"], IGNORED)) == [("ECL004", "gen/x")]


# --- ephemeral -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["tmp/a/b", "tmp/c"], ["tmp"]),
        (["tmp/"], ["tmp"]),
        (["x.tmp", "y"], ["x.tmp"]),
        (["y"], []),
    ],
)
def test_what_is_ephemeral_must_be_gone_although_it_is_ignored(paths: list[str], expected: list[str]) -> None:
    tree = {
        "tmp/": {"$": "opt", "$zone": "ephemeral"},
        "*.tmp": {"$": "opt", "$zone": "ephemeral"},
        "y": "opt",
    }
    found = judged(paths, Git([], ["tmp", "x.tmp", "example.tmp"]), tree)
    assert found == [("ECL019", path) for path in expected]


# --- empty folders ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "rule", "content", "expected"),
    [
        ("stable", None, None, ["ECL009"]),
        ("stable", "allow", None, ["ECL009"]),
        ("generated", None, None, ["ECL009"]),
        ("runtime", None, None, []),
        ("runtime", "forbid", None, []),
        ("runtime", "INDEX.md", None, ["ECL009"]),
        ("runtime", "INDEX.md", "", ["ECL009"]),
        ("runtime", "INDEX.md", "What runs leave.", []),
        ("stable", "INDEX.md", "Nothing yet.", []),
        (None, "forbid", None, ["ECL009"]),
        (None, None, None, []),
    ],
)
def test_which_zones_may_be_empty(
    zone: str | None, rule: str | None, content: str | None, expected: list[str]
) -> None:
    options = {"$zone": zone, "$by": "make", "$git": "any"} if zone else {}
    tree = {"d/": {"$": "opt", **options, "INDEX.md": "opt"}, "a": "opt"}
    paths = {"a": "x", "d/": "", **({} if content is None else {"d/INDEX.md": content})}
    found = violations(paths, tree=tree, index=Git(), **({"global": {"empty_dirs": rule}} if rule else {}))
    assert [one.code for one in found] == expected
    if expected and zone and rule != "INDEX.md":
        assert found[0].contract is not None
        assert f"(zone {zone})" in found[0].message


# --- contracts -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tree", "code"),
    [
        ({"g/": {"$zone": "generated", "a": "opt"}}, "ECC004"),
        ({"g/": {"$zone": "generated", "$by": "make", "$closed": False}}, "ECC004"),
        ({"g/": {"$zone": "generated", "$by": "make", "$": "opaque"}}, "ECC004"),
        ({"t/": {"$zone": "ephemeral", "$": "need"}}, "ECC015"),
        ({"t/": {"$zone": "ephemeral", "a": "need"}}, "ECC015"),
        ({"t/": {"$zone": "ephemeral", "a": {"$": "opt", "$zone": "stable"}}}, "ECC015"),
        ({"t/": {"$zone": "ephemeral", "a": {"$": "opt", "$git": "tracked"}}}, "ECC015"),
    ],
)
def test_zones_that_contradict_what_is_drawn_are_refused(tree: dict[str, Any], code: str) -> None:
    (found,) = refused(tree)
    assert found.code == code
    assert found.fix


def test_what_writes_it_is_inherited_and_a_ban_has_no_zone() -> None:
    assert refused_codes({"$by": "make", "g/": {"$zone": "generated", "a": "opt"}}) == []
    assert refused_codes({"t/": {"$zone": "ephemeral", "a": "ban", "b": "avoid"}}) == []


def test_messages_name_zone_and_owner() -> None:
    tree = {"d/": {"$zone": "runtime", "$owner": "runner", "a": "need"}}
    found = violations(["d/b"], tree=tree, index=Git([], ["d"]))
    assert [one.message for one in found] == [
        "the file 'd/b' is not drawn in the layout (zone runtime, owner runner)",
        "the file 'd/a' is missing (zone runtime, owner runner)",
    ]
    assert found[0].fix is not None
    assert "contracts/layout.contract.yaml:" in found[0].fix


def test_a_tracked_path_of_a_thousand_folders_is_judged_without_recursion() -> None:
    deep = "/".join(["src", *["d"] * 1900, "a.py"])
    assert judged(KEPT, Git([*KEPT, deep], IGNORED)) == [("ECL013", deep)]
