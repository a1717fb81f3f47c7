"""The rules for all names, links and empty folders."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from tests.fakes import OTHER, Link, MemoryFiles
from tests.layouts import findings, load, outcomes, violations

from pytest_ecocontracts.adapters.filesystem import LocalFileSystem
from pytest_ecocontracts.core.errors import FileProblem
from pytest_ecocontracts.core.kinds.layout import KIND
from pytest_ecocontracts.core.kinds.layout.shape.links import destination
from pytest_ecocontracts.core.model import Chunk
from pytest_ecocontracts.core.ports import FileSystem


def judged(paths: Any, **rules: Any) -> list[tuple[str, str]]:
    return findings(paths, {"**": "opt"}, **{"global": rules})


# --- names -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "paths", "expected"),
    [
        ({"case": "unique"}, ["a", "b/A"], []),
        ({"case": "unique"}, ["a", "A"], [("ECL010", "a")]),
        ({"case": "unique"}, ["d/x", "D/x"], [("ECL010", "d")]),
        ({"case": "unique"}, ["Straße", "STRASSE"], [("ECL010", "Straße")]),
        ({"case": "unique"}, ["\u00e9", "E\u0301"], [("ECL010", "\u00e9")]),
        ({"case": "any", "unicode": "NFC"}, ["a", "A"], []),
        ({"unicode": "NFC"}, ["\u00e9"], []),
        ({"unicode": "NFC"}, ["e\u0301"], [("ECL011", "e\u0301")]),
        ({"unicode": "NFC"}, ["\u00e9", "e\u0301"], [("ECL011", "e\u0301"), ("ECL010", "\u00e9")]),
        ({"names": "portable"}, ["console.txt", "com", "com10.txt", "a.con", "-x", "a b", "ünï"], []),
        ({"names": "portable"}, ["CON", "d/aux.h", "d/com1", "d/lpt\u00b2.tar.gz", "d/nul."], [("ECL011", name) for name in ("CON", "d/aux.h", "d/com1", "d/lpt\u00b2.tar.gz", "d/nul.")]),
        ({"names": "portable"}, ["a.", "b ", "d ./x"], [("ECL011", "a."), ("ECL011", "b "), ("ECL011", "d .")]),
        ({"names": "portable"}, ["a:b", "a<b", "a|b", "a?b", "a*b", 'a"b', "a\\b", "a\nb", "a\x7fb"], [("ECL011", name) for name in sorted(["a:b", "a<b", "a|b", "a?b", "a*b", 'a"b', "a\\b", "a\nb", "a\x7fb"])]),
        ({"names": "portable"}, ["x\udcff"], [("ECL011", "x\udcff")]),
        ({"names": "portable"}, ["x" * 255, "é" * 127], []),
        ({"names": "portable"}, ["é" * 128], [("ECL011", "é" * 128)]),
        ({"words": {"forbid": ["tmp", "new"]}}, ["tmpfile", "renew", "newton", "atmp"], []),
        ({"words": {"forbid": ["tmp", "new"]}}, ["tmp", "a_TMP.txt", "d-new/x", "new2"], [("ECL015", "a_TMP.txt"), ("ECL015", "new2"), ("ECL015", "tmp"), ("ECL015", "d-new")]),
        ({"words": {"forbid": ["phase"]}}, ["phase1.md", "emphase.md"], [("ECL015", "phase1.md")]),
    ],
)  # fmt: skip
def test_names(rule: dict[str, Any], paths: list[str], expected: list[tuple[str, str]]) -> None:
    assert judged(paths, **rule) == expected


def test_links_have_names_too() -> None:
    assert judged({"a": "x", "A": Link("a")}, case="unique") == [("ECL010", "a")]


def test_a_name_is_judged_wherever_the_walk_comes_and_nowhere_else() -> None:
    rules = {"global": {"names": "portable"}}
    tree = {"d/": "opt", "vendor/": "opaque"}
    assert findings(["d/x/aux", "vendor/aux"], tree, **rules) == [("ECL011", "d/x/aux")]


def test_names_are_a_check_of_their_own_only_where_asked_for() -> None:
    assert list(outcomes(["a"], tree={"a": "opt"})) == ["tree"]
    found = outcomes(["a"], tree={"a": "opt"}, **{"global": {"case": "unique"}})
    assert list(found) == ["tree", "names"]
    assert found["names"].examined == 2


def test_names_of_an_empty_tree_are_a_failure() -> None:
    found = outcomes({"e/": None}, tree={"a": "opt"}, root="e", **{"global": {"case": "unique"}})
    assert [one.code for one in found["names"].violations] == ["ECC009"]


def test_a_collision_names_both() -> None:
    (found,) = violations(["d/a", "d/A"], tree={"**": "opt"}, **{"global": {"case": "unique"}})
    assert found.metadata == {"path": "d/a", "other": "d/A"}
    assert "'A'" in found.message


# --- links -----------------------------------------------------------------------------------------------------

LINKS = {
    "real/f": "x",
    "file": Link("real/f"),
    "folder": Link("real"),
    "dangling": Link("nowhere"),
    "loop": Link("loop"),
    "up": Link(".."),
    "here": Link("."),
    "out": Link("../../etc/passwd"),
    "absolute": Link("/etc/passwd"),
    "real/inner": Link("/repository/real/f"),
    "chain": Link("file"),
    "through": Link("folder/f"),
    "past": Link("real/f/x"),
}
BROKEN = [("ECL008", "dangling"), ("ECL008", "loop"), ("ECL008", "past")]
OUTSIDE = [("ECL008", "absolute"), ("ECL008", "out"), ("ECL008", "up")]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("any", BROKEN),
        ("inside", [*BROKEN, *OUTSIDE]),
        ("files", [*BROKEN, *OUTSIDE, ("ECL007", "folder"), ("ECL007", "here")]),
        ("none", [("ECL007", path) for path, entry in LINKS.items() if isinstance(entry, Link)]),
    ],
)
def test_links(rule: str, expected: list[tuple[str, str]]) -> None:
    tree = {"**": "opt"}
    assert sorted(findings(LINKS, tree, **{"global": {"symlinks": rule}})) == sorted(expected)


def test_links_to_files_are_what_may_be_there_by_default() -> None:
    assert findings({"a": "x", "b": Link("a"), "c": Link("d"), "d/x": "x"}, {"*": "opt", "*/": "opt"}) == [
        ("ECL007", "c")
    ]


@pytest.mark.parametrize(
    ("tree", "entries", "expected"),
    [
        ({"a": "need", "x": "opt"}, {"a": Link("x"), "x": ""}, []),
        ({"a": "need"}, {"a": Link("gone")}, [("ECL008", "a")]),
        ({"x": "opt"}, {"x": "", "stray": Link("x")}, [("ECL004", "stray")]),
        ({"x": "opt"}, {"x": "", "stray": Link("gone")}, [("ECL008", "stray"), ("ECL004", "stray")]),
        ({"bad": "ban", "x": "opt"}, {"x": "", "bad": Link("gone")}, [("ECL008", "bad"), ("ECL002", "bad")]),
        ({"bad/": "ban", "x": "opt"}, {"x": "", "bad": Link("gone")}, [("ECL008", "bad"), ("ECL002", "bad")]),
        ({"d/": {"a": "need"}, "r/": "opt"}, {"d": Link("r"), "r/a": ""}, [("ECL007", "d"), ("ECL006", "d")]),
        ({"d/": "need", "r/": "opt"}, {"d": Link("r"), "r/a": ""}, [("ECL007", "d")]),
        ({"d/": "need", "r": "opt"}, {"d": Link("r"), "r": ""}, [("ECL006", "d")]),
        ({"d": "need", "r/": "opt"}, {"d": Link("r"), "r/a": ""}, [("ECL007", "d"), ("ECL006", "d")]),
        ({"*.md": "some"}, {"a.md": Link("b.md"), "b.md": ""}, []),
        ({"**": "opt"}, {"d/a": "", "l": Link("d")}, [("ECL007", "l")]),
        ({"**/*.py": "opt"}, {"d/a.py": "", "l.py": Link("d")}, [("ECL007", "l.py"), ("ECL006", "l.py")]),
        ({"*": "opt", "*/": {"a": "need"}}, {"d/a": "", "l": Link("d")}, [("ECL007", "l"), ("ECL006", "l")]),
        ({"*": "ban", "d/": "opt"}, {"d/a": "", "l": Link("d")}, [("ECL007", "l"), ("ECL002", "l")]),
    ],
)  # fmt: skip
def test_a_link_is_judged_as_an_entry_too(
    tree: dict[str, Any], entries: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    assert findings(entries, tree) == expected


def test_a_link_is_never_followed() -> None:
    """alint reports through linked folders; what lies behind a link is somebody else's, or judged where it is."""
    entries = {"r/a": "", "d": Link("r"), "up": Link(".."), "here": Link(".")}
    found = violations(
        entries,
        tree={"r/": {"a": "need"}, "d/": "opt", "here/": "opt", "up/": "opt"},
        **{"global": {"symlinks": "any"}},
    )
    assert found == []


def test_a_demand_is_not_met_through_a_linked_folder() -> None:
    entries = {"r/a": "", "d": Link("r")}
    rules = {"global": {"symlinks": "any"}}
    assert findings(entries, {"r/": "opt", "d/a": "need"}, **rules) == [("ECL004", "d"), ("ECL001", "d/a")]


def test_where_links_lead_on_a_real_file_system(tmp_path: Path) -> None:
    for path, entry in LINKS.items():
        place = tmp_path / "repository" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(entry, Link):
            target = str(entry).replace("/repository", str(tmp_path / "repository"))
            os.symlink(target, place)
        else:
            place.write_text("x")
    real: FileSystem = LocalFileSystem(str(tmp_path / "repository"))
    for path, entry in LINKS.items():
        if isinstance(entry, Link):
            assert destination(real, path)[0] == destination(MemoryFiles(LINKS), path)[0], path


# --- empty folders ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "paths", "expected"),
    [
        ("allow", {"e/": None}, []),
        ("forbid", {"d/x": ""}, []),
        ("forbid", {"e/": None}, [("ECL009", "e")]),
        ("forbid", {"e/.gitkeep": ""}, [("ECL009", "e")]),
        ("forbid", {"e/f/g/": None, "e/h/": None}, [("ECL009", "e")]),
        ("forbid", {"e/f/.gitkeep": "", "e/x": ""}, [("ECL009", "e/f")]),
        ("forbid", {"e/.gitkeep": "", "e/x": ""}, []),
        ("forbid", {"e/f/x": ""}, []),
        ("forbid", {"e/INDEX.md": "why"}, []),
        ("INDEX.md", {"e/INDEX.md": "why"}, []),
        ("INDEX.md", {"e/INDEX.md": ""}, [("ECL009", "e")]),
        ("INDEX.md", {"e/f/": None, "e/INDEX.md": "why"}, [("ECL009", "e/f")]),
        ("INDEX.md", {"e/": None, "f/": None}, [("ECL009", "e"), ("ECL009", "f")]),
        ("INDEX.md", {"e/l": Link("../x"), "x": ""}, []),
    ],
)
def test_empty_folders(rule: str, paths: dict[str, object], expected: list[tuple[str, str]]) -> None:
    entries = {path: entry if entry is not None else "" for path, entry in paths.items()}
    assert findings(entries, {"**": "opt", "*/": "opt"}, **{"global": {"empty_dirs": rule}}) == expected


def test_an_opaque_folder_may_be_empty() -> None:
    assert findings(["e/"], {"e/": "opaque"}, **{"global": {"empty_dirs": "forbid"}}) == []


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/repository", "folder"),
        ("/repository/", "folder"),
        ("/repository/f", "file"),
        ("/repositories", "outside"),
        ("pipe", "other"),
        ("./d/../f", "file"),
        ("d/../../f", "outside"),
        ("f/..", "missing"),
        ("", "folder"),
    ],
)
def test_targets_of_links(target: str, expected: str) -> None:
    files = MemoryFiles({"l": Link(target), "f": "", "d/x": "", "pipe": OTHER})
    assert destination(files, "l") == (expected, target)


def test_a_file_that_cannot_be_measured_is_not_empty() -> None:
    class Closed(MemoryFiles):
        def size(self, path: str) -> int:
            raise FileProblem("unreadable", path, "permission denied")

    found, context = load(["e/INDEX.md"], tree={"e/": "opt"}, **{"global": {"empty_dirs": "INDEX.md"}})
    context.files = Closed({"e/INDEX.md": ""})
    (check,) = KIND.checks(found, context.catalog)
    assert check.run(context, Chunk()).violations == ()


# --- words that some names may hold ------------------------------------------------------------------------------

OLD = {
    "forbid": ["old", "new"],
    "allow": [{"path": "**/old-*.md", "words": ["OLD"], "reason": "They are linked."}],
}


def test_a_forbidden_word_may_stand_where_the_contract_allows_it() -> None:
    assert judged(["old-a.md", "d/old-b.md"], words=OLD) == []
    assert judged(["old-a.md", "old.txt"], words=OLD) == [("ECL015", "old.txt")]
    assert judged(["old-new-a.md"], words=OLD) == [("ECL015", "old-new-a.md")]
    every = {**OLD, "allow": [{"path": "old-new-a.md", "reason": "It is linked."}]}
    assert judged(["old-new-a.md"], words=every) == []
    assert judged(["old/x.md", "old-a.md"], words=OLD) == [("ECL015", "old")]


def test_an_allowance_that_no_name_needs_is_told_where_it_stands() -> None:
    (one,) = violations(["a.md"], tree={"**": "opt"}, **{"global": {"words": OLD}})
    assert (one.code, one.metadata["path"]) == ("ECL039", "**/old-*.md")
    assert one.location is not None
    assert one.location.pointer == "/global/words/allow/0"


def test_words_and_allowances_may_stand_in_data_files() -> None:
    words = {"forbid": {"from": "w.json", "at": "/terms"}, "allow": {"from": "w.json", "at": "/known"}}
    data = '{"terms": ["tmp"], "known": ["a/tmp.txt", {"path": "*.tmp", "owner": "me"}]}'
    paths = {"w.json": data, "a/tmp.txt": "", "b.tmp": "", "b/tmp": ""}
    assert judged(paths, words=words) == [("ECL015", "b/tmp")]
    assert judged({"w.json": data, "b.tmp": ""}, words=words) == [
        ("ECL039", "contracts/layout.contract.yaml")
    ]
    for bad, code in (
        ('{"terms": "tmp", "known": []}', "ECC004"),
        ('{"terms": ["two words"], "known": []}', "ECC004"),
        ('{"terms": ["tmp"], "known": [3]}', "ECC004"),
        ('{"terms": ["tmp"], "known": ["../x"]}', "ECC022"),
        ('{"terms": ["tmp"]}', "ECC003"),
    ):
        assert [found for found, _ in judged({"w.json": bad}, words=words)] == [code], bad


def test_a_drawn_name_may_hold_a_word_that_is_allowed_there() -> None:
    words = {"forbid": ["old"], "allow": [{"path": "old.md", "reason": "It is linked."}]}
    assert findings(["old.md"], {"old.md": "need"}, **{"global": {"words": words}}) == []


# --- what an empty folder has to say -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "content", "lack"),
    [
        ({}, "", "INDEX.md without a word in it"),
        ({}, "x", None),
        ({"min_bytes": 5}, "x\n", "INDEX.md of 2 bytes, and 5 are needed"),
        ({"min_words": 3}, "# One two three\n\nfour\n", "INDEX.md of 1 words, and 3 are needed"),
        ({"min_words": 3}, "# One\n\ntwo, three; four\n", None),
        ({"heading": "Why empty"}, "# Purpose\nWhy empty\n", "INDEX.md without the heading 'Why empty'"),
        ({"heading": "Why empty"}, "# Purpose\n## Why empty ##\n", None),
    ],
)
def test_an_index_file_must_say_enough(rule: dict[str, Any], content: str, lack: str | None) -> None:
    rules = {"global": {"empty_dirs": {"file": "INDEX.md", **rule}}}
    found = violations({"e/INDEX.md": content}, tree={"**": "opt", "*/": "opt"}, **rules)
    assert [(one.code, one.found) for one in found] == ([("ECL009", lack)] if lack else [])
