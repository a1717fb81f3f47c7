"""Every failure code is raised by its own example, through a real pytest run.

``--eco-explain`` shows these examples to people, so they must do what they say.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests.processes import record_of, run_gate, runs, write_files

from pytest_ecocontracts.core.taxonomy import Example, FailureCode, load_taxonomy

pytestmark = pytest.mark.slow

#: the record itself is what cannot be written, so only the terminal can say it
UNRECORDED = {"ECR005"}


AUTHOR = ("-c", "user.name=Example", "-c", "user.email=example@example.invalid")


def git(root: Path, *arguments: str) -> None:
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}
    subprocess.run(["git", *arguments], cwd=root, env=environment, check=True)


def materialise(root: Path, example: Example) -> None:
    """Make the repository of an example."""
    if example.base:
        write_files(root, example.base)
        git(root, "init", "-q", "-b", "main")
        git(root, "add", "--all")
        git(root, *AUTHOR, "commit", "-q", "-m", "base")
    write_files(root, example.files)
    for folder in example.folders:
        (root / folder).mkdir(parents=True)
    for path, target in example.links.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        os.symlink(target, root / path)
    if example.git:
        git(root, "init", "-q")
        git(root, "add", "--", *example.git)
    for path in example.removed:
        (root / path).unlink()


@pytest.mark.parametrize("entry", list(load_taxonomy()), ids=lambda entry: entry.code)
def test_example_raises_its_code(tmp_path: Path, entry: FailureCode) -> None:
    example = entry.example
    assert example is not None
    materialise(tmp_path, example)
    terminal = [run_gate(tmp_path, *example.arguments).text for _ in range(example.runs)]
    assert "Traceback (most recent call last)" not in "".join(terminal) or entry.code in ("ECZ004", "ECZ005")
    if entry.code in UNRECORDED:
        assert entry.code in terminal[-1]
        return
    found = [
        failure for run in runs(tmp_path) if (run / "run.json").exists() for failure in listed(record_of(run))
    ]
    raised = {failure["code"] for failure in found}
    assert raised == {entry.code} | ALSO.get(entry.code, set()), terminal[-1]
    for failure in found:
        known = load_taxonomy().get(failure["code"])
        assert known is not None
        undeclared = set(failure.get("metadata", {})) - set(known.metadata)
        assert not undeclared, f"{failure['code']} carries metadata that the taxonomy does not declare"
        severity = "warning" if entry.severity == "warning" else "error"
        assert failure["severity"] == severity or failure["code"] != entry.code
    if entry.category in ("configuration", "schema", "layout", "decision", "page", "blocked"):
        assert entry.code in terminal[-1], "the terminal names it too"


#: codes that an example cannot help to raise with its own
ALSO: dict[str, set[str]] = {
    "ECD003": {"ECS003"},  # the violation returns with the end of its waiver
    "ECL001": {"ECX001"},  # what is missing cannot be judged either
    "ECX001": {"ECL001"},
}


def listed(record: dict[str, Any]) -> list[dict[str, Any]]:
    """Everything that a record lists."""
    return [*record["failures"], *record["warnings"]]
