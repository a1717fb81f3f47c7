"""Whatever a page holds, a verdict comes of it: nothing crashes, and every finding has a place and words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.pages.gate import Gate, enforce

FRAGMENTS = st.sampled_from(
    ["# A\n", "## Options\n", "## Notes\n", "### x\n", "\n", "\n\n", "- a\n", "Meaning: b\n", "**Not:**\n", "`", "`x.y`", "ECS001 ",
     "Not applicable", ": why\n", "| A | B |\n", "|-|-|\n", "| 1 | |\n", "[a](b.md#c)", "[d](#options)", "![e](../..)", "<a name='",
     "'>", "<!--", "-->", "```\n", "---\n", "status: accepted\n", "date: 2026-01-02\n", "supersedes: ADR-0001\n", "\ufeff", "é", "\t",
     "ADR-0002 ", "superseded by ADR-0001\n", "[i](0002-b.md)"]
)  # fmt: skip
TEXTS = st.lists(FRAGMENTS, max_size=30).map("".join)

PAGES: dict[str, Any] = {
    "path": "docs/{page:slug}.md",
    "sections": ["A", {"title": "Options", "items": 2, "code": 1}, {"title": "Notes", "required": False}],
    "order": True,
    "entries": [{"level": 3, "labels": ["Meaning", "Not"]}, {"level": 2, "below": "A", "labels": ["x"]}],
    "tables": [
        {"columns": ["A"], "section": "Options", "schema": {"properties": {"A": {"type": "integer"}}}}
    ],
    "identifiers": [
        {"pattern": "[a-z]+[.][a-z]+", "declared": {"contracts": ["shop.*"]}, "mentioned": True},
        {"pattern": "EC[A-Z][0-9]+", "declared": {"codes": True}, "in": "all", "section": "Options"},
    ],
}
DECISIONS: dict[str, Any] = {
    "path": "docs/{number:int}-{title:slug}.md",
    "ids": {"form": "ADR-{number}", "chronological": True},
    "sections": ["A", {"title": "Options", "items": 2, "when": ["accepted"]}],
    "index": {"path": "docs/index.md", "order": "oldest-first", "status": "B"},
    "decisions": ["ADR-0001"],
}


def holds_together(gate: Gate) -> None:
    assert gate.problems == []
    for violation in gate.violations:
        assert violation.code != "ECZ001", violation
        assert violation.message
        assert violation.location is not None
        assert violation.contract is not None


@given(TEXTS, TEXTS)
def test_any_two_pages_are_judged(one: str, two: str) -> None:
    holds_together(enforce("pages/v1", {"docs/a.md": one, "docs/b.md": two}, **PAGES))


@pytest.mark.parametrize("form", ["front-matter", "headed"])
@given(st.data())
def test_any_decisions_are_judged(form: str, data: st.DataObject) -> None:
    texts = [data.draw(TEXTS) for _ in range(3)]
    files = dict(zip(["docs/0001-a.md", "docs/0002-b.md", "docs/index.md"], texts, strict=True))
    holds_together(enforce("decisions/v1", files, format=form, **DECISIONS))
