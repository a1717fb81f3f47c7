"""Commands of contracts: in a copy of the tracked files, without a shell, and not for ever."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest
from tests.repositories import git, make_repository, write

from pytest_ecocontracts.adapters.commands import KEPT_BYTES, VARIABLES, CopiedTree
from pytest_ecocontracts.adapters.git import LocalGit
from pytest_ecocontracts.core.errors import CapabilityMissing


@pytest.fixture
def root(tmp_path: Path) -> Path:
    make_repository(
        tmp_path / "repository",
        {"a.txt": "a", "gen/old.txt": "old", "tools/run.sh": "#!/bin/sh\ncat a.txt\n"},
    )
    (tmp_path / "repository" / "tools/run.sh").chmod(0o755)
    return tmp_path / "repository"


def commands(root: Path, seconds: int = 20) -> CopiedTree:
    return CopiedTree(str(root), LocalGit(str(root)), seconds)


def test_a_command_sees_what_is_tracked_as_it_is_now_and_nothing_else(root: Path) -> None:
    write(root, {"a.txt": "edited", "untracked.txt": ""})
    (root / "link").symlink_to("a.txt")
    git(root, "add", "link")
    with commands(root).run(["find", ".", "-not", "-type", "d"], ["gen/old.txt"]) as finished:
        assert sorted(finished.output.split()) == ["./a.txt", "./link", "./tools/run.sh"]
        assert finished.files.read("a.txt", 10) == b"edited"
        assert finished.files.link_target("link") == "a.txt"
        assert finished.files.kind("gen") == "folder"


def test_a_program_of_the_tree_runs_in_the_copy_and_the_tree_stays_as_it_is(root: Path) -> None:
    (root / "tools/run.sh").write_text("#!/bin/sh\necho new > gen/new.txt; rm a.txt; echo $PWD\n")
    with commands(root).run(["tools/run.sh"], []) as finished:
        assert finished.status == 0
        assert finished.output.strip() == finished.files.root
        assert finished.files.list("gen").files == ("new.txt", "old.txt")
        assert finished.files.kind("a.txt") is None
        copy = finished.files.root
    assert not os.path.exists(copy)
    assert (root / "a.txt").exists()
    assert not (root / "gen/new.txt").exists()


def test_no_shell_reads_the_arguments(root: Path) -> None:
    with commands(root).run(["echo", "$HOME; exit 3", "*"], []) as finished:
        assert (finished.status, finished.output) == (0, "$HOME; exit 3 *\n")


@pytest.mark.parametrize(
    ("command", "status", "said"),
    [
        (["sh", "-c", "echo why >&2; exit 3"], 3, "why"),
        (["sh", "-c", "kill -9 $$"], -9, ""),
        (["nowhere-at-all"], 127, "nowhere-at-all cannot be started: No such file or directory"),
        (["./a.txt"], 127, "./a.txt cannot be started: Permission denied"),
    ],
)
def test_a_command_that_fails(root: Path, command: list[str], status: int, said: str) -> None:
    with commands(root).run(command, []) as finished:
        assert finished.status == status
        assert said in finished.output


def test_a_command_that_does_not_end_is_stopped_with_all_that_it_started(root: Path) -> None:
    began = time.monotonic()
    with commands(root, seconds=1).run(["sh", "-c", "echo begun; sleep 60 & sleep 60"], []) as finished:
        assert (finished.status, finished.output) == (None, "begun\n")
    assert time.monotonic() - began < 30


def test_what_goes_on_in_the_background_is_not_waited_for(root: Path) -> None:
    with commands(root).run(["sh", "-c", "sleep 60 & echo done"], []) as finished:
        assert (finished.status, finished.output) == (0, "done\n")


def test_of_much_output_the_end_is_kept(root: Path) -> None:
    script = "i=0; while [ $i -lt 3000 ]; do echo 0123456789; i=$((i+1)); done; echo last"
    with commands(root).run(["sh", "-c", script], []) as finished:
        assert len(finished.output) <= KEPT_BYTES
        assert finished.output.endswith("last\n")


def test_a_command_is_given_few_variables(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"GIT_DIR": str(root / ".git"), "API_TOKEN": "secret", "LC_ALL": "C.UTF-8"}.items():
        monkeypatch.setenv(name, value)
    with commands(root).run(["env"], []) as finished:
        given = dict(line.split("=", 1) for line in finished.output.splitlines())
        assert given["PWD"] == finished.files.root
        assert given["LC_ALL"] == "C.UTF-8"
        assert given["PATH"] == os.environ["PATH"]
        assert {name for name in given if not name.startswith("LC_")} <= {*VARIABLES, "PWD"}


def test_no_link_of_a_copy_leads_out_of_it(root: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    (root / "here").symlink_to(".")
    links = {"up": "../secret", "absolute": str(root / "a.txt"), "over": "here/../secret", "in": "here/a.txt"}
    for name, target in links.items():
        (root / name).symlink_to(target)
    git(root, "add", "-A")
    with commands(root).run(["cat", "in"], []) as finished:
        assert (finished.output, finished.files.list("").links) == ("a", ("here", "in"))


def test_a_folder_that_became_a_link_or_a_file_is_gone(root: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/old.txt").write_text("secret")
    shutil.rmtree(root / "gen")
    (root / "gen").symlink_to("../elsewhere")
    shutil.rmtree(root / "tools")
    (root / "tools").write_text("")
    with commands(root).run(["find", ".", "-type", "f"], []) as finished:
        assert finished.output.split() == ["./a.txt"]


def test_what_is_no_file_any_more_cannot_be_copied(root: Path) -> None:
    (root / "a.txt").unlink()
    os.mkfifo(root / "a.txt")
    with pytest.raises(CapabilityMissing, match="cannot be copied"), commands(root).run(["true"], []):
        pass


def test_without_git_nothing_can_be_copied(tmp_path: Path) -> None:
    with (
        pytest.raises(CapabilityMissing, match="not a git repository"),
        commands(tmp_path).run(["true"], []),
    ):
        pass
