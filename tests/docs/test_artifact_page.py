"""What the page of artifact/v1 says that the gate finds is what it finds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.core.artifacts.gate import CONTRACT, enforce
from tests.fakes import MemoryFiles, catalog_file

PAGE = Path(__file__).resolve().parents[2] / "docs" / "kinds" / "artifact.md"
PAIR = re.compile(r"```yaml\n((?!contract:).*?)```\n\n```text\n(.*?)```", re.DOTALL)
LINE = re.compile(
    r"(?P<missing>\(missing\) )?(?P<path>\S+)(?: {2,}(?P<content>[^ ].*?))??(?: {2,}(?P<at>\S+ )?(?P<code>EC[A-Z]\d{3}))?"
)
HEADER = "contract: artifact/v1\nid: shop.data\nversion: 1.0.0\nowner: platform\nsummary: From the page.\n"
#: how the page calls the contract itself
ITSELF = "contract.yaml"

PAIRS = PAIR.findall(PAGE.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("fields", "table"), PAIRS, ids=range(len(PAIRS)))
def test_table_shows_what_is_found(fields: str, table: str) -> None:
    files: dict[str, object] = {"ecocontracts.yaml": catalog_file(), CONTRACT: HEADER + fields}
    expected = []
    for line in table.splitlines():
        found = LINE.fullmatch(line.rstrip())
        assert found, line
        if found["code"]:
            expected.append(((found["at"] or found["path"]).strip(), found["code"]))
        if not found["missing"] and found["path"] != ITSELF:
            files[found["path"]] = (found["content"] or "").replace("\\n", "\n")
    gate = enforce(MemoryFiles(files))
    assert gate.problems == []
    judged = [violation for violation in gate.violations if violation.code != "ECX001"]
    places = [(v.location.path, v.code) for v in judged if v.location]
    assert sorted((path.replace(CONTRACT, ITSELF), code) for path, code in places) == sorted(expected)


def test_page_has_tables() -> None:
    assert len(PAIRS) >= 9
