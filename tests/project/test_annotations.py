"""The action's annotations say what the run record says, and nothing in them can pose as a command."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READING = '{"station": "harbour", "at": "2026-01-03T18:00:00Z", "celsius": "%s"}\n'


def annotate(records: Path, *arguments: str) -> list[str]:
    command = [sys.executable, str(ROOT / ".ci" / "annotate.py"), str(records), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


def failing_run(tmp_path: Path, text: str) -> Path:
    """Run the gate on a quickstart with one wrong reading; return the folder of its records."""
    copy = tmp_path / "quickstart"
    shutil.copytree(ROOT / "examples" / "quickstart", copy, ignore=shutil.ignore_patterns(".eco", "*cache*"))
    with (copy / "data" / "readings" / "2026-01-03.jsonl").open("a", encoding="utf-8") as file:
        file.write(READING % text)
    records = tmp_path / "records"
    command = [sys.executable, "-m", "pytest", "--eco-only", f"--eco-record={records}"]
    assert subprocess.run(command, cwd=copy, capture_output=True, check=False).returncode == 1
    return records


def test_a_failure_becomes_an_annotation_at_its_line(tmp_path: Path) -> None:
    """File (below the folder of the catalog), line, column, code, and what to do."""
    (line,) = annotate(failing_run(tmp_path, "cold"), "stations")
    head, _, message = line.removeprefix("::").partition("::")
    assert head == (
        "error title=ECS003 schema-type-mismatch,file=stations/data/readings/2026-01-03.jsonl,line=3,col=65"
    )
    assert message.startswith("the value is of type string, not number%0Aexpected: number%0Afound: ")
    assert message.endswith("%0Acontract: weather.readings 1.0.0")


def test_data_cannot_write_commands(tmp_path: Path) -> None:
    """A value that looks like a workflow command stays inside the annotation."""
    lines = annotate(failing_run(tmp_path, "\\n::stop-commands::x\\r\\n%0A::warning::y"))
    assert len(lines) == 1
    assert lines[0].startswith("::error ")


def test_no_record_is_an_error(tmp_path: Path) -> None:
    """Nothing was proved, and that is said."""
    (line,) = annotate(tmp_path)
    assert line.startswith("::error title=ecocontracts::the run left no record")


def test_many_failures_are_counted(tmp_path: Path) -> None:
    """Ten are shown; how many more there are is told."""
    failure = {"code": "ECS001", "name": "n", "message": "m, x: 5%", "contract": None, "location": None}
    record = {"failures": [failure] * 25, "failures_omitted": 3}
    (tmp_path / "latest.json").write_text(json.dumps(record))
    lines = annotate(tmp_path)
    assert lines[:10] == ["::error title=ECS001 n::m, x: 5%25"] * 10
    assert lines[10:] == ["::error title=ecocontracts::18 more failures are in the log and in the run record"]
