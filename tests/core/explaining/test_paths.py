"""A path is explained by every contract that is about it, and by none plainly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import pytest
from tests.core.explaining.catalogs import ask
from tests.fakes import FOLDER, Link, NoteKind, catalog_file, contract, note

from pytest_ecocontracts.core.context import Context
from pytest_ecocontracts.core.errors import FileProblem
from pytest_ecocontracts.core.kinds import KindRegistry
from pytest_ecocontracts.core.model import Contract, Explaining, Fact, Reference

WAIVER = {
    "code": "ECS003", "of": "shop.orders", "owner": "platform", "until": "2026-12-31", "issue": "SHOP-7",
    "reason": "The till still writes strings.", "path": "data/{name}.json",
}  # fmt: skip
SHOP: dict[str, object] = {
    "ecocontracts.yaml": catalog_file(schemas=["schemas/*.json"]),
    "contracts/orders.contract.yaml": contract(
        "artifact/v1", id="shop.orders", path="data/{day:date}.json", schema="schemas/order.json"
    ),
    "contracts/layout.contract.yaml": contract(
        tree={"data/": {"*.json": "some"}, "schemas/": {"*.json": "opt"}, "contracts/": "opaque", "ecocontracts.yaml": "need"}
    ),
    "contracts/waivers.contract.yaml": contract("waivers/v1", id="shop.waivers", waivers=[WAIVER]),
    "data/2026-01-01.json": "{}",
    "schemas/order.json": '{"$id": "https://shop.example/order"}',
    "stray.txt": "",
}  # fmt: skip


def test_every_contract_that_is_about_a_file_says_what() -> None:
    assert ask("data/2026-01-01.json", SHOP).splitlines() == [
        "data/2026-01-01.json: a file",
        "",
        "shop.layout 1.0.0 (layout/v1, contracts/layout.contract.yaml:1)",
        "  line        'data/*.json', line 6: some (at least one must be there)",
        "",
        "shop.orders 1.0.0 (artifact/v1, contracts/orders.contract.yaml:1)",
        "  matches     data/{day:date}.json, with day = 2026-01-01",
        "",
        "shop.waivers 1.0.0 (waivers/v1, contracts/waivers.contract.yaml:1)",
        (
            "  waiver      of shop.orders: ECS003 at data/{name}.json until 2026-12-31:"
            " The till still writes strings. (SHOP-7, platform)"
        ),
    ]


def test_a_schema_is_told_as_one() -> None:
    text = ask("schemas/order.json", SHOP)
    assert "shop 1.0.0 (catalog/v1, ecocontracts.yaml:1)\n  schema      matches schemas/*.json" in text
    assert (
        "shop.orders 1.0.0 (artifact/v1, contracts/orders.contract.yaml:1)\n  schema      the files" in text
    )


def test_a_file_that_nothing_is_about_is_said_to_be_one() -> None:
    alone = {name: SHOP[name] for name in ("ecocontracts.yaml", "contracts/orders.contract.yaml", "schemas/order.json", "stray.txt")}  # fmt: skip
    assert ask("stray.txt", alone) == "stray.txt: a file\n\nNo contract is about this path."


def test_where_a_new_file_would_belong_is_told() -> None:
    text = ask("data/2027-01-01.json", SHOP)
    assert text.startswith("data/2027-01-01.json: nothing is there\n")
    assert "day = 2027-01-01" in text


def test_a_single_word_that_is_not_there_is_no_path() -> None:
    """It is more likely a code or an id, mistyped."""
    assert ask("nothing.txt", SHOP) == ""


@pytest.mark.parametrize(
    ("entry", "said"), [(FOLDER, "a folder"), (Link("data"), "a symbolic link"), ("x", "a file")]
)
def test_what_is_there_is_said(entry: object, said: str) -> None:
    assert ask("thing", {**SHOP, "thing": entry}).startswith(f"thing: {said}\n")


def test_contracts_that_could_not_be_asked_are_named() -> None:
    text = ask(
        "stray.txt",
        {
            **SHOP,
            "contracts/a.contract.yaml": note(),
            "contracts/b.contract.yaml": contract(id="shop.bad", tree=7),
        },
    )
    assert text.endswith(
        "Contracts that could not be asked\n  broken: shop.bad\n  of kinds that cannot say: shop.note"
    )


def test_a_catalog_is_asked_about_what_lies_in_its_folder() -> None:
    other = {"contracts/l.contract.yaml": contract(id="other.layout", tree={"**": "opt"})}
    text = ask("shop/data/2026-01-01.json", SHOP, other, folders=("shop", "other"))
    assert "shop.orders" in text
    assert "other.layout" not in text
    assert "(layout/v1, shop/contracts/layout.contract.yaml:1)" in text
    assert ask("shop", SHOP, folders=("shop",)).startswith("shop 1.0.0 (catalog/v1")
    assert ask("shop/", SHOP, folders=("shop",)).startswith("shop: a folder")


class Asked(NoteKind, Explaining):
    """A kind of a plugin whose answers are given."""

    answer: ClassVar[object] = ()

    def about(self, contract: Contract, path: str, context: Context) -> Sequence[Fact]:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer  # type: ignore[return-value]

    def facts(self, contract: Contract, context: Context) -> Sequence[Fact]:
        return self.about(contract, "", context)

    def references(self, contract: Contract) -> Sequence[Reference]:
        if isinstance(self.answer, RuntimeError):
            raise self.answer
        return [Reference("/gardener", "shop.note")]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ([Fact("rota", "mondays")], "rota        mondays"),
        ([("rota", 7)], "rota        7"),
        (
            RuntimeError("no idea"),
            "unknown     asking the kind of the contract crashed: RuntimeError: no idea",
        ),
        (FileProblem("missing", "x", "x is gone"), "unknown     x is gone"),
        (7, "unknown     asking the kind of the contract crashed: TypeError: *"),
        ([7], "unknown     asking the kind of the contract crashed: TypeError: *"),
    ],
)
def test_kinds_of_plugins_answer_and_may_fail(
    answer: object, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Asked, "answer", answer)
    kinds = KindRegistry()
    kinds.register(Asked())
    files = {"contracts/n.contract.yaml": note(), "x.txt": ""}
    for word in ("x.txt", "shop.note"):
        assert said.rstrip("*") in ask(word, files, kinds=kinds)
    named = "unknown whether by shop.note: " if isinstance(answer, RuntimeError) else "shop.note (contracts/n"
    assert f"Named by\n  {named}" in ask("shop.note", files, kinds=kinds)
