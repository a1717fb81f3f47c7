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


# --- zones, owners, concerns -----------------------------------------------------------------------------------

PLACES = {
    "$owner": "platform",
    "src/": {"$zone": "stable", "**": "opt"},
    "gen/": {"$zone": "generated", "$by": "make gen", "$owner": "tools", "out.json": "opt"},
    "runs/": {"$zone": "runtime", "INDEX.md": {"$": "opt", "$git": "tracked"}, "{n:int}/": "opt"},
}
SCHEMAS = {
    "files": "**/*.schema.json",
    "only_in": "src/schemas/",
    "except": [{"path": "src/x.schema.json", "reason": "Its tool looks for it there."}],
}


@pytest.mark.parametrize(
    ("path", "kind", "said"),
    [
        ("src/a.py", "x", ["zone: stable, line 6: kept by people, tracked, not empty", "owner: platform, line 6"]),
        ("gen/out.json", "x", ["zone: generated, line 6: *", "by: make gen, line 6", "owner: tools, line 6"]),
        ("runs/INDEX.md", "x", ["zone: runtime, *", "git: tracked", "owner: platform, *"]),
        ("runs/7/a/b", "x", ["zone: runtime, *", "owner: platform, *"]),
        ("runs/7", FOLDER, ["zone: runtime, *", "owner: platform, *"]),
        ("runs/stray", "x", ["zone: runtime, *", "owner: platform, *"]),
        ("src/schemas/a.schema.json", "x", ["zone: *", "owner: *", "concern: *: only in src/schemas/; here it is at home"]),
        ("src/b.schema.json", "x", ["zone: *", "owner: *", "concern: *; here it is ECL023"]),
        ("src/x.schema.json", "x", ["zone: *", "owner: *", "concern: *; here it is excused: Its tool looks for it there."]),
    ],
)  # fmt: skip
def test_a_path_has_zone_owner_and_concerns(path: str, kind: object, said: list[str]) -> None:
    told = about(path, {path: kind}, tree=PLACES, concerns=[SCHEMAS])
    told = [line for line in told if line.split(":")[0] in ("zone", "by", "git", "owner", "concern")]
    assert len(told) == len(said)
    for line, pattern in zip(told, said, strict=True):
        assert re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), line), line


def test_a_path_has_its_lock_and_who_may_write_it() -> None:
    tree = {"gen/": {"$by": "make gen", "$lock": "gen.lock", "**": "opt"}, "**": "opt"}
    writes = {"codegen": "gen/", "runner": ["runs/**", "gen/*.log"]}
    said = about("gen/a.log", [], tree=tree, writes=writes)
    assert [re.sub(r"line \d+", "line *", one) for one in said[1:]] == [
        "lock: gen.lock, line *",
        "writers: codegen, runner",
    ]
    assert about("other.txt", [], tree=tree, writes=writes)[1:] == ["writers: nobody"]


def test_facts_tell_what_is_generated_and_who_may_write() -> None:
    gen = {"$by": ["make", "gen"], "$lock": "gen.lock", "$regenerate": True, "**": "opt"}
    writes = {"codegen": "gen/", "reader": []}
    contract, context = load([], tree={"gen/": gen, "**": "opt"}, writes=writes)
    said = [f"{label}: {text}" for label, text in KIND.facts(contract, context)]
    assert said[-3:] == [
        "by: make gen: gen/ (lock gen.lock, run again with --eco-exec)",
        "writes: codegen: gen/",
        "writes: reader: nothing",
    ]


def test_facts_tell_zones_owners_and_concerns() -> None:
    owners = {
        "known": {"from": "o.json", "at": "/areas"},
        "codeowners": "CODEOWNERS",
        "registry": {"from": "o.json"},
    }
    contract, context = load(["src/a"], tree=PLACES, owners=owners, concerns=[SCHEMAS])
    said = [f"{label}: {text}" for label, text in KIND.facts(contract, context)][5:]
    assert said == [
        "zone: stable (kept by people, tracked, not empty): src/",
        "zone: generated (written by a tool, and only what is drawn is kept): gen/",
        "zone: runtime (never tracked, ignored, may be empty): runs/",
        "by: make gen: gen/",
        "owner: platform: all of it",
        "owner: tools: gen/",
        "owners: every file has one",
        "owners: all are listed in o.json/areas",
        "owners: the same as in CODEOWNERS",
        "owners: the same as in o.json",
        "concern: **/*.schema.json: only in src/schemas/",
    ]


def test_what_is_said_of_the_content_of_a_path() -> None:
    tree = {
        "$closed": False,
        "$text": {"final_newline": True},
        "src/": {"$exec": "ban", "$closed": False, "$text": {"forbid": ["x", {"word": "y"}]}},
    }
    budgets = [
        {"at": "**/*.py", "lines": 600, "overrides": {"src/*.py": 100}},
        {"at": "src/*.py", "files": {"min": 1}, "per": "folder"},
        {"at": "**/", "entries": 9},
    ]
    told = [
        one
        for one in about("src/a.py", ["src/a.py"], tree=tree, budgets=budgets)
        if not one.startswith("line")
    ]
    assert [re.sub(r"line \d+", "line *", one) for one in told] == [
        "text: forbid: 'x', 'y', line *",
        "text: final newline: true, line *",
        "executable: ban, line *",
        "budget: at most 100 lines (src/*.py, line *)",
        "budget: at least 1 file per folder (src/*.py, line *)",
    ]
    told = [
        one
        for one in about("src", {"src/": FOLDER}, tree=tree, budgets=budgets)
        if not one.startswith("line")
    ]
    assert [re.sub(r"line \d+", "line *", one) for one in told] == ["budget: at most 9 entries (**/, line *)"]


def test_what_is_said_of_all_content() -> None:
    fields = {
        "tree": {"$closed": False, "{n:int}.md": {"$": "opt", "$as": "page", "$text": {"forbid": "x"}}},
        "budgets": [{"at": "*.md", "lines": {"max": {"from": "l.json"}}}],
        "relations": [{"over": "page", "dense": "n"}],
    }
    contract, context = load({"l.json": "3"}, **fields)
    told = [f"{label}: {text}" for label, text in KIND.facts(contract, context)]
    assert told[-3:] == ["text: rules for {n:int}.md", "budgets: 1 limit", "relation: over: page, dense: n"]
    said = [f"{label}: {text}" for label, text in KIND.about(contract, "a.md", context)]
    assert re.fullmatch(r"budget: at most as many lines as l.json says \(\*.md, line \d+\)", said[-1])
