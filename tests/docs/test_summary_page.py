"""The sample of the summary page is what a real run writes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("jsonschema_rs", reason="witnesses are confirmed by two validators")

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ".ci/summary_sample.py"


def run(root: Path, *arguments: str) -> int:
    return subprocess.run(
        [sys.executable, root / SCRIPT, *arguments], check=False, capture_output=True
    ).returncode


def test_the_sample_is_current() -> None:
    """Run python .ci/summary_sample.py after a change of what summaries say."""
    assert run(ROOT, "--check") == 0


def test_a_stale_sample_would_be_found(tmp_path: Path) -> None:
    page = (ROOT / "docs/outputs/summary.md").read_text(encoding="utf-8")
    copies = {name: (ROOT / name).read_text() for name in (SCRIPT, ".ci/console.py")}
    copies["docs/outputs/summary.md"] = page.replace("breaking: producers", "compatible")
    for path in (ROOT / "examples/quickstart").rglob("*"):
        if path.is_file() and not {".eco", "__pycache__", ".pytest_cache"} & set(path.parts):
            copies[str(path.relative_to(ROOT))] = path.read_text(encoding="utf-8")
    for name, text in copies.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert run(tmp_path, "--check") == 1
    assert run(tmp_path) == 0
    assert (tmp_path / "docs/outputs/summary.md").read_text(encoding="utf-8") == page
