"""Every contract that the documentation shows is a valid one."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from pytest_ecocontracts.adapters.engines import default_engine
from pytest_ecocontracts.adapters.filesystem import LocalFileSystem
from pytest_ecocontracts.adapters.git import LocalGit
from pytest_ecocontracts.core.catalog.reading import Reading, read_contract_file
from pytest_ecocontracts.core.context import Context
from pytest_ecocontracts.core.kinds import KindRegistry
from pytest_ecocontracts.core.limits import Limits
from pytest_ecocontracts.core.paths.tree import Tree
from pytest_ecocontracts.core.schemas import SchemaStore

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```yaml\n(contract: .*?)^```$", re.MULTILINE | re.DOTALL)
SHOWN = [
    pytest.param(block.group(1), id=f"{page.relative_to(ROOT)}-{number}")
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    for number, block in enumerate(BLOCK.finditer(page.read_text(encoding="utf-8")), start=1)
]


def read(text: str, root: Path) -> Reading:
    (root / "shown.contract.yaml").write_text(text, encoding="utf-8")
    files = LocalFileSystem(str(root))
    engine = default_engine()
    context = Context(
        files=files,
        tree=Tree(files),
        git=LocalGit(str(root)),
        engine=engine,
        schemas=SchemaStore(files, engine, Limits()),
        as_of=date(2026, 1, 1),
    )
    return read_contract_file("shown.contract.yaml", context, KindRegistry())


@pytest.mark.parametrize("text", SHOWN)
def test_shown_contract_is_valid(text: str, tmp_path: Path) -> None:
    """It parses, satisfies its kind's schema, and says nothing that its kind refuses."""
    reading = read(text, tmp_path)
    assert [violation.message for violation in reading.problems] == []
    assert reading.contracts


def test_every_kind_has_a_page_with_a_contract() -> None:
    """The page of a kind shows at least one contract of it."""
    for name in KindRegistry().names():
        page = ROOT / "docs" / "kinds" / f"{name.partition('/')[0]}.md"
        assert any(
            block.group(1).startswith(f"contract: {name}")
            for block in BLOCK.finditer(page.read_text("utf-8"))
        ), page


def test_an_invalid_contract_would_be_found(tmp_path: Path) -> None:
    """The check above is able to fail."""
    reading = read("contract: catalog/v1\nid: x\nversion: 1.0.0\nowner: o\nsummary: s\n", tmp_path)
    assert reading.problems
    assert not reading.contracts
