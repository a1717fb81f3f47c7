"""What the page of changes shows is what the gate says, and it speaks of every field that has a differ."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.changes import judged
from tests.fakes import catalog_file, contract

from pytest_ecocontracts.core.changes.differs.kinds import field_differs
from pytest_ecocontracts.core.changes.schemas.windows import Field, lacking
from pytest_ecocontracts.core.kinds import BUILT_IN

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "changes.md").read_text(encoding="utf-8")
EXAMPLE = PAGE.partition("## An example")[2].partition("\n## The decision\n")[0]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
EVENTS = "contracts/events.contract.yaml"


def test_the_example_is_what_the_gate_says() -> None:
    blocks = BLOCK.findall(EXAMPLE)
    assert [language for language, _ in blocks] == ["yaml", "yaml", "text", "markdown"]
    before, after, told, decision = (text for _, text in blocks)
    base = {
        "ecocontracts.yaml": catalog_file(),
        "contracts/decisions.contract.yaml": contract(
            "decisions/v1", id="shop.decisions", path="adr/{number:int}.md", title="free"
        ),
        EVENTS: before,
    }
    found = judged(base, {**base, EVENTS: after})["shop.events"].violations
    assert [f"{one.code} {one.message}" for one in found] == told.splitlines()
    major = after.replace("1.5.0", "2.0.0")
    assert judged(base, {**base, EVENTS: major, "adr/7.md": decision})["shop.events"].violations == ()


@pytest.mark.parametrize("kind", sorted(BUILT_IN))
def test_the_page_of_each_kind_says_when_it_changes(kind: str) -> None:
    text = (DOCS / "kinds" / f"{kind}.md").read_text(encoding="utf-8")
    section = text.partition("\n## When it changes\n")[2].partition("\n## ")[0]
    known = set(re.findall(r"`([a-z_]+)[`:]", section))
    assert sorted(set(field_differs(kind, 1)) - known) == []
    assert "](../changes.md" in section


def test_the_deprecated_field_of_the_page_says_enough() -> None:
    (text,) = (text for language, text in BLOCK.findall(PAGE) if language == "json")
    field = Field(path=None, pointer="/properties/town", name="town", schema=json.loads(text))
    assert list(lacking(field, date(2026, 1, 31), timedelta(days=90), {"place"})) == []
