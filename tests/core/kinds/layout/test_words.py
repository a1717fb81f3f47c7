"""Every word of a line: what passes, what fails, and with which code."""

from __future__ import annotations

from typing import Any

import pytest
from tests.fakes import OTHER
from tests.layouts import findings, outcomes, violations

from pytest_ecocontracts.core.violations import Severity

CASES: list[tuple[str, dict[str, Any], list[str], list[tuple[str, str]]]] = [
    ("need: there", {"a.txt": "need"}, ["a.txt"], []),
    ("need: missing", {"a.txt": "need"}, [], [("ECL001", "a.txt")]),
    ("need: a folder", {"a/": "need"}, ["a/x"], []),
    ("need: an empty folder is there", {"a/": "need"}, ["a/"], []),
    ("need: a missing folder", {"a/": "need"}, [], [("ECL001", "a")]),
    ("need: deep", {"a/b/c.txt": "need"}, ["a/b/c.txt"], []),
    ("need: deep, folder missing", {"a/b/c.txt": "need"}, ["a/"], [("ECL001", "a/b/c.txt")]),
    ("need: deep, file missing", {"a/b/c.txt": "need"}, ["a/b/"], [("ECL001", "a/b/c.txt")]),
    (
        "need: in each folder of a pattern",
        {"{r:int}/": {"r.json": "need"}},
        ["1/r.json", "2/"],
        [("ECL001", "2/r.json")],
    ),
    (
        "need: in each folder of a long pattern",
        {"x/{r:int}/out/r.json": "need"},
        ["x/1/out/r.json", "x/2/out/"],
        [("ECL001", "x/2/out/r.json")],
    ),
    ("need: no folder of the pattern", {"{r:int}/": {"r.json": "need"}, "k": "opt"}, ["k"], []),
    (
        "need: named after its folder",
        {"{r:int}/": {"{r}.json": "need"}},
        ["1/1.json", "2/3.json"],
        [("ECL016", "2/3.json"), ("ECL001", "2/2.json")],
    ),
    ("need: in a folder without a word of its own", {"a/": {"b": "need"}}, [], [("ECL001", "a")]),
    ("need: in a folder that may be missing", {"a/": {"$": "opt", "b": "need"}, "k": "opt"}, ["k"], []),
    (
        "need: in every folder below",
        {"**/": {"README.md": "need", "*.py": "opt"}},
        ["a/README.md", "a/b/x.py"],
        [("ECL001", "a/b/README.md")],
    ),
    ("some: there", {"*.py": "some"}, ["a.py", "b.py"], []),
    ("some: none", {"*.py": "some"}, ["k"], [("ECL004", "k"), ("ECL001", ".")]),
    ("some: folder of a literal way missing", {"src/*.py": "some"}, [], [("ECL001", "src")]),
    ("some: none in one of the folders", {"{p:slug}/*.py": "some"}, ["a/x.py", "b/"], [("ECL001", "b")]),
    ("some: anywhere below", {"src/": {"**/*.py": "some"}}, ["src/a/b/x.py"], []),
    ("some: nothing anywhere below", {"src/": {"**/*.py": "some"}}, ["src/a/b/"], [("ECL001", "src")]),
    ("some: below, by a long key", {"src/**/*.py": "some"}, ["src/x.py"], []),
    ("some: below, nothing, by a long key", {"src/**/*.py": "some"}, ["src/a/"], [("ECL001", "src")]),
    ("some: below each folder", {"{p:slug}/**/*.py": "some"}, ["a/q/x.py", "b/q/"], [("ECL001", "b")]),
    (
        "some: a line that is more exact does not count",
        {"*.py": "some", "__init__.py": "opt"},
        ["__init__.py"],
        [("ECL001", ".")],
    ),
    ("some: folders", {"{r:int}/": "some"}, ["1/x"], []),
    ("some: no folders", {"{r:int}/": "some", "k": "opt"}, ["k"], [("ECL001", ".")]),
    ("one: one", {"*.toml": "one"}, ["a.toml"], []),
    ("one: none", {"*.toml": "one", "k": "opt"}, ["k"], [("ECL001", ".")]),
    ("one: two", {"*.toml": "one"}, ["a.toml", "b.toml"], [("ECL002", ".")]),
    ("one: two, far apart", {"d/": {"**/*.toml": "one"}}, ["d/a.toml", "d/x/y/b.toml"], [("ECL002", "d")]),
    (
        "one: in each folder",
        {"{p:slug}/": {"*.toml": "one"}},
        ["a/x.toml", "b/x.toml", "b/y.toml"],
        [("ECL002", "b")],
    ),
    ("opt: there", {"a": "opt"}, ["a"], []),
    ("opt: not there", {"a": "opt", "k": "opt"}, ["k"], []),
    ("opt: anything at any depth", {"**": "opt"}, ["a", "b/c", "b/d/e"], []),
    ("should: there", {"a": "should"}, ["a"], []),
    ("should: missing", {"a": "should", "k": "opt"}, ["k"], [("ECL014", "a")]),
    ("should: pattern, none", {"*.md": "should", "k": "opt"}, ["k"], [("ECL014", ".")]),
    ("should: pattern, one", {"*.md": "should"}, ["a.md"], []),
    ("should: in a folder without a word", {"d/": {"a": "should"}, "k": "opt"}, ["k"], [("ECL014", "d")]),
    ("avoid: not there", {"old/": "avoid", "k": "opt"}, ["k"], []),
    ("avoid: there", {"old/": "avoid"}, ["old/x"], [("ECL002", "old")]),
    (
        "avoid: a file, anywhere",
        {"**": "opt", "**/*.bak": "avoid"},
        ["a", "x/y.bak"],
        [("ECL002", "x/y.bak")],
    ),
    ("ban: not there", {"secrets.txt": "ban", "k": "opt"}, ["k"], []),
    ("ban: there", {"secrets.txt": "ban"}, ["secrets.txt"], [("ECL002", "secrets.txt")]),
    ("ban: a folder, which nobody looks into", {"tmp/": "ban"}, ["tmp/a", "tmp/b/c"], [("ECL002", "tmp")]),
    (
        "ban: anywhere, also where anything may be",
        {"**": "opt", "**/*.pyc": "ban"},
        ["a", "x/y/z.pyc"],
        [("ECL002", "x/y/z.pyc")],
    ),
    (
        "ban: reaches into drawn folders",
        {"d/": {"**": "opt"}, "**/*.pyc": "ban"},
        ["d/a", "d/x/z.pyc"],
        [("ECL002", "d/x/z.pyc")],
    ),
    (
        "ban: reaches into open folders",
        {"d/": "opt", "**/*.pyc": "ban"},
        ["d/a", "d/x/z.pyc"],
        [("ECL002", "d/x/z.pyc")],
    ),
    (
        "ban: a folder, anywhere",
        {"**": "opt", "**/__pycache__/": "ban"},
        ["a/__pycache__/x"],
        [("ECL002", "a/__pycache__")],
    ),
    (
        "ban: not where the name is spelled out",
        {"**/*.pyc": "ban", "d/": {"keep.pyc": "need"}},
        ["d/keep.pyc"],
        [],
    ),
    (
        "ban: only in one place",
        {"**/common.sh": "ban", "_lib/": {"common.sh": "opt"}, "x/": "opt"},
        ["_lib/common.sh", "x/common.sh"],
        [("ECL002", "x/common.sh")],
    ),
    (
        "ban: files of that name, not folders",
        {"tmp": "ban", "tmp/": "ban", "a/": "opt", "**/x": "ban"},
        ["a/x/y"],
        [],
    ),
    ("opaque: nobody looks inside", {"vendor/": "opaque"}, ["vendor/a", "vendor/b/c"], []),
    ("opaque: may be missing", {"vendor/": "opaque", "k": "opt"}, ["k"], []),
    (
        "opaque: bans do not reach inside",
        {"vendor/": "opaque", "**/*.pyc": "ban", "k": "opt"},
        ["k", "vendor/x.pyc"],
        [],
    ),
    ("opaque: by pattern", {"{n:slug}.zarr/": "opaque"}, ["a.zarr/0/1"], []),
    ("closed: a stray file", {"a": "opt"}, ["a", "b"], [("ECL004", "b")]),
    ("closed: a stray folder, told once", {"a": "opt"}, ["a", "b/c", "b/d/e"], [("ECL004", "b")]),
    (
        "closed: inside a drawn folder, whatever is allowed around it",
        {"d/": {"a": "opt"}, "**": "opt"},
        ["d/a", "d/b", "x/y"],
        [("ECL004", "d/b")],
    ),
    ("closed: a folder with nothing drawn in it is not", {"d/": "need"}, ["d/a", "d/b/c"], []),
    ("closed: an empty mapping draws nothing", {"d/": {}}, ["d/a"], []),
    (
        "closed: asked for",
        {"d/": {"$closed": True}},
        ["d/a", "d/b/c"],
        [("ECL004", "d/a"), ("ECL004", "d/b")],
    ),
    ("closed: not at the top", {"$closed": False, "a": "need"}, ["a", "b", "c/d"], []),
    ("closed: not in a folder", {"d/": {"$closed": False, "a": "need"}}, ["d/a", "d/b", "d/c/e"], []),
    (
        "closed: open, and what is drawn there is judged",
        {"$closed": False, "d/": {"a": "need"}},
        ["d/a", "d/x", "z"],
        [("ECL004", "d/x")],
    ),
    (
        "closed: on the way to a deep line",
        {"a/b/c": "opt"},
        ["a/x", "a/b/y"],
        [("ECL004", "a/x"), ("ECL004", "a/b/y")],
    ),
    (
        "captures: a type that does not fit",
        {"{d:date}.jsonl": "opt"},
        ["2023-02-30.jsonl"],
        [("ECL004", "2023-02-30.jsonl")],
    ),
    (
        "captures: the same value twice",
        {"{s:slug}/{s}.log": "opt"},
        ["a/a.log", "b/a.log"],
        [("ECL016", "b/a.log")],
    ),
    (
        "captures: the same value, two drawn folders down",
        {"{s:slug}/": {"{t:int}/": {"{s}-{t}.log": "opt"}}},
        ["a/1/a-1.log", "a/2/a-1.log"],
        [("ECL016", "a/2/a-1.log")],
    ),
    (
        "captures: the same value in a folder",
        {"{s:slug}/": {"{s}/": {"x": "opt"}}},
        ["a/a/x", "b/c/x"],
        [("ECL016", "b/c")],
    ),
    ("captures: split in the way that fits", {"{a}-{b}/": {"{a}.txt": "need"}}, ["x-y-z/x.txt"], []),
    (
        "captures: split in no way that fits",
        {"{a}-{b}/": {"{a}.txt": "need"}},
        ["x-y-z/y.txt"],
        [("ECL016", "x-y-z/y.txt"), ("ECL001", "x-y-z/x-y.txt")],
    ),
    ("kinds: a folder where a file is drawn", {"a": "need"}, ["a/x"], [("ECL006", "a")]),
    ("kinds: a file where a folder is drawn", {"a/": {"b": "need"}}, ["a"], [("ECL006", "a")]),
    (
        "kinds: a folder that matches a pattern of files",
        {"{d:date}.jsonl": "opt"},
        ["2026-01-02.jsonl/x"],
        [("ECL006", "2026-01-02.jsonl")],
    ),
    (
        "kinds: a file that matches a pattern of folders",
        {"{d:date}/": "opt"},
        ["2026-01-02"],
        [("ECL006", "2026-01-02")],
    ),
    ("kinds: files and folders by patterns of their own", {"*": "opt", "*/": "opt"}, ["a", "b/c"], []),
    (
        "kinds: a name that is spelled out keeps its kind",
        {"*": "opt", "docs/": "opt"},
        ["docs"],
        [("ECL006", "docs")],
    ),
    (
        "exact: the spelled out folder takes the name",
        {"{t:slug}/": {"a.txt": "need"}, "docs/": {"b.txt": "opt"}},
        ["docs/b.txt", "x/a.txt"],
        [],
    ),
    (
        "exact: a spelled out way takes the name",
        {"{t:slug}/": {"a.txt": "need"}, "docs/b.txt": "opt"},
        ["docs/b.txt", "docs/a.txt"],
        [("ECL004", "docs/a.txt")],
    ),
    ("exact: patterns before any depth", {"{n:slug}.json": "one", "**": "opt"}, ["a.json", "x/b.json"], []),
    (
        "exact: side by side means inside",
        {"docs/": {"a": "opt"}, "docs/b": "opt"},
        ["docs/a", "docs/b", "docs/c"],
        [("ECL004", "docs/c")],
    ),
]


@pytest.mark.parametrize(
    ("tree", "paths", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_word(tree: dict[str, Any], paths: list[str], expected: list[tuple[str, str]]) -> None:
    assert findings(paths, tree) == expected


def test_every_word_has_passing_and_failing_cases() -> None:
    """opt and opaque demand nothing, so what fails is what they do not cover."""
    words = {name.split(":")[0] for name, _, _, expected in CASES if not expected}
    failing = {name.split(":")[0] for name, _, _, expected in CASES if expected}
    assert words >= {"need", "some", "one", "opt", "should", "avoid", "ban", "opaque", "closed"}
    assert failing >= words - {"opt", "opaque"}


def test_should_and_avoid_are_warnings() -> None:
    found = violations(["old"], tree={"a": "should", "*.md": "should", "old": "avoid"})
    assert [(one.code, one.severity) for one in found] == [
        ("ECL002", Severity.WARNING),
        ("ECL014", Severity.WARNING),
        ("ECL014", Severity.WARNING),
    ]


def test_an_entry_that_is_neither_file_nor_folder_is_never_what_is_drawn() -> None:
    assert findings({"pipe": OTHER, "stray": OTHER, "d/x": OTHER}, {"pipe": "need", "d/": {"**": "opt"}}) == [
        ("ECL006", "pipe"),
        ("ECL004", "stray"),
        ("ECL006", "d/x"),
    ]


def test_a_tree_that_holds_nothing_is_a_failure() -> None:
    outcome = outcomes({"empty/": None}, tree={"a": "opt"}, root="empty")["tree"]
    assert [one.code for one in outcome.violations] == ["ECC009"]
    assert outcome.examined == 0


def test_a_root_that_is_missing_is_a_failure() -> None:
    outcome = outcomes([], tree={"a": "opt"}, root="nowhere/at/all")["tree"]
    assert [(one.code, one.metadata["path"]) for one in outcome.violations] == [("ECL001", "nowhere/at/all")]
    assert outcome.examined == 0


def test_root_is_the_folder_that_the_tree_describes() -> None:
    assert findings(["data/a", "data/b", "other"], {"a": "need"}, root="data/") == [("ECL004", "data/b")]


def test_every_entry_is_counted_as_examined() -> None:
    outcome = outcomes(["d/a", "d/b", "e"], tree={"d/": {"*": "some"}, "e": "opt"})["tree"]
    assert outcome.violations == ()
    assert outcome.examined == 5  # d, d/a, d/b, e and contracts
    assert outcome.details["files"] == 3


def test_git_and_the_run_records_are_never_judged() -> None:
    assert findings([".git/config", ".eco/runs/1.json", "sub/.git", "sub/a"], {"sub/": {"a": "need"}}) == []
