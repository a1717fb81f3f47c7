"""What the READMEs show on the terminal is what happens."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONSOLE = ROOT / ".ci" / "console.py"
READMES = [ROOT / "README.md", *sorted(ROOT.glob("examples/*/README.md"))]


def check(page: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(CONSOLE), str(page)], capture_output=True, text=True, check=False, cwd=ROOT
    )


@pytest.mark.parametrize("page", READMES, ids=lambda path: str(path.relative_to(ROOT)))
def test_sessions_are_as_shown(page: Path) -> None:
    """Every console block of the page, run in a fresh copy, prints what the page shows."""
    if "```console" not in page.read_text(encoding="utf-8"):
        pytest.skip("shows no console session")
    if "engine jsonschema-rs" in page.read_text(encoding="utf-8"):
        pytest.importorskip("jsonschema_rs", reason="the page shows the header with jsonschema-rs")
    finished = check(page)
    assert finished.returncode == 0, finished.stdout + finished.stderr


def test_a_page_that_lies_is_found(tmp_path: Path) -> None:
    """A session that prints something else than shown fails, with the difference."""
    page = tmp_path / "README.md"
    page.write_text("# Title\n\n```console\n$ echo one; echo two\none\nthree\n```\n")
    finished = check(page)
    assert finished.returncode == 1
    assert "-three\n+two\n" in finished.stdout


def test_sections_start_afresh_and_blocks_of_one_follow_each_other(tmp_path: Path) -> None:
    """What a section breaks does not reach the next one."""
    page = tmp_path / "README.md"
    page.write_text(
        "# One\n\n```console\n$ touch broken\n```\n\n```console\n$ ls\nREADME.md\nbroken\n```\n"
        "\n# Two\n\n```console\n$ ls\nREADME.md\n```\n"
    )
    finished = check(page)
    assert finished.returncode == 0, finished.stdout


def test_an_ellipsis_stands_for_any_lines_and_times_are_masked(tmp_path: Path) -> None:
    """``...`` on a line of its own may be any number of lines; a duration is any duration."""
    page = tmp_path / "README.md"
    page.write_text("# T\n\n```console\n$ printf 'a\\nb\\nc\\nd in 7.31s\\n'\na\n...\nd in 0.02s\n```\n")
    finished = check(page)
    assert finished.returncode == 0, finished.stdout


def test_a_command_may_continue_on_the_next_lines(tmp_path: Path) -> None:
    """As a shell shows it, with a second prompt."""
    page = tmp_path / "README.md"
    page.write_text(
        "# T\n\n```console\n$ cat <<'END'\n> one\n> two\n> END\none\ntwo\n$ echo '> x'\n> x\n```\n"
    )
    finished = check(page)
    assert finished.returncode == 1  # the output "> x" cannot be told from a continuation: say so, by failing
    page.write_text("# T\n\n```console\n$ cat <<'END'\n> one\n> two\n> END\none\ntwo\n```\n")
    assert check(page).returncode == 0
