"""The flagship example answers every clause of the ecosystem that it was made for, and invents none."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
#: rows of tables that give them no ids: changes, and classes of failures
OWN = re.compile(r"CC-\d|[A-Z]+_[A-Z]+")


def clauses(sheet: str) -> set[str]:
    """The ids in the first columns of the tables of a fact sheet; a range of contradictions is spelled out."""
    found: set[str] = set()
    for cell in re.findall(r"^\| ([^|]+?) \|", sheet, re.MULTILINE):
        if cell == "ID":
            continue
        if re.fullmatch(r"[A-Z]{1,3}-[0-9A-Z]{1,3}|(T\d{3}|S\d|SRQ) .+|SRQ", cell):
            found.add(cell.split()[0])
        elif numbers := re.fullmatch(r"C(\d+)(?:–(\d+))?", cell):
            first, last = int(numbers[1]), int(numbers[2] or numbers[1])
            found |= {f"C{number}" for number in range(first, last + 1)}
    return found


def test_every_clause_has_its_row() -> None:
    sheet = HERE.parents[2] / "shared" / "reference" / "knowledge-pipeline.md"
    if not sheet.is_file():
        pytest.skip("the fact sheet is not beside the repository")
    rows = runpy.run_path(str(HERE.parents[1] / "examples" / "knowledge-pipeline" / "rows.py"))["clauses"]()
    wanted = clauses(sheet.read_text(encoding="utf-8"))
    assert len(wanted) > 300
    told = {clause for section in rows.values() for clause in section if not OWN.fullmatch(clause)}
    assert told == wanted
