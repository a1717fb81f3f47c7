"""A contract is explained from header, kind, plan, waivers and those that name it."""

from __future__ import annotations

import pytest
from tests.core.explaining.catalogs import ask, meant
from tests.fakes import MemoryFiles, catalog_file, contract, note

WAIVERS = [
    {"code": "ECS003", "of": "shop.orders", "owner": "platform", "until": "2026-12-31", "issue": "SHOP-7",
     "reason": "The till still writes strings.", "path": "data/{day:date}.json", "pointer": "/n"},
    {"code": "schema-unknown-property", "of": "shop.orders", "owner": "platform", "until": "2026-01-30",
     "decision": "ADR-3", "reason": "Old fields go away."},
]  # fmt: skip
SHOP = {
    "ecocontracts.yaml": catalog_file(owners={"platform": {"contact": "platform@example", "summary": "Runs it."}}),
    "contracts/orders.contract.yaml": contract(
        "artifact/v1", id="shop.orders", version="1.2.0", path="data/{day:date}.json", decisions=["ADR-1", "ADR-2"]
    ),
    "contracts/old.contract.yaml": contract(
        "artifact/v1", id="shop.old", path="old.json", presence="optional", status="deprecated", since="1.1.0",
        sunset="2027-01-01", replaced_by="shop.orders",
    ),
    "contracts/waivers.contract.yaml": contract("waivers/v1", id="shop.waivers", waivers=WAIVERS),
    "contracts/note.contract.yaml": note(checks={"look": {"chunks": 3}}),
    "contracts/bad.contract.yaml": contract("layout/v1", id="shop.bad", tree=7),
    "data/2026-01-01.json": "{}",
    "data/2026-01-02.json": "{}",
}  # fmt: skip


def test_everything_about_a_contract() -> None:
    assert ask("shop.orders", SHOP).splitlines() == [
        "shop.orders 1.2.0 (artifact/v1, stable)",
        "What this contract promises.",
        "",
        "at          contracts/orders.contract.yaml:1",
        "owner       platform (platform@example, Runs it.)",
        "decisions   ADR-1, ADR-2",
        "files       data/{day:date}.json (2 now)",
        "presence    required",
        "empty       valid",
        "format      json",
        "",
        "Checks",
        "  presence  what must be there is there",
        "  format    every file is json           (2 targets)",
        "",
        "Waived",
        (
            "  ECS003 at data/{day:date}.json below /n until 2026-12-31: The till still writes strings."
            " (SHOP-7, platform); contracts/waivers.contract.yaml:6"
        ),
        (
            "  ECS005 until 2026-01-30, EXPIRED: Old fields go away."
            " (ADR-3, platform); contracts/waivers.contract.yaml:6"
        ),
        "",
        "Named by",
        "  shop.old (contracts/old.contract.yaml:11, /replaced_by)",
        "  shop.waivers (contracts/waivers.contract.yaml:6, /waivers/0/of)",
        "  shop.waivers (contracts/waivers.contract.yaml:6, /waivers/1/of)",
        "",
        "Run only this contract",
        "  pytest --eco-only --eco-select=shop.orders",
    ]


def test_a_deprecated_contract_says_what_takes_over() -> None:
    text = ask("shop.old", SHOP)
    assert "(artifact/v1, deprecated)" in text
    assert "deprecated  since 1.1.0, goes away on 2027-01-01, replaced by shop.orders" in text


def test_a_kind_that_tells_nothing_still_has_header_and_checks() -> None:
    text = ask("shop.note", SHOP)
    assert "owner       platform" in text
    assert "  look    (3 items)" in text


def test_waivers_are_listed_in_their_own_contract() -> None:
    text = ask("shop.waivers", SHOP)
    assert "waiver      of shop.orders: ECS003 at data/{day:date}.json below /n until 2026-12-31:" in text
    assert "every waiver is in force, tolerates something, and says why" in text


def test_a_contract_that_cannot_be_used_shows_its_problems() -> None:
    text = ask("shop.bad", SHOP)
    assert text.startswith(
        "shop.bad: the contract cannot be used, so nothing is checked with it\n\nProblems\n"
    )
    assert "  ECC004 contracts/bad.contract.yaml:6:7  /tree: " in text


def test_both_contracts_of_one_id_are_told() -> None:
    text = ask("shop.note", {"contracts/a.contract.yaml": note(), "contracts/b.contract.yaml": note()})
    assert text.count("ECC010") == 2
    assert "contracts/a.contract.yaml" in text
    assert "contracts/b.contract.yaml" in text


@pytest.mark.parametrize("enforce", [["lib.*"], []])
def test_imported_contracts_say_where_they_come_from(enforce: list[str]) -> None:
    library = MemoryFiles(
        {
            "ecocontracts.yaml": catalog_file(id="lib", owner="library", owners={"library": "lib@example"}),
            "contracts/n.contract.yaml": note(id="lib.note", owner="library"),
        }
    )
    own = {"ecocontracts.yaml": catalog_file(imports=[{"package": "acme", "enforce": enforce}])}
    text = ask(
        "lib.note", {**own, "contracts/n.contract.yaml": note()}, packages={"acme": ("1.0.0", library)}
    )
    assert "owner       library (lib@example)" in text
    if enforce:
        assert "imported    from the catalog acme; enforced here" in text
        assert "pytest --eco-only --eco-select=lib.note" in text
    else:
        assert "imported    from the catalog acme; not enforced here" in text
        assert "none: the contract is only referred to" in text
        assert "Run only this contract" not in text


def test_in_another_folder_paths_and_command_say_so() -> None:
    text = ask("shop.orders", SHOP, folders=("services/shop",))
    assert "at          services/shop/contracts/orders.contract.yaml:1" in text
    assert "pytest --eco-only --eco-catalog=services/shop --eco-select=shop.orders" in text


def test_an_id_of_two_catalogs_is_explained_for_each() -> None:
    one = {"contracts/a.contract.yaml": note()}
    text = ask("shop.note", one, one, folders=("a", "b"))
    assert "a/contracts/a.contract.yaml:1" in text
    assert "b/contracts/a.contract.yaml:1" in text


def test_contracts_are_listed_usable_or_not() -> None:
    rows = [line.split() for line in ask("contracts", SHOP).splitlines()]
    assert [(row[0], row[1]) for row in rows] == [
        ("shop", "catalog/v1"),
        ("shop.note", "note/v1"),
        ("shop.old", "artifact/v1"),
        ("shop.orders", "artifact/v1"),
        ("shop.waivers", "waivers/v1"),
        ("shop.bad", "broken"),
    ]
    assert rows[-1][2] == "contracts/bad.contract.yaml"


def test_a_contract_file_tells_all_that_is_in_it() -> None:
    both = f"{note(id='shop.one')}---\n{note(id='shop.two')}---\n{note(id='shop.three', owner=None)}"
    text = ask("contracts/n.contract.yaml", {"contracts/n.contract.yaml": both})
    assert text.startswith(
        "contracts/n.contract.yaml: 2 usable contracts\n\nshop.one 1.0.0 (note/v1, stable)\n"
    )
    assert "\n\nshop.two 1.0.0 (note/v1, stable)\n" in text
    assert "\n\nProblems\n  ECC004 contracts/n.contract.yaml:13:1: " in text
    assert text.count("ECC004") == 1


def test_a_contract_file_that_cannot_be_read_says_why() -> None:
    text = ask("contracts/n.contract.yaml", {"contracts/n.contract.yaml": "id: [\n"})
    assert text.startswith("contracts/n.contract.yaml: 0 usable contracts\n\nProblems\n  ECC003 ")


@pytest.mark.parametrize(
    ("word", "suggested"),
    [
        ("shop.order", "shop.orders"),
        ("shop.badd", "shop.bad"),
        ("artefact/v1", "artifact/v1"),
        ("ECS03", "ECS003"),
    ],
)
def test_what_was_meant_is_found_among_all_things(word: str, suggested: str) -> None:
    assert ask(word, SHOP) == ""
    assert meant(word, SHOP) == f"did you mean {suggested!r}?"


def test_ids_come_before_kinds_and_codes_before_ids() -> None:
    named = {
        "contracts/a.contract.yaml": note(id="layout"),
        "contracts/b.contract.yaml": note(id="schema-invalid"),
    }
    assert ask("layout", named).startswith("layout 1.0.0 (note/v1, stable)")
    assert ask("layout/v1", named).startswith("layout/v1: ")
    assert ask("schema-invalid", named).startswith("ECC017 schema-invalid")
