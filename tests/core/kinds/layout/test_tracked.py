"""What git tracks, what it ignores, and what is on disk."""

from __future__ import annotations

from typing import Any

import pytest
from tests.layouts import CONTRACT, Git, findings, outcomes

TREE = {"README.md": "need", "src/": {"**/*.py": "some"}, "out/": "opt"}


# --- ignored -----------------------------------------------------------------------------------------------------


def test_what_git_ignores_is_not_judged() -> None:
    paths = ["README.md", "src/a.py", "src/a.pyc", "node_modules/x", "junk"]
    assert findings(paths, TREE, index=Git(ignored=["src/a.pyc", "node_modules"])) == [("ECL004", "junk")]


def test_without_git_nothing_is_ignored() -> None:
    paths = ["README.md", "src/a.py", "node_modules/x"]
    assert findings(paths, TREE) == [("ECL004", "node_modules")]


def test_only_candidates_are_asked_about_in_one_batch() -> None:
    git = Git(ignored=["cache"])
    findings(["README.md", "src/a.py", "src/b.txt", "cache/x", "junk"], TREE, index=git)
    assert git.asked == [["cache", "junk", "src/b.txt"]]


def test_a_folder_whose_entries_are_all_ignored_counts_as_ignored() -> None:
    """Caches write a .gitignore of their own with "*" in it; git does not show such a folder."""
    git = Git(ignored=[".pytest_cache/.gitignore", ".pytest_cache/v"])
    paths = ["README.md", "src/a.py", ".pytest_cache/.gitignore", ".pytest_cache/v/x"]
    assert findings(paths, TREE, index=git) == []
    half = Git(ignored=[".pytest_cache/v"])
    assert findings(paths, TREE, index=half) == [("ECL004", ".pytest_cache")]


def test_ignored_findings_are_counted() -> None:
    outcome = outcomes(["README.md", "src/a.py", "x", "y"], tree=TREE, index=Git(ignored=["x"]))["tree"]
    assert outcome.details["ignored"] == 1


@pytest.mark.parametrize(
    ("paths", "tree", "rules", "expected"),
    [
        (["a", "x.bak"], {"a": "opt", "*.bak": "ban"}, {}, []),
        (["a", "AUX"], {"**": "opt"}, {"names": "portable"}, []),
        (["a", "e/"], {"**": "opt", "e/": "opt"}, {"empty_dirs": "forbid"}, []),
        (["e"], {"e/": "need"}, {}, [("ECL006", "e")]),
    ],
)
def test_which_findings_being_ignored_excuses(paths: list[str], tree: Any, rules: Any, expected: Any) -> None:
    """What is drawn and has the wrong kind counts as there, so it is judged, ignored or not."""
    git = Git(ignored=["x.bak", "AUX", "e"])
    assert findings(paths, tree, index=git, **{"global": rules}) == expected


def test_a_needed_path_may_be_ignored() -> None:
    assert findings(["README.md", "src/a.py"], TREE, index=Git(ignored=["README.md"])) == []


def test_a_large_batch_is_asked_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    from pytest_ecocontracts.core.kinds.layout import walking

    monkeypatch.setattr(walking, "_BATCH", 10)
    git = Git(ignored=[f"f{i}" for i in range(0, 100, 2)])
    found = findings([f"f{i}" for i in range(100)], {"k": "opt"}, index=git)
    assert len(found) == 50
    assert len(git.asked) == 10


def test_violations_above_the_bound_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    from pytest_ecocontracts.core.kinds.layout import walking

    monkeypatch.setattr(walking, "MAXIMUM_VIOLATIONS", 7)
    outcome = outcomes([f"f{i}" for i in range(30)], tree={"k": "opt"})["tree"]
    assert (len(outcome.violations), outcome.omitted) == (7, 23)


# --- tracked -----------------------------------------------------------------------------------------------------


def tracked(paths: list[str], index: Any, tree: Any = TREE) -> list[tuple[str, str]]:
    """What the check ``tracked`` finds; the contract itself is always tracked."""
    if isinstance(index, Git):
        index._tracked = {**index.tracked(), CONTRACT: "100644"}
    found = outcomes(paths, tree=tree, index=index, git="tracked")["tracked"]
    return [(one.code, one.location.path if one.location else "") for one in found.violations]


PATHS = ["README.md", "src/a.py"]


def test_what_is_tracked_and_there_passes() -> None:
    assert tracked(PATHS, Git(PATHS)) == []


@pytest.mark.parametrize(
    ("paths", "index", "expected"),
    [
        (PATHS, Git(["README.md"]), [("ECL012", "src/a.py")]),
        (PATHS, Git(["src/a.py"]), [("ECL012", "README.md")]),
        (PATHS, Git(["src/a.py"], ignored=["README.md"]), [("ECL012", "README.md")]),
        ([*PATHS, "out/x"], Git(PATHS), []),
        ([*PATHS, "junk"], Git(PATHS), []),
        (PATHS, Git([*PATHS, "src/b.py"]), [("ECL013", "src/b.py")]),
        (PATHS, Git([*PATHS, "gone/x/y"]), [("ECL013", "gone/x/y")]),
        ([*PATHS, "vendor/x/.git", "vendor/x/a"], Git(PATHS, modes={"vendor/x": "160000"}), []),
    ],
)
def test_tracked_and_present(paths: list[str], index: Git, expected: list[tuple[str, str]]) -> None:
    tree = {**TREE, "vendor/": {"*/": {"**": "opt"}}}
    assert tracked(paths, index, tree) == expected


def test_an_optional_file_that_is_ignored_need_not_be_tracked() -> None:
    tree = {"a": "need", "*.log": "opt"}
    assert tracked(["a", "x.log"], Git(["a"]), tree) == [("ECL012", "x.log")]
    assert tracked(["a", "x.log"], Git(["a"], ignored=["x.log"]), tree) == []


def test_git_cannot_keep_a_needed_folder_that_is_empty() -> None:
    assert tracked(["a", "d/"], Git(["a"]), {"a": "need", "d/": "need"}) == [("ECL012", "d")]
    assert tracked(["a", "d/x"], Git(["a", "d/x"]), {"a": "need", "d/": "need"}) == []


def test_tracked_without_git_is_a_missing_capability() -> None:
    from tests.fakes import NoGit

    assert tracked(PATHS, NoGit()) == [("ECC008", CONTRACT)]


def test_below_a_root_only_its_paths_are_compared() -> None:
    index = Git(["data/a", "elsewhere/gone", CONTRACT])
    found = outcomes(["data/a", "x"], tree={"a": "need"}, root="data", index=index, git="tracked")
    assert found["tracked"].violations == ()
    assert found["tracked"].examined == 1


def test_tracked_is_a_check_of_its_own_only_where_asked_for() -> None:
    assert list(outcomes(["a"], tree={"a": "opt"})) == ["tree"]
    assert list(outcomes(["a"], tree={"a": "opt"}, git="present")) == ["tree"]
