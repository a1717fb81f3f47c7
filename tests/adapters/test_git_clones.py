"""Clones that do not hold what the base needs: the message names a command, and the command repairs it."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest
from tests.repositories import commit, git, make_repository, write

from pytest_ecocontracts.adapters import git_process
from pytest_ecocontracts.adapters.git_base import LocalGitBase
from pytest_ecocontracts.core.errors import CapabilityMissing

_COMMAND = re.compile(r"; run: (git [^;,]+)")


@pytest.fixture(autouse=True)
def _no_workflow(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GITHUB_ACTIONS", "GITLAB_CI"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``topic`` left ``main`` at the tag ``v1.0.0``; both went on by two commits, and ``merged`` is both."""
    root = tmp_path_factory.mktemp("git") / "server"
    make_repository(root, {"a.txt": "one\n", "b.txt": "b\n"})
    write(root, {"a.txt": "two\n"})
    commit(root)
    git(root, "tag", "v1.0.0")
    git(root, "branch", "topic")
    for branch in ("main", "topic"):
        git(root, "switch", "-q", branch)
        for text in ("x", "y"):
            write(root, {f"{branch}.txt": text, "a.txt": f"{branch}\n" if branch == "topic" else "two\n"})
            commit(root)
    git(root, "switch", "-q", "--detach", "main")
    git(root, "merge", "-q", "--no-edit", "topic")
    git(root, "update-ref", "refs/pull/1/merge", "HEAD")
    git(root, "switch", "-q", "main")
    git(root, "config", "uploadpack.allowFilter", "true")
    git(root, "config", "uploadpack.allowAnySHA1InWant", "true")
    return root


def clone(server: Path, place: Path, *options: str) -> Path:
    git(place, "clone", "-q", *options, server.as_uri(), "clone")
    return place / "clone"


def refusal(root: Path, name: str) -> str:
    base = LocalGitBase(str(root), name)
    with pytest.raises(CapabilityMissing) as raised:
        base.files.read("a.txt", len(base.changes) + 100)
    return raised.value.message


def repaired(root: Path, message: str, name: str) -> LocalGitBase:
    """The base after the command that a message names was run."""
    found = _COMMAND.search(message)
    assert found, message
    git(root, *shlex.split(found[1])[1:])
    return LocalGitBase(str(root), name)


@pytest.mark.parametrize(
    ("options", "name"),
    [
        (("--depth=1", "--branch=topic"), "origin/main"),
        (("--depth=1", "--branch=topic", "--no-single-branch"), "origin/main"),
        (("--depth=2", "--branch=topic", "--no-single-branch"), "origin/main"),
        (("--single-branch", "--branch=topic"), "origin/main"),
        (("--depth=1", "--branch=topic"), "v1.0.0"),
        (("--depth=2", "--branch=topic"), "HEAD~2"),
        (("--depth=1", "--branch=topic", "--no-single-branch"), "origin/main~2"),
        (("--single-branch", "--branch=topic", "--no-tags"), "v1.0.0"),
    ],
)
def test_the_command_of_the_message_repairs_the_clone(
    server: Path, tmp_path: Path, options: tuple[str, ...], name: str
) -> None:
    root = clone(server, tmp_path, *options)
    message = refusal(root, name)
    assert ("shallow" in message) == any("depth" in one for one in options)
    base = repaired(root, message, name)
    assert base.revision == git(server, "rev-parse", "v1.0.0")
    assert base.files.read("a.txt", 100) == b"two\n"
    assert [change.path for change in base.changes] == ["a.txt", "topic.txt"]


def test_a_commit_by_its_id(server: Path, tmp_path: Path) -> None:
    root = clone(server, tmp_path, "--depth=1", "--branch=topic")
    first = git(server, "rev-list", "--max-parents=0", "main")
    message = refusal(root, first)
    assert f"git fetch --unshallow origin {first}" in message
    assert repaired(root, message, first).revision == first


def test_a_branch_that_is_there_under_the_name_of_its_remote(server: Path, tmp_path: Path) -> None:
    root = clone(server, tmp_path, "--depth=1", "--branch=topic", "--no-single-branch")
    assert "did you mean 'origin/main'?" in refusal(root, "main")
    git(root, "update-ref", "-d", "refs/remotes/origin/main")
    message = refusal(root, "main")
    assert message.split(", and ")[1].startswith("name the base origin/main")
    assert repaired(root, message, "origin/main").revision == git(server, "rev-parse", "v1.0.0")


@pytest.mark.parametrize(
    ("variable", "said", "other"),
    [("GITHUB_ACTIONS", "fetch-depth: 0", "GITLAB"), ("GITLAB_CI", 'GIT_DEPTH: "0"', "fetch-depth")],
)
def test_in_a_workflow_its_own_setting_is_named(
    server: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, said: str, other: str
) -> None:
    root = clone(server, tmp_path, "--depth=1", "--branch=topic")
    monkeypatch.setenv(variable, "true")
    message = refusal(root, "origin/main")
    assert said in message
    assert other not in message


def test_a_merge_ref_of_a_pull_request_is_judged_with_two_commits_of_history(
    server: Path, tmp_path: Path
) -> None:
    """Its base is one of its parents, so nothing that is not there can matter."""
    root = clone(server, tmp_path, "--depth=1")
    git(root, "fetch", "-q", "--depth=2", "origin", "+refs/pull/1/merge:refs/remotes/pull/1/merge")
    git(root, "checkout", "-q", "refs/remotes/pull/1/merge")
    main = git(server, "rev-parse", "main")
    for name in ("origin/main", "HEAD^1", main):
        base = LocalGitBase(str(root), name)
        assert base.revision == main
        assert [change.path for change in base.changes] == ["a.txt", "topic.txt"]


def test_a_common_commit_that_may_not_be_the_last_one_is_none(tmp_path: Path) -> None:
    """HEAD merged main long ago, and the end of history hides it: an older common commit is all one sees."""
    root = tmp_path / "server"
    first = make_repository(root, {"a.txt": ""})
    git(root, "switch", "-q", "-c", "topic")
    write(root, {"t.txt": ""})
    commit(root)
    git(root, "switch", "-q", "main")
    write(root, {"m.txt": ""})
    merged = commit(root)
    for number in range(3):
        write(root, {"later.txt": f"{number}"})
        commit(root)
    git(root, "switch", "-q", "-c", "side", "topic")
    git(root, "merge", "-q", "--no-edit", merged)
    for number in range(3):
        write(root, {"side.txt": f"{number}"})
        commit(root)
    git(root, "switch", "-q", "topic")
    git(root, "merge", "-q", "--no-edit", "side")
    git(root, "merge", "-q", "--no-edit", "-s", "ours", first)
    assert LocalGitBase(str(root), "main").revision == merged
    clone_ = clone(root, tmp_path, "--depth=4", "--no-single-branch", "--branch=topic")
    git(clone_, "fetch", "-q", "--depth=5", "origin", "main")
    message = refusal(clone_, "origin/main")
    assert "where HEAD left 'origin/main' cannot be told: this clone is shallow" in message
    assert repaired(clone_, message, "origin/main").revision == merged


@pytest.mark.parametrize("kept", ["blob:none", "tree:0"])
def test_a_partial_clone_fetches_nothing_by_itself(server: Path, tmp_path: Path, kept: str) -> None:
    root = clone(server, tmp_path, f"--filter={kept}", "--branch=topic")
    message = refusal(root, "origin/main")
    assert "partial" in message
    git(root, "remote", "set-url", "origin", (tmp_path / "nowhere").as_uri())
    assert refusal(root, "origin/main") == message
    git(root, "remote", "set-url", "origin", server.as_uri())
    assert repaired(root, message, "origin/main").files.read("a.txt", 100) == b"two\n"


def test_a_partial_clone_with_renames(server: Path, tmp_path: Path) -> None:
    """Git would read, and so fetch, what was deleted."""
    root = clone(server, tmp_path, "--filter=blob:none", "--branch=topic")
    (root / "a.txt").rename(root / "z.txt")
    write(root, {"z.txt": "topic\nand more\n"})
    git(root, "add", "-A")
    message = refusal(root, "origin/main")
    assert "partial" in message
    assert [change.path for change in repaired(root, message, "origin/main").changes][-1] == "z.txt"


def test_what_another_user_owns_is_told_with_the_exception_to_add(
    server: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    message = refusal(server, "main")
    assert "dubious ownership" in message
    assert f"; run: git config --global --add safe.directory {server}" in message
    assert "\n" not in message


def test_a_place_without_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "not a git repository" in refusal(tmp_path, "main")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    assert "GIT_DIR is not followed" in refusal(tmp_path, "main")
    git(tmp_path, "-c", "init.defaultBranch=main", "init", "-q", "--bare", "bare")
    assert "not in a git work tree" in refusal(tmp_path / "bare", "main")


def test_nothing_of_the_caller_leads_git_elsewhere() -> None:
    kept = git_process.environment()
    assert not {"GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"} & kept.keys()
    assert (kept["GIT_NO_LAZY_FETCH"], kept["GIT_OPTIONAL_LOCKS"]) == ("1", "0")
    assert kept["GIT_GRAFT_FILE"] == os.devnull


@pytest.mark.parametrize(
    "said",
    [
        "fatal: could not fetch 11aa from promisor remote",
        "warning: lazy fetching disabled; some objects may not be available\nfatal: unable to read 11aa",
    ],
)
def test_what_git_says_of_objects_that_it_may_not_fetch(said: str) -> None:
    reason = git_process.reason_of(said)
    assert reason.startswith("fatal: ")
    assert git_process.lacks_objects(said)
    assert git_process.lacks_objects(reason)
    assert not git_process.lacks_objects("fatal: unable to read 11aa")
