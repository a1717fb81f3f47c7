"""What the page of taxonomy/v1 shows is valid, and what it says that the gate finds is what it finds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.core.artifacts.gate import enforce
from tests.docs.test_artifact_page import LINE
from tests.fakes import MemoryFiles, catalog_file, link, problems

PAGE = Path(__file__).resolve().parents[2] / "docs" / "kinds" / "taxonomy.md"
TEXT = PAGE.read_text(encoding="utf-8")
CONTRACTS = re.findall(r"^```yaml\n(contract: .*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
((USING, TABLE),) = re.findall(
    r"^```yaml\n(contract: [^`]*?)^```\n\n```text\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL
)
ITSELF = "contracts/garden.contract.yaml"


@pytest.mark.parametrize("text", CONTRACTS, ids=range(len(CONTRACTS)))
def test_contract_of_the_page_is_valid(text: str) -> None:
    catalog, _ = link({ITSELF: text})
    assert problems(catalog) == []
    assert catalog.contracts


def test_table_shows_what_is_found() -> None:
    owners = {"garden": "garden@example"}
    files: dict[str, object] = {
        "ecocontracts.yaml": catalog_file(owner="garden", owners=owners),
        ITSELF: USING,
    }
    expected = []
    for line in TABLE.splitlines():
        codes = re.findall(r" (EC[A-Z]\d{3})(?= |$)", line)
        read = LINE.fullmatch(re.sub(r"( +EC[A-Z]\d{3})+$", "", line))
        assert read, line
        expected += [(read["path"], code) for code in codes]
        files.setdefault(read["path"], (read["content"] or "").replace("\\n", "\n"))
    gate = enforce(MemoryFiles(files), kind="taxonomy")
    assert gate.problems == []
    assert sorted((v.location.path, v.code) for v in gate.violations if v.location) == sorted(expected)
