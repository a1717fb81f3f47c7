"""Executable files of a layout, and the first lines that say how they are run."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from tests.fakes import MemoryFiles
from tests.layouts import Git, load, refused

from pytest_ecocontracts.adapters.filesystem import LocalFileSystem
from pytest_ecocontracts.core.errors import FileProblem
from pytest_ecocontracts.core.kinds.layout import KIND
from pytest_ecocontracts.core.model import Chunk, Outcome, WorkUnit
from pytest_ecocontracts.core.running import run as run_unit

PATHS = {"run.sh": "#!/bin/sh\n", "lib.sh": "f() { :; }\n", "a.md": "text\n"}


def judged(tree: Any, *executable: str, paths: Any = None, index: Any = None) -> Outcome:
    contract, context = load(paths or PATHS, tree=tree)
    files = context.files._find("x")[0]  # type: ignore[attr-defined]
    assert isinstance(files, MemoryFiles)
    files.modes.update(dict.fromkeys(executable, 0o755))
    context.git = index or context.git
    (check,) = [one for one in KIND.checks(contract, context.catalog) if one.name == "modes"]
    return run_unit(WorkUnit(contract=contract, check=check, chunk=Chunk()), context)


def found(tree: Any, *executable: str, **fields: Any) -> list[tuple[str, str]]:
    violations = judged(tree, *executable, **fields).violations
    return [(one.code, one.location.path) for one in violations if one.location]


@pytest.mark.parametrize(
    ("word", "executable", "expected"),
    [
        ("need", ["run.sh", "lib.sh", "a.md"], []),
        ("need", ["run.sh"], ["a.md", "lib.sh"]),
        ("ban", [], []),
        ("ban", ["a.md"], ["a.md"]),
        ("shebang", ["run.sh"], []),
        ("shebang", [], ["run.sh"]),
        ("shebang", ["run.sh", "lib.sh"], ["lib.sh"]),
        ("any", ["lib.sh"], []),
    ],
)
def test_words(word: str, executable: list[str], expected: list[str]) -> None:
    tree = {"$exec": word, "**": "opt"}
    assert found(tree, *executable) == [("ECL038", path) for path in expected]


def test_an_inner_line_says_otherwise() -> None:
    tree = {"$exec": "ban", "*.md": "opt", "*.sh": {"$exec": "shebang"}, "lib.sh": {"$exec": "any"}}
    assert found(tree, "run.sh", "lib.sh") == []
    assert found(tree, "a.md") == [("ECL038", "a.md"), ("ECL038", "run.sh")]


def test_what_git_tracks_has_the_mode_that_git_knows() -> None:
    tree = {"*.sh": {"$exec": "shebang"}, "*.md": "opt"}
    index = Git(tracked=PATHS, modes={"run.sh": "100755"})
    assert found(tree, index=index) == []
    assert found(tree, "run.sh", index=Git(tracked=PATHS)) == [("ECL038", "run.sh")]
    assert found(tree, "run.sh", index=Git(tracked=["a.md"])) == []
    assert found(tree, index=Git(tracked=["a.md"], ignored=["run.sh"])) == []


def test_the_message_says_what_to_do() -> None:
    tree = {"*.sh": {"$exec": "shebang"}, "*.md": "opt"}
    (one,) = judged(tree).violations
    assert one.message == "'run.sh' is not executable, although it begins with '#!'"
    assert one.fix == "chmod +x run.sh; or correct its first line"
    (one,) = judged(tree, index=Git(tracked=PATHS)).violations
    assert one.fix == "git update-index --chmod=+x run.sh; or correct its first line"


def test_a_line_that_speaks_of_no_file_is_told_unless_there_may_be_none() -> None:
    assert found({"$closed": False, "*.py": {"$exec": "need"}}) == [
        ("ECC009", "contracts/layout.contract.yaml")
    ]
    assert found({"$closed": False, "*.py": {"$": "opt", "$exec": "need"}}) == []


def test_a_file_that_cannot_be_read_is_told() -> None:
    paths = {"a.sh": FileProblem("unreadable", "a.sh", "permission denied")}
    assert found({"*": {"$exec": "shebang"}}, paths=paths) == [("ECS009", "a.sh")]


def test_an_unknown_word_is_refused() -> None:
    assert [one.code for one in refused({"a": {"$exec": "yes"}})] == ["ECC004"]


def test_the_mode_of_a_file_is_that_of_the_entry_itself(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    os.chmod(tmp_path / "a", 0o750)
    (tmp_path / "l").symlink_to("a")
    files = LocalFileSystem(str(tmp_path))
    assert files.mode("a") == 0o750
    assert files.mode("l") & 0o777 == 0o777
    with pytest.raises(FileProblem):
        files.mode("gone")
