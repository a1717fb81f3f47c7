"""What the page on schema engines says of formats is what the engines do."""

from __future__ import annotations

import re
from pathlib import Path

from pytest_ecocontracts.adapters.formats import FORMATS
from pytest_ecocontracts.core.json_schema.dialects import DIALECTS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "engines.md").read_text(encoding="utf-8")
NAMES = {"draft 4": "draft-04", "draft 6": "draft-06", "draft 7": "draft-07", "2019-09": "2019-09"}
ROW = re.compile(r"^\| (draft \d|2019-09) \| (.*?) \| (.*?) ?\|$", re.MULTILINE)


def words(cell: str) -> set[str]:
    return set(re.findall(r"`([a-z0-9-]+)`", cell))


def test_formats_of_every_draft_are_listed() -> None:
    rows = {NAMES[draft]: (words(since), words(only)) for draft, since, only in ROW.findall(PAGE)}
    assert list(rows) == list(NAMES.values())
    known: set[str] = set()
    for dialect in DIALECTS:
        since, only = rows.get(dialect.name, (set(), set()))
        known |= since
        assert known == dialect.formats, dialect.name
        assert only == since - FORMATS.keys(), dialect.name
