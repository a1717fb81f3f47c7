"""Defects seen in other layout checkers; here each has the right verdict."""

from __future__ import annotations

from tests.fakes import Link
from tests.layouts import findings


def test_a_dangling_link_is_an_entry() -> None:
    """alint's no_symlinks and file_absent do not see one."""
    entries = {"a": "x", "gone": Link("nowhere")}
    assert findings(entries, {"a": "need", "gone": "ban"}, **{"global": {"symlinks": "none"}}) == [
        ("ECL007", "gone"),
        ("ECL002", "gone"),
    ]


def test_a_link_to_a_folder_above_is_an_entry() -> None:
    """alint's no_symlinks misses it."""
    assert findings({"d/a": "x", "d/up": Link("..")}, {"d/": {"a": "need"}}) == [
        ("ECL007", "d/up"),
        ("ECL004", "d/up"),
    ]


def test_links_are_part_of_the_closed_world() -> None:
    """repo-structure does not report links, dangling or to folders, as unspecified."""
    entries = {"d/a": "x", "l1": Link("nowhere"), "l2": Link("d"), "l3": Link("d/a")}
    found = findings(entries, {"d/": "opt"}, **{"global": {"symlinks": "any"}})
    assert [path for code, path in found if code == "ECL004"] == ["l1", "l2", "l3"]


def test_nothing_is_reported_through_a_linked_folder() -> None:
    """alint reports dlink/x:y.txt too."""
    rules = {"global": {"names": "portable", "symlinks": "any"}}
    assert findings({"real/x:y": "x", "dlink": Link("real")}, {"**": "opt", "*/": "opt"}, **rules) == [
        ("ECL011", "real/x:y")
    ]


def test_many_dots_in_a_name_take_no_time() -> None:
    """ls-lint looks at 2 ** dots combinations: 22 dots take 7 seconds. Here the test simply ends."""
    name = ".".join("x" * 120)
    tree = {"{a}.{b}.{c}.{d}.json": "opt", "*.*.*.*.*.*.*.*.*.*.*.yaml": "opt", "{e:(x|x.)+}.toml": "opt"}
    assert findings([name], tree) == [("ECL004", name)]


def test_a_star_stays_inside_its_segment() -> None:
    """fnmatch's crosses "/"."""
    assert findings(["a/b.py"], {"*.py": "opt"}) == [("ECL004", "a")]


def test_case_rules_are_what_they_say() -> None:
    """ls-lint lets -.js, --a--.js and .js pass as kebab-case."""
    assert findings(["-.js", "--a--.js", ".js", "a-b.js"], {"{name:slug}.js": "opt"}) == [
        ("ECL004", "--a--.js"),
        ("ECL004", "-.js"),
        ("ECL004", ".js"),
    ]


def test_the_order_of_lines_changes_nothing() -> None:
    """In repo-structure the first pattern wins, silently."""
    tree = {
        "**": "opt",
        "{n:slug}.json": "one",
        "config.json": "need",
        "**/*.tmp": "ban",
        "d/": {"**": "opt", "x.tmp": "opt"},
    }
    paths = ["config.json", "a.json", "b.tmp", "d/x.tmp", "d/y.tmp", "e/f"]
    expected = [("ECL002", "b.tmp"), ("ECL002", "d/y.tmp")]
    assert findings(paths, tree) == expected
    assert findings(paths, dict(reversed(tree.items()))) == expected


def test_one_finding_for_each_path() -> None:
    """eslint-plugin-check-file reports a folder once for each file in it."""
    assert findings(["bad/a", "bad/b", "bad/c/d"], {"k": "opt"}) == [("ECL004", "bad")]
