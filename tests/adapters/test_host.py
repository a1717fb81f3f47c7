"""What a record says of the code and the CI system, and what it keeps to itself."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from pytest_ecocontracts.adapters.host import DirtyQuestion, allowed_environment, host_facts
from pytest_ecocontracts.core.records.redaction import Redactor

COMMIT = "d" * 40


def facts(root: Path, environment: dict[str, str] | None = None) -> dict[str, Any]:
    return host_facts(str(root), environment or {}, Redactor())


def git(root: Path, *arguments: str) -> str:
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments]
    return subprocess.run(
        command, cwd=root, env=environment, check=True, capture_output=True, text=True
    ).stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "shop"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    (root / "a").write_text("a")
    git(root, "add", "a")
    git(root, "commit", "-q", "-m", "a")
    return root


def test_without_git_everything_is_unknown(tmp_path: Path) -> None:
    assert facts(tmp_path) == {"repo": tmp_path.name, "commit": None, "ref": None, "ci": None}
    assert DirtyQuestion(str(tmp_path)).answer() is None


def test_commit_and_branch_are_read_from_the_files(repository: Path) -> None:
    commit = git(repository, "rev-parse", "HEAD")
    assert (facts(repository)["commit"], facts(repository)["ref"]) == (commit, "refs/heads/main")
    (repository / "sub").mkdir()
    assert facts(repository / "sub")["commit"] == commit


def test_packed_refs_and_detached_heads(repository: Path) -> None:
    commit = git(repository, "rev-parse", "HEAD")
    git(repository, "pack-refs", "--all")
    assert not (repository / ".git/refs/heads/main").exists()
    assert facts(repository)["commit"] == commit
    git(repository, "checkout", "-q", "--detach")
    assert (facts(repository)["commit"], facts(repository)["ref"]) == (commit, None)


def test_a_linked_work_tree(repository: Path) -> None:
    git(repository, "worktree", "add", "-q", "-b", "other", "../other")
    found = facts(repository.parent / "other")
    assert (found["commit"], found["ref"]) == (git(repository, "rev-parse", "HEAD"), "refs/heads/other")


def test_a_branch_without_a_commit(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    assert (facts(tmp_path)["commit"], facts(tmp_path)["ref"]) == (None, "refs/heads/main")


@pytest.mark.parametrize(
    "head", ["", "garbage", "ref: ../../etc/passwd", "ref: refs/heads/.invalid", "\x00\xff", "ref: refs/../x"]
)
def test_a_broken_head_is_unknown(tmp_path: Path, head: str) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/HEAD").write_text(head, encoding="latin-1")
    assert facts(tmp_path)["commit"] is None


@pytest.mark.parametrize(
    ("url", "repo", "told"),
    [
        (
            "https://user:pw@git.example/acme/shop.git",
            "acme/shop",
            "https://[redacted]@git.example/acme/shop.git",
        ),
        ("git@git.example:acme/shop.git", "acme/shop", "git@git.example:acme/shop.git"),
        ("/home/somebody/shop", "shop", None),
        ("file:///home/somebody/shop", "shop", None),
    ],
)
def test_the_remote_without_user_and_without_places_of_this_machine(
    repository: Path, url: str, repo: str, told: str | None
) -> None:
    git(repository, "remote", "add", "origin", url)
    assert facts(repository)["repo"] == repo
    assert facts(repository).get("url") == told


def test_dirty_means_tracked_files(repository: Path) -> None:
    assert DirtyQuestion(str(repository)).answer(10) is False
    (repository / "untracked").write_text("")
    assert DirtyQuestion(str(repository)).answer(10) is False
    (repository / "a").write_text("changed")
    assert DirtyQuestion(str(repository)).answer(10) is True


def test_no_answer_in_time_is_unknown_and_asked_once(
    repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "git").write_text("#!/bin/sh\nexec sleep 60\n")
    (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    question = DirtyQuestion(str(repository))
    assert question.answer(0.05) is None
    assert question.answer(0.05) is None


def test_no_git_program_is_unknown(repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert DirtyQuestion(str(repository)).answer() is None


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, None),
        ({"CI": "true"}, {"provider": "unknown", "run_id": None}),
        (
            {"CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_RUN_ID": "7"},
            {"provider": "github", "run_id": "7"},
        ),
        ({"GITLAB_CI": "true", "CI_PIPELINE_ID": "8"}, {"provider": "gitlab", "run_id": "8"}),
    ],
)
def test_ci(tmp_path: Path, environment: dict[str, str], expected: object) -> None:
    assert facts(tmp_path, environment)["ci"] == expected


def test_only_allowed_variables_and_bounded_values() -> None:
    environment = {
        "CI": "true",
        "AWS_SECRET_ACCESS_KEY": "x" * 20,
        "HOME": "/home/somebody",
        "LANG": "y" * 9999,
    }
    told = allowed_environment(environment, Redactor())
    assert sorted(told) == ["CI", "LANG"]
    assert len(told["LANG"]) == 512
