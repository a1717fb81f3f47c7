"""The sample of the summary page is what a real run writes."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("jsonschema_rs", reason="witnesses are confirmed by two validators")

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / ".ci/summary_sample.py"


def test_the_sample_is_current() -> None:
    """Run python .ci/summary_sample.py after a change of what summaries say."""
    done = subprocess.run([sys.executable, SCRIPT, "--check"], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_stale_sample_would_be_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT / ".ci")
    script = importlib.import_module("summary_sample")
    old = (ROOT / "docs/outputs/summary.md").read_text(encoding="utf-8")
    page = tmp_path / "summary.md"
    page.write_text(old, encoding="utf-8")
    monkeypatch.setattr(script, "PAGE", page)
    monkeypatch.setattr(script, "sample", lambda: "another\n")
    monkeypatch.setattr(sys, "argv", ["summary_sample.py", "--check"])
    assert script.main() == 1
    assert page.read_text(encoding="utf-8") == old
    monkeypatch.setattr(sys, "argv", ["summary_sample.py"])
    assert script.main() == 0
    assert "<!-- sample -->\n````markdown\nanother\n````\n" in page.read_text(encoding="utf-8")
    page.write_text("no sample here")
    assert script.main() == 1
