"""What the page on comparing schemas says is what comparing does."""

from __future__ import annotations

import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from pytest_ecocontracts.adapters.proving import prover_tools
from pytest_ecocontracts.core.compat import notices
from pytest_ecocontracts.core.compat.comparing import Bounds, compare
from pytest_ecocontracts.core.compat.model import Direction, Verdict, View
from pytest_ecocontracts.core.compat.nodes import LANGUAGES

pytest.importorskip("jsonschema_rs", reason="the page shows verdicts that need it")

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "compatibility.md").read_text(encoding="utf-8")
ROWS = re.findall(
    r"^\| (open|closed), (.*?) \| (\w+) / (\w+) \| (\w+) / (\w+)(?:, and a notice)? \|$", PAGE, re.MULTILINE
)
CELLS = [(view, way) for view in (View.STRICT, View.WRITER_READER) for way in Direction]


def _object(kind: str, names: str, required: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "object", "properties": {key: {"type": "string"} for key in names}}
    if kind == "closed":
        found["additionalProperties"] = False
    return {**found, "required": required} if required else found


def test_the_example_prints_what_stands_below_it() -> None:
    code, output = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", PAGE, re.DOTALL)[0]
    with redirect_stdout(StringIO()) as printed:
        exec(code, {})
    assert printed.getvalue() == output


@pytest.mark.parametrize("row", ROWS, ids=[f"{row[0]}, {row[1]}" for row in ROWS])
def test_the_table_of_the_views_tells_the_verdicts(row: tuple[str, ...]) -> None:
    kind, change, *expected = row
    required = ["b"] if "required" in change else []
    less, more = _object(kind, "a", []), _object(kind, "ab", required)
    old, new = (less, more) if "added" in change else (more, less)
    comparison = compare(old, new, prover_tools())
    assert [comparison.verdict(*cell).value for cell in CELLS] == expected
    assert bool(comparison.notices) == ("removed" in change)


def test_the_table_of_the_views_has_every_case() -> None:
    assert len(ROWS) == 8


def test_the_page_names_every_verdict_notice_and_bound() -> None:
    assert all(f"`{verdict.value}`" in PAGE for verdict in Verdict)
    rules = set(re.findall(r"\"([a-z]+-[a-z-]+)\"", Path(notices.__file__).read_text(encoding="utf-8")))
    assert rules
    assert rules <= set(re.findall(r"`([a-z-]+)`", PAGE))
    bounds = Bounds()
    for number in (bounds.proof, bounds.combined, bounds.samples, bounds.candidates, LANGUAGES, bounds.parts):
        assert f"{number:,}" in PAGE
