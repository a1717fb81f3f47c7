"""Clauses and checks of a real operations tree, read independently.

``ops_ssot/checks.tsv`` names, for each clause of the source document and each check of its owners, what reads it here,
what their check says, and what is right. A row that differs from theirs says why.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import pytest

from .ops_ssot.readings.tree import Found, Tree

TABLE = Path(__file__).parent / "ops_ssot" / "checks.tsv"


class Row(NamedTuple):
    id: str
    reading: str
    by: str
    """What a finding and the reading have in common: the path, the line (``path:line``) or the key of the element."""
    incumbent: str
    quality: str
    ours: str
    note: str

    def read(self, tree: Tree) -> Found:
        module, _, name = self.reading.partition(".")
        read: Found = getattr(import_module(f"{__package__}.ops_ssot.readings.{module}"), name)(tree)
        return read


with TABLE.open(encoding="utf-8", newline="") as lines:
    ROWS = [Row(**row) for row in csv.DictReader(lines, delimiter="\t")]
BY_ID: dict[str, list[Row]] = defaultdict(list)
for row in ROWS:
    BY_ID[row.id].append(row)


@pytest.fixture(scope="module")
def tree(ops_data: Path) -> Tree:
    return Tree(ops_data)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.id}-{row.reading}")
def test_reading(row: Row, tree: Tree) -> None:
    """What the table says is what the files say; a difference from the owners' check has its reason."""
    assert row.ours == ("FAIL" if row.read(tree).offending else "PASS")
    assert row.note or not row.incumbent or any(other.ours == row.incumbent for other in BY_ID[row.id])
