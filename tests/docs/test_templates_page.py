"""What the page on templates shows is what comes out, and what it says is refused is refused so."""

from __future__ import annotations

import re
from pathlib import Path
from typing import cast

from tests.fakes import MemoryFiles, Packages, catalog_file, make_context, problems

from pytest_ecocontracts.core.artifacts.model import Artifact
from pytest_ecocontracts.core.catalog.linking import build_catalog
from pytest_ecocontracts.core.kinds import KindRegistry
from pytest_ecocontracts.core.limits import MEBIBYTE, Limits

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "templates.md").read_text(encoding="utf-8")
FILE = re.compile(r"^```[a-z]+\n(?:# |<!-- )(\S+)(?: -->)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RESULT = re.compile(r"^```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_templates_of_the_page_become_the_contracts_that_it_shows() -> None:
    files = dict(FILE.findall(PAGE))
    assert len(files) == 4
    files["ecocontracts.yaml"] = catalog_file()
    catalog = build_catalog(make_context(MemoryFiles(files)), KindRegistry(), Packages())
    assert problems(catalog) == []
    shown = [line.split() for block in RESULT.findall(PAGE) for line in block.splitlines()]
    made = [contract for contract in catalog.contracts if contract.header.kind == "artifact"]
    assert shown == [[c.id, *(one.text for one in cast("Artifact", c.body).templates)] for c in made]


def test_the_limits_of_the_page_are_those_of_the_program() -> None:
    limits = Limits()
    assert f"{limits.template_rows:,} rows" in PAGE
    assert f"{limits.template_characters // MEBIBYTE} Mi characters" in PAGE
    assert f"{limits.contract_bytes // MEBIBYTE} MiB" in PAGE
