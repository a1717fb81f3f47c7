"""The page of failure codes is what the taxonomy says today."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/outputs/failure-codes.md"


def test_the_page_is_current() -> None:
    """Run python .ci/failure_codes.py after a change of the taxonomy."""
    done = subprocess.run([sys.executable, ROOT / ".ci/failure_codes.py", "--check"], check=False)
    assert done.returncode == 0


def test_a_stale_page_would_be_found(tmp_path: Path) -> None:
    script = tmp_path / ".ci/failure_codes.py"
    script.parent.mkdir()
    script.write_bytes((ROOT / ".ci/failure_codes.py").read_bytes())
    command = [sys.executable, script]
    assert subprocess.run([*command, "--check"], check=False).returncode == 1
    assert subprocess.run(command, check=False).returncode == 0
    assert (tmp_path / "docs/outputs/failure-codes.md").read_bytes() == PAGE.read_bytes()
    (tmp_path / "docs/outputs/failure-codes.md").write_text("old")
    assert subprocess.run([*command, "--check"], check=False).returncode == 1
