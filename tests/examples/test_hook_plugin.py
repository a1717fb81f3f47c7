"""The example plugin uses every hook, and every use has an effect."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pytest_ecocontracts import hookspecs

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "hook-plugin"
HOOKS = sorted(name for name in vars(hookspecs) if name.startswith("pytest_eco_"))
NEW_BED = "[plant]\nname = Mentha\nrows = 2\n\n[water]\nlitres = 90"


@pytest.fixture
def garden(tmp_path: Path) -> Path:
    copy = tmp_path / "garden"
    shutil.copytree(EXAMPLE, copy, ignore=shutil.ignore_patterns(".eco", "__pycache__", ".pytest_cache"))
    return copy


def run(garden: Path, *arguments: str) -> tuple[str, dict[str, Any]]:
    """Run the gate; return what it prints and the run record."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "ecocontracts", *arguments]
    # Other people's plugins cost more to import than the whole run.
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    printed = subprocess.run(
        command, cwd=garden, env=environment, capture_output=True, text=True, check=False
    ).stdout
    (record,) = garden.glob(".eco/runs/*/run.json")
    return printed, json.loads(record.read_text(encoding="utf-8"))


def without(garden: Path, hook: str) -> None:
    """Take one hook out of the plugin."""
    module = garden / "garden_plugin.py"
    text = module.read_text(encoding="utf-8")
    assert f"def {hook}(" in text
    module.write_text(text.replace(f"def {hook}(", f"def unused_{hook}("), encoding="utf-8")


@pytest.mark.parametrize("hook", HOOKS)
def test_plugin_implements_and_readme_names_every_hook(hook: str) -> None:
    """A hook without an example would be found here."""
    assert f"\ndef {hook}(" in (EXAMPLE / "garden_plugin.py").read_text(encoding="utf-8")
    assert f"| `{hook}` |" in (EXAMPLE / "README.md").read_text(encoding="utf-8")
    assert f"### `{hook}(" in (ROOT / "docs" / "hooks.md").read_text(encoding="utf-8")


def test_the_garden_is_in_order(garden: Path) -> None:
    """As committed, every check passes, those of the plugin too, and the draft is left out."""
    printed, record = run(garden)
    assert record["outcome"] == "success", printed
    assert {contract["id"] for contract in record["contracts"]} >= {"garden.beds", "garden.rota"}
    assert "draft.greenhouse" not in {contract["id"] for contract in record["contracts"]}
    assert record["extensions"]["garden.examined"]["watered"] == 2
    assert "garden: 2 beds looked at" in printed


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_new_bed_breaks_three_promises(garden: Path, workers: str) -> None:
    """The same findings and counts on one process and on several."""
    (garden / "data" / "mint.ini").write_text(NEW_BED, encoding="utf-8")
    printed, record = run(garden, "-p", "xdist", "-n", workers)
    found = {(failure["rule"], failure["code"]) for failure in record["failures"]}
    assert found == {("schema", "ECS004"), ("line-break", "GARDEN002"), ("watered", "GARDEN001")}
    (schema,) = (failure for failure in record["failures"] if failure["rule"] == "schema")
    assert schema["failure_class"] == "garden.bookkeeping"
    assert "garden: 3 beds looked at" in printed


def test_a_source_of_a_plugin_is_a_source(garden: Path) -> None:
    """Its elements are judged at their places."""
    (garden / "data" / "roses.ini").write_text((garden / "data" / "herbs.ini").read_text(encoding="utf-8"))
    _, record = run(garden)
    (failure,) = record["failures"]
    assert (failure["code"], failure["location"]["path"]) == ("ECI003", "data/roses.ini")
    assert failure["location"]["line"] == 2


@pytest.mark.parametrize(
    ("hook", "missing"),
    [
        ("pytest_eco_register_kinds", "ECC021"),
        ("pytest_eco_register_sources", "ECC004"),
        ("pytest_eco_load_document", "ECS003"),
        ("pytest_eco_resolve_schema", "ECC018"),
        ("pytest_eco_modify_contracts", "ECL001"),
    ],
)
def test_without_the_hook_the_gate_cannot_know(garden: Path, hook: str, missing: str) -> None:
    """Each of these hooks gives an answer that the gate needs; without it, the run says what it lacks."""
    without(garden, hook)
    _, record = run(garden)
    assert missing in {failure["code"] for failure in record["failures"]}


@pytest.mark.parametrize(
    "hook", ["pytest_eco_check_finished", "pytest_eco_run_finished", "pytest_eco_summary_lines"]
)
def test_without_the_hook_the_count_is_not_told(garden: Path, hook: str) -> None:
    """The hooks that only watch change nothing but what is told."""
    before, complete = run(garden)
    shutil.rmtree(garden / ".eco")
    without(garden, hook)
    after, record = run(garden)
    assert record["outcome"] == complete["outcome"] == "success"
    told = ("garden: 2 beds" in after, record.get("extensions", {}).get("garden.examined", {}).get("watered"))
    assert told != ("garden: 2 beds" in before, complete["extensions"]["garden.examined"]["watered"])


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_that_raises_fails_the_run(garden: Path, hook: str) -> None:
    """Whichever hook it is: the run does not pass, and the record says why."""
    module = garden / "garden_plugin.py"
    text = module.read_text(encoding="utf-8")
    head, found, rest = text.partition(f"def {hook}(")
    signature, colon, body = rest.partition(":\n")
    broken = f'{head}{found}{signature}{colon}    raise RuntimeError("the spade broke")\n{body}'
    module.write_text(broken, encoding="utf-8")
    # classify_violation is called only where there is something to classify
    (garden / "data" / "mint.ini").write_text(NEW_BED, encoding="utf-8")
    printed, record = run(garden)
    assert record["outcome"] != "success", printed
    assert record["exit"]["code"] != 0
    messages = [failure["message"] for failure in record["failures"]]
    assert any("the spade broke" in message for message in messages), messages
