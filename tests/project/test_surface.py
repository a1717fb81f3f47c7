"""What users lean on is written down as data, and the data says what the code does."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run_surface(*arguments: str, root: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(root / ".ci" / "surface.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_options_and_hooks_are_written_down() -> None:
    """contracts/data/*.json and the tables in docs/ are what .ci/surface.py makes of the code."""
    finished = run_surface("--check")
    assert finished.returncode == 0, finished.stdout + finished.stderr


def test_help_shows_every_option(pytester: pytest.Pytester) -> None:
    """The data lists exactly the --eco options that pytest --help shows."""
    data = json.loads((ROOT / "contracts" / "data" / "options.json").read_text())
    shown = pytester.runpytest_subprocess("--help").stdout.str()
    words = {word.split("=")[0].rstrip(",") for word in shown.split() if word.startswith("--eco-")}
    assert words == {option["name"] for option in data["options"]}


MENTIONING = [
    path
    for pattern in (
        "*.md",
        "action.yml",
        ".pre-commit-*.yaml",
        ".github/**/*.yml",
        "docs/**/*.md",
        "examples/**/*.md",
    )
    for path in sorted(ROOT.glob(pattern))
]


@pytest.mark.parametrize("page", MENTIONING, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_option_that_is_mentioned_exists(page: Path) -> None:
    """Documentation, action and hooks speak of no option that pytest would refuse."""
    data = json.loads((ROOT / "contracts" / "data" / "options.json").read_text())
    mentioned = set(re.findall(r"--eco-[a-z]+(?:-[a-z]+)*", page.read_text(encoding="utf-8")))
    assert mentioned <= {option["name"] for option in data["options"]}


def test_a_change_that_was_not_written_down_is_found(tmp_path: Path) -> None:
    """--check fails, and names the file."""
    for part in (".ci/surface.py", "contracts/data/options.json", "contracts/data/hooks.json"):
        (tmp_path / part).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / part).write_bytes((ROOT / part).read_bytes())
    (tmp_path / "docs").mkdir()
    for page in ("usage.md", "hooks.md"):
        (tmp_path / "docs" / page).write_bytes((ROOT / "docs" / page).read_bytes())
    (tmp_path / "contracts" / "data" / "hooks.json").write_text("{}")
    finished = run_surface("--check", root=tmp_path)
    assert finished.returncode == 1
    assert finished.stdout.startswith("contracts/data/hooks.json: out of date")
    assert run_surface(root=tmp_path).returncode == 0
    assert run_surface("--check", root=tmp_path).stdout == "everything is up to date\n"
