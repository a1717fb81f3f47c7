"""What the page of relations says that the gate finds is what it finds, and no relation is left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.core.artifacts.gate import CONTRACT, enforce
from tests.docs.test_artifact_page import LINE, PAIR
from tests.fakes import MemoryFiles, catalog_file

from pytest_ecocontracts.core.relations.judges import NAMES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "relations.md"
TEXT = PAGE.read_text(encoding="utf-8")
PAIRS = PAIR.findall(TEXT)
HEADER = "contract: artifact/v1\nversion: 1.0.0\nowner: platform\nsummary: From the page.\n"


def contracts(text: str) -> str:
    """The documents of a block with headers; the first is the artifact that has the rules."""
    first, *others = text.split("---\n")
    return "---\n".join(
        [f"{HEADER}id: shop.data\n{first}", *(f"{HEADER}presence: optional\n{o}" for o in others)]
    )


@pytest.mark.parametrize(("fields", "table"), PAIRS, ids=range(len(PAIRS)))
def test_table_shows_what_is_found(fields: str, table: str) -> None:
    files: dict[str, object] = {"ecocontracts.yaml": catalog_file(), CONTRACT: contracts(fields)}
    expected = []
    for line in table.splitlines():
        read = LINE.fullmatch(line.rstrip())
        assert read, line
        if read["code"]:
            expected.append(((read["at"] or read["path"]).strip(), read["code"]))
        files[read["path"]] = (read["content"] or "").replace("\\n", "\n")
    gate = enforce(MemoryFiles(files))
    assert gate.problems == []
    assert sorted((v.location.path, v.code) for v in gate.violations if v.location) == sorted(expected)


def test_every_relation_is_shown() -> None:
    shown = {word for fields, _ in PAIRS for word in NAMES if re.search(rf"\b{word}:", fields)}
    assert shown | {"subset"} == set(NAMES)  # subset is references by another name
    titles = {word for title in re.findall(r"^## (.+)$", TEXT, re.MULTILINE) for word in title.split(", ")}
    assert set(NAMES) <= titles
