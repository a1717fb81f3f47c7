"""What git tracks and ignores, asked without side effects."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.repositories import commit, git

from pytest_ecocontracts.adapters import git_process as module
from pytest_ecocontracts.adapters.git import LocalGit
from pytest_ecocontracts.adapters.git_base import LocalGitBase
from pytest_ecocontracts.core.errors import CapabilityMissing


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    (root / "sub").mkdir(parents=True)
    git(root, "init", "-q", "-b", "main")
    (root / ".gitignore").write_text("*.log\nbuild/\n!keep.log\n")
    (root / "a.txt").write_text("a")
    (root / "sub" / "run.sh").write_text("#!/bin/sh\n")
    (root / "sub" / "run.sh").chmod(0o755)
    (root / "link").symlink_to("a.txt")
    git(root, "add", "-A")
    return root


def test_tracked_paths_and_modes(repository: Path) -> None:
    (repository / "untracked").write_text("")
    assert LocalGit(str(repository)).tracked() == {
        ".gitignore": "100644",
        "a.txt": "100644",
        "link": "120000",
        "sub/run.sh": "100755",
    }


def test_paths_are_relative_to_the_root_also_in_a_sub_folder(repository: Path) -> None:
    local = LocalGit(str(repository / "sub"))
    assert local.available
    assert local.tracked() == {"run.sh": "100755"}
    assert local.ignored(["x.log", "run.sh", "build/x"]) == {"x.log", "build/x"}


def test_ignored_paths(repository: Path) -> None:
    (repository / "build").mkdir()
    local = LocalGit(str(repository))
    assert local.ignored(["x.log", "keep.log", "a.txt", "build", "build/x", "nowhere"]) == {
        "x.log",
        "build",
        "build/x",
    }
    assert local.ignored([]) == frozenset()


def test_a_tracked_path_is_never_ignored(repository: Path) -> None:
    (repository / "forced.log").write_text("")
    git(repository, "add", "-f", "forced.log")
    assert LocalGit(str(repository)).ignored(["forced.log"]) == frozenset()


@pytest.mark.parametrize(
    "name", [":(glob)x.log", ":x.log", "a*.log", "-x.log", "x\n.log", 'q".log', "ü.log", "\udcff.log"]
)
def test_strange_names(repository: Path, name: str) -> None:
    (repository / name).write_text("")
    local = LocalGit(str(repository))
    assert local.ignored([name, "b.txt"]) == {name}
    git(repository, "add", "-f", "--", f":(literal){name}")
    assert name in LocalGit(str(repository)).tracked()


def test_no_work_tree(tmp_path: Path) -> None:
    local = LocalGit(str(tmp_path))
    assert not local.available
    assert local.reason is not None
    assert "not a git repository" in local.reason
    assert local.ignored(["x"]) == frozenset()
    with pytest.raises(CapabilityMissing):
        local.tracked()


def test_the_folder_of_git_itself_is_no_work_tree(repository: Path) -> None:
    assert LocalGit(str(repository / ".git")).reason == "the root is not in a git work tree"


def test_a_root_that_is_ignored_belongs_to_no_repository(repository: Path) -> None:
    """Else everything below would count as ignored, and nothing would be judged."""
    (repository / "build" / "x").mkdir(parents=True)
    assert (
        LocalGit(str(repository / "build" / "x")).reason
        == "the root is ignored by the git work tree around it"
    )


def test_git_is_not_installed(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repository))
    assert LocalGit(str(repository)).reason == "git is not installed"


def test_git_takes_too_long(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TIMEOUT_SECONDS", 0)
    assert "took more than" in str(LocalGit(str(repository)).reason)


def test_paths_in_a_submodule_do_not_spoil_the_batch(repository: Path, tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    git(inner, "init", "-q", "-b", "main")
    (inner / "f").write_text("")
    git(inner, "add", "-A")
    git(inner, "commit", "-qm", "x")
    git(repository, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner), "module")
    local = LocalGit(str(repository))
    assert local.tracked()["module"] == "160000"
    assert local.ignored(["module/x.log", "y.log", "a.txt"]) == {"y.log"}
    assert local.ignored(["module/x.log"]) == frozenset()


def test_what_a_sparse_checkout_leaves_out_is_not_tracked(repository: Path) -> None:
    git(repository, "update-index", "--skip-worktree", "a.txt")
    assert "a.txt" not in LocalGit(str(repository)).tracked()


def test_another_repository_in_the_environment_is_not_asked(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a hook, where git sets GIT_DIR and GIT_INDEX_FILE."""
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "-q")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", "nowhere")
    assert "a.txt" in LocalGit(str(repository)).tracked()


def test_nothing_of_the_repository_runs(repository: Path) -> None:
    marker = repository / "ran"
    script = repository / "evil.sh"
    script.write_text(f"#!/bin/sh\ntouch {marker}\n")
    script.chmod(0o755)
    git(repository, "config", "core.fsmonitor", str(script))
    git(repository, "config", "core.hooksPath", str(repository))
    local = LocalGit(str(repository))
    assert local.tracked()
    assert local.ignored(["x.log"])
    assert not marker.exists()


def test_no_filter_of_a_repository_runs(repository: Path) -> None:
    commit(repository)
    marker = repository / "ran"
    for key in ("clean", "process"):
        git(repository, "config", f"filter.own.{key}", f"touch {marker}; cat")
    git(repository, "config", "filter.own.required", "true")
    (repository / ".gitattributes").write_text("*.txt filter=own\n")
    (repository / "a.txt").write_text("other bytes")
    assert "a.txt" not in LocalGit(str(repository)).blobs()
    assert "a.txt" in {change.path for change in LocalGitBase(str(repository), "HEAD").changes}
    assert not marker.exists()


def test_nothing_is_written(repository: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (repository / ".git").rglob("*")}
    local = LocalGit(str(repository))
    local.tracked()
    local.ignored(["x.log"])
    assert {path: path.stat().st_mtime_ns for path in (repository / ".git").rglob("*")} == before
