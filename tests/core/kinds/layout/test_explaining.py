"""What a layout says of one path: the line that governs it, as the check judges it."""

from __future__ import annotations

import re
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fakes import FOLDER, Link
from tests.layouts import entries, load, violations

from pytest_ecocontracts.core.kinds.layout import KIND
from pytest_ecocontracts.core.kinds.layout.lines import Layout

TREE = {
    "README.md": "need",
    "{day:date}.json": "some",
    "**/*.tmp": "ban",
    "docs/": {"*.md": "opt", "old/": "avoid", "deep/er/": {"{n:int}.md": "opt"}},
    "vendor/": "opaque",
    "free/": {"$closed": False, "known.md": "need"},
    "file_here": "opt",
    "folder_here/": {"a": "opt"},
}


def about(path: str, paths: list[str] | dict[str, object], **fields: object) -> list[str]:
    contract, context = load(paths, **{"tree": TREE, **fields})
    return [f"{label}: {text}" for label, text in KIND.about(contract, path, context)]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("README.md", "line: 'README.md', line *: need (must be there)"),
        ("2026-01-31.json", "line: '{day:date}.json', line *: some (at least one must be there)"),
        ("2026-02-31.json", "line: none: the folder around it (the top, line *) is closed*ECL004"),
        ("docs/a.md", "line: 'docs/*.md', line *: opt (may be there)"),
        ("docs/a.txt", "line: none: the folder around it ('docs/', line *) is closed*ECL004"),
        ("docs/deep/er/7.md", "line: 'docs/deep/er/{n:int}.md', line *: opt*"),
        ("docs/x.tmp", "line: '**/*.tmp', line *: ban (must not be there)"),
        ("vendor/a/b/c", "line: 'vendor/', line *: opaque*|inside: nobody looks into vendor/"),
        ("free/anything", "line: none: the folder around it ('free/', line *) may hold anything"),
        ("free/some/where", "line: none: the folder around it ('free/', line *) may hold anything"),
        ("stray/a/b", "line: none: stray/ is not drawn, in a closed folder; it is ECL004"),
        ("file_here/a", "line: 'file_here', line *|kind: file_here/ is drawn as a file: as a folder it is ECL006"),
        ("folder_here", "line: 'folder_here/', line *: opt*"),
        (".git/config", "not judged: *"),
        (".eco/runs/x/run.json", "not judged: *"),
        ("docs/.git/config", "not judged: *"),
    ],
)  # fmt: skip
def test_a_path_has_the_line_that_governs_it(path: str, said: str) -> None:
    pattern = ".*".join(re.escape(part) for part in re.split(r"(?<!/)\*(?![*./])", said))
    assert re.match(pattern, "|".join(about(path, []))), about(path, [])


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"docs/": FOLDER}, "line: 'docs/'"),
        ({"docs/deep/er/1.md": "x"}, "line: none of its own: docs/deep/ is on the way to lines further down"),
        ({"docs/new/": FOLDER}, "line: none: docs/new/ is not drawn"),
        ({"free/x/": FOLDER}, "line: none: free/x/ lies in a folder that may hold anything"),
        ({"vendor/": FOLDER}, "line: 'vendor/'"),
        ({"folder_here": "x"}, "line: 'folder_here/'"),
        ({"folder_here": Link("docs")}, "line: 'folder_here/'"),
    ],
)
def test_what_is_there_counts_as_what_it_is(entry: dict[str, object], said: str) -> None:
    (path,) = entry
    path = {"docs/deep/er/1.md": "docs/deep"}.get(path, path.rstrip("/"))
    assert about(path, entry)[0].startswith(said)
    if entry == {"folder_here": "x"}:
        assert about(path, entry)[1] == "kind: drawn as a folder: as a file it is ECL006"


def test_only_paths_in_its_folder_are_its_business() -> None:
    assert about("other/x", [], root="ops", tree={"a": "opt"}) == []
    assert about("ops", [], root="ops", tree={"a": "opt"}) == ["tree: the folder that the tree describes"]
    assert about("ops/a", [], root="ops", tree={"a": "opt"})[0].startswith("line: 'a', line ")


NAMES = st.sampled_from(
    ["README.md", "2026-01-31.json", "a.md", "x.tmp", "a", "7.md", "known.md", "file_here"]
)
FOLDERS = st.sampled_from(["", "docs/", "docs/old/", "docs/deep/er/", "vendor/", "free/", "free/x/", "stray/", "folder_here/"])  # fmt: skip


@given(st.builds(str.__add__, FOLDERS, NAMES))
def test_it_says_undrawn_where_the_check_does(path: str) -> None:
    """The check reports a path, or a folder above it, as undrawn exactly where the explanation says so."""
    undrawn = [one for one in violations([path], tree=TREE) if one.code == "ECL004"]
    said = any("ECL004" in text for text in about(path, [path]))
    assert said == any(
        one.location is not None and f"{path}/".startswith(f"{one.location.path}/") for one in undrawn
    )


def test_facts_say_what_is_drawn_and_what_is_there() -> None:
    rules = {"symlinks": "none", "case": "unique", "names": "portable", "words": {"forbid": ["tmp"]}}
    contract, context = load(
        entries(["README.md", "docs/a.md", "docs/b.md"]), **{"tree": TREE, "global": rules, "git": "tracked"}
    )
    said = [f"{label}: {text}" for label, text in KIND.facts(contract, context)]
    layout = cast("Layout", contract.body)
    assert len(layout.tree.children) == 9
    assert said == [
        "folder: ./",
        "tree: 15 lines, closed: what is not drawn is a violation",
        "covers: 5 entries in 2 folders now",
        "links: none",
        "empty: allow",
        "names: unique, whatever their case",
        "names: portable between Linux, macOS and Windows",
        "names: without the words tmp",
        "git: what is drawn is tracked",
    ]
