"""What the page of surface/v1 says that the gate finds is what it finds."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.core.pages.gate import enforce
from tests.docs.test_artifact_page import LINE, PAIR

from pytest_ecocontracts.core.limits import Limits
from pytest_ecocontracts.core.loading.documents import load_documents

PAGE = Path(__file__).resolve().parents[2] / "docs" / "kinds" / "surface.md"
PAIRS = PAIR.findall(PAGE.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("fields", "table"), PAIRS, ids=range(len(PAIRS)))
def test_table_shows_what_is_found(fields: str, table: str) -> None:
    (document,) = load_documents("page.yaml", fields.encode(), Limits())
    assert isinstance(document.data, dict)
    expected, files = [], {}
    for line in table.splitlines():
        read = LINE.fullmatch(line.rstrip())
        assert read, line
        if read["code"]:
            expected.append((read["code"], read["path"].strip()))
        files[read["path"].strip()] = (read["content"] or "").replace("\\n", "\n").replace("\\t", "\t")
    gate = enforce("surface/v1", files, **document.data)
    assert gate.problems == []
    assert sorted((code, path) for code, path, _ in gate.found) == sorted(expected)


def test_page_has_examples() -> None:
    assert len(PAIRS) >= 4
