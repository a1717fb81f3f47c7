"""The picture in the README shows a real run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PICTURE = ROOT / "docs" / "images" / "failing-run.svg"
SVG = "{http://www.w3.org/2000/svg}"
#: durations and run ids differ from run to run
MASK = re.compile(r"\d+\.\d+ ?s|[0-9a-f]{8}-[0-9a-f-]{27}")


def shown() -> list[str]:
    """The lines of text in the picture, from top to bottom."""
    lines: dict[float, list[tuple[float, str]]] = defaultdict(list)
    for group in ET.parse(PICTURE).iter(f"{SVG}g"):
        if not group.get("class", "").endswith("-matrix"):
            continue
        for text in group.iter(f"{SVG}text"):
            lines[float(text.get("y", "0"))].append((float(text.get("x", "0")), text.text or ""))
    return ["".join(part for _, part in sorted(lines[y])).replace("\u00a0", " ") for y in sorted(lines)]


def masked(text: str) -> str:
    """The text without line breaks and blanks: the picture wraps lines as a terminal does."""
    return "".join(re.sub(r"[=_-]{3,}", "", MASK.sub("~", text)).split())


def test_picture_shows_what_the_run_prints() -> None:
    """All of its text, but for the duration and the run's id."""
    program = "import runpy; print(runpy.run_path('.ci/picture.py')['run_in_terminal']())"
    printed = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    ).stdout.decode("utf-8")
    plain = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", printed)
    plain = re.sub(r"[^\n]*\r(?!\n)", "", plain)  # what the terminal wrote over
    command, *lines = shown()
    assert command.strip() == "$ pytest --eco-only --no-header"
    assert masked("\n".join(lines)) == masked(plain)
    assert "ECS003schema-type-mismatch" in masked(plain)


def test_picture_needs_nothing_from_elsewhere() -> None:
    """No font, image or script is fetched when the README is read."""
    text = PICTURE.read_text(encoding="utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert "http" not in text
    assert "<script" not in text
