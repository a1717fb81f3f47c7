"""``--eco-base=auto``: the branch that a change goes to, in clones of every kind."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.repositories import commit, git, make_repository, write

from pytest_ecocontracts.adapters.bases import open_base
from pytest_ecocontracts.adapters.default_branch import _TARGETS
from pytest_ecocontracts.core.errors import CapabilityMissing
from pytest_ecocontracts.core.ports import GitBase


@pytest.fixture(autouse=True)
def nobody_builds(monkeypatch: pytest.MonkeyPatch) -> None:
    """The service that runs these tests names branches of its own."""
    for name in (*_TARGETS, "GIT_CONFIG_COUNT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


def clone(tmp_path: Path, *options: str, branch: str = "main") -> Path:
    """A clone of a repository with two commits on a branch."""
    origin = tmp_path / "origin"
    make_repository(origin, {"a": "1"})
    write(origin, {"a": "2"})
    commit(origin)
    git(origin, "branch", "-m", branch)
    git(tmp_path, "clone", "-q", *options, f"file://{origin}", "work")
    return tmp_path / "work"


def feature(work: Path) -> Path:
    git(work, "checkout", "-q", "-b", "feature")
    write(work, {"b": "1"})
    commit(work)
    return work


def auto(work: Path) -> GitBase:
    return open_base("auto", str(work))


def told(work: Path) -> tuple[str, str]:
    base = auto(work)
    return base.name, base.revision


@pytest.mark.parametrize("branch", ["main", "develop"])
def test_a_branch_is_judged_from_the_default_branch_of_its_remote(tmp_path: Path, branch: str) -> None:
    work = feature(clone(tmp_path, branch=branch))
    assert told(work) == (f"auto: origin/{branch}", git(work, "rev-parse", f"origin/{branch}"))
    assert [one.path for one in auto(work).changes] == ["b"]
    assert auto(work).whole
    assert auto(work).files.read("a", 9) == b"2"


def test_a_branch_that_was_pushed_is_not_judged_from_itself(tmp_path: Path) -> None:
    """Its own copy at the remote is not where it goes to; neither is an old local main."""
    work = feature(clone(tmp_path))
    git(work, "remote", "set-head", "origin", "--delete")
    git(work, "push", "-q", "--set-upstream", "origin", "feature")
    git(work, "branch", "-f", "main", "origin/main^")
    assert told(work) == ("auto: origin/main", git(work, "rev-parse", "origin/main"))


def test_a_branch_may_follow_the_one_that_it_goes_to(tmp_path: Path) -> None:
    work = clone(tmp_path, branch="develop")
    git(work, "remote", "set-head", "origin", "--delete")
    feature(work)
    git(work, "branch", "-q", "--set-upstream-to", "origin/develop")
    assert auto(work).name == "auto: origin/develop"


def test_on_the_default_branch_itself_the_last_commit_is_judged(tmp_path: Path) -> None:
    work = clone(tmp_path)
    assert told(work) == ("auto: HEAD^ on origin/main", git(work, "rev-parse", "HEAD^"))
    assert [one.path for one in auto(work).changes] == ["a"]
    write(work, {"a": "3"})
    commit(work)
    assert auto(work).name == "auto: origin/main", "what is not pushed yet is the change"


def test_a_merge_is_judged_from_the_branch_that_it_was_merged_into(tmp_path: Path) -> None:
    """As a build service checks a request out: HEAD is a merge that is on no branch."""
    work = feature(clone(tmp_path))
    git(work, "checkout", "-q", "--detach", "main")
    git(work, "merge", "-q", "--no-ff", "-m", "merged", "feature")
    assert told(work) == ("auto: origin/main", git(work, "rev-parse", "main"))


def test_without_a_remote_the_usual_names_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_repository(tmp_path, {"a": "1"})
    feature(tmp_path)
    assert auto(tmp_path).name == "auto: main"
    git(tmp_path, "branch", "-m", "main", "trunk")
    with pytest.raises(CapabilityMissing, match="no default branch is known here: none of main, master;"):
        _ = auto(tmp_path).revision
    assert auto(tmp_path).name == "auto"
    git(tmp_path, "config", "init.defaultBranch", "trunk")
    assert auto(tmp_path).name == "auto: trunk"


def test_the_build_service_knows_better(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    work = feature(clone(tmp_path))
    git(work, "push", "-q", "origin", "main:release/1")
    for variable in _TARGETS:
        for name in ("release/1", "refs/heads/release/1"):
            monkeypatch.setenv(variable, name)
            assert auto(work).name == "auto: origin/release/1"
        monkeypatch.delenv(variable)
    monkeypatch.setenv("GITHUB_BASE_REF", "release/2")
    told = (
        r"GITHUB_BASE_REF names the branch 'release/2': .*run: git fetch origin \+refs/heads/release/2:refs.*"
    )
    with pytest.raises(CapabilityMissing, match=told):
        _ = auto(work).revision


def test_a_shallow_clone_and_a_first_commit_have_nothing_before_them(tmp_path: Path) -> None:
    work = clone(tmp_path, "--depth=1")
    with pytest.raises(
        CapabilityMissing, match=r"this clone is shallow; run: git fetch --unshallow origin; .*fetch-depth: 0"
    ):
        _ = auto(work).revision
    make_repository(tmp_path / "new", {"a": "1"})
    with pytest.raises(CapabilityMissing, match="HEAD is a commit of main, and it is the first commit"):
        _ = auto(tmp_path / "new").revision


def test_without_git_nothing_is_found(tmp_path: Path) -> None:
    with pytest.raises(CapabilityMissing, match="not a git repository"):
        _ = auto(tmp_path).revision
