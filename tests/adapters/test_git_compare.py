"""What git and the disk say together: the changes lead from the base to the work tree, whatever was done."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.repositories import git, make_repository, write

from pytest_ecocontracts.adapters.git_base import LocalGitBase

NAMES = ["a", "b", "deep/c", "deep/er/d", "e.log"]
CONTENTS = ["one\n", "two\n" * 9, "three\n" * 9, "three\n" * 9 + "more\n", ""]
#: the first name is what is acted on, the second where it goes
STEPS = st.tuples(
    st.sampled_from(
        [
            *("write", "delete", "move", "chmod", "link", "touch", "add", "add -N", "rm --cached", "mv"),
            *("commit", "assume", "skip", "reset", "stash-like"),
        ]
    ),
    st.sampled_from(NAMES),
    st.sampled_from(NAMES),
    st.sampled_from(CONTENTS),
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("git") / "template"
    make_repository(root, {".gitignore": "*.log\n", **dict(zip(NAMES[:4], CONTENTS, strict=False))})
    git(root, "switch", "-q", "-c", "topic")
    return root


def act(root: Path, step: tuple[str, str, str, str]) -> None:
    """Do one thing; what cannot be done is left."""
    action, name, other, content = step
    path, place = root / name, root / other
    there = os.path.lexists(path)
    if action == "write":
        path.unlink(missing_ok=True)
        write(root, {name: content})
    elif action == "link":
        path.unlink(missing_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(other)
    elif action == "delete":
        path.unlink(missing_ok=True)
    elif action == "move" and there:
        place.parent.mkdir(parents=True, exist_ok=True)
        path.rename(place)
    elif action == "touch" and there and not path.is_symlink():
        path.touch()
    elif action == "chmod" and there and not path.is_symlink():
        path.chmod(path.stat().st_mode ^ 0o111)
    else:
        commands = {
            "add": ["add", name],
            "add -N": ["add", "-N", name],
            "rm --cached": ["rm", "-q", "--cached", name],
            "mv": ["mv", name, other],
            "commit": ["commit", "-qm", "x"],
            "assume": ["update-index", "--assume-unchanged", name],
            "skip": ["update-index", "--skip-worktree", name],
            "reset": ["reset", "-q", "main", "--", name],
            "stash-like": ["checkout", "-q", "main", "--", name],
        }
        try:
            git(root, *commands.get(action, ["status"]))
        except subprocess.CalledProcessError:
            return


def state(path: Path) -> tuple[str, str]:
    """What git would keep of a file: its mode and its content."""
    if path.is_symlink():
        return "link", os.readlink(path)
    return "x" if path.stat().st_mode & 0o100 else "-", path.read_text()


def check(template: Path, root: Path, steps: list[tuple[str, str, str, str]]) -> None:
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(template, root, symlinks=True)
    for step in steps:
        act(root, step)
    old = {name: state(template / name) for name in NAMES if os.path.lexists(template / name)}
    new = {name: state(root / name) for name in NAMES if os.path.lexists(root / name)}
    base = LocalGitBase(str(root), "main")
    changes = [change for change in base.changes if change.path in NAMES or change.was in NAMES]
    gone = [change.was for change in changes if change.kind in {"deleted", "renamed"}]
    come = [change.path for change in changes if change.kind in {"added", "renamed"}]
    modified = [change.path for change in changes if change.kind == "modified"]
    assert len({*gone}) == len(gone)
    assert len({*come, *modified}) == len([*come, *modified])
    tracked = git(root, "ls-files", "-v").split("\n")
    sparse = {line[2:] for line in tracked if line[:1] in "Ss"} - new.keys()
    ignored = {"e.log"} - {line[2:] for line in tracked}
    now = {name: kept for name, kept in new.items() if name not in ignored}
    assert {*gone} - {*come} == old.keys() - now.keys() - sparse, "what is gone, but for the rest of a rename"
    assert {*come} - {*gone} <= now.keys() - old.keys() | sparse
    assert now.keys() - old.keys() <= {*come}, "what is new"
    differing = {name for name in now.keys() & old.keys() if now[name] != old[name]}
    assert differing <= {*modified, *come}, "what differs is told"
    told_again = {name for name in modified if name in now and name in old and now[name] == old[name]}
    assert not told_again, "what does not differ is not"


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=6))
def test_the_changes_lead_from_the_base_to_the_work_tree(
    template: Path, tmp_path: Path, steps: list[tuple[str, str, str, str]]
) -> None:
    check(template, tmp_path / "r", steps)


@pytest.mark.fuzz
@settings(max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=9))
def test_so_they_do_after_any_number_of_steps(
    template: Path, tmp_path: Path, steps: list[tuple[str, str, str, str]]
) -> None:
    check(template, tmp_path / "r", steps)
