"""What the page of pages/v1 says that the gate finds is what it finds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.core.pages.gate import enforce

from pytest_ecocontracts.core.limits import Limits
from pytest_ecocontracts.core.loading.documents import load_documents

PAGE = Path(__file__).resolve().parents[2] / "docs" / "kinds" / "pages.md"
PAIR = re.compile(r"^```yaml\n((?!contract:).*?)^```\n\n```markdown\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAIRS = PAIR.findall(PAGE.read_text(encoding="utf-8"))
VERDICT = re.compile(r" *<!-- (EC[A-Z]\d{3}) -->$")


@pytest.mark.parametrize(("fields", "text"), PAIRS, ids=range(len(PAIRS)))
def test_page_is_judged_as_it_says(fields: str, text: str) -> None:
    (document,) = load_documents("page.yaml", fields.encode(), Limits())
    assert isinstance(document.data, dict)
    expected = [
        (number, match[1])
        for number, line in enumerate(text.splitlines(), start=1)
        if (match := VERDICT.search(line))
    ]
    assert expected
    lines = [VERDICT.sub("", line) for line in text.splitlines()]
    gate = enforce("pages/v1", {"docs/a.md": "\n".join(lines)}, path="docs/a.md", **document.data)
    assert gate.problems == []
    assert sorted((line or 0, code) for code, _, line in gate.found) == sorted(expected)


def test_page_has_examples() -> None:
    assert len(PAIRS) >= 7
