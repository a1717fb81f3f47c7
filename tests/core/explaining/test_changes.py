"""``--eco-explain CONTRACT`` with a base: the obligation as a checklist."""

from __future__ import annotations

from tests.core.explaining.catalogs import ask, since
from tests.fakes import catalog_file, contract

LAYOUT = "contracts/layout.contract.yaml"
OTHER = "contracts/other.contract.yaml"
BASE: dict[str, object] = {
    "ecocontracts.yaml": catalog_file(),
    LAYOUT: contract(tree={"a.md": "opt"}, root="a"),
    OTHER: contract(id="shop.other", root="b"),
}


def test_a_changed_contract_has_its_checklist() -> None:
    text = since("shop.layout", BASE, {**BASE, LAYOUT: contract(tree={"a.md": "need"}, root="a")})
    assert "Change\n  since main: changed in 1 place: major" in text
    assert "[ ] version 2.0.0 or later" in text
    assert "ECV006" in text
    assert "ECV007" in text
    assert "pytest --eco-only --eco-base=main --eco-select=shop.layout" in text


def test_an_unchanged_one_has_none_and_neither_has_a_run_without_base() -> None:
    assert "Change" not in since("shop.layout", BASE, BASE)
    assert "Change" not in ask("shop.layout", BASE)


def test_a_contract_that_is_gone_is_still_explained() -> None:
    text = since("shop.other", BASE, {path: text for path, text in BASE.items() if path != OTHER})
    assert text.startswith("shop.other: only the base has this contract")
    assert "[ ] a deprecation in the base" in text
