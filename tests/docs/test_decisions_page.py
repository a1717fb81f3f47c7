"""What the page of decisions/v1 says that the gate finds is what it finds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.core.pages.gate import enforce

from pytest_ecocontracts.core.limits import Limits
from pytest_ecocontracts.core.loading.documents import load_documents

PAGE = Path(__file__).resolve().parents[2] / "docs" / "kinds" / "decisions.md"
GROUP = re.compile(
    r"^```yaml\n((?!contract:).*?)^```\n((?:\n```markdown\n.*?^```\n)+)", re.MULTILINE | re.DOTALL
)
FILE = re.compile(r"^```markdown\n<!-- (\S+)( EC[A-Z]\d{3})? -->\n(.*?)^```$", re.MULTILINE | re.DOTALL)
VERDICT = re.compile(r" *(?:<!-- (EC[A-Z0-9 ]+) -->|# (EC[A-Z]\d{3}))$")
GROUPS = GROUP.findall(PAGE.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("fields", "pages"), GROUPS, ids=range(len(GROUPS)))
def test_decisions_are_judged_as_the_page_says(fields: str, pages: str) -> None:
    (document,) = load_documents("page.yaml", fields.encode(), Limits())
    assert isinstance(document.data, dict)
    files: dict[str, object] = {}
    expected: list[tuple[str, int, str]] = []
    for path, code, text in FILE.findall(pages):
        lines = []
        if code:
            expected.append((path, 1, code.strip()))
        for number, line in enumerate(text.splitlines(), start=1):
            match = VERDICT.search(line)
            codes = (match[1] or match[2]).split() if match else []
            expected += [(path, number, found) for found in codes]
            lines.append(VERDICT.sub("", line))
        files[path] = "\n".join(lines)
    gate = enforce("decisions/v1", files, **document.data)
    assert gate.problems == []
    assert expected
    assert sorted((path, line or 0, code) for code, path, line in gate.found) == sorted(expected)


def test_page_has_examples() -> None:
    assert len(GROUPS) >= 5
