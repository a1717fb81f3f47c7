"""The workflow, the reusable action and the pre-commit hook keep their promises."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))


def mappings(node: object) -> Iterator[dict[str, object]]:
    """Every mapping below a node."""
    if isinstance(node, dict):
        yield node
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for child in children:
        yield from mappings(child)


@pytest.mark.parametrize("path", [*WORKFLOWS, ROOT / "action.yml"], ids=lambda path: path.name)
def test_actions_are_pinned_by_commit(path: Path) -> None:
    """A tag can be moved to other code; a commit cannot."""
    used = [str(entry["uses"]) for entry in mappings(yaml.safe_load(path.read_text())) if "uses" in entry]
    assert used
    assert [use for use in used if use != "./" and not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", use)] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_jobs_may_only_read(path: Path) -> None:
    """No permission by default, and no job asks for more than to read the repository."""
    workflow = yaml.safe_load(path.read_text())
    assert workflow["permissions"] == {}
    for name, job in workflow["jobs"].items():
        assert job["permissions"] == {"contents": "read"}, name


@pytest.mark.parametrize("path", [*WORKFLOWS, ROOT / "action.yml"], ids=lambda path: path.name)
def test_no_expression_is_pasted_into_a_shell(path: Path) -> None:
    """``${{ }}`` inside ``run`` would let the text of a pull request become code."""
    scripts = [str(entry["run"]) for entry in mappings(yaml.safe_load(path.read_text())) if "run" in entry]
    assert scripts
    assert [script for script in scripts if "${{" in script] == []


@pytest.mark.parametrize("there", ["file", "link", "nothing"])
def test_the_action_shows_the_summary_where_the_run_left_one(tmp_path: Path, there: str) -> None:
    """A link may lead to what is none of the reviewer's business."""
    (run,) = [str(step["run"]) for step in mappings(ACTION) if step.get("name") == "Run the gate"]
    (show,) = [str(step["run"]) for step in mappings(ACTION) if step.get("name") == "Show the summary"]
    (path,) = re.findall(r"--eco-summary=(\S+)", run)
    file, shown = tmp_path / path, tmp_path / "shown.md"
    file.parent.mkdir()
    (tmp_path / "real.md").write_text("changed\n")
    if there == "file":
        file.write_text("changed\n")
    elif there == "link":
        file.symlink_to(tmp_path / "real.md")
    shown.write_text("before\n")
    environment = {"GITHUB_STEP_SUMMARY": str(shown), "PATH": "/usr/bin:/bin"}
    subprocess.run(["bash", "-e", "-c", show], cwd=tmp_path, env=environment, check=True)
    assert shown.read_text() == "before\n" + "changed\n" * (there == "file")


def test_inputs_of_the_action_are_documented() -> None:
    """The table in docs/integrations.md names every input with its default, and no other."""
    page = (ROOT / "docs" / "integrations.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| ([^|]+) \|", page, flags=re.MULTILINE))
    assert set(rows) == set(ACTION["inputs"])
    for name, entry in ACTION["inputs"].items():
        if entry["default"]:
            assert rows[name].strip() == f"`{entry['default']}`"


def test_pre_commit_hook_runs_the_gate_alone() -> None:
    """The hook other repositories use collects no Python tests, and judges the whole tree."""
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert hook["id"] == "ecocontracts"
    assert "--eco-only" in hook["entry"]
    assert hook["pass_filenames"] is False
    assert hook["always_run"] is True
