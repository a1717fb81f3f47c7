"""Every changelog fragment has a valid name and reaches the changelog."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TYPES = {
    entry["directory"]
    for entry in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["towncrier"]["type"]
}
NAME = re.compile(rf"(?:\d+|\+[a-z0-9-]+)\.(?:{'|'.join(sorted(TYPES))})\.md")
FRAGMENTS = sorted(path for path in (ROOT / "changelog").iterdir() if path.name != "README.md")


@pytest.mark.parametrize("fragment", FRAGMENTS, ids=lambda path: path.name)
def test_fragment_is_named_and_says_something(fragment: Path) -> None:
    """A misnamed fragment would silently be left out of the release's notes."""
    assert NAME.fullmatch(fragment.name), (
        f"{fragment.name}: expected <issue or +word>.<{'|'.join(sorted(TYPES))}>.md"
    )
    text = fragment.read_text(encoding="utf-8").strip()
    assert text.endswith("."), "a fragment is one or more whole sentences"


def test_fragments_are_rendered(tmp_path: Path) -> None:
    """towncrier puts each fragment into the section of its type."""
    for name in ("pyproject.toml", "CHANGELOG.md"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "changelog", tmp_path / "changelog")
    (tmp_path / "changelog" / "+probe.fix.md").write_text("The probe is rendered.\n")
    command = [
        sys.executable,
        "-m",
        "towncrier",
        "build",
        "--draft",
        "--version",
        "9.9.9",
        "--date",
        "2026-01-02",
    ]
    rendered = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert "## 9.9.9 (2026-01-02)" in rendered
    assert "- The probe is rendered.\n" in rendered.partition("### Fixed\n")[2].partition("### ")[0]
    flat = " ".join(rendered.split())
    for fragment in FRAGMENTS:
        assert " ".join(fragment.read_text(encoding="utf-8").split()) in flat
