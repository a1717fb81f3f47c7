"""Rules name failure classes that the catalog declares."""

from __future__ import annotations

from typing import Any

import pytest
from tests.fakes import contract, link, problems

CLASS = {
    "name": "GONE",
    "meaning": "It is not there any more.",
    "fix": "Write it again.",
    "aliases": ["LOST"],
}
TAXONOMY = contract("taxonomy/v1", id="shop.failures", domain="shop", classes=[CLASS])


def found(named: str, **more: str) -> list[tuple[str, str]]:
    """(code, pointer) of what is wrong with a contract whose rule names a class."""
    relation: dict[str, Any] = {"unique": "/id", "class": named}
    rule = contract("artifact/v1", id="shop.data", path="data.jsonl", relations=[relation])
    catalog, _ = link({"contracts/a.contract.yaml": rule, "data.jsonl": "", **more})
    return [(v.code, v.location.pointer if v.location else "") for v in problems(catalog)]


def test_a_class_that_is_declared() -> None:
    assert found("GONE", **{"contracts/t.contract.yaml": TAXONOMY}) == []


def test_a_former_name_of_a_class() -> None:
    assert found("LOST", **{"contracts/t.contract.yaml": TAXONOMY}) == []


def test_a_class_that_nobody_declares() -> None:
    assert found("GOEN", **{"contracts/t.contract.yaml": TAXONOMY}) == [("ECC014", "/relations/0/class")]


def test_a_catalog_without_classes_leaves_them_free() -> None:
    assert found("GOEN") == []


DECISIONS = {"path": "adr/{number:int}.md"}
PAGES = {"path": "docs/*.md"}
NAMED = {"class": "GOEN"}


@pytest.mark.parametrize(
    ("kind", "fields", "pointer"),
    [
        ("decisions/v1", DECISIONS | {"rules": {"ids": NAMED}}, "/rules/ids/class"),
        ("decisions/v1", DECISIONS | {"sections": [{"title": "Context", **NAMED}]}, "/sections/0/class"),
        ("pages/v1", PAGES | {"sections": [{"title": "Scope", **NAMED}]}, "/sections/0/class"),
        ("pages/v1", PAGES | {"identifiers": [{"pattern": "A", "declared": {"words": ["A"]}, **NAMED}]}, "/identifiers/0/class"),
    ],
)  # fmt: skip
def test_rules_of_every_kind(kind: str, fields: dict[str, Any], pointer: str) -> None:
    catalog, _ = link(
        {
            "contracts/a.contract.yaml": contract(kind, id="shop.docs", **fields),
            "contracts/t.contract.yaml": TAXONOMY,
        }
    )
    told = [(v.code, v.location.pointer) for v in problems(catalog) if v.location is not None]
    assert told == [("ECC014", pointer)]
